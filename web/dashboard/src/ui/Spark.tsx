import styles from './Spark.module.css'

const WIDTH = 120
const HEIGHT = 28
const GAP = 2

/** A small bar for each month. The current month is highlighted because it isn't over. */
export function Spark({ values, label }: { values: readonly number[]; label: string }) {
  const most = Math.max(...values, 1)
  const step = WIDTH / values.length
  return (
    <svg
      className={styles.spark}
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      role="img"
      aria-label={label}
      preserveAspectRatio="none"
    >
      {values.map((value, index) => {
        const height = Math.max((value / most) * HEIGHT, 1)
        return (
          <rect
            key={index}
            className={index === values.length - 1 ? styles.last : undefined}
            x={index * step}
            y={HEIGHT - height}
            width={step - GAP}
            height={height}
            rx="1"
          />
        )
      })}
    </svg>
  )
}
