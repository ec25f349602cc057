/** One figure month by month on a scale of its own: bars for activity within a month, a line for a balance at its end. */
import { scaleBand, scaleLinear } from 'd3-scale'
import { line } from 'd3-shape'
import { useState } from 'react'
import { useLocale } from '@/i18n/locale'
import { rootFontSize } from '@/ui/useMedia'
import { useWidth } from '@/ui/useWidth'
import type { Trend } from './trend'
import styles from './Trends.module.css'

const TICKS = 3
// In root font sizes: a reader who sets larger text gets a larger chart, in which no number is cut.
const HEIGHT = 10.5
const BELOW = 1.5
const ABOVE = 1.5
const NARROW_STEP = 2.125
/** No digit of the system fonts is wider. */
const DIGIT = 0.4375
/** No letter of a label is wider, nearly. */
const LETTER = 0.5
/** The space between a label and what it belongs to. */
const BESIDE = 0.5
/** The space between the numbers of the axis and the first month, and between a month and its card. */
const APART = 0.75
/** What each month has at least, unless the window is too narrow even for that. */
const MONTH = 0.5
/** The size of a label. */
const LABEL = 0.75
/** The line above the chart for a label that has no room beside its month. */
const LINE = 1

/** The space in pixels that numbers of the axis take on its left. */
function spaceFor(numbers: readonly string[], rem: number): number {
  return Math.max(...numbers.map((one) => one.length)) * DIGIT * rem + APART * rem
}

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
  const rem = rootFontSize()
  const beside = BESIDE * rem
  const y = scaleLinear([Math.min(0, ...values), Math.max(1, ...values)], [0, 1]).nice(TICKS)
  const ticks = y.ticks(TICKS)
  const textOf = (index: number) => write(values[index] ?? 0)
  const widthOf = (index: number) => textOf(index).length * LETTER * rem
  // Large text on a phone would leave no room for the months.
  const least = months.length * MONTH * rem
  const whole = ticks.map((tick) => f.number(tick))
  const short = ticks.map((tick) => f.short(tick))
  const isTight = width - spaceFor(whole, rem) < least && spaceFor(short, rem) < spaceFor(whole, rem)
  const numbers = isTight ? short : whole
  const left = spaceFor(numbers, rem)
  // The last label is beside its month: just above it, it would lie over a higher neighbour.
  const before = width - widthOf(last) - 1.5 * beside
  const isAbove = before - left < least
  const right = Math.max(isAbove ? width : before, left + months.length)
  const above = isAbove ? LINE * rem : 0
  const height = HEIGHT * rem + above
  y.range([height - BELOW * rem, ABOVE * rem + above])
  const x = scaleBand<string>([...months], [left, right])
    .paddingInner(0.28)
    .paddingOuter(0.1)
  // Where months are close together, only every second, third … one is labelled.
  const middle = (index: number) => (x(months[index] ?? '') ?? 0) + x.bandwidth() / 2
  const nameAt = (index: number) => Math.min(middle(index), width - (NARROW_STEP * rem) / 2)
  const skip = Math.max(1, Math.ceil((NARROW_STEP * rem + middle(last) - nameAt(last)) / x.step()))
  const points = values.map((value, index): [number, number] => [middle(index), y(value)])
  const highest = values.indexOf(Math.max(...values))
  const middleOfHighest = Math.max(middle(highest), left + widthOf(highest) / 2)
  const hasHighest = highest !== last && (values[highest] ?? 0) > 0 && middleOfHighest + widthOf(highest) / 2 <= right

  return (
    <div ref={ref} className={styles.chart} data-series={series} onPointerLeave={() => setActive(null)}>
      <svg width={width} height={height} viewBox={`0 0 ${width} ${height}`} aria-hidden="true" focusable="false">
        {ticks.map((tick, index) => (
          <g key={tick} transform={`translate(0 ${y(tick)})`}>
            <line className={tick === 0 ? styles.axis : styles.grid} x1={left} x2={width} />
            <text className={styles.tick} x={left - beside} dy="0.32em" textAnchor="end">
              {numbers[index]}
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
              <text className={styles.tick} x={nameAt(index)} y={height - beside} textAnchor="middle">
                {f.monthShort(month)}
              </text>
            )}
            <rect
              fill="transparent"
              x={(x(month) ?? 0) - (x.step() - x.bandwidth()) / 2}
              y={0}
              width={x.step()}
              height={height}
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
        {isAbove && (
          <line
            className={styles.axis}
            x1={middle(last)}
            x2={middle(last)}
            y1={LINE * rem + beside / 2}
            y2={y(values[last] ?? 0)}
          />
        )}
        {hasHighest && (
          <text className={styles.label} x={middleOfHighest} y={y(values[highest] ?? 0) - beside} textAnchor="middle">
            {textOf(highest)}
          </text>
        )}
        {isAbove ? (
          <text
            className={styles.label}
            x={width}
            y={LINE * rem}
            textAnchor="end"
            style={{ fontSize: `${Math.min(1, width / widthOf(last)) * LABEL}rem` }}
          >
            {textOf(last)}
          </text>
        ) : (
          <text className={styles.label} x={right + beside} y={y(values[last] ?? 0)} dy="0.32em">
            {textOf(last)}
          </text>
        )}
      </svg>
      {active !== null && (
        <p
          className={styles.card}
          style={
            active > last / 2 ? { right: width - middle(active) + APART * rem } : { left: middle(active) + APART * rem }
          }
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
