/** A table as an Excel workbook. Text is stored as text, so it is never a formula. */
import writeExcelFile, { type Cell } from 'write-excel-file/universal'
import { sheetName, xlsxText } from './cells'
import type { CellValue, Sheet } from './table'

const NAME_WIDTH = 28
const WIDTH = 14

function cell(value: CellValue, isBold: boolean): Cell {
  const look = isBold ? ({ fontWeight: 'bold' } as const) : {}
  return typeof value === 'number'
    ? { value, type: Number, ...look }
    : { value: xlsxText(value), type: String, ...look }
}

/** Writes the workbook: one sheet, with headings and names that stay in sight. */
export async function xlsxOf({ header, rows, footer }: Sheet, name: string): Promise<Blob> {
  const data = [
    header.map((text): Cell => ({ value: xlsxText(text), type: String, fontWeight: 'bold', wrap: true })),
    ...rows.map((row) => row.map((value) => cell(value, false))),
    footer.map((value) => cell(value, true)),
  ]
  return await writeExcelFile(data, {
    sheet: sheetName(name),
    columns: header.map((_, index) => ({ width: index === 0 ? NAME_WIDTH : WIDTH })),
    stickyRowsCount: 1,
    stickyColumnsCount: 1,
  }).toBlob()
}
