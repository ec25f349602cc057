/**
 * The contents of a spreadsheet cell. `src/teamkpi/spreadsheet.py` has the same rules for the command line; both are
 * tested against the cases in `tests/spreadsheet-cells.json`.
 */
import type { CellValue } from './table'

/** The most that Excel keeps in one cell, in UTF-16 code units. */
const LONGEST_TEXT = 32_767
const LONGEST_NAME = 31

// Characters that no file should contain: controls other than tab and line breaks, which XML forbids and a terminal
// obeys; noncharacters; halves of surrogate pairs.
// eslint-disable-next-line no-control-regex
const UNWANTED = /[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff]|\p{Surrogate}/gu
// What a program may skip between the start of a cell and a formula's first character: quotes, and what is not seen. A
// `;`, a tab or a line break starts a cell for programs that take it for the separator, or that see no quotes then.
const SKIPPED = String.raw`[;"\s\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f]`
const BEFORE_FORMULA = new RegExp(`(?<!${SKIPPED})${SKIPPED}*(?=[=+\\-@＝＋－＠])`, 'g')
const STARTS_CELL = /[;\t\r\n]/g
// What Excel does not take in the name of a sheet, nor at its ends.
const FORBIDDEN_IN_NAME = /[\\/?*[\]:\s]+/g
const FORBIDDEN_AROUND_NAME = /^[' ]+|[' ]+$/g

/** Shortens a text to a number of UTF-16 code units, without splitting a surrogate pair. */
function shortened(text: string, longest: number, mark: string): string {
  if (text.length <= longest) return text
  return text.slice(0, longest - mark.length).replace(/[\ud800-\udbff]$/, '') + mark
}

/** A text with an apostrophe wherever a spreadsheet would otherwise begin a formula. */
function defused(text: string): string {
  const safe = text.replace(BEFORE_FORMULA, (run: string, offset: number) => {
    const inside = run.replace(STARTS_CELL, "$&'")
    return offset === 0 ? `'${inside}` : inside
  })
  return /^[\t\r\n]/.test(safe) ? `'${safe}` : safe
}

/** A cell of a file of separated values, quoted where RFC 4180 or a program with another separator asks for it. */
export function csvField(value: CellValue, decimalMark: string): string {
  if (typeof value === 'number') return String(value).replace('.', decimalMark)
  const text = shortened(defused(value.replace(UNWANTED, '')), LONGEST_TEXT, '…')
  return /[",;\t\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

/** A text as a workbook stores it, which is never a formula; line breaks are line feeds, as Excel writes them. */
export function xlsxText(value: string): string {
  const text = shortened(value.replace(UNWANTED, '').replace(/\r\n?/g, '\n'), LONGEST_TEXT, '…')
  // Excel reads _x000A_ as the character of that number, unless its first sign is written so itself.
  return text.replace(/_(?=x[0-9A-Fa-f]{4}_)/g, '_x005F_')
}

/** The name of a sheet as Excel takes it. */
export function sheetName(name: string): string {
  const clean = name.replace(UNWANTED, '').replace(FORBIDDEN_IN_NAME, ' ').replace(FORBIDDEN_AROUND_NAME, '')
  const cut = shortened(clean, LONGEST_NAME, '').replace(FORBIDDEN_AROUND_NAME, '')
  // Excel keeps the name "History" for itself, in any case.
  return cut === '' || cut.toLowerCase() === 'history' ? 'teamkpi' : cut
}
