/** A table as comma-separated values (RFC 4180), which a spreadsheet opens without running anything in it. */
import type { CellValue, Sheet } from './sheet'

// A spreadsheet takes a text that begins so for a formula, also within quotes. A leading apostrophe makes it a text.
const FORMULA = /^[=+\-@\t\r\n＝＋－＠]/

function field(value: CellValue): string {
  if (typeof value === 'number') return String(value)
  const text = FORMULA.test(value) ? `'${value}` : value
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

/** Writes the table; it begins with a byte order mark, by which spreadsheets know that it is UTF-8. */
export function csvOf({ header, rows, footer }: Sheet): string {
  const lines = [header, ...rows, footer].map((row) => row.map(field).join(','))
  return `\ufeff${lines.join('\r\n')}\r\n`
}
