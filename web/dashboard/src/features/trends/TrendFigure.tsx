/** Charts of figures that belong together, each on its own scale, with a summary in words and the same as a table. */
import { useId } from 'react'
import { rangeOf, type Comparison } from '@/data/comparison'
import { useLocale, type Locale } from '@/i18n/locale'
import { trendsTexts } from '@/i18n/trends/texts'
import { Difference } from '@/ui/Difference'
import { FigureTip } from '@/ui/FigureTip'
import { Tip } from '@/ui/Tip'
import { Chart } from './Chart'
import type { Trend } from './trend'
import styles from './Trends.module.css'

interface TrendFigureProps {
  title: string
  unit: string
  /** First days of the months, the oldest first; the last month is not over. */
  months: readonly string[]
  trends: readonly Trend[]
  /** The day of the last month up to which it counts, like `2026-10-15`; null for the present. */
  day: string | null
  /** What the last month is compared with; null for no comparison. */
  comparison: Comparison | null
  write: (value: number) => string
}

/** The trend in a sentence. */
export function summaryOf(
  { label, kind, values }: Trend,
  months: readonly string[],
  day: string | null,
  write: TrendFigureProps['write'],
  locale: Locale,
): string {
  const { f, language } = locale
  const texts = trendsTexts(language)
  const most = Math.max(...values)
  const peak = f.month(months[values.indexOf(most)] ?? '')
  const now = write(values.at(-1) ?? 0)
  if (values.every((value) => value === 0)) return texts.nothing(label)
  if (kind === 'stock') {
    const when = day ? texts.onDay(f.date(day)) : texts.now
    // The last month isn't over.
    if (values.at(-1) === most) return texts.balanceHighest(label, now, when)
    return texts.balance(label, now, when, write(most), peak)
  }
  const when = day ? texts.inMonthUpTo(f.date(day)) : texts.inMonth(f.month(months.at(-1) ?? ''))
  return texts.summary(label, now, when, write(most), peak, write(values.reduce((sum, value) => sum + value, 0)))
}

/** The last month against the same days of the chosen one. */
function Versus({
  trend,
  comparison,
  write,
}: Pick<TrendFigureProps, 'write'> & { trend: Trend; comparison: Comparison }) {
  const { f } = useLocale()
  const { kind, values, before } = trend
  if (before === undefined) return null
  const range = kind === 'flow' ? rangeOf(comparison, f) : f.shortDate(comparison.day, comparison.today)
  return (
    <p className={styles.versus} data-before={before}>
      <b>{write(values.at(-1) ?? 0)}</b> <Difference now={values.at(-1) ?? 0} {...{ before, range, write }} />
    </p>
  )
}

/** The charts and their twins. */
export function TrendFigure({ title, unit, months, trends, day, comparison, write }: TrendFigureProps) {
  const locale = useLocale()
  const { f, language } = locale
  const texts = trendsTexts(language)
  const id = useId()
  const soFar = day ? texts.upTo(f.shortDate(day, months.at(-1) ?? day)) : texts.soFar
  return (
    <figure className={styles.figure} aria-labelledby={id}>
      <div className={styles.head}>
        <h2 id={id} className={styles.title}>
          {title} <span className={styles.unit}>{unit}</span>
        </h2>
        <p className={styles.readout}>{`${f.monthYear(months.at(-1) ?? '')} (${soFar})`}</p>
      </div>
      <ul className={styles.multiples}>
        {trends.map((trend, index) => (
          <li key={trend.figure.Name}>
            <p>
              <Tip content={<FigureTip figures={[trend.figure]} />} opensByTouch>
                <button type="button" className={styles.name}>
                  {trend.label}
                </button>
              </Tip>
            </p>
            <Chart months={months} trend={trend} series={index} soFar={soFar} write={write} />
            {comparison && <Versus {...{ trend, comparison, write }} />}
          </li>
        ))}
      </ul>
      <figcaption className={styles.summary}>
        {trends.map((one) => (
          <p key={one.figure.Name}>{summaryOf(one, months, day, write, locale)}</p>
        ))}
      </figcaption>
      <details className={styles.twin}>
        <summary>{texts.asTable}</summary>
        <table>
          <caption>{title}</caption>
          <thead>
            <tr>
              <th scope="col">{texts.month}</th>
              {trends.map(({ figure, label }) => (
                <th key={figure.Name} scope="col">
                  {label}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {months.map((month, index) => (
              <tr key={month}>
                <th scope="row">
                  {f.month(month)}
                  {index === months.length - 1 && ` (${soFar})`}
                </th>
                {trends.map(({ figure, values }) => (
                  <td key={figure.Name} data-figure={figure.Name}>
                    {write(values[index] ?? 0)}
                  </td>
                ))}
              </tr>
            ))}
            {comparison && trends.some((one) => one.before !== undefined) && (
              <tr>
                <th scope="row">{f.days(comparison.monthBefore, comparison.day)}</th>
                {trends.map(({ figure, before }) => (
                  <td key={figure.Name}>{before === undefined ? texts.notKnown : write(before)}</td>
                ))}
              </tr>
            )}
          </tbody>
        </table>
      </details>
    </figure>
  )
}
