import { useQuery } from '@tanstack/react-query'
import type { TeamAmounts } from '@teamkpi/client'
import type { CSSProperties } from 'react'
import { rangeOf } from '@/data/comparison'
import { statementItemsOptions } from '@/data/statements'
import { itemsToInvoice, totalsOf } from '@/features/members/sums'
import { useLocale } from '@/i18n/locale'
import { useIsView } from '@/session/SessionContext'
import { Difference } from '@/ui/Difference'
import { Large } from './Large'
import type { LeadProps } from './Lead'
import styles from './Lead.module.css'
import { Missing } from './Missing'

type Total = TeamAmounts['Total'][number]
const KINDS = ['Products', 'ExtraServices', 'TimePasses', 'EventAttendees', 'Charges'] as const

/** What the next invoice will be so far, by kind, and what renews with it. */
export function NextInvoice(props: LeadProps) {
  const { amounts, members, comparison } = props
  const { t, f } = useLocale()
  // A statement is stored when it is first read, and a view changes nothing.
  const isView = useIsView()
  const [main, ...others] = amounts.data?.Total ?? []
  const count = members ? itemsToInvoice(totalsOf(members)) : 0
  // Contracts and open items are known as they are today, so they say nothing about a day whose page isn't on record.
  const renewal = main?.NextRenewal && !props.isCalculated ? f.dayOf(main.NextRenewal) : null
  return (
    <div className={styles.card} data-lead="invoice">
      <dt className={styles.name}>
        {t.lead.nextInvoice}
        {renewal && <span className={styles.date}> · {f.shortDate(renewal, comparison.today)}</span>}
      </dt>
      <dd>
        {main ? (
          <>
            <div className={styles.large} data-value={main.ToInvoice} data-uncertain={props.isCalculated || undefined}>
              <Large>{f.money(main.ToInvoice, main.CurrencyCode)}</Large>
              <span className={styles.after}>{t.lead.soFar}</span>
            </div>
            {others
              .filter((one) => one.ToInvoice !== 0)
              .map((one) => (
                <div key={`${one.CurrencyCode ?? ''}${String(one.BusinessId)}`} className={styles.text}>
                  {t.lead.and(f.money(one.ToInvoice, one.CurrencyCode))}
                </div>
              ))}
            <Kinds total={main} />
            <div className={styles.text}>
              {members && t.totals.items(count)}
              {main.ItemsWithoutPrice > 0 && <strong> · {t.lead.withoutPrice(main.ItemsWithoutPrice)}</strong>}
              {renewal && main.RenewalAmount !== 0 && (
                <>
                  {' · '}
                  {t.lead.renews(f.money(main.RenewalAmount, main.CurrencyCode), f.day(renewal))}
                </>
              )}
            </div>
            {!isView && <NewItems {...props} currency={main.CurrencyCode} />}
          </>
        ) : (
          <Missing answer={amounts} />
        )}
      </dd>
      {props.isCalculated && <dd className={styles.text}>{t.lead.openToday}</dd>}
    </div>
  )
}

/** One stacked bar, with what its parts are. */
function Kinds({ total }: { total: Total }) {
  const { t, f } = useLocale()
  const kinds = KINDS.map((kind) => [kind, total[kind]] as const).filter(([, value]) => value > 0)
  const sum = kinds.reduce((all, [, value]) => all + value, 0)
  if (sum === 0) return null
  return (
    <>
      <div className={styles.bar} aria-hidden="true">
        {kinds.map(([kind, value]) => (
          <span key={kind} data-kind={kind} style={{ '--part': value / sum } as CSSProperties} />
        ))}
      </div>
      <ul className={styles.kinds}>
        {kinds.map(([kind, value]) => (
          <li key={kind} data-kind={kind} data-value={value}>
            {t.lead.kinds[kind]} <b>{f.money(value, total.CurrencyCode)}</b>
          </li>
        ))}
      </ul>
    </>
  )
}

/** What became due in the same days of both months. */
function NewItems({ httpClient, teamId, currency, comparison, isPresent }: LeadProps) {
  const { t, f } = useLocale()
  const { today, day, month, monthBefore, before } = comparison
  const current = useQuery(statementItemsOptions(httpClient, teamId, month.slice(0, 7), !isPresent)).data
  const earlier = useQuery(statementItemsOptions(httpClient, teamId, monthBefore.slice(0, 7), true)).data
  if (!current || !earlier) return <div className={styles.text}>&nbsp;</div>
  const limit = Date.parse(before.at)
  const sum = (items: typeof current.Items, isIn: (due: string) => boolean) =>
    items.reduce((all, one) => (one.CurrencyCode === currency && isIn(one.DueOn) ? all + one.Amount : all), 0)
  const now = sum(current.Items, (due) => f.dayOf(due) <= today)
  const then = sum(earlier.Items, (due) => (isPresent ? Date.parse(due) <= limit : f.dayOf(due) <= day))
  return (
    <div className={styles.text} data-new={now} data-before={then}>
      {t.lead.newItems(f.monthLong(month), f.money(now, currency))}{' '}
      <Difference now={now} before={then} range={rangeOf(comparison, f)} write={(value) => f.money(value, currency)} />
    </div>
  )
}
