/** One figure month by month on a scale of its own: bars for activity within a month, a line for a balance at its end. */
import { scaleBand, scaleLinear } from 'd3-scale'
import { line } from 'd3-shape'
import { useState } from 'react'
import { useLocale } from '@/i18n/locale'
import { useWidth } from '@/ui/useWidth'
import type { Trend } from './trend'
import styles from './Trends.module.css'

const HEIGHT = 168
const BELOW = 24
const ABOVE = 24
const TICKS = 3
const NARROW_STEP = 34
/** No digit of the system fonts is wider, in pixels. */
const DIGIT = 7
/** No letter of a label is wider, nearly. */
const LETTER = 8
/** The space between the last month and its label, in pixels. */
const BESIDE = 8

interface ChartProps {
  months: readonly string[]
  trend: Trend
  /** Which of the colours. */
  series: number
  /** What is said of the last month, which isn't over. */
  soFar: string
  write: (value: number) => string
}

/** The chart. Screen readers skip it: the summary and the table next to it say the same. */
export function Chart({ months, trend, series, soFar, write }: ChartProps) {
  const { f } = useLocale()
  const [ref, width] = useWidth<HTMLDivElement>(480)
  const [active, setActive] = useState<number | null>(null)
  const { values, kind } = trend
  const last = months.length - 1
  const y = scaleLinear([Math.min(0, ...values), Math.max(1, ...values)], [HEIGHT - BELOW, ABOVE]).nice(TICKS)
  const ticks = y.ticks(TICKS)
  const left = Math.max(...ticks.map((tick) => f.number(tick).length)) * DIGIT + 12
  const textOf = (index: number) => write(values[index] ?? 0)
  const widthOf = (index: number) => textOf(index).length * LETTER
  // The last label stands beside its month: above it, it would lie over a higher neighbour.
  const right = width - widthOf(last) - 1.5 * BESIDE
  const x = scaleBand<string>([...months], [left, right])
    .paddingInner(0.28)
    .paddingOuter(0.1)
  // Where months are close together, only every second, third … one is labelled.
  const skip = Math.max(1, Math.ceil(NARROW_STEP / x.step()))
  const middle = (index: number) => (x(months[index] ?? '') ?? 0) + x.bandwidth() / 2
  const points = values.map((value, index): [number, number] => [middle(index), y(value)])
  const highest = values.indexOf(Math.max(...values))
  const middleOfHighest = Math.max(middle(highest), left + widthOf(highest) / 2)
  const hasHighest = highest !== last && (values[highest] ?? 0) > 0 && middleOfHighest + widthOf(highest) / 2 <= right

  return (
    <div ref={ref} className={styles.chart} data-series={series} onPointerLeave={() => setActive(null)}>
      <svg width={width} height={HEIGHT} viewBox={`0 0 ${width} ${HEIGHT}`} aria-hidden="true" focusable="false">
        {ticks.map((tick) => (
          <g key={tick} transform={`translate(0 ${y(tick)})`}>
            <line className={tick === 0 ? styles.axis : styles.grid} x1={left} x2={width} />
            <text className={styles.tick} x={left - 8} dy="0.32em" textAnchor="end">
              {f.number(tick)}
            </text>
          </g>
        ))}
        {months.map((month, index) => (
          <g key={month} className={styles.month} data-active={active === index} data-open={index === last}>
            {kind === 'flow' && (
              <rect
                data-value={values[index]}
                x={x(month) ?? 0}
                y={y(Math.max(0, values[index] ?? 0))}
                width={x.bandwidth()}
                height={Math.abs(y(values[index] ?? 0) - y(0))}
                rx="2"
              />
            )}
            {(last - index) % skip === 0 && (
              <text className={styles.tick} x={middle(index)} y={HEIGHT - 8} textAnchor="middle">
                {f.monthShort(month)}
              </text>
            )}
            <rect
              fill="transparent"
              x={(x(month) ?? 0) - (x.step() - x.bandwidth()) / 2}
              y={0}
              width={x.step()}
              height={HEIGHT}
              onPointerEnter={() => setActive(index)}
            />
          </g>
        ))}
        {kind === 'stock' && (
          <g className={styles.stock}>
            <path d={line()(points) ?? ''} />
            {points.map(([cx, cy], index) => (
              <circle key={months[index]} data-value={values[index]} cx={cx} cy={cy} r={active === index ? 5 : 3.5} />
            ))}
          </g>
        )}
        {hasHighest && (
          <text className={styles.label} x={middleOfHighest} y={y(values[highest] ?? 0) - 8} textAnchor="middle">
            {textOf(highest)}
          </text>
        )}
        <text className={styles.label} x={right + BESIDE} y={y(values[last] ?? 0)} dy="0.32em">
          {textOf(last)}
        </text>
      </svg>
      {active !== null && (
        <p
          className={styles.card}
          style={active > last / 2 ? { right: width - middle(active) + 12 } : { left: middle(active) + 12 }}
          aria-hidden="true"
        >
          {f.monthYear(months[active] ?? '')}
          {active === last && ` (${soFar})`}
          <b>{textOf(active)}</b>
        </p>
      )}
    </div>
  )
}
