/** The members with what the other calls say about them: money, and the next thing that expires. */
import type { TeamAmounts, TeamExpiring, TeamKpi, TeamUsage } from '@teamkpi/client'
import type { Amount } from '@/i18n/amounts'

/** The columns with a value for each month. */
export const BY_MONTH = ['BookedTimeThisMonth', 'CheckedTimeThisMonth'] as const
/** A column with a value for each month. */
export type ByMonth = (typeof BY_MONTH)[number]

/** A member with everything that the table shows. */
export interface MemberLine extends TeamKpi {
  /** What is not yet invoiced, in the team's currency; null while it isn't known. */
  readonly AmountToInvoice: number | null
  /** The same in other currencies, which are never added up. */
  readonly otherAmounts: readonly Amount[]
  /** The day, like 2026-12-01, on which something expires next; null when nothing does, undefined while it isn't known. */
  readonly NextExpiry: string | null | undefined
  /** The minutes of each month, the oldest first and the one shown last; undefined while they aren't known. */
  readonly byMonth: Readonly<Record<ByMonth, readonly number[]>> | undefined
}

/** The first days of the months that `byMonth` has, when the page shows the month of that day. */
export function monthsOf(usage: TeamUsage | undefined, month: string): readonly string[] {
  return [...(usage?.Months.filter((one) => one < month) ?? []), month]
}

/** Joins the answers. Those that are missing leave their columns empty. */
export function linesOf(
  members: readonly TeamKpi[],
  amounts: TeamAmounts | undefined,
  expiring: TeamExpiring | undefined,
  usage: TeamUsage | undefined,
  month: string,
): readonly MemberLine[] {
  const money = new Map(amounts?.Members.map((one) => [one.CoworkerId, one.Amounts]))
  const used = new Map(usage?.Members.map((one) => [one.CoworkerId, one]))
  const ended = monthsOf(usage, month).length - 1
  const dates = new Map<number, string>()
  // The soonest comes first.
  for (const { CoworkerId, LocalDate } of expiring?.Items ?? []) {
    if (!dates.has(CoworkerId)) dates.set(CoworkerId, LocalDate)
  }
  return members.map((member) => {
    const own = used.get(member.CoworkerId)
    const [main, ...others] = money.get(member.CoworkerId) ?? []
    return {
      ...member,
      AmountToInvoice: amounts ? (main?.ToInvoice ?? 0) : null,
      otherAmounts: others
        .filter((one) => one.ToInvoice !== 0)
        .map((one): Amount => ({ measure: 'money', value: one.ToInvoice, currency: one.CurrencyCode })),
      NextExpiry: expiring && (dates.get(member.CoworkerId) ?? null),
      // The month that is shown is that of the figures, which may be of a later instant.
      byMonth: own && {
        BookedTimeThisMonth: [...own.BookedMinutes.slice(0, ended), member.BookedTimeThisMonth],
        CheckedTimeThisMonth: [...own.CheckedInMinutes.slice(0, ended), member.CheckedTimeThisMonth],
      },
    }
  })
}
