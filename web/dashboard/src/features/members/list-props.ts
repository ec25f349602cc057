import type { Explain } from '@/data/team'
import type { Then } from './changes'
import type { ColumnId } from './columns'
import type { MemberLine } from './lines'
import type { Open } from './open'
import type { ShownGroup } from './shown'
import type { MembersView } from './view'

/** What the table and the list of a phone are given. */
export interface MembersListProps {
  /** Those that are shown, in their order. */
  members: readonly MemberLine[]
  all: readonly MemberLine[]
  groups: readonly ShownGroup[]
  /** The columns in which every member has nothing. */
  empty: readonly ColumnId[]
  currency: string | null
  /** The day that the page shows, like 2026-11-27. */
  today: string
  /** The first days of the months of each member's bars. */
  months: readonly string[]
  explain: Explain
  /** The figures that can't be known of the day that the page shows. */
  uncertain: readonly string[]
  /** What the members are compared with; null where nothing was chosen. */
  then: Then | null
  view: MembersView
  onViewChange: (view: MembersView) => void
  onOpen: Open
}
