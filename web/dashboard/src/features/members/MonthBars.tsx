import { useLocale } from '@/i18n/locale'
import styles from './MemberTable.module.css'

const WIDTH = 60
const HEIGHT = 18
const GAP = 1
const LEAST = 1

/** A small bar for each month of a member, on the member's own scale; the last one, which isn't over, stands out. */
export function MonthBars({ values, names }: { values: readonly number[]; names: readonly string[] }) {
  const { t, f } = useLocale()
  const text = t.table.byMonth(values.map((value, index) => `${names[index] ?? ''}: ${f.duration(value)}`).join(', '))
  const step = WIDTH / values.length
  const most = Math.max(...values)
  // One path for all of them: a large team has hundreds of these pictures.
  const bar = (value: number, index: number) => {
    const height = Math.max(LEAST, Math.round((value / most) * HEIGHT))
    return `M${index * step} ${HEIGHT}v-${height}h${step - GAP}v${height}z`
  }
  const bars = values.map(bar)
  return (
    <span className={styles.months} role="img" aria-label={text} title={text}>
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none" aria-hidden="true" focusable="false">
        <path d={bars.slice(0, -1).join('')} />
        <path className={styles.thisMonth} d={bars.at(-1)} />
      </svg>
    </span>
  )
}
