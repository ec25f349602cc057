/** What the page is compared with: the same days of an earlier month, never a part of a month with a whole one. */
import { useMemo } from 'react'
import { daysBetween, monthOf, monthsEarlier } from '@/format/days'
import type { Moment } from './money'

const DAY = 86_400_000
const HOUR = 3_600_000

/** What the page shows and what it is compared with. */
export interface Comparison {
  /** The day that the page shows, like 2026-11-27. */
  readonly today: string
  /** The same day of the earlier month. */
  readonly day: string
  /** The first days of both months. */
  readonly month: string
  readonly monthBefore: string
  /** The earlier instant, for the calls. */
  readonly before: Moment
}

/**
 * The comparison of a page.
 *
 * @param today - The day that the page shows.
 * @param now - The present, in milliseconds.
 * @param moment - The instant that the page shows; nothing for the present.
 * @param against - A day of the month to compare with; last month by default.
 */
export function useComparison(today: string, now: number, moment: Moment, against: string | null): Comparison {
  const isPresent = moment.at === undefined
  const hour = Math.floor(now / HOUR)
  return useMemo(() => {
    const month = monthOf(today)
    const other = monthOf(against ?? monthsEarlier(today, 1))
    const months = Math.round(daysBetween(other, month) / 30.44)
    const day = monthsEarlier(today, Math.max(1, months))
    // Of today only a part is over, so of the other day the same part counts; by the hour, to ask seldom.
    const instant = new Date(hour * HOUR - daysBetween(day, today) * DAY).toISOString().replace('.000', '')
    return { today, day, month, monthBefore: monthOf(day), before: { at: isPresent ? instant : day } }
  }, [today, hour, isPresent, against])
}
