/** What records that are to be deleted mean for each person: how many there are, and the time or money in them. */
import { useLocale } from '@/i18n/locale'
import { useConsole } from './ConsoleContext'
import sections from './Sections.module.css'
import type { Entity, Item } from './server'
import { useLocationOf } from './zones'

const MOST = 10
const MINUTE = 60_000
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
