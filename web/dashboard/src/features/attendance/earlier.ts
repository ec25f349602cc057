/** What a team's week is compared with: the same week of an earlier month, and the plans that were made then. */
import { useQuery } from '@tanstack/react-query'
import type { AttendanceCoworker, Id, TeamAttendance } from '@teamkpi/client'
import { useMemo } from 'react'
import { useComparison } from '@/data/comparison'
import type { Moment } from '@/data/money'
import { isAnswered, type Reader } from '@/data/reading'
import { daysBetween } from '@/format/days'
import { planOf, type DayField, type Plan } from './plans'
import { attendanceOptions } from './queries'
import { daysLater } from './week'

/** A week as it was on the day that the page is compared with. */
export interface Earlier {
  /** That day, like 2026-10-27. */
  readonly day: string
  /** The week around it, with its averages. */
  readonly week: TeamAttendance
  /** The members as they were on record then; null where the history doesn't go back that far. */
  readonly planned: ReadonlyMap<number, AttendanceCoworker> | null
}

/**
 * Reads what a week is compared with.
 *
 * @param monday - The first day of the week that is shown; undefined while it isn't known.
 * @param moment - The moment that the page shows.
 * @param against - A day of the month to compare with; null for no comparison.
 * @returns Undefined while it isn't known, and where nothing is compared.
 */
export function useEarlier(
  client: Reader,
  teamId: Id,
  monday: string | undefined,
  moment: Moment,
  against: string | null,
): Earlier | undefined {
  const { today, day, before } = useComparison(moment, against)
  // As many weeks away from the earlier day as the week shown is from the day shown.
  const away = monday === undefined ? 0 : Math.ceil(daysBetween(today, monday) / 7)
  const asked = daysLater(day, 7 * away)
  const enabled = against !== null && monday !== undefined
  const calculated = useQuery({ ...attendanceOptions(client, teamId, asked, before), enabled })
  const shown = { at: before.at, knownAt: before.at }
  const onRecord = useQuery({ ...attendanceOptions(client, teamId, asked, shown), enabled })
  const isSettled = isAnswered(onRecord)
  return useMemo(() => {
    if (!enabled || !calculated.data || !isSettled) return undefined
    const planned = onRecord.data && new Map(onRecord.data.Attendance.Coworkers.map((one) => [one.CoworkerId, one]))
    return { day, week: calculated.data.Attendance, planned: planned ?? null }
  }, [enabled, isSettled, calculated.data, onRecord.data, day])
}

/** What was planned then for a day of a member, if it was something else. */
export function planBefore(earlier: Earlier | undefined, coworkerId: number, field: DayField, plan: Plan): Plan | null {
  const then = earlier?.planned?.get(coworkerId)
  if (!then || planOf(then[field]) === plan) return null
  return planOf(then[field])
}
