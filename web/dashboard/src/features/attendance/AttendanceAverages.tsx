import type { TeamAttendance } from '@teamkpi/client'
import { useLocale } from '@/i18n/locale'
import styles from './Attendance.module.css'

/** What is usual for the team, by the twelve weeks before the one shown. */
export function AttendanceAverages({ week }: { week: TeamAttendance }) {
  const { t, f } = useLocale()
  const averages: [value: string, meaning: string][] = [
    [f.duration(Math.round(week.AvgBookedMinutesPerWeek)), t.attendance.usualBooked],
    [f.number(week.AvgBookingsCoworkersPerDay), t.attendance.usualBooking],
    [f.number(week.AvgCheckedinCoworkersPerDay), t.attendance.usualChecked],
    [f.number(week.AvgCheckinsDaysPerWeek), t.attendance.usualDays],
  ]
  return (
    <div className={styles.usual}>
      <h3>{t.attendance.usual}</h3>
      <dl>
        {averages.map(([value, meaning]) => (
          <div key={meaning}>
            <dt>{meaning}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </div>
  )
}
