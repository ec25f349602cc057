import { useLocale } from '@/i18n/locale'
import { Large } from './Large'
import type { LeadProps } from './Lead'
import styles from './Lead.module.css'
import { Missing } from './Missing'

/** What should have been paid by now, with all that is unpaid. */
export function Overdue({ amounts, amountsBefore, months, comparison }: LeadProps) {
  const { t, f } = useLocale()
  const [main, ...others] = amounts.data?.Total ?? []
  const [before] = amountsBefore?.Total ?? []
  const ends = months?.filter((one) => one.MonthDate < comparison.month) ?? []
  // Something was overdue at the end of each month since then.
  const first = ends.findLastIndex((one) => one.TotalDue <= 0) + 1
  // At the end of last month nothing was: what is overdue now became so this month.
  const month = months && (ends[first]?.MonthDate ?? comparison.month)
  const since = month && (first === 0 ? t.lead.overdueFor(ends.length) : t.lead.overdueSince(f.month(month)))
  return (
    <div className={styles.card} data-lead="overdue" data-alert={main && main.Due > 0}>
      <dt className={styles.name}>{t.lead.overdue}</dt>
      <dd>
        {main ? (
          <>
            <div className={styles.large} data-value={main.Due}>
              <Large>{main.Due === 0 ? t.totals.nothing : f.money(main.Due, main.CurrencyCode)}</Large>
            </div>
            {others
              .filter((one) => one.Due !== 0)
              .map((one) => (
                <div key={`${one.CurrencyCode ?? ''}${String(one.BusinessId)}`} className={styles.text}>
                  {t.lead.and(f.money(one.Due, one.CurrencyCode))}
                </div>
              ))}
            <div className={styles.text}>
              {main.Unpaid === main.Due
                ? main.Due === 0
                  ? t.lead.allPaid
                  : t.lead.unpaidSame
                : t.lead.unpaid(f.money(main.Unpaid, main.CurrencyCode))}
            </div>
            {main.Due > 0 && since && <div className={styles.text}>{since}</div>}
            {before && (
              <div className={styles.text}>
                {t.lead.onDay(f.money(before.Due, before.CurrencyCode), f.shortDate(comparison.day, comparison.today))}
              </div>
            )}
          </>
        ) : (
          <Missing answer={amounts} />
        )}
      </dd>
    </div>
  )
}
