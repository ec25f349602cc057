/** Which members the table shows, in which order, and which columns. */
import type { TeamKpi } from '@teamkpi/client'
import { useMemo } from 'react'
import { useLocale } from '@/i18n/locale'
import type { ColumnId } from './columns'
import { filtered, shownGroups } from './shown'
import { sortNumbers } from './sums'
import type { MembersView, Sort } from './view'

type Compare = (one: TeamKpi, other: TeamKpi) => number

function comparing(column: ColumnId, language: string): Compare {
  if (column === 'CoworkerFullName' || column === 'CoworkerEmail') {
    const texts = new Intl.Collator(language, { sensitivity: 'base', numeric: true })
    return (one, other) => texts.compare(one[column], other[column])
  }
  if (column === 'CoworkerId') return (one, other) => one.CoworkerId - other.CoworkerId
  return (one, other) => {
    const others = sortNumbers(other, column)
    const differences = sortNumbers(one, column).map((value, index) => value - (others[index] ?? 0))
    return differences.find((value) => value !== 0) ?? 0
  }
}

/** The members in the chosen order. Members that compare equal keep the order in which the server sent them. */
export function sorted(members: readonly TeamKpi[], sort: Sort | null, language: string): readonly TeamKpi[] {
  if (!sort) return members
  const compare = comparing(sort.column, language)
  return [...members].sort(sort.descending ? (one, other) => compare(other, one) : compare)
}

/** The members that a view shows, in its order, and the groups with their columns. */
export function useMembersTable(members: readonly TeamKpi[], view: MembersView) {
  const { language } = useLocale()
  const { search, onlyToInvoice, hidden, folded, sort } = view
  const found = useMemo(() => filtered(members, { search, onlyToInvoice }), [members, search, onlyToInvoice])
  const shown = useMemo(() => sorted(found, sort, language), [found, sort, language])
  const groups = useMemo(() => shownGroups({ hidden, folded }), [hidden, folded])
  return { shown, groups }
}
