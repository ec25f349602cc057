import type { TeamExpiring } from '@teamkpi/client'
import { SOON } from '@/data/money'
import { daysBetween } from '@/format/days'
import { written } from '@/i18n/amounts'
import { useLocale } from '@/i18n/locale'
import controls from '@/ui/controls.module.css'
import type { LeadProps } from './Lead'
import styles from './Lead.module.css'
import { Missing } from './Missing'

type Item = TeamExpiring['Items'][number]

/** What expires soon: the next thing with its date, and everything by unit. */
export function RunningOut({ expiring, currency, comparison, onOpen }: LeadProps) {
  const locale = useLocale()
  const { t, f } = locale
  const items = expiring.data?.Items.filter((one) => daysBetween(comparison.today, one.LocalDate) <= SOON) ?? []
  const [next] = items
  return (
    <div className={styles.card} data-lead="expiring" data-warn={items.length > 0}>
      <dt className={styles.name}>{t.lead.runningOut(SOON)}</dt>
      <dd>
        {!expiring.data ? (
          <Missing answer={expiring} />
        ) : !next ? (
          <>
            <div className={styles.large}>{t.totals.nothing}</div>
            <div className={styles.text}>{t.lead.nothingExpires(SOON)}</div>
          </>
        ) : (
          <>
            <div className={styles.large} data-date={next.LocalDate}>
              {f.shortDate(next.LocalDate, comparison.today)}
              <span className={styles.after}>{t.lead.inDays(daysBetween(comparison.today, next.LocalDate))}</span>
            </div>
            <div className={styles.text}>
              <strong>{written(amountOf(next), locale, currency)}</strong> · {next.Name} · {next.CoworkerFullName}
            </div>
            {(['credit', 'pass'] as const).map((kind) => {
              const sums = sumsOf(items.filter((one) => one.Kind === kind))
              if (sums.length === 0) return null
              const text = sums.map((one) => written(one, locale, currency)).join(' · ')
              return (
                <div key={kind} className={styles.text} data-kind={kind}>
                  {kind === 'credit' ? t.lead.allCredit(text) : t.lead.allPasses(text)}
                </div>
              )
            })}
            {onOpen && (
              <button
                type="button"
                className={controls.textButton}
                onClick={() => onOpen({ kind: 'expiring', coworkerId: null })}
              >
                {t.lead.showExpiring(items.length)}
              </button>
            )}
          </>
        )}
      </dd>
    </div>
  )
}

function amountOf({ Unit, Remaining, CurrencyCode }: Item) {
  return { measure: Unit, value: Remaining, currency: CurrencyCode }
}

/** What expires, by unit and currency; different ones are never added up. */
function sumsOf(items: readonly Item[]) {
  const sums = new Map<string, ReturnType<typeof amountOf>>()
  for (const one of items) {
    const key = [one.Unit, one.CurrencyCode].join()
    const amount = amountOf(one)
    const before = sums.get(key)?.value ?? 0
    sums.set(key, { ...amount, value: Math.round((before + amount.value) * 1e6) / 1e6 })
  }
  return [...sums.values()]
}
