/** What records that are to be deleted or changed mean for each person: how many there are, and their time or money. */
import { useLocale } from '@/i18n/locale'
import { useConsole } from './ConsoleContext'
import sections from './Sections.module.css'
import type { Entity, Item } from './server'
import { useLocationOf } from './zones'

const MOST = 10
const MINUTE = 60_000
/** Less than the smallest coin: what adding binary fractions leaves over. */
const LEAST = 0.0001
/** The fields with the amount that figures count, the first of them that an entity has. */
const AMOUNTS = ['TotalAmount', 'RemainingCredit', 'Price'] as const

interface Loss {
  readonly name: string
  readonly count: number
  readonly minutes: number
  readonly money: ReadonlyMap<string | null, number>
}

/** One line for each person: "Leo Torres: 3 bookings, −4 h 30"; nothing for entities that no figure counts. */
export function Losses({ entity, items }: { entity: Entity; items: readonly Item[] }) {
  const { c } = useConsole()
  const { f } = useLocale()
  const locationOf = useLocationOf()
  if (!entity.AffectsFigures) return null
  const losses = lossesOf(entity, items, (item) => locationOf(item)?.currency ?? null)
  if (losses.length === 0) return null
  const amounts = ({ minutes, money }: Loss) => [
    ...(minutes > 0 ? [f.duration(-minutes)] : []),
    ...[...money].filter(([, value]) => value !== 0).map(([currency, value]) => f.moneyExact(-value, currency)),
  ]
  return (
    <>
      <p>{c.list.confirmFigures}</p>
      <ul className={sections.losses}>
        {losses.slice(0, MOST).map((one) => (
          <li key={one.name}>{c.list.loss(one.name, one.count, amounts(one).join(', '))}</li>
        ))}
        {losses.length > MOST && <li>{c.today.moreOf(losses.length - MOST)}</li>}
      </ul>
    </>
  )
}

/** A record before and after a change. */
export interface Changed {
  readonly before: Item
  readonly after: Item
}

/** One line for each person whose records change: "Leo Torres: 3 bookings, +1 h". */
export function Differences({ entity, changed }: { entity: Entity; changed: readonly Changed[] }) {
  const { c } = useConsole()
  const { f } = useLocale()
  const locationOf = useLocationOf()
  if (!entity.AffectsFigures) return null
  const currencyOf = (item: Item) => locationOf(item)?.currency ?? null
  const [before, after] = (['before', 'after'] as const).map(
    (side) =>
      new Map(
        lossesOf(
          entity,
          changed.map((one) => one[side]),
          currencyOf,
        ).map((one) => [one.name, one]),
      ),
  )
  const names = [...new Set([...(before?.keys() ?? []), ...(after?.keys() ?? [])])]
  if (names.length === 0) return null
  const lines = names.map((name) => {
    const [old, now] = [before?.get(name), after?.get(name)]
    const minutes = (now?.minutes ?? 0) - (old?.minutes ?? 0)
    const currencies = [...new Set([...(old?.money.keys() ?? []), ...(now?.money.keys() ?? [])])]
    const amounts = [
      ...(minutes === 0 ? [] : [signed(minutes, f.duration(minutes))]),
      ...currencies.flatMap((currency) => {
        const value = (now?.money.get(currency) ?? 0) - (old?.money.get(currency) ?? 0)
        return Math.abs(value) < LEAST ? [] : [signed(value, f.moneyExact(value, currency))]
      }),
    ]
    return { name, count: Math.max(old?.count ?? 0, now?.count ?? 0), amounts: amounts.join(', ') }
  })
  return (
    <>
      <p>{c.several.figures}</p>
      <ul className={sections.losses}>
        {lines.slice(0, MOST).map((one) => (
          <li key={one.name}>{c.list.loss(one.name, one.count, one.amounts)}</li>
        ))}
        {lines.length > MOST && <li>{c.today.moreOf(lines.length - MOST)}</li>}
      </ul>
    </>
  )
}

const signed = (value: number, text: string) => (value > 0 ? `+${text}` : text)

function lossesOf(entity: Entity, items: readonly Item[], currencyOf: (item: Item) => string | null): readonly Loss[] {
  const names = new Set(entity.Fields.map((one) => one.Name))
  const amount = AMOUNTS.find((one) => names.has(one))
  const found = new Map<string, Loss>()
  for (const item of items) {
    const name = item.CoworkerFullName ?? item.FullName
    if (typeof name !== 'string' || name === '') continue
    const { count, minutes, money } = found.get(name) ?? {
      count: 0,
      minutes: 0,
      money: new Map<string | null, number>(),
    }
    const currency = currencyOf(item)
    const value = amount === undefined ? 0 : Number(item[amount] ?? item.ProductPrice ?? 0)
    // A price is that of one product; other amounts are those of the whole record.
    const times = amount === 'Price' ? Number(item.Quantity ?? 1) : 1
    found.set(name, {
      name,
      count: count + 1,
      minutes: minutes + minutesOf(item),
      money: new Map([...money, [currency, (money.get(currency) ?? 0) + value * times]]),
    })
  }
  return [...found.values()]
}

/** How long a booking or a check-in took; one that is still open has no length yet. */
function minutesOf(item: Item): number {
  if (typeof item.FromTime !== 'string' || typeof item.ToTime !== 'string') return 0
  return Math.max(0, Math.round((Date.parse(item.ToTime) - Date.parse(item.FromTime)) / MINUTE))
}
