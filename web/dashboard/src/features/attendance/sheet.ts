/** A team's week as a table for a file. */
import type { TeamAttendance } from '@teamkpi/client'
import type { TypedSheet } from '@/data/exports/table'
import { attendanceTexts } from '@/i18n/attendance/texts'
import type { Locale } from '@/i18n/locale'
import { DAY_FIELDS, planOf } from './plans'
import { bookingsOf } from './week'

/** Makes the table: a row for each member, a column for each day with the plan if plans are shown, and under it the bookings. */
export function sheetOf(
  week: TeamAttendance,
  { f, language }: Pick<Locale, 'f' | 'language'>,
  hasPlans = true,
): TypedSheet {
  const texts = attendanceTexts(language)
  const days = week.Days.flatMap((day, index) => {
    const field = DAY_FIELDS[index]
    return field ? [{ day, field }] : []
  })
  return {
    header: [texts.member, ...days.map(({ day }) => `${f.weekday(day.Date)} ${day.Date.slice(0, 10)}`)],
    rows: week.Coworkers.map((one) => [
      one.CoworkerFullName,
      ...days.map(({ day, field }) =>
        [
          ...(hasPlans ? [texts.plan[planOf(one[field])]] : []),
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
