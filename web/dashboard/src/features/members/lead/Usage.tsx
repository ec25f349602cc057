import type { TeamKpi, TeamMetric } from '@teamkpi/client'
import { rangeOf } from '@/data/comparison'
import { totalsOf } from '@/features/members/sums'
import { useLocale } from '@/i18n/locale'
import { Difference } from '@/ui/Difference'
import { FigureTip } from '@/ui/FigureTip'
import { Spark } from '@/ui/Spark'
import { Tip } from '@/ui/Tip'
import type { LeadProps } from './Lead'
import styles from './Lead.module.css'

const FIELDS = [
  ['BookedTimeThisMonth', 'TeamBookingMinutes'],
  ['CheckedTimeThisMonth', 'TeamCheckingMinutes'],
] as const

/** The figures of use. */
export const USED = FIELDS.map(([field]) => field)

/** The time of this month, against the same days of last month, and the past year. */
export function Usage(props: LeadProps & { members: readonly TeamKpi[] }) {
  return FIELDS.map(([field, metric]) => <Used key={field} {...props} field={field} metric={metric} />)
}

interface UsedProps extends LeadProps {
  members: readonly TeamKpi[]
  field: (typeof FIELDS)[number][0]
  metric: keyof Pick<TeamMetric, 'TeamBookingMinutes' | 'TeamCheckingMinutes'>
}

function Used({ members, before, months, comparison, isPresent, explain, field, metric }: UsedProps) {
  const { t, f } = useLocale()
  const minutes = totalsOf(members)[field]
  const past = before && totalsOf(before)[field]
  // Only months up to the one shown; its own value is the one above, which may be of another instant.
  const ends = months?.filter((one) => one.MonthDate < comparison.month).map((one) => one[metric]) ?? []
  const values = [...ends, minutes]
  const label = field === 'BookedTimeThisMonth' ? t.totals.bookedMonth : t.totals.checkedMonth
  return (
    <div className={styles.small} data-total={field} data-quiet={minutes === 0}>
      <dt>
        <Tip
          content={<FigureTip figures={[explain(field)]} lead={isPresent ? t.totals.soFar : t.totals.upToDay} />}
          opensByTouch
        >
          <button type="button" className={styles.tip}>
            {label}
          </button>
        </Tip>
      </dt>
      <dd>
        <div className={styles.amount} data-value={minutes}>
          {f.duration(minutes)}
        </div>
        <div className={styles.text} data-before={past}>
          {past === undefined ? (
            '\u00a0'
          ) : (
            <Difference
              now={minutes}
              before={past}
              range={rangeOf(comparison, f)}
              write={(value) => f.duration(value)}
            />
          )}
        </div>
        {values.length > 1 && (
          <Spark
            values={values}
            label={t.totals.spark(values.length, f.hours(Math.min(...values)), f.hours(Math.max(...values)))}
          />
        )}
      </dd>
    </div>
  )
}
