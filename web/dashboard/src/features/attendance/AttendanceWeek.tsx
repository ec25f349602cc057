/** The week as a table: a row for each member, a column for each day; on a phone, the days under each other from today. */
import type { AttendanceBooking, AttendanceCoworker, AttendanceDay, TeamAttendance } from '@teamkpi/client'
import { attendanceTexts } from '@/i18n/attendance/texts'
import { useLocale } from '@/i18n/locale'
import controls from '@/ui/controls.module.css'
import { Icon } from '@/ui/Icon'
import { useCellFocus } from '@/ui/useCellFocus'
import { useIsNarrow } from '@/ui/useMedia'
import styles from './Attendance.module.css'
import type { Earlier } from './earlier'
import { changed, DAY_FIELDS, onAllDays, PLAN_ICONS, planOf, PLANS, type DayField, type Draft } from './plans'
import { PlanThen } from './PlanThen'
import { bookingsOf } from './week'

interface AttendanceWeekProps {
  week: TeamAttendance
  /** Today by the clock of the team's location. */
  today: string
  draft: Draft
  /** Whether plans are shown, and not only bookings. */
  hasPlans: boolean
  /** The plans of the day that the page is compared with; undefined for no comparison. */
  earlier: Earlier | undefined
  /** The members whose plans can be changed. */
  editable: readonly number[]
  /** Takes changed plans; null while they are only read. */
  onDraftChange: ((draft: Draft) => void) | null
}

interface ShownDay {
  day: AttendanceDay
  field: DayField
  isToday: boolean
}

interface LayoutProps extends AttendanceWeekProps {
  days: readonly ShownDay[]
  planned: (member: AttendanceCoworker, field: DayField) => (typeof PLANS)[number]
}

/** The members' plans, with the bookings of each day under them. */
export function AttendanceWeek(props: AttendanceWeekProps) {
  const { week, today, draft } = props
  const isNarrow = useIsNarrow()
  const days = week.Days.flatMap((day, index): ShownDay[] => {
    const field = DAY_FIELDS[index]
    return field ? [{ day, field, isToday: day.Date.startsWith(today) }] : []
  })
  const planned = (member: AttendanceCoworker, field: DayField) =>
    planOf(draft[member.CoworkerId]?.[field] ?? member[field])
  const Layout = isNarrow ? Days : Columns
  return <Layout {...props} days={days} planned={planned} />
}

