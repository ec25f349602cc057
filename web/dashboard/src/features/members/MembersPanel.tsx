/** The members of a team: the filters, and the table, or cards where the table is too wide. */
import type { TeamKpi } from '@teamkpi/client'
import type { ReactNode } from 'react'
import type { Explanations } from '@/data/team'
import { useLocale } from '@/i18n/locale'
import { Banner, Notice } from '@/ui/Notice'
import { useIsNarrow } from '@/ui/useMedia'
import { FIGURE_COLUMNS } from './columns'
import { FigureLegend } from './FigureLegend'
import { MemberCards } from './MemberCards'
import { MembersTools } from './MembersTools'
import { MemberTable } from './MemberTable'
import { useMembersTable } from './useMembersTable'
import type { MembersView } from './view'

interface MembersPanelProps {
  members: readonly TeamKpi[]
  teamName: string
  currency: string | null
  explanations: Explanations
  view: MembersView
  onViewChange: (view: MembersView) => void
}

/** The tools, the list of members and the legend. */
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

function NoMatch({ clear }: { clear: () => void }): ReactNode {
  const { t } = useLocale()
  return <Notice kind="empty" title={t.table.noMatch} action={{ label: t.table.clear, run: clear }} />
}
