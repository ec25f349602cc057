/** The week as a table: a row for each member, a column for each day. */
import type { AttendanceBooking, AttendanceCoworker, AttendanceDay, TeamAttendance } from '@teamkpi/client'
import { useEffect, useRef } from 'react'
import { useLocale } from '@/i18n/locale'
import controls from '@/ui/controls.module.css'
import { Icon } from '@/ui/Icon'
import styles from './Attendance.module.css'
import { changed, DAY_FIELDS, PLAN_ICONS, planOf, PLANS, type DayField, type Draft } from './plans'
import { bookingsOf } from './week'

interface AttendanceWeekProps {
  week: TeamAttendance
  /** Today by the clock of the team's location. */
  today: string
  draft: Draft
  /** The members whose plans can be changed. */
  editable: readonly number[]
  /** Takes changed plans; null while they are only read. */
  onDraftChange: ((draft: Draft) => void) | null
}

/** The members' plans, with the bookings of each day under them. */
export function AttendanceWeek({ week, today, draft, editable, onDraftChange }: AttendanceWeekProps) {
  const { t } = useLocale()
  const scroller = useRef<HTMLDivElement>(null)
  const days = week.Days.flatMap((day, index) => {
    const field = DAY_FIELDS[index]
    return field ? [{ day, field, isToday: day.Date.startsWith(today) }] : []
  })
  const planned = (member: AttendanceCoworker, field: DayField) =>
    planOf(draft[member.CoworkerId]?.[field] ?? member[field])

  // On a phone the week is wider than the page, so it scrolls to today.
  useEffect(() => {
    const heading = scroller.current?.querySelector<HTMLElement>('[aria-current="date"]')
    if (scroller.current && heading) scroller.current.scrollLeft = heading.offsetLeft - scroller.current.clientWidth / 2
  }, [])

  return (
    // A part that scrolls has to be reachable by keyboard.
    // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <div ref={scroller} className={styles.scroller} role="region" aria-label={t.attendance.scroll} tabIndex={0}>
      <table className={styles.week}>
        <thead>
          <tr>
            <th scope="col">{t.attendance.member}</th>
            {days.map(({ day, field, isToday }) => (
              <DayHeading
                key={field}
                day={day}
                isToday={isToday}
                office={week.Coworkers.filter((one) => planned(one, field) === 1).length}
              />
            ))}
          </tr>
        </thead>
        <tbody>
          {week.Coworkers.map((member) => (
            <tr key={member.CoworkerId} data-member={member.CoworkerId}>
              <th scope="row">{member.CoworkerFullName}</th>
              {days.map(({ day, field, isToday }) => (
                <td key={field} data-day={field} data-today={isToday || undefined}>
                  <PlanOfDay
                    member={member}
                    field={field}
                    day={day}
                    plan={planned(member, field)}
                    draft={draft}
                    onDraftChange={editable.includes(member.CoworkerId) ? onDraftChange : null}
                  />
                  <Bookings day={day} bookings={bookingsOf(day, member.CoworkerId)} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

function DayHeading({ day, isToday, office }: { day: AttendanceDay; isToday: boolean; office: number }) {
  const { t, f } = useLocale()
  return (
    <th scope="col" data-today={isToday || undefined} aria-current={isToday ? 'date' : undefined}>
      <span className={styles.date}>
        <span className={styles.weekday}>{f.weekday(day.Date)}</span> {f.day(day.Date)}
      </span>
      {isToday && <span className={styles.today}>{t.attendance.today}</span>}
      <span className={styles.office}>{t.attendance.count(office)}</span>
    </th>
  )
}

interface PlanProps {
  member: AttendanceCoworker
  field: DayField
  day: AttendanceDay
  plan: (typeof PLANS)[number]
  draft: Draft
  onDraftChange: ((draft: Draft) => void) | null
}

function PlanOfDay({ member, field, day, plan, draft, onDraftChange }: PlanProps) {
  const { t, f } = useLocale()
  const isChanged = draft[member.CoworkerId]?.[field] !== undefined
  if (!onDraftChange) {
    return (
      <span className={styles.plan} data-plan={plan}>
        <Icon name={PLAN_ICONS[plan]} size={16} />
        {t.attendance.plan[plan]}
      </span>
    )
  }
  return (
    <span className={styles.plan} data-plan={plan} data-changed={isChanged || undefined}>
      <Icon name={PLAN_ICONS[plan]} size={16} />
      <select
        className={styles.select}
        aria-label={t.attendance.cell(member.CoworkerFullName, f.weekdayLong(day.Date))}
        value={plan}
        onChange={({ target }) => onDraftChange(changed(draft, member, field, planOf(Number(target.value))))}
      >
        {PLANS.map((one) => (
          <option key={one} value={one}>
            {t.attendance.plan[one]}
          </option>
        ))}
      </select>
      {isChanged && <span className={controls.hidden}>{t.attendance.changed}</span>}
    </span>
  )
}

function Bookings({ day, bookings }: { day: AttendanceDay; bookings: readonly AttendanceBooking[] }) {
  const { t, f } = useLocale()
  if (bookings.length === 0) return null
  const date = day.Date.slice(0, 10)
  // A booking across midnight is listed on both days. The end that falls on another day is left open.
  const time = (instant: string) => (f.dayOf(instant) === date ? f.time(instant) : '…')
  return (
    <ul className={styles.bookings}>
      {bookings.map((one) => (
        <li key={one.Id}>
          <span className={styles.times}>
            {time(one.FromTimeUtc)}–{time(one.ToTimeUtc)}
          </span>{' '}
          {one.ResourceName || t.attendance.unnamed}
        </li>
      ))}
    </ul>
  )
}
