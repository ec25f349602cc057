/** The table of members: which columns it has, which are shown, and by which the members are sorted. */
import {
  columnVisibilityFeature,
  createSortedRowModel,
  rowSortingFeature,
  tableFeatures,
  useTable,
  type ColumnDef,
  type Row,
} from '@tanstack/react-table'
import type { TeamKpi } from '@teamkpi/client'
import { useMemo } from 'react'
import { useLocale } from '@/i18n/locale'
import { COLUMN_IDS, columnsOf, GROUPS, SUM_OF_GROUP, type ColumnId, type GroupId } from './columns'
import { filtered, shownGroups } from './shown'
import { sortNumbers } from './sums'
import type { MembersView } from './view'

const features = tableFeatures({ rowSortingFeature, columnVisibilityFeature, sortedRowModel: createSortedRowModel() })
type Column = ColumnDef<typeof features, TeamKpi>
type MemberRow = Row<typeof features, TeamKpi>

function byNumbers(one: MemberRow, other: MemberRow, column: string): number {
  const numbers = sortNumbers(one.original, column as ColumnId)
  const others = sortNumbers(other.original, column as ColumnId)
  const differing = numbers.findIndex((value, index) => value !== others[index])
  return differing < 0 ? 0 : (numbers[differing] ?? 0) - (others[differing] ?? 0)
}

function columnsIn(group: GroupId): Column {
  const ids = new Set<ColumnId>([...columnsOf(group).map((one) => one.id), SUM_OF_GROUP[group]])
  return {
    id: group,
    columns: [...ids].map((id) => ({
      id,
      accessorFn: (member: TeamKpi) => sortNumbers(member, id)[0],
      sortFn: byNumbers,
    })),
  }
}

function columnsFor(language: string): Column[] {
  const names = new Intl.Collator(language, { sensitivity: 'base', numeric: true })
  return [
    {
      id: 'CoworkerFullName',
      accessorFn: (member) => member.CoworkerFullName,
      sortFn: (one, other) => names.compare(one.original.CoworkerFullName, other.original.CoworkerFullName),
    },
    ...(['CoworkerEmail', 'CoworkerId'] as const).map((id): Column => ({ id, accessorFn: (member) => member[id] })),
    ...GROUPS.map(columnsIn),
  ]
}

/** The members that a view shows, in its order, and the table that knows its columns. */
export function useMembersTable(members: readonly TeamKpi[], view: MembersView) {
  const { language } = useLocale()
  const { search, onlyToInvoice, hidden, folded, sort } = view
  const data = useMemo(() => filtered(members, { search, onlyToInvoice }), [members, search, onlyToInvoice])
  const columns = useMemo(() => columnsFor(language), [language])
  const groups = useMemo(() => shownGroups({ hidden, folded }), [hidden, folded])
  const columnVisibility = useMemo(() => {
    const shown = new Set<ColumnId>(['CoworkerFullName', ...groups.flatMap((one) => one.columns)])
    return Object.fromEntries(COLUMN_IDS.map((id) => [id, shown.has(id)]))
  }, [groups])
  const sorting = useMemo(() => (sort ? [{ id: sort.column, desc: sort.descending }] : []), [sort])
  const table = useTable({
    features,
    columns,
    data,
    getRowId: (member) => String(member.CoworkerId),
    state: { sorting, columnVisibility },
  })
  const rows = table.getRowModel().rows
  const shown = useMemo(() => rows.map((row) => row.original), [rows])
  return { shown, groups }
}
