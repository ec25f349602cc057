/** The columns of the members table: the figures of a member in their groups, and the totals of groups. */
import { kpiFigures } from '@teamkpi/client'

type Declared = (typeof kpiFigures)[number]
type Counting = Exclude<Declared, { unit: '' }>

/** A group of figures. */
export type GroupId = Counting['group']
/** A field whose value is a number. */
export type NumberField = Counting['name']
/** What a number counts, which decides how it is formatted. */
export type Measure = Counting['unit']
/** The ID of a column, also in the address of a view: the field's name in the API, or the name of a total. */
export type ColumnId = Declared['name'] | 'ToInvoice' | 'CreditLeft' | 'PassesLeft'

/** A figure that has a column. */
export interface FigureColumn {
  readonly id: NumberField
  readonly group: GroupId
  /** The group's heading in English, for servers that don't translate it. */
  readonly heading: string
  readonly measure: Measure
}

/** A number of a member or a team, with what it counts. */
export interface Amount {
  readonly measure: Measure
  readonly value: number
}

// People look for these first, so they lead their group. Otherwise the order is that of the API.
const LEADING: readonly ColumnId[] = ['RemainingTimePassesCount', 'BookedTimeThisMonth', 'CheckedTimeThisMonth']

const COUNTING: readonly FigureColumn[] = kpiFigures.flatMap((one) =>
  one.unit === '' ? [] : [{ id: one.name, group: one.group, heading: one.heading, measure: one.unit }],
)

/** The groups of figures, in the order of the table. */
export const GROUPS: readonly GroupId[] = [...new Set(COUNTING.map((one) => one.group))]

/** Every figure that counts something, in the order of the table. */
export const FIGURE_COLUMNS: readonly FigureColumn[] = GROUPS.flatMap((group) => {
  const own = COUNTING.filter((one) => one.group === group)
  return [...own.filter(({ id }) => LEADING.includes(id)), ...own.filter(({ id }) => !LEADING.includes(id))]
})

/** The fields shown below a member's name. */
export const MEMBER_FIELDS = ['CoworkerEmail', 'CoworkerId'] as const

/** The columns of a group, in the order of the table. */
export function columnsOf(group: GroupId): readonly FigureColumn[] {
  return FIGURE_COLUMNS.filter((one) => one.group === group)
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
  booked: 'BookedTimeTotal',
  checked: 'CheckedTimeTotal',
}

/** Every column that can be shown or hidden, in the order of the table. The member's name is always shown. */
export const CHOOSABLE: readonly ColumnId[] = [
  ...MEMBER_FIELDS,
  ...GROUPS.flatMap((group) => [
    ...columnsOf(group).map((one): ColumnId => one.id),
    ...(group === 'invoice' ? (['ToInvoice'] as const) : []),
  ]),
]

/** Every ID that a column can have, including the member's name and the totals. */
export const COLUMN_IDS: readonly ColumnId[] = ['CoworkerFullName', ...CHOOSABLE, 'CreditLeft', 'PassesLeft']
