/** What the page is compared with: the same days of an earlier month, never a part of a month with a whole one. */
import { useQuery } from '@tanstack/react-query'
import { kpiFigures, type Id, type TeamAmounts, type TeamKpi } from '@teamkpi/client'
import { useMemo } from 'react'
import { daysBetween, monthOf, monthsEarlier } from '@/format/days'
import type { Formats } from '@/format/formats'
import { useLocale } from '@/i18n/locale'
import { useNow } from '@/ui/useNow'
import { amountsOptions, dayOfMoment, kpiOptions, type Moment } from './money'
import { isAnswered, type Reader } from './reading'

const DAY = 86_400_000
const MINUTE = 60_000
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
  readonly before: Moment & { readonly at: string }
}

/**
 * The comparison of a page.
 *
 * @param moment - The instant that the page shows; nothing for the present.
 * @param against - A day of the month to compare with; last month by default.
 */
export function useComparison(moment: Moment, against: string | null): Comparison {
  const { f } = useLocale()
  const now = useNow(MINUTE)
  const today = dayOfMoment(moment, f) ?? f.dayOf(now)
  const isPresent = moment.at === undefined
  const { knownAt } = moment
  const hour = Math.floor(now / HOUR)
  return useMemo(() => {
    const month = monthOf(today)
    const other = monthOf(against ?? monthsEarlier(today, 1))
    const months = Math.round(daysBetween(other, month) / 30.44)
    const day = monthsEarlier(today, Math.max(1, months))
    // Of today only a part is over, so of the other day the same part counts; by the hour, to ask seldom.
    let instant = hour * HOUR - daysBetween(day, today) * DAY
    // Where the clocks have changed in between, the first or last hours of a day would be on the day before or after.
    while (f.dayOf(instant) < day) instant += HOUR
    while (f.dayOf(instant) > day) instant -= HOUR
    const at = isPresent ? new Date(instant).toISOString().replace('.000', '') : day
    // A page as it was then is compared with what was known then.
    return { today, day, month, monthBefore: monthOf(day), before: { at, ...(knownAt && { knownAt }) } }
  }, [today, hour, isPresent, against, knownAt, f])
}

/** The days of the earlier month that count, like `1–27 Oct`; with its year where that is another one. */
export function rangeOf({ monthBefore, day, today }: Comparison, f: Formats): string {
  return f.dayRange(monthBefore, day, today)
}

/** What a figure is compared with: the same days of the month if it is of a month, and otherwise the same day. */
export function spanOf(figure: string, comparison: Comparison, f: Formats): string {
  return figure.endsWith('ThisMonth') ? rangeOf(comparison, f) : f.shortDate(comparison.day, comparison.today)
}

/** The members as they were on the day that the page is compared with. */
export interface Before {
  readonly comparison: Comparison
  readonly members: readonly TeamKpi[]
  /** What was to be invoiced; undefined where it isn't on record. */
  readonly amounts: TeamAmounts | undefined
  /** The names of the figures that can't be known of that day. */
  readonly unknown: readonly string[]
  /** The members who aren't in the page on record: what they had open on that day isn't known. */
  readonly notOnRecord: ReadonlySet<number>
}

type NumberField = { [Name in keyof TeamKpi]: TeamKpi[Name] extends number ? Name : never }[keyof TeamKpi]

const ITEMS = kpiFigures.flatMap((one) => (one.unit && one.group === 'invoice' ? [one.name] : []))
const NONE: readonly string[] = []

/**
 * Reads what the members are compared with.
 *
 * Which items were open is only known of a day whose page is on record, so that page is asked for as well.
 *
 * @param isWanted - Whether somebody has chosen what to compare with, and may see the figures of the team.
 * @returns Undefined while it isn't known, and where nothing is compared.
 */
export function useBefore(client: Reader, teamId: Id, comparison: Comparison, isWanted: boolean): Before | undefined {
  const { at } = comparison.before
  const enabled = isWanted
  const shown = { at, knownAt: at }
  const calculated = useQuery({ ...kpiOptions(client, teamId, comparison.before), enabled })
  const onRecord = useQuery({ ...kpiOptions(client, teamId, shown), enabled })
  const amounts = useQuery({ ...amountsOptions(client, teamId, shown), enabled })
  // Only a refusal says that the day isn't on record: a server that fails or can't be reached may answer later.
  const isSettled = isAnswered(onRecord) && isAnswered(amounts)
  return useMemo(() => {
    if (!isWanted || !calculated.data || !isSettled) return undefined
    const { Kpi, Uncertain = NONE } = calculated.data
    const open = new Map(onRecord.data?.Kpi.map((one) => [one.CoworkerId, one]))
    return {
      comparison,
      members: Kpi.map((one) => {
        const then = open.get(one.CoworkerId)
        return then ? { ...one, ...Object.fromEntries(ITEMS.map((item) => [item, then[item]])) } : one
      }),
      amounts: amounts.data,
      unknown: onRecord.data ? Uncertain : [...Uncertain, ...ITEMS],
      notOnRecord: new Set(Kpi.flatMap(({ CoworkerId: id }) => (open.has(id) ? [] : [id]))),
    }
  }, [isWanted, isSettled, calculated.data, onRecord.data, amounts.data, comparison])
}

/** Values of a figure that can be compared: now, and then. */
export interface Compared {
  readonly now: number
  readonly before: number
}

/** A figure of one member, or of all of them (null), now and then; null where one of the two isn't known. */
export function comparedOf(
  figure: string,
  coworkerId: number | null,
  now: number,
  before: Before | undefined,
): Compared | null {
  if (!before || before.unknown.includes(figure)) return null
  const theirs = before.members.filter((one) => coworkerId === null || one.CoworkerId === coworkerId)
  if (theirs.length === 0) return null
  if (ITEMS.some((item) => item === figure) && theirs.some((one) => before.notOnRecord.has(one.CoworkerId))) return null
  const sum = theirs.reduce((all, one) => all + one[figure as NumberField], 0)
  return { now, before: Math.round(sum * 1e6) / 1e6 }
}
