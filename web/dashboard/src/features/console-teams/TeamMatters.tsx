/** What a team's members owe, and what ends soon. */
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { Link } from 'wouter'
import { passOf } from '@/console/belongings'
import { useConsole } from '@/console/ConsoleContext'
import { listOptions, type Item, type ListQuery } from '@/console/server'
import { useLocale } from '@/i18n/locale'
import { useClient } from '@/session/SessionContext'
import styles from './Teams.module.css'

const MOST = 200
const DAYS = 30
const DAY = 86_400_000

/** The sections, of what the roles allow. */
export function TeamMatters({ members, currency }: { members: readonly number[]; currency: string | null }) {
  const { c, may } = useConsole()
  const { f } = useLocale()
  const [begin] = useState(() => Math.floor(Date.now() / DAY) * DAY)
  const of = {
    coworkers: `[${members.join(',')}]`,
    from: new Date(begin).toISOString(),
    to: new Date(begin + DAYS * DAY).toISOString(),
  }
  const unpaid = useList('coworkerinvoices', members, {
    CoworkerInvoice_Coworker: of.coworkers,
    ...{ CoworkerInvoice_Paid: false, CoworkerInvoice_Draft: false, CoworkerInvoice_Void: false, orderBy: 'DueDate' },
  })
  const passes = useList('coworkertimepasses', members, {
    CoworkerTimePass_Coworker: of.coworkers,
    ...{ CoworkerTimePass_Used: false, orderBy: 'ExpireDate' },
    ...{ from_CoworkerTimePass_ExpireDate: of.from, to_CoworkerTimePass_ExpireDate: of.to },
  })
  const credits = useList('coworkerbookingcredits', members, {
    CoworkerBookingCredit_Coworker: of.coworkers,
    ...{ from_CoworkerBookingCredit_RemainingCredit: '0.01', orderBy: 'ExpireDate' },
    ...{ from_CoworkerBookingCredit_ExpireDate: of.from, to_CoworkerBookingCredit_ExpireDate: of.to },
  })
  const name = (one: Item) => (typeof one.CoworkerFullName === 'string' ? one.CoworkerFullName : '')
  const day = (instant: unknown) => (typeof instant === 'string' ? f.date(f.dayOf(instant)) : '–')
  const open = unpaid?.reduce((sum, one) => sum + Number(one.TotalAmount) - Number(one.PaidAmount), 0) ?? 0
  const ending = [
    ...(credits ?? []).map((one) => ({
      one,
      what: c.today.creditLeft(f.money(Number(one.RemainingCredit), currency)),
    })),
    ...(passes ?? []).map((one) => ({ one, what: passOf(one).name })),
  ].toSorted((one, other) => String(one.one.ExpireDate).localeCompare(String(other.one.ExpireDate)))
  return (
    <div className={styles.part}>
      {may('coworkerinvoices', 'List') && (
        <section className={styles.part} aria-labelledby="open-of-team">
          <h2 id="open-of-team">
            {c.teams.open}
            {open > 0 && ` · ${f.money(open, currency)}`}
          </h2>
          {unpaid?.length === 0 && <p className={styles.quiet}>{c.teams.nothingOpen}</p>}
          <ul className={styles.members}>
            {unpaid?.map((one) => (
              <li key={one.Id}>
                <span className={styles.who}>
                  <Link to={`/records/coworkerinvoices?open=${one.Id}`}>
                    {c.teams.invoice(
                      typeof one.InvoiceNumber === 'string' ? one.InvoiceNumber : String(one.Id),
                      day(one.DueDate),
                    )}
                  </Link>
                  <small>{name(one)}</small>
                </span>
                <span>{f.money(Number(one.TotalAmount) - Number(one.PaidAmount), currency)}</span>
              </li>
            ))}
          </ul>
        </section>
      )}
      <section className={styles.part} aria-labelledby="ending-of-team">
        <h2 id="ending-of-team">{c.teams.ending}</h2>
        {ending.length === 0 && <p className={styles.quiet}>{c.teams.nothingEnds}</p>}
        <ul className={styles.members}>
          {ending.map(({ one, what }) => (
            <li key={`${what} ${one.Id}`}>{c.today.ending(name(one), what, day(one.ExpireDate))}</li>
          ))}
        </ul>
      </section>
    </div>
  )
}

function useList(plural: string, members: readonly number[], query: ListQuery): readonly Item[] | undefined {
  const { entity, may } = useConsole()
  const found = useQuery({
    ...listOptions(useClient(), entity(plural), { size: MOST, ...query }),
    enabled: members.length > 0 && may(plural, 'List'),
  })
  return members.length === 0 ? [] : found.data?.Records
}
