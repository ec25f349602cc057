/** A figure against what it was on the day that the page is compared with. */
import { comparedOf, spanOf, type Before } from '@/data/comparison'
import { useLocale } from '@/i18n/locale'
import { Difference } from '@/ui/Difference'
import styles from './Detail.module.css'
import { valueText } from './figures'

interface SinceProps {
  figure: string
  /** Null for the whole team. */
  coworkerId: number | null
  value: number
  before: Before | undefined
  currency: string | null
}

/** The comparison in words; nothing where there is none. */
export function Since({ figure, coworkerId, value, before, currency }: SinceProps) {
  const locale = useLocale()
  const compared = comparedOf(figure, coworkerId, value, before)
  if (!before || !compared) return null
  return (
    <span className={styles.about} data-before={compared.before}>
      <Difference
        {...compared}
        range={spanOf(figure, before.comparison, locale.f)}
        write={(one) => valueText(figure, one, locale, currency)}
      />
    </span>
  )
}
