/** A table as comma-separated values (RFC 4180), which a spreadsheet opens without running anything in it. */
import { csvField } from './cells'
import type { Sheet } from './table'

/** Writes the table; it begins with a byte order mark, by which spreadsheets know that it is UTF-8. */
export function csvOf({ header, rows, footer }: Sheet): string {
  const lines = [header, ...rows, ...(footer.length ? [footer] : [])].map((row) => row.map(csvField).join(','))
  return `\ufeff${lines.join('\r\n')}\r\n`
}
