/** A table as an Excel workbook. Text is stored as text, so it is never a formula. */
import writeExcelFile, { type Cell, type Feature } from 'write-excel-file/universal'
import type { Line } from './about'
import { sheetName, xlsxText } from './cells'
import type { CellValue, ColumnKind, TypedSheet } from './table'

/** How wide a column is, in characters: as wide as what is in it, within these. */
const NARROWEST = 10
const WIDEST = 44
const NAMES_WIDE = 28
const ABOUT_WIDTHS = [18, 52]
const DAY = /^\d{4}-\d{2}(-\d{2})?$/

/** What a workbook says about itself. */
export interface About {
  readonly title: string
  readonly lines: readonly Line[]
}

/** Excel's format for amounts of a currency. */
function moneyFormat(currency: string | null): string {
  const digits = currency
    ? new Intl.NumberFormat([], { style: 'currency', currency }).resolvedOptions().maximumFractionDigits
    : 2
  return digits ? `#,##0.${'0'.repeat(digits)}` : '#,##0'
}

function text(value: string): Cell {
  return { value: xlsxText(value), type: String, ...(value.includes('\n') && { wrap: true, alignVertical: 'top' }) }
}

function cell(value: CellValue, kind: ColumnKind, formats: Readonly<Partial<Record<ColumnKind, string>>>): Cell {
  const format = formats[kind] ?? 'General'
  if (typeof value === 'number') return { value, type: Number, format }
  if ((kind === 'day' || kind === 'month') && DAY.test(value)) {
    return { value: new Date(value), type: Date, format, align: kind === 'month' ? 'left' : 'right' }
  }
  return text(value)
}

function bold(one: Cell): Cell {
  return { ...(one as object), fontWeight: 'bold' }
}

function longestLine(value: CellValue): number {
  return Math.max(
    ...String(value)
      .split('\n')
      .map((line) => line.length),
  )
}

/** A column's width: that of its widest cell; a heading breaks between words. */
function widthOf(column: number, { header, rows, footer }: TypedSheet): number {
  const words = (header[column] ?? '').split(' ').map((word) => word.length)
  const cells = [...rows, footer].map((row) => longestLine(row[column] ?? ''))
  const widest = Math.min(WIDEST, Math.max(NARROWEST, ...words, ...cells) + 3)
  return column === 0 ? Math.max(NAMES_WIDE, widest) : widest
}

/** The name of a column in Excel: A to Z, then AA. */
function columnName(index: number): string {
  const letter = String.fromCharCode(65 + (index % 26))
  return index < 26 ? letter : columnName(Math.floor(index / 26) - 1) + letter
}

/** The arrows in the headings by which rows are filtered and sorted; the sums under them stay where they are. */
function filterOf({ header, rows }: TypedSheet): Feature<Blob> {
  const range = `A1:${columnName(header.length - 1)}${rows.length + 1}`
  return {
    files: {
      transform: {
        'xl/worksheets/sheet{id}.xml': {
          transform: (xml, _, { sheetIndex }) =>
            sheetIndex === 0 ? xml.replace('</sheetData>', `</sheetData><autoFilter ref="${range}"/>`) : xml,
        },
      },
    },
  }
}

/** Writes the workbook: the table, with headings and names that stay in sight, and what it is about, if that is given. */
export async function xlsxOf(sheet: TypedSheet, name: string, about: About | null): Promise<Blob> {
  const { header, rows, footer, kinds, currency } = sheet
  const formats = { id: '0', count: '#,##0', money: moneyFormat(currency), day: 'yyyy-mm-dd', month: 'yyyy-mm' }
  const line = (row: readonly CellValue[]) => row.map((value, column) => cell(value, kinds[column] ?? 'text', formats))
  const first = sheetName(name)
  const second = about && sheetName(about.title)
  return await writeExcelFile(
    [
      {
        data: [
          header.map((one): Cell => ({ value: xlsxText(one), type: String, fontWeight: 'bold', wrap: true })),
          ...rows.map(line),
          ...(footer.length ? [line(footer).map(bold)] : []),
        ],
        // Two sheets never have the same name, in whatever case.
        sheet: first.toLowerCase() === second?.toLowerCase() ? `${first} 1` : first,
        columns: header.map((_, column) => ({ width: widthOf(column, sheet) })),
        stickyRowsCount: 1,
        stickyColumnsCount: 1,
      },
      ...(about && second
        ? [
            {
              data: about.lines.map(([title, value]) => [bold(text(title)), text(value)]),
              sheet: second,
              columns: ABOUT_WIDTHS.map((width) => ({ width })),
            },
          ]
        : []),
    ],
    { features: [filterOf(sheet)] },
  ).toBlob()
}
