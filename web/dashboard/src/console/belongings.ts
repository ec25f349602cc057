/** What a person can use: passes, time credit and money credit. */
import { useQuery } from '@tanstack/react-query'
import { useClient } from '@/session/SessionContext'
import { useConsole } from './ConsoleContext'
import { listOptions, type Item, type ListQuery } from './server'

/** Minutes, as a time credit counts them. */
export const MINUTES = 1
const MOST = 200

/** A thing that can be used, whatever its entity. */
export interface Belonging {
  readonly kind: 'dayPass' | 'timePass' | 'time' | 'money' | 'other'
  readonly plural: string
  readonly item: Item
  readonly name: string
  /** The location whose currency an amount is in. */
  readonly businessId: number
  /** Minutes, money or other units left; 1 for a day pass that is not used up. */
  readonly left: number
  readonly total: number
  readonly from: string | null
  readonly expires: string | null
}

/** Whether it can be used at an instant. */
export function isUsable(one: Belonging, at: number): boolean {
  return one.left > 0 && (!one.expires || Date.parse(one.expires) > at) && (!one.from || Date.parse(one.from) <= at)
}

const number = (value: unknown) => (typeof value === 'number' ? value : 0)
const text = (value: unknown) => (typeof value === 'string' ? value : null)

/** A pass as what can be used. */
export function passOf(item: Item): Belonging {
  // As the figures count it: a pass for time has minutes left, were they none.
  const isDay = item.RemainingUses === null
  return {
    kind: isDay ? 'dayPass' : 'timePass',
    plural: 'coworkertimepasses',
    item,
    name: text(item.TimePassName) ?? `#${String(item.TimePassId)}`,
    businessId: number(item.BusinessId),
    left: item.Used === true ? 0 : isDay ? 1 : number(item.RemainingUses),
    total: isDay ? 1 : number(item.TotalUses ?? item.RemainingUses),
    from: null,
    expires: text(item.ExpireDate),
  }
}

/** Time credit, or another service, as what can be used. */
export function serviceOf(item: Item): Belonging {
  return {
    kind: item.ChargePeriod === MINUTES && item.ExtraServiceIsPrintingCredit !== true ? 'time' : 'other',
    plural: 'coworkerextraservices',
    item,
    name: text(item.ExtraServiceName) ?? `#${String(item.ExtraServiceId)}`,
    businessId: number(item.BusinessId),
    left: number(item.RemainingUses),
    total: number(item.TotalUses),
    from: text(item.ValidFrom),
    expires: text(item.ExpireDate),
  }
}

function creditOf(item: Item): Belonging {
  return {
    kind: 'money',
    plural: 'coworkerbookingcredits',
    item,
    name: text(item.Description) ?? `#${item.Id}`,
    businessId: number(item.BusinessId),
    left: number(item.RemainingCredit),
    total: number(item.TotalCredit),
    from: text(item.ValidFrom),
    expires: text(item.ExpireDate),
  }
}

/** A person's passes and credit, newest first; null while loading. */
export function useBelongings(coworkerId: number | null): readonly Belonging[] | null {
  const client = useClient()
  const { entity, may } = useConsole()
  const of = (plural: string, more: ListQuery = {}) => ({
    ...listOptions(client, entity(plural), {
      [`${entity(plural).Name}_Coworker`]: coworkerId,
      ...{ size: MOST, orderBy: 'Id', dir: 'desc', ...more },
    }),
    enabled: coworkerId !== null && may(plural, 'List'),
  })
  const passes = useQuery(of('coworkertimepasses'))
  // A service with a booking is what was charged for it, and no credit.
  const services = useQuery(of('coworkerextraservices', { CoworkerExtraService_Booking: 'null' }))
  const credits = useQuery(of('coworkerbookingcredits'))
  if (coworkerId === null || passes.isLoading || services.isLoading || credits.isLoading) return null
  return [
    ...(passes.data?.Records.map(passOf) ?? []),
    ...(services.data?.Records.map(serviceOf) ?? []),
    ...(credits.data?.Records.map(creditOf) ?? []),
  ]
}
