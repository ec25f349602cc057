/** The figures of a team: its totals, and its members one by one. A portal can embed it with its own `httpClient`. */
import { QueryClient, QueryClientContext, QueryClientProvider } from '@tanstack/react-query'
import { ApiError, endpoints } from '@teamkpi/client'
import type { TeamKpiList, Id } from '@teamkpi/client'
import { use, useState, type ReactNode } from 'react'
import type { Reader } from '@/data/reading'
import { useBasis, useExplanations, useMonths } from '@/data/team'
import { useData } from '@/data/useData'
import { LocaleContext, LocaleProvider, languageOf, useLocale } from '@/i18n/locale'
import { ErrorNotice } from '@/ui/ErrorNotice'
import { Notice } from '@/ui/Notice'
import { TipProvider } from '@/ui/Tip'
import { MembersPanel } from './MembersPanel'
import styles from './TeamKpiSection.module.css'
import { TeamTotals } from './TeamTotals'
import { DEFAULT_MEMBERS_VIEW, type MembersView } from './view'

/** What the section is given. */
export interface TeamKpiSectionProps {
  /** Sends the calls, signed in: a client of `@teamkpi/client`, or anything with its `request`. */
  httpClient: Reader
  /** The team's `Id`, as `teams/my` gives it. */
  teamId: Id
  /** `en` or `es`; by default that of the page. */
  language?: string | undefined
  /** What of the members is shown; without it the section keeps that itself. */
  view?: MembersView | undefined
  /** Hears what somebody chose to see. */
  onViewChange?: ((view: MembersView) => void) | undefined
  /** Puts the members somewhere under the totals, for instance behind a tab. */
  children?: ((members: ReactNode) => ReactNode) | undefined
}

let ownQueries: QueryClient | null = null

/** The section, with what it needs around it where the page has not got it. */
export function TeamKpiSection({ language, ...props }: TeamKpiSectionProps) {
  const queries = use(QueryClientContext)
  const locale = use(LocaleContext)
  if (queries && locale) return <Section {...props} />
  ownQueries ??= new QueryClient()
  return (
    <QueryClientProvider client={queries ?? ownQueries}>
      <TipProvider>
        <Placed {...props} language={language ?? document.documentElement.lang} />
      </TipProvider>
    </QueryClientProvider>
  )
}

function Placed({ language, ...props }: TeamKpiSectionProps & { language: string }) {
  const basis = useBasis(props.httpClient, props.teamId)
  return (
    <LocaleProvider language={languageOf([language])} zone={basis.data?.SimpleTimeZoneNameIana}>
      <Section {...props} />
    </LocaleProvider>
  )
}

function Section({ httpClient, teamId, view, onViewChange, children }: Omit<TeamKpiSectionProps, 'language'>) {
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
