import type { Explain } from '@/data/team'
import type { Locale } from '@/i18n/locale'
import { columnsOf, type ColumnId, type GroupId } from './columns'

/** The heading of a group as the server translates it; in English when the server doesn't say. */
export function headingOf(group: GroupId, explain: Explain, t: Locale['t']): string {
  const [first] = columnsOf(group)
  if (!first) return t.table.nextExpiry
  return explain(first.id).Group || first.heading
}

/** The label of a column under the heading of its group. */
export function labelOf(column: ColumnId, explain: Explain, t: Locale['t']): string {
  switch (column) {
    case 'CoworkerFullName':
      return t.table.member
    case 'AmountToInvoice':
      return t.table.amount
    case 'ToInvoice':
      return t.table.itemCount
    case 'CreditLeft':
    case 'PassesLeft':
      return t.table.sum
    case 'NextExpiry':
      return t.table.date
    default:
      return explain(column).Label
  }
}

/** The name of a column where nothing says which group it belongs to. */
export function fullNameOf(column: ColumnId, group: GroupId, explain: Explain, t: Locale['t']): string {
  const heading = headingOf(group, explain, t)
  switch (column) {
    case 'CoworkerFullName':
      return t.table.member
    case 'AmountToInvoice':
    case 'CreditLeft':
    case 'PassesLeft':
    case 'NextExpiry':
      return heading
    case 'BookedTimeThisMonth':
      return t.totals.bookedMonth
    case 'CheckedTimeThisMonth':
      return t.totals.checkedMonth
    default:
      return `${heading}: ${labelOf(column, explain, t)}`
  }
}
