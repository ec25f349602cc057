/** A table as separated values (RFC 4180), which a spreadsheet opens without running anything in it. */
import type { Formats } from '@/format/formats'
import { csvField } from './cells'
import type { Sheet } from './table'

/**
 * Writes the table; it begins with a byte order mark, by which spreadsheets know that it is UTF-8.
 *
 * Where decimals have a comma, spreadsheets expect a semicolon between cells.
 */
export function csvOf({ header, rows, footer }: Sheet, { decimalMark }: Pick<Formats, 'decimalMark'>): string {
  const separator = decimalMark === ',' ? ';' : ','
  const lines = [header, ...rows, ...(footer.length ? [footer] : [])].map((row) =>
    row.map((value) => csvField(value, decimalMark)).join(separator),
  )
  return `\ufeff${lines.join('\r\n')}\r\n`
}
