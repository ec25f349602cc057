/** The figures of a team: its totals, and its members one by one. A portal can embed it with its own `httpClient`. */
import { ApiError, endpoints } from '@teamkpi/client'
import type { TeamKpiList } from '@teamkpi/client'
import { useState, type ReactNode } from 'react'
import { useBasis, useExplanations, useMonths } from '@/data/team'
import { useData } from '@/data/useData'
import { useLocale } from '@/i18n/locale'
import { Embedded, type SectionProps } from '@/page/Embedded'
import { ErrorNotice } from '@/ui/ErrorNotice'
import { Notice } from '@/ui/Notice'
import { MembersPanel } from './MembersPanel'
import styles from './TeamKpiSection.module.css'
import { TeamTotals } from './TeamTotals'
import { DEFAULT_MEMBERS_VIEW, type MembersView } from './view'

/** What the section is given. */
export interface TeamKpiSectionProps extends SectionProps {
  /** What of the members is shown; without it the section keeps that itself. */
  view?: MembersView | undefined
  /** Hears what somebody chose to see. */
  onViewChange?: ((view: MembersView) => void) | undefined
  /** Puts the members somewhere under the totals, for instance behind a tab. */
  children?: ((members: ReactNode) => ReactNode) | undefined
}

/** The section, with what it needs around it where the page has not got it. */
export function TeamKpiSection({ language, theme, onError, ...props }: TeamKpiSectionProps) {
  const { httpClient, teamId } = props
  return (
    <Embedded {...{ httpClient, teamId, language, theme, onError }}>
      <Section {...props} />
    </Embedded>
  )
}

function Section({ httpClient, teamId, view, onViewChange, children }: TeamKpiSectionProps) {
  const { t } = useLocale()
  const [ownView, setOwnView] = useState<MembersView>(DEFAULT_MEMBERS_VIEW)
  const {
    resource: kpiData,
    hasError,
    query,
  } = useData<TeamKpiList>(httpClient, endpoints.teams.kpi(teamId), { shape: { fields: ['Kpi'] } })
  const basis = useBasis(httpClient, teamId)
  const months = useMonths(httpClient, teamId)
  const explanations = useExplanations(httpClient)
  const isRefused = query.error instanceof ApiError && query.error.code === 'not_team_administrator'

  // Losing access isn't a temporary error, so the earlier data is hidden.
  if (isRefused) return <Notice kind="locked" title={t.states.noAdmin.title} text={t.states.noAdmin.ask} />
  if (!kpiData) {
    return hasError ? (
      <ErrorNotice title={t.states.figuresFailed} error={query.error} retry={() => void query.refetch()} />
    ) : (
      <Notice kind="loading" title={t.states.loadingFigures} />
    )
  }
  const currency = basis.data?.CurrencyCode ?? null
  const members = (
    <MembersPanel
      members={kpiData.Kpi}
      teamName={basis.data?.TeamName ?? ''}
      currency={currency}
      explanations={explanations}
      view={view ?? ownView}
      onViewChange={onViewChange ?? setOwnView}
    />
  )
  return (
    <section className={styles.section} aria-label={t.totals.title}>
      {kpiData.Kpi.length > 0 && (
        <TeamTotals members={kpiData.Kpi} months={months} currency={currency} explain={explanations.ofMember} />
      )}
      {children ? children(members) : members}
    </section>
  )
}
