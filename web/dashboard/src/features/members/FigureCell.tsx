/** A figure in the table. Zero is a faint dash. Times show their exact minutes on hover and focus, and say them. */
import type { CSSProperties, ReactNode } from 'react'
import { daysBetween } from '@/format/days'
import { written } from '@/i18n/amounts'
import { useLocale, type Locale } from '@/i18n/locale'
import controls from '@/ui/controls.module.css'
import { Change } from './Change'
import type { Then } from './changes'
import { isMixed, type ColumnId } from './columns'
import styles from './MemberTable.module.css'
import { targetOf, type Open } from './open'
import { amountsIn, isZero, type Figures } from './sums'

/** How many days ahead an expiry is marked. */
const SOON = 30

interface CellTextProps {
  figures: Figures
  column: ColumnId
  currency: string | null
  today: string
}

/** What a cell says. Columns with a single unit name it in the heading and show bare numbers. */
export function textOf({ figures, column, currency }: Omit<CellTextProps, 'today'>, locale: Locale): string {
  const { f } = locale
  return amountsIn(figures, column)
    .map((one) => {
      if (one.measure === 'money' && !isMixed(column)) return f.moneyExact(one.value, one.currency ?? currency)
      const isBare = !isMixed(column) && one.measure !== 'minutes'
      return isBare ? f.number(one.value) : written(one, locale, currency)
    })
    .join(' · ')
}

/** The exact minutes of a time, where the short form isn't just that. */
export function exactOf(figures: Figures, column: ColumnId, { t, f }: Locale): string | undefined {
  if (isMixed(column)) return undefined
  const minutes = amountsIn(figures, column).find((one) => one.measure === 'minutes')?.value
  return minutes && minutes >= 60 ? t.units.exactMinutes(f.number(minutes)) : undefined
}

/** The text of a cell, with a dash for nothing and a mark on what expires soon. */
export function CellText({ figures, column, currency, today }: CellTextProps) {
  const locale = useLocale()
  const { t, f } = locale
  if (isZero(figures, column)) {
    return (
      <>
        <span className={styles.zero} aria-hidden="true">
          –
        </span>
        <span className={controls.hidden}>0</span>
      </>
    )
  }
  if (column === 'NextExpiry' && figures.NextExpiry) {
    const days = daysBetween(today, figures.NextExpiry)
    return (
      <span className={days <= SOON ? styles.soon : undefined} title={t.lead.inDays(days)}>
        {f.shortDate(figures.NextExpiry, today)}
      </span>
    )
  }
  const text = textOf({ figures, column, currency }, locale)
  if (text !== '') return text
  // The table waits for its answers: one that is missing has failed.
  return (
    <>
      <span className={styles.zero} aria-hidden="true" title={t.lead.failed}>
        ?
      </span>
      <span className={controls.hidden}>{t.lead.failed}</span>
    </>
  )
}

interface FigureCellProps extends CellTextProps {
  isFirst: boolean
  /** Whose cell it is; null for the totals. */
  coworkerId: number | null
  /** The share of the largest value of the column, from 0 to 1, as a bar. */
  share?: number | undefined
  /** The months, as small bars beside the figure. */
  months?: ReactNode
  isUncertain: boolean
  /** The same figures then; where the column isn't compared, nothing. */
  earlier?: Figures | undefined
  /** What of the figures is compared; all of them by default. */
  compared?: Figures | undefined
  then?: Then | null
  onOpen: Open
}

/** A cell of a member or of the totals. */
export function FigureCell(props: FigureCellProps) {
  const { figures, column, isFirst, coworkerId, share, months, isUncertain, earlier, then, onOpen } = props
  const locale = useLocale()
  const { t } = locale
  const amounts = amountsIn(figures, column)
  const exact = exactOf(figures, column, locale)
  const content: ReactNode = (
    <>
      <CellText {...props} />
      {exact && (
        <span className={controls.hidden} data-spoken>
          {`, ${exact}`}
        </span>
      )}
      {isUncertain && (
        <span className={controls.hidden} data-spoken>
          {`, ${t.moment.uncertain}`}
        </span>
      )}
      {then && <Change {...props} earlier={earlier} then={then} />}
    </>
  )
  return (
    <td
      className={isFirst ? styles.first : undefined}
      data-figure={column}
      data-value={isMixed(column) ? undefined : amounts[0]?.value}
      data-date={column === 'NextExpiry' ? (figures.NextExpiry ?? undefined) : undefined}
      data-exact={exact}
      data-uncertain={isUncertain || undefined}
      data-bar={share ? '' : undefined}
      data-months={months ? '' : undefined}
      data-mixed={isMixed(column) ? '' : undefined}
      style={share ? ({ '--share': share.toFixed(2) } as CSSProperties) : undefined}
      tabIndex={onOpen ? undefined : -1}
      title={isUncertain ? t.moment.uncertain : undefined}
    >
      {months}
      {onOpen ? (
        <button
          type="button"
          className={styles.open}
          tabIndex={-1}
          onClick={() => onOpen(targetOf(column, coworkerId))}
        >
          {content}
        </button>
      ) : (
        content
      )}
    </td>
  )
}
