/** The members with what the other calls say about them: money, and the next thing that expires. */
import type { TeamAmounts, TeamExpiring, TeamKpi } from '@teamkpi/client'
import type { Amount } from '@/i18n/amounts'

/** A member with everything that the table shows. */
export interface MemberLine extends TeamKpi {
  /** What is not yet invoiced, in the team's currency; null while it isn't known. */
  readonly AmountToInvoice: number | null
  /** The same in other currencies, which are never added up. */
  readonly otherAmounts: readonly Amount[]
  /** The day, like 2026-12-01, on which something expires next; null when nothing does, undefined while it isn't known. */
  readonly NextExpiry: string | null | undefined
}

/** Joins the answers. Those that are missing leave their columns empty. */
export function linesOf(
  members: readonly TeamKpi[],
  amounts: TeamAmounts | undefined,
  expiring: TeamExpiring | undefined,
): readonly MemberLine[] {
  const money = new Map(amounts?.Members.map((one) => [one.CoworkerId, one.Amounts]))
  const dates = new Map<number, string>()
  // The soonest comes first.
  for (const { CoworkerId, LocalDate } of expiring?.Items ?? []) {
    if (!dates.has(CoworkerId)) dates.set(CoworkerId, LocalDate)
  }
  return members.map((member) => {
    const [main, ...others] = money.get(member.CoworkerId) ?? []
    return {
      ...member,
      AmountToInvoice: amounts ? (main?.ToInvoice ?? 0) : null,
      otherAmounts: others
        .filter((one) => one.ToInvoice !== 0)
        .map((one): Amount => ({ measure: 'money', value: one.ToInvoice, currency: one.CurrencyCode })),
      NextExpiry: expiring && (dates.get(member.CoworkerId) ?? null),
    }
  })
}
