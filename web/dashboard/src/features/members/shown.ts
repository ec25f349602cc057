/** Which columns and members a view shows. The table, the cards and the exports all come from here. */
import {
  columnIdsOf,
  FIRST_COLUMNS,
  isMixed,
  GROUPS,
  MEMBER_FIELDS,
  TOTAL_OF_GROUP,
  type ColumnId,
  type GroupId,
} from './columns'
import type { MemberLine } from './lines'
import { isZero, itemsToInvoice } from './sums'
import type { MembersView } from './view'

/** A group of figures with those of its columns that are shown. */
export interface ShownGroup {
  readonly id: GroupId
  readonly isFolded: boolean
  readonly columns: readonly ColumnId[]
}

/** The columns in which every member has nothing. The first ones are never among them: their dashes say something. */
export function emptyColumns(members: readonly MemberLine[]): readonly ColumnId[] {
  return GROUPS.flatMap(columnIdsOf).filter(
    (id) => !FIRST_COLUMNS.includes(id) && members.every((one) => isZero(one, id)),
  )
}

/** The groups and columns that a view shows, without the empty ones; a group without a column is gone. */
export function shownGroups(
  { hidden, folded }: Pick<MembersView, 'hidden' | 'folded'>,
  empty: readonly ColumnId[],
): readonly ShownGroup[] {
  return GROUPS.flatMap((id) => {
    const wanted = columnIdsOf(id).filter((one) => !hidden.includes(one) && !empty.includes(one))
    // A list of amounts says nothing beside the amounts themselves.
    const seen = wanted.length > 1 ? wanted.filter((one) => !isMixed(one)) : wanted
    if (seen.length === 0) return []
    const isFolded = folded.includes(id) && seen.length > 1
    return [{ id, isFolded, columns: isFolded ? [TOTAL_OF_GROUP[id]] : seen }]
  })
}

/** The fields shown below a member's name. */
export function shownMemberFields(hidden: readonly ColumnId[]): readonly (typeof MEMBER_FIELDS)[number][] {
  return MEMBER_FIELDS.filter((one) => !hidden.includes(one))
}

function plain(text: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase()
}

/** Whether a member has neither booked nor checked in this month. */
export function isIdle(member: MemberLine): boolean {
  return member.BookedTimeThisMonth === 0 && member.CheckedTimeThisMonth === 0
}

/** The members that match a view, in their original order. Accents and case are ignored. */
export function filtered(
  members: readonly MemberLine[],
  { search, onlyToInvoice, onlyIdle }: Pick<MembersView, 'search' | 'onlyToInvoice' | 'onlyIdle'>,
): readonly MemberLine[] {
  const words = plain(search).split(/\s+/).filter(Boolean)
  return members.filter((one) => {
    const text = plain(`${one.CoworkerFullName} ${one.CoworkerEmail} ${one.CoworkerId}`)
    return (
      words.every((word) => text.includes(word)) &&
      (!onlyToInvoice || itemsToInvoice(one) > 0) &&
      (!onlyIdle || isIdle(one))
    )
  })
}
