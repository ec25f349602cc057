/** The figures of a team: its totals, and its members one by one. A portal can embed it with its own `httpClient`. */
import { useQuery } from '@tanstack/react-query'
import { ApiError } from '@teamkpi/client'
import { useDeferredValue, useMemo, useState, type ReactNode } from 'react'
import { useBefore, useComparison } from '@/data/comparison'
import { A_YEAR, amountsOptions, expiringOptions, kpiOptions, type Moment } from '@/data/money'
import { usageOptions, useBasis, useExplanations, useMonths } from '@/data/team'
import { useOnce } from '@/data/useOnce'
import { useLocale } from '@/i18n/locale'
import { Embedded, type SectionProps } from '@/page/Embedded'
import { ErrorNotice } from '@/ui/ErrorNotice'
import { Notice } from '@/ui/Notice'
import { thenOf } from './changes'
import { columnIdsOf } from './columns'
import { Lead } from './lead/Lead'
import { linesOf, monthsOf } from './lines'
import { MembersPanel } from './MembersPanel'
import type { Open } from './open'
import styles from './TeamKpiSection.module.css'
import { DEFAULT_MEMBERS_VIEW, type MembersView } from './view'

/** What the section is given. */
export interface TeamKpiSectionProps extends SectionProps {
  /** What of the members is shown; without it the section keeps that itself. */
  view?: MembersView | undefined
  /** Called with the view that the user chose. */
  onViewChange?: ((view: MembersView) => void) | undefined
  /** The instant or day that is shown; the present by default. Has to stay the same object while it is the same. */
  moment?: Moment | undefined
  /** A day of the month to compare with, like 2026-10-31; by default only the totals are compared, with last month. */
  against?: string | null | undefined
  /** Opens what a number or a name stands for. Has to stay the same function. */
  onOpen?: Open
  /** Puts the members somewhere under the totals, for instance behind a tab; told whether they are there yet. */
  children?: ((members: ReactNode, areLoaded: boolean) => ReactNode) | undefined
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

const PRESENT: Moment = {}
const NONE: readonly string[] = []
const ITEMS = columnIdsOf('invoice')

/** The answers that the section is made of. */
function useAnswers({ httpClient, teamId, moment = PRESENT, against = null }: TeamKpiSectionProps) {
  const comparison = useComparison(moment, against)
  const isPresent = moment.at === undefined
  const kpi = useQuery(kpiOptions(httpClient, teamId, moment))
  const amounts = useQuery(amountsOptions(httpClient, teamId, moment))
  const expiring = useQuery(expiringOptions(httpClient, teamId, A_YEAR, moment))
  // What is compared comes after what it is compared with.
  const before = useQuery({ ...kpiOptions(httpClient, teamId, comparison.before), enabled: kpi.data !== undefined })
  const amountsBefore = useQuery({
    ...amountsOptions(httpClient, teamId, comparison.before),
    enabled: amounts.data !== undefined,
  })
  const compared = useBefore(httpClient, teamId, comparison, against !== null && kpi.data !== undefined)
  // The small bars come last: nothing waits for them.
  const usage = useQuery({
    ...usageOptions(httpClient, teamId, moment),
    enabled: [kpi, amounts, expiring].every((one) => !one.isPending),
  })
  // And when they are there, a large table is drawn with them between whatever else there is to do.
  const months = useDeferredValue(usage.data)
  const isCalculated = !isPresent && moment.knownAt === undefined
  const unknown = kpi.data?.Uncertain ?? NONE
  // Which items were open isn't on record for a day whose page isn't: what counts is what is open today.
  const uncertain = useMemo(() => (isCalculated ? [...unknown, ...ITEMS] : unknown), [isCalculated, unknown])
  return {
    kpi,
    amounts,
    expiring,
    before: before.data?.Kpi,
    amountsBefore: amountsBefore.data,
    compared,
    usage: months,
    comparison,
    isPresent,
    isCalculated,
    uncertain,
  }
}

function Section(props: TeamKpiSectionProps) {
  const { httpClient, teamId, view, onViewChange, onOpen, children } = props
  const { t, f } = useLocale()
  const [ownView, setOwnView] = useState<MembersView>(DEFAULT_MEMBERS_VIEW)
  const { kpi, compared, ...answers } = useAnswers(props)
  const { amounts, expiring, usage, comparison, uncertain } = answers
  const { month } = comparison
  const { data } = kpi
  const basis = useBasis(httpClient, teamId)
  const months = useMonths(httpClient, teamId, props.moment)
  const explanations = useExplanations(httpClient)
  // The table comes whole: what came later would move its columns under the pointer.
  const isWhole = useOnce(
    explanations.isSettled && [amounts, expiring].every((one) => !one.isPending || one.failureCount > 0),
    `${String(teamId)} ${JSON.stringify(props.moment)}`,
  )
  const lines = useMemo(
    () => data && isWhole && linesOf(data.Kpi, amounts.data, expiring.data, usage, month),
    [data, isWhole, amounts.data, expiring.data, usage, month],
  )
  const then = useMemo(() => thenOf(compared, comparison.monthBefore), [compared, comparison.monthBefore])
  const byMonth = useMemo(() => monthsOf(usage, month), [usage, month])
  const isRefused = kpi.error instanceof ApiError && kpi.error.code === 'not_team_administrator'

  // Losing access isn't a temporary error, so the earlier data is hidden.
  if (isRefused) return <Notice kind="locked" title={t.states.noAdmin.title} text={t.states.noAdmin.ask} />
  const currency = basis.data?.CurrencyCode ?? null
  const members = lines ? (
    <MembersPanel
      members={lines}
      facts={{
        team: basis.data?.TeamName ?? '',
        contents: t.page.tabs.members,
        period: ['month', f.month(month)],
        zone: basis.data?.SimpleTimeZoneNameIana,
        moment: props.moment,
        readAt: kpi.dataUpdatedAt,
      }}
      currency={currency}
      today={comparison.today}
      months={byMonth}
      explanations={explanations}
      uncertain={uncertain}
      then={then}
      view={view ?? ownView}
      onViewChange={onViewChange ?? setOwnView}
      onOpen={onOpen}
    />
  ) : kpi.isError ? (
    <ErrorNotice title={t.states.figuresFailed} error={kpi.error} retry={() => void kpi.refetch()} />
  ) : (
    <Notice kind="loading" title={t.states.loadingFigures} />
  )
  return (
    <section className={styles.section} aria-label={t.totals.title}>
      {data?.Kpi.length !== 0 && (
        <Lead
          httpClient={httpClient}
          teamId={teamId}
          members={data?.Kpi}
          {...answers}
          months={months}
          currency={currency}
          explain={explanations.ofMember}
          onOpen={onOpen}
        />
      )}
      {children ? children(members, Boolean(lines)) : members}
    </section>
  )
}