function Columns(props: LayoutProps) {
  const { week, days } = props
  const texts = attendanceTexts(useLocale().language)
  const focus = useCellFocus()
  return (
    <div className={styles.frame}>
      <table className={styles.week} {...focus}>
        <caption className={controls.hidden}>{props.hasPlans ? texts.caption : texts.captionOfBookings}</caption>
        <thead>
          <tr>
            <th scope="col">{texts.member}</th>
            {days.map(({ day, field, isToday }) => (
              <th key={field} scope="col" data-today={isToday || undefined} aria-current={isToday ? 'date' : undefined}>
                <DayName day={day} isToday={isToday} office={inOffice(props, field)} />
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {week.Coworkers.map((member) => (
            <tr key={member.CoworkerId} data-member={member.CoworkerId}>
              <th scope="row">
                {member.CoworkerFullName}
                <AllDays {...props} member={member} />
              </th>
              {days.map((one) => (
                <Cell key={one.field} {...props} {...one} member={member} />
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

/** Where a week does not fit next to the names. What is over comes last. */
function Days(props: LayoutProps) {
  const { week, days } = props
  const texts = attendanceTexts(useLocale().language)
  const focus = useCellFocus()
  const first = Math.max(
    0,
    days.findIndex((one) => one.isToday),
  )
  return (
    <div className={styles.frame}>
      <table className={styles.days} {...focus}>
        <caption className={controls.hidden}>{props.hasPlans ? texts.caption : texts.captionOfBookings}</caption>
        {[...days.slice(first), ...days.slice(0, first)].map((one, index) => (
          <tbody key={one.field}>
            <tr>
              <th
                scope="rowgroup"
                colSpan={2}
                data-today={one.isToday || undefined}
                aria-current={one.isToday ? 'date' : undefined}
              >
                <DayName {...one} office={inOffice(props, one.field)} />
              </th>
            </tr>
            {week.Coworkers.map((member) => (
              <tr key={member.CoworkerId} data-member={member.CoworkerId}>
                <th scope="row">
                  {member.CoworkerFullName}
                  {index === 0 && <AllDays {...props} member={member} />}
                </th>
                <Cell {...props} {...one} member={member} />
              </tr>
            ))}
          </tbody>
        ))}
      </table>
    </div>
  )
}

/** How many plan to be in the office; null where plans aren't shown. */
function inOffice({ week, planned, hasPlans }: LayoutProps, field: DayField): number | null {
  if (!hasPlans) return null
  return week.Coworkers.filter((one) => planned(one, field) === 1).length
}

function DayName({ day, isToday, office }: { day: AttendanceDay; isToday: boolean; office: number | null }) {
  const { f, language } = useLocale()
  const texts = attendanceTexts(language)
  return (
    <>
      <span className={styles.date}>
        <span className={styles.weekday}>{f.weekday(day.Date)}</span> {f.day(day.Date)}
      </span>
      {isToday && <span className={styles.today}>{texts.today}</span>}
      {office !== null && <span className={styles.office}>{texts.count(office)}</span>}
    </>
  )
}

type CellProps = LayoutProps & ShownDay & { member: AttendanceCoworker }

function Cell(props: CellProps) {
  const { member, field, day, isToday, hasPlans, earlier, editable, onDraftChange } = props
  const { CoworkerId: coworkerId } = member
  return (
    <td data-day={field} data-today={isToday || undefined}>
      {hasPlans && <PlanOfDay {...props} onDraftChange={editable.includes(coworkerId) ? onDraftChange : null} />}
      {hasPlans && <PlanThen {...{ earlier, coworkerId, field }} plan={props.planned(member, field)} />}
      <Bookings day={day} bookings={bookingsOf(day, coworkerId)} />
    </td>
  )
}

/** Plans the same for a whole week. */
function AllDays({ member, draft, editable, onDraftChange }: LayoutProps & { member: AttendanceCoworker }) {
  const texts = attendanceTexts(useLocale().language)
  if (!onDraftChange || !editable.includes(member.CoworkerId)) return null
  return (
    <select
      className={`${styles.select ?? ''} ${styles.all ?? ''}`}
      tabIndex={-1}
      aria-label={texts.cell(member.CoworkerFullName, texts.allDays)}
      value=""
      onChange={({ target }) => onDraftChange(onAllDays(draft, member, planOf(Number(target.value))))}
    >
      <option value="" disabled hidden>
        {texts.allDays}
      </option>
      {PLANS.map((one) => (
        <option key={one} value={one}>
          {texts.plan[one]}
        </option>
      ))}
    </select>
  )
}

function PlanOfDay({ member, field, day, planned, draft, onDraftChange }: CellProps) {
  const { f, language } = useLocale()
  const texts = attendanceTexts(language)
  const plan = planned(member, field)
  const isChanged = draft[member.CoworkerId]?.[field] !== undefined
  if (!onDraftChange) {
    return (
      <span className={styles.plan} data-plan={plan}>
        <Icon name={PLAN_ICONS[plan]} size={16} />
        {texts.plan[plan]}
      </span>
    )
  }
  return (
    <span className={styles.plan} data-plan={plan} data-changed={isChanged || undefined}>
      <Icon name={PLAN_ICONS[plan]} size={16} />
      <select
        className={styles.select}
        tabIndex={-1}
        aria-label={texts.cell(member.CoworkerFullName, f.weekdayLong(day.Date))}
        value={plan}
        onChange={({ target }) => onDraftChange(changed(draft, member, field, planOf(Number(target.value))))}
      >
        {PLANS.map((one) => (
          <option key={one} value={one}>
            {texts.plan[one]}
          </option>
        ))}
      </select>
      {isChanged && <span className={controls.hidden}>{texts.changed}</span>}
    </span>
  )
}

function Bookings({ day, bookings }: { day: AttendanceDay; bookings: readonly AttendanceBooking[] }) {
  const { f, language } = useLocale()
  const texts = attendanceTexts(language)
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
          {one.ResourceName || texts.unnamed}
        </li>
      ))}
    </ul>
  )
}
