/** The bookings of a day by resource: on a line of hours where there is room, else as a list. */
import { Link } from 'wouter'
import { useConsole, type Location } from '@/console/ConsoleContext'
import type { Item } from '@/console/server'
import { wallClock } from '@/console/zoned'
import { useLocale } from '@/i18n/locale'
import controls from '@/ui/controls.module.css'
import styles from './DayGrid.module.css'

interface DayGridProps {
  location: Location
  day: string
  /** The present instant, on the day of today. */
  now: number | null
  resources: readonly Item[]
  bookings: readonly Item[]
}

const [OPENS, CLOSES] = [8, 20]
const DAY_MINUTES = 1440

/** The grid. */
export function DayGrid({ location, day, now, resources, bookings }: DayGridProps) {
  const { c } = useConsole()
  const minuteOf = (instant: unknown) => {
    const local = wallClock(instant as string, location.zone)
    if (local.slice(0, 10) !== day) return local.slice(0, 10) < day ? 0 : DAY_MINUTES
    return Number(local.slice(11, 13)) * 60 + Number(local.slice(14, 16))
  }
  const timed = bookings.map((item) => ({ item, from: minuteOf(item.FromTime), to: minuteOf(item.ToTime) }))
  const first = Math.floor(Math.min(OPENS * 60, ...timed.map((one) => one.from)) / 60)
  const last = Math.ceil(Math.max(CLOSES * 60, ...timed.map((one) => one.to)) / 60)
  const place = (minute: number) => `${((minute - first * 60) / ((last - first) * 60)) * 100}%`
  const hours = Array.from({ length: last - first }, (_, index) => first + index)
  const present = now === null ? null : minuteOf(now)
  return (
    <div className={styles.grid}>
      <div className={styles.hours} aria-hidden="true">
        {hours.map((hour) => (
          <span key={hour}>{hour}</span>
        ))}
      </div>
      {resources.map((resource) => {
        const own = timed.filter((one) => one.item.ResourceId === resource.Id)
        return (
          <div key={resource.Id} className={styles.row} data-empty={own.length === 0}>
            <h3 className={styles.resource}>{String(resource.Name)}</h3>
            <ul className={styles.track}>
              {present !== null && present >= first * 60 && present <= last * 60 && (
                <li aria-hidden="true" className={styles.now} style={{ insetInlineStart: place(present) }} />
              )}
              {own.map((one) => (
                <Booked
                  key={one.item.Id}
                  item={one.item}
                  left={place(one.from)}
                  width={`calc(${place(one.to)} - ${place(one.from)})`}
                />
              ))}
            </ul>
          </div>
        )
      })}
      {timed.length === 0 && <p className={styles.none}>{c.today.noBookings}</p>}
    </div>
  )
}

function Booked({ item, left, width }: { item: Item; left: string; width: string }) {
  const { c, may } = useConsole()
  const { f } = useLocale()
  const who = typeof item.CoworkerFullName === 'string' ? item.CoworkerFullName : c.today.unknownPerson
  const [from, to] = [f.time(item.FromTime as string), f.time(item.ToTime as string)]
  // Begins with what is shown, so that people who speak to their computer can say it.
  const whose = item.Tentative === true ? `${who} ${c.today.tentative}` : who
  const label = c.today.booked(whose, from, to, String(item.ResourceName))
  const text = (
    <>
      <span className={styles.times}>
        {from}–{to}
      </span>{' '}
      <span>{who}</span>
      {item.Tentative === true && <em> {c.today.tentative}</em>}
      <span className={controls.hidden}>, {String(item.ResourceName)}</span>
    </>
  )
  return (
    <li
      className={styles.booking}
      data-tentative={item.Tentative}
      style={{ insetInlineStart: `min(${left}, 100% - var(--least))`, width }}
    >
      {may('bookings', 'Read') ? (
        <Link to={`/records/bookings?open=${item.Id}`} title={label}>
          {text}
        </Link>
      ) : (
        <span title={label}>{text}</span>
      )}
    </li>
  )
}
