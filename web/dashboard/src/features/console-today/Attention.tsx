/** What the front desk should look at. */
import { useQuery } from '@tanstack/react-query'
import { Link } from 'wouter'
import { isUsable, passOf, serviceOf } from '@/console/belongings'
import { useConsole, type Location } from '@/console/ConsoleContext'
import { listOptions, type Item, type ListQuery } from '@/console/server'
import { dayAfter, startOf } from '@/console/zoned'
import { useLocale } from '@/i18n/locale'
import { useClient } from '@/session/SessionContext'
import controls from '@/ui/controls.module.css'
import { usePassesOf } from './passes'
import styles from './TodayPage.module.css'
import { useTroubles } from './troubles'

const SHOWN = 3
const DAYS = 7

interface AttentionProps {
  location: Location
  here: readonly Item[]
  now: number
  today: string
}

interface Matter {
  readonly key: string
  readonly kind: 'expiredPass' | 'longOpen' | 'overdue' | 'ending' | 'mirror' | 'webhook'
  readonly text: string
  /** The screen that says more; null if there is none, or it may not be opened. */
  readonly to: string | null
}

/** The section. */
export function Attention({ location, here, now, today }: AttentionProps) {
  const { c } = useConsole()
  const { matters, more } = useMatters({ location, here, now, today })
  return (
    <section className={styles.part} aria-labelledby="needs-attention">
      <h2 id="needs-attention">{c.today.attention}</h2>
      {matters.length === 0 && <p className={styles.quiet}>{c.today.allWell}</p>}
      <ul className={styles.matters}>
        {matters.map((one) => (
          <li key={one.key} data-kind={one.kind}>
            <span className={styles.kind}>{c.today.kinds[one.kind]}</span>
            {one.to !== null ? (
              <Link className={controls.link} to={one.to}>
                {one.text}
              </Link>
            ) : (
              <span>{one.text}</span>
            )}
          </li>
        ))}
      </ul>
      {more > 0 && <p className={styles.quiet}>{c.today.moreOf(more)}</p>}
    </section>
  )
}

function useMatters({ location, here, now, today }: AttentionProps): { matters: readonly Matter[]; more: number } {
  const { c, may } = useConsole()
  const { f } = useLocale()
  const troubles = useTroubles()
  const passes = usePassesOf(here)
  const begin = startOf(today, location.zone)
  const until = startOf(dayAfter(today, DAYS), location.zone)
  const invoices = useList('coworkerinvoices', {
    ...{ CoworkerInvoice_Business: location.id, CoworkerInvoice_Paid: false, CoworkerInvoice_Draft: false },
    ...{ CoworkerInvoice_Void: false, CoworkerInvoice_CreditNote: false, to_CoworkerInvoice_DueDate: begin },
    ...{ size: SHOWN, orderBy: 'DueDate' },
  })
  const credits = useList('coworkerbookingcredits', {
    ...{ CoworkerBookingCredit_Business: location.id, from_CoworkerBookingCredit_RemainingCredit: '0.01' },
    ...{ from_CoworkerBookingCredit_ExpireDate: begin, to_CoworkerBookingCredit_ExpireDate: until },
    ...{ size: SHOWN, orderBy: 'ExpireDate' },
  })
  const services = useList('coworkerextraservices', {
    ...{ CoworkerExtraService_Business: location.id, from_CoworkerExtraService_RemainingUses: 1 },
    ...{ from_CoworkerExtraService_ExpireDate: begin, to_CoworkerExtraService_ExpireDate: until },
    ...{ size: SHOWN, orderBy: 'ExpireDate' },
  })
  const ending = useList('coworkertimepasses', {
    ...{ CoworkerTimePass_Business: location.id, CoworkerTimePass_Used: false },
    ...{ from_CoworkerTimePass_ExpireDate: begin, to_CoworkerTimePass_ExpireDate: until },
    ...{ size: SHOWN, orderBy: 'ExpireDate' },
  })
  const nameOf = (one: Item) =>
    typeof one.CoworkerFullName === 'string' ? one.CoworkerFullName : c.today.unknownPerson
  const personOf = (one: Item) =>
    typeof one.CoworkerId === 'number' && may('coworkers', 'Read') ? `/people/${one.CoworkerId}` : null
  const day = (instant: unknown) => f.date(f.dayOf(instant as string))
  const matter = (kind: Matter['kind'], one: Item, text: string): Matter => ({
    ...{ key: `${kind} ${one.Id} ${text}`, kind, text, to: personOf(one) },
  })
  const withoutPass = here.filter((one) => {
    const own = passes?.get(Number(one.CoworkerId)) ?? []
    return own.length > 0 && one.CoworkerTimePassGuid === null && !own.some((pass) => isUsable(passOf(pass), now))
  })
  const longOpen = here.filter((one) => Date.parse(one.FromTime as string) < Date.parse(begin))
  const matters: readonly Matter[] = [
    ...troubles.map(({ screen, text }): Matter => {
      const kind = screen === '/mirror' ? 'mirror' : 'webhook'
      return { key: text, kind, text, to: screen }
    }),
    ...withoutPass.map((one) => matter('expiredPass', one, c.today.expiredPass(nameOf(one)))),
    ...longOpen.map((one) => matter('longOpen', one, c.today.longOpen(nameOf(one), f.moment(one.FromTime as string)))),
    ...invoices.records.map((one) =>
      matter(
        'overdue',
        one,
        c.today.overdue(
          nameOf(one),
          f.money(Number(one.TotalAmount) - Number(one.PaidAmount), location.currency),
          day(one.DueDate),
        ),
      ),
    ),
    ...credits.records.map((one) =>
      matter(
        'ending',
        one,
        c.today.ending(
          nameOf(one),
          c.today.creditLeft(f.money(Number(one.RemainingCredit), location.currency)),
          day(one.ExpireDate),
        ),
      ),
    ),
    ...services.records.map((one) =>
      matter('ending', one, c.today.ending(nameOf(one), serviceOf(one).name, day(one.ExpireDate))),
    ),
    ...ending.records.map((one) =>
      matter('ending', one, c.today.ending(nameOf(one), passOf(one).name, day(one.ExpireDate))),
    ),
  ]
  const more = [invoices, credits, services, ending].reduce((sum, one) => sum + one.total - one.records.length, 0)
  return { matters, more }
}

function useList(plural: string, query: ListQuery): { records: readonly Item[]; total: number } {
  const { entity, may } = useConsole()
  const found = useQuery({ ...listOptions(useClient(), entity(plural), query), enabled: may(plural, 'List') })
  return { records: found.data?.Records ?? [], total: found.data?.TotalItems ?? 0 }
}
