/** Today at one location: who is here, what is booked, what needs attention. */
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useLocation, useSearch } from 'wouter'
import { BookPanel } from '@/console/acts/BookPanel'
import { useConsole, type Location } from '@/console/ConsoleContext'
import { Screen } from '@/console/Screen'
import { listOptions } from '@/console/server'
import { dayAfter, startOf, wallClock } from '@/console/zoned'
import { useResources } from '@/console/zones'
import { LocaleProvider, useLocale } from '@/i18n/locale'
import { useClient } from '@/session/SessionContext'
import controls from '@/ui/controls.module.css'
import { ErrorNotice } from '@/ui/ErrorNotice'
import { Icon } from '@/ui/Icon'
import { Notice } from '@/ui/Notice'
import { useNow } from '@/ui/useNow'
import { Attention } from './Attention'
import { DayGrid } from './DayGrid'
import { Here } from './Here'
import styles from './TodayPage.module.css'

const MOST = 1000
const MINUTE = 60_000

/** The screen, for the location of the address or the first one. */
export function TodayPage() {
  const { c, locations } = useConsole()
  const { language } = useLocale()
  const search = new URLSearchParams(useSearch())
  const [path, navigate] = useLocation()
  const location = locations.find((one) => String(one.id) === search.get('at')) ?? locations[0]
  if (!location) {
    return (
      <Screen title={c.today.title}>
        <Notice
          kind="empty"
          title={c.list.none}
          text={c.today.noResources}
          link={{ label: c.nav.records, to: '/records/businesses' }}
        />
      </Screen>
    )
  }
  const choose = (id: string) => navigate(`${path}?at=${id}`, { replace: true })
  return (
    <LocaleProvider language={language} zone={location.zone}>
      <Screen
        title={c.today.title}
        actions={
          locations.length > 1 && (
            <select
              className={controls.select}
              aria-label={c.today.location}
              value={location.id}
              onChange={(event) => choose(event.target.value)}
            >
              {locations.map((one) => (
                <option key={one.id} value={one.id}>
                  {one.name}
                </option>
              ))}
            </select>
          )
        }
      >
        <Day key={location.id} location={location} />
      </Screen>
    </LocaleProvider>
  )
}

function Day({ location }: { location: Location }) {
  const { c, may, entity } = useConsole()
  const { t, f } = useLocale()
  const client = useClient()
  const now = useNow(MINUTE)
  const today = wallClock(now, location.zone).slice(0, 10)
  const [shift, setShift] = useState(0)
  const day = dayAfter(today, shift)
  const [booking, setBooking] = useState<number | null>(null)
  const checkins = useQuery(
    listOptions(client, entity('checkins'), {
      ...{ Checkin_Business: location.id, Checkin_ToTime: 'null', size: MOST, orderBy: 'FromTime', dir: 'desc' },
    }),
  )
  const [start, end] = [startOf(day, location.zone), startOf(dayAfter(day, 1), location.zone)]
  const bookings = useQuery({
    ...listOptions(client, entity('bookings'), {
      Booking_Resource_Business: location.id,
      from_Booking_ToTime: new Date(Date.parse(start) + 1).toISOString(),
      to_Booking_FromTime: new Date(Date.parse(end) - 1).toISOString(),
      ...{ size: MOST, orderBy: 'FromTime' },
    }),
    enabled: may('bookings', 'List'),
  })
  const resources = useResources().data?.Records.filter((one) => Number(one.BusinessId) === location.id)
  const failed = [checkins, bookings].find((one) => one.isError && !one.data)
  if (failed) return <ErrorNotice title={c.failed} error={failed.error} retry={() => void failed.refetch()} />
  if (!checkins.data) return <Notice kind="loading" title={t.app.loading} />
  return (
    <>
      <p className={styles.when}>
        {f.weekdayLong(today)}, {f.date(today)}, {f.time(now)} · {location.name} · {f.zoneName()}
      </p>
      <div className={styles.day}>
        <Here location={location} checkins={checkins.data} now={now} />
        <Attention location={location} here={checkins.data.Records} now={now} today={today} />
      </div>
      {may('bookings', 'List') && resources && (
        <section className={styles.part} aria-labelledby="bookings-of-day">
          <header className={styles.head}>
            <h2 id="bookings-of-day">{c.today.bookings}</h2>
            <div className={styles.buttons}>
              <Step label={c.today.previousDay} icon="chevronLeft" onStep={() => setShift(shift - 1)} />
              <span role="status">
                {f.weekday(day)} {f.date(day)}
              </span>
              <Step label={c.today.nextDay} icon="chevronRight" onStep={() => setShift(shift + 1)} />
              {shift !== 0 && (
                <button type="button" className={controls.button} onClick={() => setShift(0)}>
                  {c.today.backToToday}
                </button>
              )}
              {may('bookings', 'Create') && resources.length > 0 && (
                <button type="button" className={controls.primary} onClick={() => setBooking(resources[0]?.Id ?? 0)}>
                  {c.today.book}
                </button>
              )}
            </div>
          </header>
          {resources.length === 0 ? (
            <p className={styles.quiet}>{c.today.noResources}</p>
          ) : (
            <DayGrid
              location={location}
              day={day}
              now={shift === 0 ? now : null}
              resources={resources}
              bookings={bookings.data?.Records ?? []}
            />
          )}
        </section>
      )}
      {booking !== null && (
        <BookPanel resourceId={booking} locationId={location.id} day={day} onClose={() => setBooking(null)} />
      )}
    </>
  )
}

function Step({ label, icon, onStep }: { label: string; icon: 'chevronLeft' | 'chevronRight'; onStep: () => void }) {
  return (
    <button
      type="button"
      className={`${controls.button ?? ''} ${controls.icon ?? ''}`}
      aria-label={label}
      onClick={onStep}
    >
      <Icon name={icon} />
    </button>
  )
}
