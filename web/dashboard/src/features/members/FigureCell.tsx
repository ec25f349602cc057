/** A figure in the table. Zero is a faint dash. Times show their exact minutes on hover and focus. */
import { useLocale } from '@/i18n/locale'
import controls from '@/ui/controls.module.css'
import { written } from './Amounts'
import type { ColumnId } from './columns'
import styles from './MemberTable.module.css'
import { amountsIn, type Figures } from './sums'

interface FigureCellProps {
  figures: Figures
  column: ColumnId
  currency: string | null
  isFirst: boolean
}

/** A cell of a member or of the totals. Columns with a single unit name it in the heading and show bare numbers. */
export function FigureCell({ figures, column, currency, isFirst }: FigureCellProps) {
  const locale = useLocale()
  const { t, f } = locale
  const amounts = amountsIn(figures, column)
  const isMixed = column === 'CreditLeft' || column === 'PassesLeft'
  const isZero = amounts.every((one) => one.value === 0)
  const minutes = isMixed ? undefined : amounts.find((one) => one.measure === 'minutes')?.value
  const text = amounts.map((one) => {
    const isBare = !isMixed && one.measure !== 'minutes' && one.measure !== 'money'
    return isBare ? f.number(one.value) : written(one, locale, currency)
  })
  return (
    <td
      className={isFirst ? styles.first : undefined}
      data-figure={column}
      data-value={isMixed ? undefined : amounts[0]?.value}
      data-exact={minutes ? t.units.exactMinutes(f.number(minutes)) : undefined}
      tabIndex={-1}
    >
      {isZero ? (
        <>
          <span className={styles.zero} aria-hidden="true">
            –
          </span>
          <span className={controls.hidden}>0</span>
        </>
      ) : (
        text.join(' · ')
      )}
    </td>
  )
}
