import type { TeamKpi } from '@teamkpi/client'
import type { Explain } from '@/data/team'
import type { ShownGroup } from './shown'
import type { MembersView } from './view'

/** What the table and the cards are given. */
export interface MembersListProps {
  /** Those that are shown, in their order. */
  members: readonly TeamKpi[]
  all: readonly TeamKpi[]
  groups: readonly ShownGroup[]
  currency: string | null
  explain: Explain
  view: MembersView
  onViewChange: (view: MembersView) => void
}
