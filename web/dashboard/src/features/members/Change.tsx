import { useLocale } from '@/i18n/locale'
import controls from '@/ui/controls.module.css'
import styles from './Change.module.css'
import { changeText, type Then } from './changes'
import type { ColumnId } from './columns'
import { amountsIn, type Figures } from './sums'

interface ChangeProps {
  figures: Figures
  /** What of them is compared: of a sum, only what is known of both days. */
  compared?: Figures | undefined
  /** The same then; undefined for a member who isn't known of that day. */
  earlier: Figures | undefined
  column: ColumnId
  then: Then
  currency: string | null
}

/** What has changed in a cell, under its value. */
export function Change({ figures, compared = figures, earlier, column, then, currency }: ChangeProps) {
  const locale = useLocale()
  const text = earlier && changeText(compared, earlier, column, then.before, locale, currency)
  if (!text) return null
  return (
    <span
      className={styles.change}
      data-change={column}
      data-before={amountsIn(earlier, column)[0]?.value}
      title={text.said}
    >
      <span aria-hidden="true">{text.seen}</span>
      <span className={controls.hidden} data-spoken>{`, ${text.said}`}</span>
    </span>
  )
}
