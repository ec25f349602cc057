import type { TeamAttendance } from '@teamkpi/client'
import { attendanceTexts } from '@/i18n/attendance/texts'
import { useLocale } from '@/i18n/locale'
import styles from './Attendance.module.css'

/** What is usual for the team, by the twelve weeks before the one shown. */
export function AttendanceAverages({ week }: { week: TeamAttendance }) {
  const { f, language } = useLocale()
  const texts = attendanceTexts(language)
  const averages: [value: string, meaning: string][] = [
    [f.duration(Math.round(week.AvgBookedMinutesPerWeek)), texts.usualBooked],
    [f.number(week.AvgBookingsCoworkersPerDay), texts.usualBooking],
    [f.number(week.AvgCheckedinCoworkersPerDay), texts.usualChecked],
    [f.number(week.AvgCheckinsDaysPerWeek), texts.usualDays],
  ]
  return (
    <div className={styles.usual}>
      <h3>{texts.usual}</h3>
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
