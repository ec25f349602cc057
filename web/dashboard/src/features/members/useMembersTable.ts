/** Which members the table shows, in which order, and which columns. */
import { useMemo } from 'react'
import { useLocale } from '@/i18n/locale'
import type { ColumnId } from './columns'
import type { MemberLine } from './lines'
import { emptyColumns, filtered, shownGroups } from './shown'
import { sortNumbers } from './sums'
import type { MembersView, Sort } from './view'

type Compare = (one: MemberLine, other: MemberLine) => number

function comparing(column: ColumnId, language: string): Compare {
  if (column === 'CoworkerFullName' || column === 'CoworkerEmail') {
    const texts = new Intl.Collator(language, { sensitivity: 'base', numeric: true })
    return (one, other) => texts.compare(one[column], other[column])
  }
  if (column === 'CoworkerId') return (one, other) => one.CoworkerId - other.CoworkerId
  return (one, other) => {
    const others = sortNumbers(other, column)
    const pairs = sortNumbers(one, column).map((value, index): [number, number] => [value, others[index] ?? 0])
    const [value, otherValue] = pairs.find(([own, its]) => own !== its) ?? [0, 0]
    return value < otherValue ? -1 : value > otherValue ? 1 : 0
  }
}

/** The members in the chosen order. Members that compare equal keep the order in which the server sent them. */
export function sorted(members: readonly MemberLine[], sort: Sort | null, language: string): readonly MemberLine[] {
  if (!sort) return members
  const compare = comparing(sort.column, language)
  return [...members].sort(sort.descending ? (one, other) => compare(other, one) : compare)
}

/** The members that a view shows, in its order, and the groups with their columns. */
export function useMembersTable(members: readonly MemberLine[], view: MembersView) {
  const { language } = useLocale()
  const { search, onlyToInvoice, onlyIdle, hidden, folded, sort } = view
  const found = useMemo(
    () => filtered(members, { search, onlyToInvoice, onlyIdle }),
    [members, search, onlyToInvoice, onlyIdle],
  )
  const shown = useMemo(() => sorted(found, sort, language), [found, sort, language])
  const empty = useMemo(() => emptyColumns(members), [members])
  const groups = useMemo(() => shownGroups({ hidden, folded }, empty), [hidden, folded, empty])
  return { shown, groups, empty }
}
