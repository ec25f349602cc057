/** Which columns and members a view shows. The table, the cards and the exports all come from here. */
import type { TeamKpi } from '@teamkpi/client'
import { columnsOf, GROUPS, MEMBER_FIELDS, TOTAL_OF_GROUP, type ColumnId, type GroupId } from './columns'
import { itemsToInvoice } from './sums'
import type { MembersView } from './view'

/** A group of figures with those of its columns that are shown. */
export interface ShownGroup {
  readonly id: GroupId
  readonly isFolded: boolean
  readonly columns: readonly ColumnId[]
}

/** The groups and columns that a view shows; a group without a column is gone. */
export function shownGroups({ hidden, folded }: Pick<MembersView, 'hidden' | 'folded'>): readonly ShownGroup[] {
  return GROUPS.flatMap((id) => {
    const all: ColumnId[] = columnsOf(id).map((one) => one.id)
    if (id === 'invoice') all.push('ToInvoice')
    const seen = all.filter((one) => !hidden.includes(one))
    if (seen.length === 0) return []
    const isFolded = folded.includes(id)
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

/** The members that match a view, in their original order. Accents and case are ignored. */
export function filtered(
  members: readonly TeamKpi[],
  { search, onlyToInvoice }: Pick<MembersView, 'search' | 'onlyToInvoice'>,
): readonly TeamKpi[] {
  const words = plain(search).split(/\s+/).filter(Boolean)
  if (words.length === 0 && !onlyToInvoice) return members
  return members.filter((one) => {
    const text = plain(`${one.CoworkerFullName} ${one.CoworkerEmail} ${one.CoworkerId}`)
    return words.every((word) => text.includes(word)) && (!onlyToInvoice || itemsToInvoice(one) > 0)
  })
}
