/** What expires: a list with dates, the pace of use, and what will be left over. */
import { useQuery } from '@tanstack/react-query'
import type { Id, TeamExpiring } from '@teamkpi/client'
import { A_YEAR, expiringOptions, SOON, type Moment } from '@/data/money'
import { daysBetween } from '@/format/days'
import { written } from '@/i18n/amounts'
import { useLocale } from '@/i18n/locale'
import { useSession } from '@/session/SessionContext'
import { ErrorNotice } from '@/ui/ErrorNotice'
import { Notice } from '@/ui/Notice'
import { SidePanel } from '@/ui/SidePanel'
import styles from './Detail.module.css'

interface ExpiringPanelProps {
  teamId: Id
  coworkerId: number | null
  moment: Moment
  onClose: () => void
}

/** The panel. */
export default function ExpiringPanel({ teamId, coworkerId, moment, onClose }: ExpiringPanelProps) {
  const { t } = useLocale()
  const { client } = useSession()
  const { data, error, refetch } = useQuery(expiringOptions(client, teamId, A_YEAR, moment))
  const items = data?.Items.filter((one) => coworkerId === null || one.CoworkerId === coworkerId)
  const name = coworkerId === null ? t.detail.team : items?.[0]?.CoworkerFullName
  return (
    <SidePanel title={t.detail.expiring} over={name} onClose={onClose}>
      {!data || !items ? (
        error ? (
          <ErrorNotice title={t.detail.failed} error={error} retry={() => void refetch()} />
        ) : (
          <Notice kind="loading" title={t.app.loading} />
        )
      ) : (
        <Expiring items={items} today={data.At} withNames={coworkerId === null} />
      )}
    </SidePanel>
  )
}

type Item = TeamExpiring['Items'][number]

/** What expires, the soonest first. */
export function Expiring({ items, today, withNames }: { items: readonly Item[]; today: string; withNames: boolean }) {
  const locale = useLocale()
  const { t, f } = locale
  if (items.length === 0) return <p className={styles.quiet}>{t.detail.nothingExpires}</p>
  const day = f.dayOf(today)
  return (
    <table className={styles.rows}>
      <thead>
        <tr>
          <th scope="col">{t.detail.what}</th>
          <th scope="col" className={styles.number}>
            {t.detail.left}
          </th>
          <th scope="col" className={styles.number}>
            {t.detail.expires}
          </th>
        </tr>
      </thead>
      <tbody>
        {items.map((one) => {
          const amount = (value: number) =>
            written({ measure: one.Unit, value, currency: one.CurrencyCode }, locale, null)
          // A part of a minute says nothing about a pace.
          const pace = one.Unit === 'minutes' ? Math.ceil(one.UsedPerWeek) : one.UsedPerWeek
          const days = daysBetween(day, one.LocalDate)
          return (
            <tr key={`${one.Entity}${String(one.Id)}`} data-row={`${one.Entity} ${String(one.Id)}`}>
              <td>
                {one.Name}
                {withNames && <span className={styles.about}>{one.CoworkerFullName}</span>}
                <span className={styles.about}>
                  {one.UsedPerWeek === 0
                    ? t.detail.unused
                    : one.RunsOutOn && one.RunsOutOn <= one.LocalDate
                      ? t.detail.usedUp(amount(pace), f.shortDate(one.RunsOutOn, day))
                      : t.detail.leftOver(amount(pace))}
                </span>
              </td>
              <td className={styles.number} data-value={one.Remaining}>
                {amount(one.Remaining)}
              </td>
              <td className={`${styles.number ?? ''} ${days <= SOON ? (styles.soon ?? '') : ''}`}>
                {f.shortDate(one.LocalDate, day)}
                <span className={styles.about}>{t.lead.inDays(days)}</span>
              </td>
            </tr>
          )
        })}
      </tbody>
    </table>
  )
}
