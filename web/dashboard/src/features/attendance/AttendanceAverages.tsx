import type { TeamAttendance } from '@teamkpi/client'
import { attendanceTexts } from '@/i18n/attendance/texts'
import { useLocale } from '@/i18n/locale'
import { Difference } from '@/ui/Difference'
import styles from './Attendance.module.css'
import type { Earlier } from './earlier'

interface AttendanceAveragesProps {
  week: TeamAttendance
  /** What they are compared with; undefined for no comparison. */
  earlier: Earlier | undefined
}

/** What is usual for the team, by the twelve weeks before the one shown. */
export function AttendanceAverages({ week, earlier }: AttendanceAveragesProps) {
  const { f, language } = useLocale()
  const texts = attendanceTexts(language)
  const minutes = (value: number) => f.duration(Math.round(value))
  const number = (value: number) => f.number(value)
  const averages = [
    { field: 'AvgBookedMinutesPerWeek', write: minutes, meaning: texts.usualBooked },
    { field: 'AvgBookingsCoworkersPerDay', write: number, meaning: texts.usualBooking },
    { field: 'AvgCheckedinCoworkersPerDay', write: number, meaning: texts.usualChecked },
    { field: 'AvgCheckinsDaysPerWeek', write: number, meaning: texts.usualDays },
  ] as const
  const days = earlier?.week.Days
  const range = days && f.days(days[0]?.Date ?? '', days.at(-1)?.Date ?? '')
  return (
    <div className={styles.usual}>
      <h3>{texts.usual}</h3>
      <dl>
        {averages.map(({ field, write, meaning }) => (
          <div key={field}>
            <dt>{meaning}</dt>
            <dd>{write(week[field])}</dd>
            {earlier && range && (
              <dd className={styles.then} data-before={earlier.week[field]}>
                <Difference now={week[field]} before={earlier.week[field]} {...{ range, write }} />
              </dd>
            )}
          </div>
        ))}
      </dl>
    </div>
  )
}
