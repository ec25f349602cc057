/** A team's week as a table for a file. */
import type { AttendanceCoworker, TeamAttendance } from '@teamkpi/client'
import type { TypedSheet } from '@/data/exports/table'
import { attendanceTexts } from '@/i18n/attendance/texts'
import type { Locale } from '@/i18n/locale'
import { planBefore, type Earlier } from './earlier'
import { DAY_FIELDS, planOf, type DayField } from './plans'
import { bookingsOf } from './week'

/**
 * Makes the table: a row for each member, a column for each day with the plan if plans are shown, and under it the bookings.
 *
 * @param earlier - Plans of the day that the page is compared with: where one was different, it is beside the present one.
 */
export function sheetOf(
  week: TeamAttendance,
  { f, language }: Pick<Locale, 'f' | 'language'>,
  hasPlans = true,
  earlier?: Earlier,
): TypedSheet {
  const texts = attendanceTexts(language)
  const days = week.Days.flatMap((day, index) => {
    const field = DAY_FIELDS[index]
    return field ? [{ day, field }] : []
  })
  const planIn = (one: AttendanceCoworker, field: DayField) => {
    const plan = planOf(one[field])
    const before = planBefore(earlier, one.CoworkerId, field, plan)
    return before === null ? texts.plan[plan] : `${texts.plan[plan]} (${texts.was(texts.plan[before])})`
  }
  return {
    header: [texts.member, ...days.map(({ day }) => `${f.weekday(day.Date)} ${day.Date.slice(0, 10)}`)],
    rows: week.Coworkers.map((one) => [
      one.CoworkerFullName,
      ...days.map(({ day, field }) =>
        [
          ...(hasPlans ? [planIn(one, field)] : []),
          ...bookingsOf(day, one.CoworkerId).map(
            ({ FromTimeUtc, ToTimeUtc, ResourceName }) =>
              `${f.time(FromTimeUtc)}–${f.time(ToTimeUtc)} ${ResourceName || texts.unnamed}`,
          ),
        ].join('\n'),
      ),
    ]),
    footer: [],
    kinds: ['text', ...days.map(() => 'text' as const)],
    currency: null,
  }
}
