/** Twelve months of a team: time as one chart, amounts as another, each with its table and its summary. */
import { useQuery } from '@tanstack/react-query'
import type { Id, FigureWords, TeamMetric } from '@teamkpi/client'
import { useComparison } from '@/data/comparison'
import { dayOfMoment, type Moment } from '@/data/money'
import { metricsOptions, useBasis, useExplanations } from '@/data/team'
import { useLocale } from '@/i18n/locale'
import { trendsTexts } from '@/i18n/trends/texts'
import { FileButtons } from '@/page/FileButtons'
import { useClient } from '@/session/SessionContext'
import { ErrorNotice } from '@/ui/ErrorNotice'
import { Banner, Notice } from '@/ui/Notice'
import { sheetOf } from './sheet'
import type { Trend } from './trend'
import { TrendFigure } from './TrendFigure'
import styles from './Trends.module.css'

type MetricField = 'TeamBookingMinutes' | 'TeamCheckingMinutes' | 'TeamInvoicedAmount' | 'TotalUnpaid'

function nameOf({ Group, Label }: FigureWords): string {
  return Group ? `${Group}: ${Label}` : Label
}

const PRESENT: Moment = {}

interface TrendsSectionProps {
  teamId: Id
  /** The instant or day up to which the months are shown; the present by default. */
  moment?: Moment | undefined
  /** A day of the month to compare with, like 2026-10-31; null for no comparison. */
  against?: string | null | undefined
}

/** The trends of a team. */
export default function TrendsSection({ teamId, moment = PRESENT, against = null }: TrendsSectionProps) {
  const locale = useLocale()
  const { t, f, language } = locale
  const texts = trendsTexts(language)
  const client = useClient()
  const { data, dataUpdatedAt, error, isError, refetch } = useQuery(metricsOptions(client, teamId, moment))
  const comparison = useComparison(moment, against)
  const earlier = useQuery({
    ...metricsOptions(client, teamId, comparison.before, 1),
    enabled: against !== null && data !== undefined,
  }).data
  const before = against === null ? undefined : earlier?.Metrics.at(-1)
  const explain = useExplanations(client).ofMonth
  const basis = useBasis(client, teamId).data
  const team = basis?.TeamName ?? ''
  const months = data?.Metrics

  if (!months) {
    return isError ? (
      <ErrorNotice title={texts.failed} error={error} retry={() => void refetch()} />
    ) : (
      <Notice kind="loading" title={t.app.loading} />
    )
  }
  const currency = months.at(-1)?.CurrencyCode ?? null
  const trend = (field: MetricField, kind: Trend['kind'], scale = 1): Trend => ({
    figure: explain(field),
    // For an amount, the heading says which kind it is: invoiced or unpaid.
    label: scale === 1 ? nameOf(explain(field)) : explain(field).Label,
    kind,
    values: months.map((one) => one[field] / scale),
    before: before && !earlier?.Uncertain?.includes(field) ? before[field] / scale : undefined,
  })
  const hours = [trend('TeamBookingMinutes', 'flow', 60), trend('TeamCheckingMinutes', 'flow', 60)]
  const amounts = [trend('TeamInvoicedAmount', 'flow'), trend('TotalUnpaid', 'stock')]
  if ([...hours, ...amounts].every((one) => one.values.every((value) => value === 0))) {
    return <Notice kind="empty" title={texts.empty.title} text={texts.empty.text} />
  }
  const day = dayOfMoment(moment, f) ?? null
  const dates = months.map((one: TeamMetric) => one.MonthDate)
  return (
    <div className={styles.trends}>
      <p className={styles.files}>
        <FileButtons
          sheet={() =>
            sheetOf(
              months,
              explain,
              locale,
              before && {
                month: before,
                days: f.days(comparison.monthBefore, comparison.day),
                unknown: earlier?.Uncertain ?? [],
              },
            )
          }
          name={`${team} ${t.page.tabs.trends}`}
          facts={{
            team,
            contents: t.page.tabs.trends,
            period: ['months', `${f.month(dates[0] ?? '')} – ${f.month(dates.at(-1) ?? '')}`],
            zone: basis?.SimpleTimeZoneNameIana,
            moment,
            readAt: dataUpdatedAt,
          }}
        />
      </p>
      <TrendFigure
        title={texts.hours}
        unit={texts.hoursUnit}
        months={dates}
        trends={hours}
        day={day}
        comparison={before ? comparison : null}
        write={(value) => f.duration(Math.round(value * 60))}
      />
      <TrendFigure
        title={texts.amounts}
        unit={currency ? texts.amountsUnit(currency) : ''}
        months={dates}
        trends={amounts}
        day={day}
        comparison={before ? comparison : null}
        write={(value) => f.money(value, currency)}
      />
      {data.Uncertain?.includes('TotalUnpaid') && <Banner kind="note">{texts.uncertain}</Banner>}
      {!currency && <Banner kind="note">{texts.noCurrency}</Banner>}
    </div>
  )
}
