/** The members of a team: what is chosen of them, and the table or, where that is too wide, the cards. */
import type { ReactNode } from 'react'
import { Banner, Notice } from '@/components/Notice'
import type { Explanations } from '@/hooks/useTeam'
import { useIsNarrow } from '@/hooks/useMedia'
import { useLocale } from '@/i18n/locale'
import { FIGURE_COLUMNS } from '@/kpi/columns'
import type { MembersView } from '@/kpi/view'
import type { TeamKpi } from '@/types/endpoints/TeamKpi'
import { FigureLegend } from './FigureLegend'
import { MemberCards } from './MemberCards'
import { MembersTools } from './MembersTools'
import { MemberTable } from './MemberTable'
import { useMembersTable } from './useMembersTable'

interface MembersPanelProps {
  members: readonly TeamKpi[]
  teamName: string
  currency: string | null
  explanations: Explanations
  view: MembersView
  onViewChange: (view: MembersView) => void
}

/** Everything about the members one by one. */
export function MembersPanel(props: MembersPanelProps) {
  const { members, teamName, currency, explanations, view, onViewChange } = props
  const { t } = useLocale()
  const isNarrow = useIsNarrow()
  const { shown, groups } = useMembersTable(members, view)
  const explain = explanations.ofMember
  if (members.length === 0) {
    return <Notice kind="empty" title={t.states.noMembers.title} text={t.states.noMembers.text} />
  }
  const isUnused = members.every((one) => FIGURE_COLUMNS.every(({ id }) => one[id] === 0))
  const list = { members: shown, all: members, groups, currency, explain, view, onViewChange }
  return (
    <>
      {isUnused && <Banner kind="note">{t.states.noUse}</Banner>}
      <MembersTools {...list} teamName={teamName} />
      {shown.length === 0 ? (
        <NoMatch clear={() => onViewChange({ ...view, search: '', onlyToInvoice: false })} />
      ) : isNarrow ? (
        <MemberCards {...list} />
      ) : (
        <MemberTable {...list} teamName={teamName} />
      )}
      <FigureLegend explanations={explanations} />
    </>
  )
}

/** What the table and the cards are given. */
export interface MembersListProps {
  /** Those that are shown, in their order. */
  members: readonly TeamKpi[]
  all: readonly TeamKpi[]
  groups: ReturnType<typeof useMembersTable>['groups']
  currency: string | null
  explain: Explanations['ofMember']
  view: MembersView
  onViewChange: (view: MembersView) => void
}

function NoMatch({ clear }: { clear: () => void }): ReactNode {
  const { t } = useLocale()
  return <Notice kind="empty" title={t.table.noMatch} action={{ label: t.table.clear, run: clear }} />
}
