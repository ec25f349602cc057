import { useQuery } from '@tanstack/react-query'
import type { Id } from '@teamkpi/client'
import type { Before } from '@/data/comparison'
import { amountsOptions, type Moment } from '@/data/money'
import { useLocale } from '@/i18n/locale'
import { useClient } from '@/session/SessionContext'
import { Difference } from '@/ui/Difference'
import styles from './Detail.module.css'

interface ToInvoiceProps {
  teamId: Id
  coworkerId: number
  moment: Moment
  before?: Before | undefined
}

/** What is to be invoiced to a member, and what was on the day that the page is compared with. */
export function ToInvoice({ teamId, coworkerId, moment, before }: ToInvoiceProps) {
  const { f } = useLocale()
  const client = useClient()
  const { data } = useQuery(amountsOptions(client, teamId, moment, coworkerId))
  const shown = data?.Total.filter((one, index) => index === 0 || one.ToInvoice !== 0)
  const [main] = shown ?? []
  const then = main && toInvoiceThen(coworkerId, main.CurrencyCode, before)
  return (
    <strong className={styles.compared} data-value={main?.ToInvoice}>
      {shown?.map((one) => f.moneyExact(one.ToInvoice, one.CurrencyCode)).join(' · ')}
      {main && before && then !== undefined && (
        <span className={styles.about} data-before={then}>
          <Difference
            now={main.ToInvoice}
            before={then}
            range={f.shortDate(before.comparison.day, before.comparison.today)}
            write={(value) => f.moneyExact(value, main.CurrencyCode)}
          />
        </span>
      )}
    </strong>
  )
}

/** What a member had to be invoiced then, in a currency; undefined where that isn't on record. */
function toInvoiceThen(coworkerId: number, currency: string | null, before: Before | undefined): number | undefined {
  if (!before?.amounts || before.notOnRecord.has(coworkerId)) return undefined
  const amounts = before.amounts.Members.find((one) => one.CoworkerId === coworkerId)?.Amounts
  return amounts?.find((one) => one.CurrencyCode === currency)?.ToInvoice ?? 0
}
