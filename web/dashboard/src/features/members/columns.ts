/** The columns of the member table: the figures of a member in groups that people know, and the sums of groups. */
import type { TeamKpi } from '@teamkpi/client'

/** The groups of figures, in the order of the table. */
export const GROUPS = ['invoice', 'credit', 'passes', 'booked', 'checked'] as const
/** A group of figures. */
export type GroupId = (typeof GROUPS)[number]

/** A field whose value is a number. */
export type NumberField = {
  [Field in keyof TeamKpi]-?: TeamKpi[Field] extends number ? Field : never
}[keyof TeamKpi]

/** What a number counts, which decides how it is written. */
export type Measure = 'count' | 'money' | 'minutes' | 'days' | 'weeks' | 'months' | 'uses' | 'passes'

/** The name of a column, also in the address of a view: the wire's name of its figure, or that of a sum. */
export type ColumnId = keyof TeamKpi | 'ToInvoice' | 'CreditLeft' | 'PassesLeft'

/** A figure, as a column shows it. */
export interface FigureColumn {
  readonly id: NumberField
  readonly group: GroupId
  readonly measure: Measure
}

/** A number of a member or of a team, with what it counts. */
export interface Amount {
  readonly measure: Measure
  readonly value: number
}

function column(group: GroupId, id: NumberField, measure: Measure): FigureColumn {
  return { id, group, measure }
}

/** The sixteen figures that are numbers of use and money, in the order of the table. */
export const FIGURE_COLUMNS: readonly FigureColumn[] = [
  column('invoice', 'UninvoicedProducts', 'count'),
  column('invoice', 'UninvoicedExtraServices', 'count'),
  column('invoice', 'UnivoicedEventAttendees', 'count'),
  column('invoice', 'UnivoicedTimepasses', 'count'),
  column('credit', 'RemainingBookingCredit', 'money'),
  column('credit', 'RemainingTimeCreditMinutes', 'minutes'),
  column('credit', 'RemainingTimeCreditDays', 'days'),
  column('credit', 'RemainingTimeCreditWeeks', 'weeks'),
  column('credit', 'RemainingTimeCreditMonths', 'months'),
  column('credit', 'RemainingTimeCreditUses', 'uses'),
  column('passes', 'RemainingTimePassesCount', 'passes'),
  column('passes', 'RemainingTimePassesMinutes', 'minutes'),
  column('booked', 'BookedTimeThisMonth', 'minutes'),
  column('booked', 'BookedTimeTotal', 'minutes'),
  column('checked', 'CheckedTimeThisMonth', 'minutes'),
  column('checked', 'CheckedTimeTotal', 'minutes'),
]

/** The fields under a member's name. */
export const MEMBER_FIELDS = ['CoworkerEmail', 'CoworkerId'] as const

/** The columns of a group, in the order of the table. */
export function columnsOf(group: GroupId): readonly FigureColumn[] {
  return FIGURE_COLUMNS.filter((one) => one.group === group)
}

/**
 * What stands for a group that is collapsed.
 *
 * Items add up. So does time that a figure gives "in all", which holds this month's. Credit and passes have several
 * units, which do not add up; their sum is a list of amounts.
 */
export const SUM_OF_GROUP: Readonly<Record<GroupId, ColumnId>> = {
  invoice: 'ToInvoice',
  credit: 'CreditLeft',
  passes: 'PassesLeft',
  booked: 'BookedTimeTotal',
  checked: 'CheckedTimeTotal',
}

/** Every column that can be shown or hidden, in the order of the table; a member's name always stands. */
export const CHOOSABLE: readonly ColumnId[] = [
  ...MEMBER_FIELDS,
  ...GROUPS.flatMap((group) => [
    ...columnsOf(group).map((one): ColumnId => one.id),
    ...(group === 'invoice' ? (['ToInvoice'] as const) : []),
  ]),
]

/** Every name that a column can have, that of a member's name and the sums included. */
export const COLUMN_IDS: readonly ColumnId[] = ['CoworkerFullName', ...CHOOSABLE, 'CreditLeft', 'PassesLeft']
