/** Bars for activity within a month, a line for balances at its end. Colours follow the page, also in print. */
import { scaleBand, scaleLinear } from 'd3-scale'
import { line } from 'd3-shape'
import { useId } from 'react'
import { useLocale } from '@/i18n/locale'
import { useWidth } from '@/ui/useWidth'
import type { Trend } from './trend'
import styles from './Trends.module.css'

const HEIGHT = 260
const BELOW = 26
const LEFT = 56
const ABOVE = 12
const NARROW_STEP = 34

interface ChartProps {
  months: readonly string[]
  trends: readonly Trend[]
  active: number | null
  onActive: (index: number | null) => void
}

/** The chart. Screen readers skip it: the summary and the table next to it say the same. */
export function Chart({ months, trends, active, onActive }: ChartProps) {
  const { f } = useLocale()
  const stripes = useId()
  const [ref, width] = useWidth<HTMLDivElement>(640)
  const values = trends.flatMap((one) => one.values)
  const x = scaleBand<string>([...months], [LEFT, width])
    .paddingInner(0.28)
    .paddingOuter(0.1)
  const y = scaleLinear([Math.min(0, ...values), Math.max(1, ...values)], [HEIGHT - BELOW, ABOVE]).nice(5)
  const flows = trends.filter((one) => one.kind === 'flow')
  const inMonth = scaleBand<number>(
    flows.map((_, index) => index),
    [0, x.bandwidth()],
  ).paddingInner(0.12)
  // Where months are close together, only every other one is labelled.
  const skip = x.step() < NARROW_STEP ? 2 : 1
  const middle = (month: string) => (x(month) ?? 0) + x.bandwidth() / 2

  return (
    <div ref={ref} className={styles.chart} onPointerLeave={() => onActive(null)}>
      <svg width={width} height={HEIGHT} viewBox={`0 0 ${width} ${HEIGHT}`} aria-hidden="true" focusable="false">
        <defs>
          <pattern id={stripes} width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
            <rect className={styles.stripeGround} width="5" height="5" />
            <rect className={styles.stripe} width="2.5" height="5" />
          </pattern>
        </defs>
        {y.ticks(5).map((tick) => (
          <g key={tick} transform={`translate(0 ${y(tick)})`}>
            <line className={tick === 0 ? styles.axis : styles.grid} x1={LEFT} x2={width} />
            <text className={styles.tick} x={LEFT - 8} dy="0.32em" textAnchor="end">
              {f.number(tick)}
            </text>
          </g>
        ))}
        {months.map((month, index) => (
          <g
            key={month}
            className={styles.month}
            data-active={active === index}
            data-open={index === months.length - 1}
          >
            {flows.map(({ figure, values: own }, series) => {
              const value = own[index] ?? 0
              return (
                <rect
                  key={figure.Name}
                  data-series={trends.findIndex((one) => one.figure.Name === figure.Name)}
                  fill={series === 0 ? 'var(--tk-accent)' : `url(#${stripes})`}
                  x={(x(month) ?? 0) + (inMonth(series) ?? 0)}
                  y={y(Math.max(0, value))}
                  width={inMonth.bandwidth()}
                  height={Math.abs(y(value) - y(0))}
                  rx="1.5"
                />
              )
            })}
            {(months.length - 1 - index) % skip === 0 && (
              <text className={styles.tick} x={middle(month)} y={HEIGHT - 8} textAnchor="middle">
                {f.monthShort(month)}
              </text>
            )}
            <rect
              fill="transparent"
              x={(x(month) ?? 0) - (x.step() - x.bandwidth()) / 2}
              y={0}
              width={x.step()}
              height={HEIGHT}
              onPointerEnter={() => onActive(index)}
            />
          </g>
        ))}
        {trends.map(({ figure, kind, values: own }) => {
          if (kind !== 'stock') return null
          const points = own.map((value, index): [number, number] => [middle(months[index] ?? ''), y(value)])
          return (
            <g key={figure.Name} className={styles.stock}>
              <path d={line()(points) ?? ''} />
              {points.map(([cx, cy], index) => (
                <circle key={months[index]} cx={cx} cy={cy} r={active === index ? 5 : 3.5} />
              ))}
            </g>
          )
        })}
      </svg>
    </div>
  )
}
