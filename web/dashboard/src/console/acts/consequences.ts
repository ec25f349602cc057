/** What is written together with a booking or a check-in: nothing happens by itself. */
import type { Belonging } from '../belongings'
import type { Change } from '../server'

/** What goes with a booking. */
export type Consequence =
  | { readonly kind: 'nothing' }
  | { readonly kind: 'use'; readonly of: Belonging; readonly version?: string | undefined; readonly amount: number }
  | { readonly kind: 'charge'; readonly amount: number; readonly description: string; readonly businessId: number }

/** The amount that a booking of a number of minutes uses; for money, the amount entered. */
export function usedOf(one: Belonging, minutes: number, money: number): number {
  if (one.kind === 'money') return money
  return one.kind === 'dayPass' ? 1 : minutes
}

/**
 * The changes that go with the booking that is the first change of a request.
 *
 * A use is noted where the ledger has an entry for it, and what is left is less by it. Of a pass there is no entry.
 */
export function changesFor(consequence: Consequence, coworkerId: number, at: string): Change[] {
  if (consequence.kind === 'nothing') return []
  if (consequence.kind === 'charge') {
    const { amount, description, businessId } = consequence
    const values = {
      CoworkerId: coworkerId,
      BusinessId: businessId,
      TotalAmount: amount,
      Description: description,
      DueDate: at,
    }
    return [{ Entity: 'charges', Do: 'create', Values: values }]
  }
  const { of, amount, version } = consequence
  const edit = (values: Readonly<Record<string, unknown>>): Change => ({
    Entity: of.plural,
    Do: 'edit',
    Id: of.item.Id,
    Version: version,
    Values: values,
  })
  const left = Math.round((of.left - amount) * 1e6) / 1e6
  switch (of.kind) {
    case 'dayPass':
      return [edit({ Used: true, UsedDate: at })]
    case 'timePass':
      return [edit({ RemainingUses: left, Used: left === 0, UsedDate: at })]
    case 'money':
      return [
        edit({ RemainingCredit: left }),
        {
          Entity: 'coworkerbookingcreditusehistories',
          Do: 'create',
          Values: { CoworkerBookingCreditId: of.item.Id, BookingId: '#0', CreditUsed: amount },
        },
      ]
    default:
      return [
        edit({ RemainingUses: left }),
        {
          Entity: 'coworkerextraserviceusehistories',
          Do: 'create',
          Values: { CoworkerExtraServiceId: of.item.Id, BookingId: '#0', CreditUsed: amount },
        },
      ]
  }
}
