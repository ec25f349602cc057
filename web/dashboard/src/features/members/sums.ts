/** The amounts that a column shows for a member and for the whole team. */
import type { Amount } from '@/i18n/amounts'
import { columnsOf, FIGURE_COLUMNS, type ColumnId, type NumberField } from './columns'
import type { MemberLine } from './lines'

/** The figures that are numbers of use and money; a member's, or their sums. */
export type Figures = Pick<MemberLine, NumberField | 'AmountToInvoice' | 'otherAmounts' | 'NextExpiry'>

/** The number of items not yet invoiced, of any kind. */
export function itemsToInvoice(figures: Pick<Figures, NumberField>): number {
  return columnsOf('invoice').reduce((sum, { id }) => sum + figures[id], 0)
}

// Money has few decimals, and a binary sum of many may not end where the decimal one does.
const DECIMALS = 1e6

function rounded(value: number): number {
  return Math.round(value * DECIMALS) / DECIMALS
}

/** The sums of every figure over members. */
export function totalsOf(members: readonly Pick<Figures, NumberField>[]): Record<NumberField, number> {
  const sums = Object.fromEntries(FIGURE_COLUMNS.map((one) => [one.id, 0])) as Record<NumberField, number>
  for (const member of members) for (const { id } of FIGURE_COLUMNS) sums[id] += member[id]
  sums.RemainingBookingCredit = rounded(sums.RemainingBookingCredit)
  return sums
}

/** The sums of every column over members; of dates, the first. */
export function sumOf(members: readonly MemberLine[]): Figures {
  const sums = totalsOf(members)
  const others = new Map<string | null, number>()
  for (const { currency = null, value } of members.flatMap((one) => one.otherAmounts)) {
    others.set(currency, rounded((others.get(currency) ?? 0) + value))
  }
  return {
    ...sums,
    AmountToInvoice: members.some((one) => one.AmountToInvoice === null)
      ? null
      : rounded(members.reduce((sum, one) => sum + (one.AmountToInvoice ?? 0), 0)),
    otherAmounts: [...others].map(([currency, value]) => ({ measure: 'money', value, currency })),
    NextExpiry: members.some((one) => one.NextExpiry === undefined)
      ? undefined
      : members
          .map((one) => one.NextExpiry)
          .reduce((one, other) => (!one || (other && other < one) ? other : one), null),
  }
}

const COLUMN_OF = new Map(FIGURE_COLUMNS.map((one) => [one.id as ColumnId, one]))

/**
 * The amounts in a column.
 *
 * @returns One amount; for the sum of a group with several units, those that are not zero, largest unit last as in
 * the table.
 */
export function amountsIn(figures: Figures, column: ColumnId): readonly Amount[] {
  switch (column) {
    case 'AmountToInvoice': {
      const value = figures.AmountToInvoice
      return value === null ? [] : [{ measure: 'money', value }, ...figures.otherAmounts]
    }
    case 'ToInvoice':
      return [{ measure: 'count', value: itemsToInvoice(figures) }]
    case 'CreditLeft':
    case 'PassesLeft':
      return columnsOf(column === 'CreditLeft' ? 'credit' : 'passes')
        .map(({ id, measure }) => ({ measure, value: figures[id] }))
        .filter((one) => one.value !== 0)
    default: {
      const figure = COLUMN_OF.get(column)
      return figure ? [{ measure: figure.measure, value: figures[figure.id] }] : []
    }
  }
}

/** Whether there is nothing in a column. */
export function isZero(figures: Figures, column: ColumnId): boolean {
  if (column === 'NextExpiry') return figures.NextExpiry === null
  if (column === 'AmountToInvoice' && figures.AmountToInvoice === null) return false
  return amountsIn(figures, column).every((one) => one.value === 0)
}

/** The numbers that a column is sorted by, the most important first. Of dates, the soonest is the largest. */
export function sortNumbers(figures: Figures, column: ColumnId): readonly number[] {
  if (column === 'NextExpiry') return [figures.NextExpiry ? -Date.parse(figures.NextExpiry) : -Infinity]
  if (column === 'CreditLeft' || column === 'PassesLeft') {
    const group = column === 'CreditLeft' ? 'credit' : 'passes'
    return columnsOf(group).map(({ id }) => figures[id])
  }
  return amountsIn(figures, column).map((one) => one.value)
}
