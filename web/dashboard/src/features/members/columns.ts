/** The columns of the members table: the figures of a member in their groups, and the totals of groups. */
import { kpiFigures } from '@teamkpi/client'
import type { Measure } from '@/i18n/amounts'

type Declared = (typeof kpiFigures)[number]
type Counting = Exclude<Declared, { unit: '' }>

/** A group of figures. */
export type FigureGroup = Counting['group']
/** A group of columns: a group of figures, or what runs out next. */
export type GroupId = FigureGroup | 'expiry'
/** A field whose value is a number. */
export type NumberField = Counting['name']
/** The ID of a column, also in the address of a view: the field's name in the API, or the name of a total. */
export type ColumnId = Declared['name'] | AddedId

// Columns that are no figures of their own: money from the team's amounts, sums of groups, and the next date.
type AddedId = 'AmountToInvoice' | 'ToInvoice' | 'CreditLeft' | 'PassesLeft' | 'NextExpiry'

/** A figure that has a column. */
export interface FigureColumn {
  readonly id: NumberField
  readonly group: FigureGroup
  /** The group's heading in English, for servers that don't translate it. */
  readonly heading: string
  readonly measure: Measure
}

// People look for these first, so they lead their group. Otherwise the order is that of the API.
const LEADING: readonly ColumnId[] = ['RemainingTimePassesCount', 'BookedTimeThisMonth', 'CheckedTimeThisMonth']

const COUNTING: readonly FigureColumn[] = kpiFigures.flatMap((one) =>
  one.unit === '' ? [] : [{ id: one.name, group: one.group, heading: one.heading, measure: one.unit }],
)

/** The groups of figures, in the order of the table. */
export const FIGURE_GROUPS: readonly FigureGroup[] = [...new Set(COUNTING.map((one) => one.group))]

/** Every group of columns, in the order of the table. */
export const GROUPS: readonly GroupId[] = FIGURE_GROUPS.flatMap((one) =>
  one === 'booked' ? (['expiry', one] as const) : [one],
)

/** Every figure that counts something, in the order of the table. */
export const FIGURE_COLUMNS: readonly FigureColumn[] = FIGURE_GROUPS.flatMap((group) => {
  const own = COUNTING.filter((one) => one.group === group)
  return [...own.filter(({ id }) => LEADING.includes(id)), ...own.filter(({ id }) => !LEADING.includes(id))]
})

/** The fields shown below a member's name. */
export const MEMBER_FIELDS = ['CoworkerEmail', 'CoworkerId'] as const

/** The figures of a group, in the order of the table. */
export function columnsOf(group: GroupId): readonly FigureColumn[] {
  return FIGURE_COLUMNS.filter((one) => one.group === group)
}

/** Every column of a group, in the order of the table. */
export function columnIdsOf(group: GroupId): readonly ColumnId[] {
  const figures = columnsOf(group).map((one): ColumnId => one.id)
  switch (group) {
    case 'invoice':
      return ['AmountToInvoice', ...figures, 'ToInvoice']
    case 'credit':
      return ['CreditLeft', ...figures]
    case 'passes':
      return ['PassesLeft', ...figures]
    case 'expiry':
      return ['NextExpiry']
    default:
      return figures
  }
}

/**
 * The column that replaces a group when it is collapsed.
 *
 * Items add up. Time has a total already, which includes this month. Credit and passes come in several units that don't
 * add up, so their total is a list of amounts.
 */
export const TOTAL_OF_GROUP: Readonly<Record<GroupId, ColumnId>> = {
  invoice: 'ToInvoice',
  credit: 'CreditLeft',
  passes: 'PassesLeft',
  expiry: 'NextExpiry',
  booked: 'BookedTimeTotal',
  checked: 'CheckedTimeTotal',
}

/** Every column that can be shown or hidden, in the order of the table. The member's name is always shown. */
export const CHOOSABLE: readonly ColumnId[] = [...MEMBER_FIELDS, ...GROUPS.flatMap(columnIdsOf)]

/** The columns that answer the first questions; the others are one click away. */
export const FIRST_COLUMNS: readonly ColumnId[] = [
  'AmountToInvoice',
  'CreditLeft',
  'NextExpiry',
  'BookedTimeThisMonth',
  'CheckedTimeThisMonth',
]

/** Every ID that a column can have, including the member's name. */
export const COLUMN_IDS: readonly ColumnId[] = ['CoworkerFullName', ...CHOOSABLE]

/** Whether a column's amounts come in several units. */
export function isMixed(column: ColumnId): boolean {
  return column === 'CreditLeft' || column === 'PassesLeft'
}

/** Whether a column has something of the figures that can't be known of a day. */
export function isUncertain(column: ColumnId, group: GroupId, uncertain: readonly string[]): boolean {
  if (!isMixed(column)) return uncertain.includes(column)
  return columnsOf(group).some((one) => uncertain.includes(one.id))
}
