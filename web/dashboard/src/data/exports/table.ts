/** A table to be saved as a file. */

/** The value of a cell: exact numbers, so that a spreadsheet can calculate with them. */
export type CellValue = string | number

/** A table to be saved. */
export interface Sheet {
  readonly header: readonly string[]
  readonly rows: readonly (readonly CellValue[])[]
  /** The sums, under the rows; empty for none. */
  readonly footer: readonly CellValue[]
}
