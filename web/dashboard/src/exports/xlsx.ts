/** A table as an Excel workbook. Texts are stored as texts, so that none of them is a formula. */
import writeExcelFile, { type Cell } from 'write-excel-file/universal'
import type { CellValue, Sheet } from './sheet'

const NAME_WIDTH = 28
const WIDTH = 14
// What Excel does not take in the name of a sheet, and how long it may be.
const FORBIDDEN = /[\\/?*[\]:]/g
const LONGEST_NAME = 31

function cell(value: CellValue, isBold: boolean): Cell {
  const look = isBold ? ({ fontWeight: 'bold' } as const) : {}
  return typeof value === 'number' ? { value, type: Number, ...look } : { value, type: String, ...look }
}

/** Writes the workbook: one sheet, with headings and names that stay in sight. */
export async function xlsxOf({ header, rows, footer }: Sheet, name: string): Promise<Blob> {
  const data = [
    header.map((text): Cell => ({ value: text, type: String, fontWeight: 'bold', wrap: true })),
    ...rows.map((row) => row.map((value) => cell(value, false))),
    footer.map((value) => cell(value, true)),
  ]
  return await writeExcelFile(data, {
    sheet: name.replace(FORBIDDEN, ' ').trim().slice(0, LONGEST_NAME) || 'teamkpi',
    columns: header.map((_, index) => ({ width: index === 0 ? NAME_WIDTH : WIDTH })),
    stickyRowsCount: 1,
    stickyColumnsCount: 1,
  }).toBlob()
}
