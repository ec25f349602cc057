/** The amounts that a column shows for a member and for the whole team. */
import type { TeamKpi } from '@teamkpi/client'
import {
  columnsOf,
  FIGURE_COLUMNS,
  TOTAL_OF_GROUP,
  type Amount,
  type ColumnId,
  type GroupId,
  type NumberField,
} from './columns'

/** The figures that are numbers of use and money; a member's, or their sums. */
export type Figures = Pick<TeamKpi, NumberField>

/** The number of items not yet invoiced, of any kind. */
export function itemsToInvoice(figures: Figures): number {
  return columnsOf('invoice').reduce((sum, { id }) => sum + figures[id], 0)
}

// Money has few decimals, and a binary sum of many may not end where the decimal one does.
const DECIMALS = 1e6

/** The sums of every figure over members. */
export function sumOf(members: readonly TeamKpi[]): Figures {
  const sums = Object.fromEntries(FIGURE_COLUMNS.map((one) => [one.id, 0])) as Record<keyof Figures, number>
  for (const member of members) for (const { id } of FIGURE_COLUMNS) sums[id] += member[id]
  sums.RemainingBookingCredit = Math.round(sums.RemainingBookingCredit * DECIMALS) / DECIMALS
  return sums
}

const GROUP_OF_SUM = new Map(Object.entries(TOTAL_OF_GROUP).map(([group, id]) => [id, group as GroupId]))
const COLUMN_OF = new Map(FIGURE_COLUMNS.map((one) => [one.id as ColumnId, one]))

/**
 * The amounts in a column.
 *
 * @returns One amount; for the sum of a group with several units, those that are not zero, largest unit last as in
 * the table.
 */
export function amountsIn(figures: Figures, column: ColumnId): readonly Amount[] {
  if (column === 'ToInvoice') return [{ measure: 'count', value: itemsToInvoice(figures) }]
  const figure = COLUMN_OF.get(column)
  if (figure) return [{ measure: figure.measure, value: figures[figure.id] }]
  const group = GROUP_OF_SUM.get(column)
  return group
    ? columnsOf(group)
        .map(({ id, measure }) => ({ measure, value: figures[id] }))
        .filter((one) => one.value !== 0)
    : []
}

/** The numbers that a column is sorted by, the most important first. */
export function sortNumbers(figures: Figures, column: ColumnId): readonly number[] {
  if (column === 'CreditLeft' || column === 'PassesLeft') {
    const group = column === 'CreditLeft' ? 'credit' : 'passes'
    return columnsOf(group).map(({ id }) => figures[id])
  }
  return amountsIn(figures, column).map((one) => one.value)
}
