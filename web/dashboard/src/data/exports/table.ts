/** A table to be saved as a file. */
import type { Moment } from '@/data/money'

/** The value of a cell: exact numbers, so that a spreadsheet can calculate with them. */
export type CellValue = string | number

/** What a column has: texts, IDs, whole numbers, amounts of money, days like `2026-10-31`, or months like `2026-10`. */
export type ColumnKind = 'text' | 'id' | 'count' | 'money' | 'day' | 'month'

/** A table to be saved. */
export interface Sheet {
  readonly header: readonly string[]
  readonly rows: readonly (readonly CellValue[])[]
  /** The sums, under the rows; empty for none. */
  readonly footer: readonly CellValue[]
}

/** A table to be saved as a workbook too. */
export interface TypedSheet extends Sheet {
  /** What each column has. */
  readonly kinds: readonly ColumnKind[]
  /** The currency of amounts; null while it isn't known. */
  readonly currency: string | null
}

/** What a file is about. A workbook has it on a sheet of its own. */
export interface FileFacts {
  readonly team: string
  /** The part of the page that the table is from. */
  readonly contents: string
  /** What the period is called, and which it is. */
  readonly period: readonly [name: 'month' | 'months' | 'week', text: string]
  /** The zone of the team's location; undefined while it isn't known. */
  readonly zone: string | undefined
  /** The instant or day that the page shows; nothing for the present. */
  readonly moment?: Moment | undefined
  /** When the answer of the server came, in milliseconds. */
  readonly readAt: number
}
