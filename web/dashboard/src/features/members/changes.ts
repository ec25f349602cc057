/** What has changed in a cell since the day that the page is compared with. */
import { spanOf, type Before } from '@/data/comparison'
import type { Amount } from '@/i18n/amounts'
import { written } from '@/i18n/amounts'
import type { Locale } from '@/i18n/locale'
import { columnIdsOf, columnsOf, isMixed, isUncertain, type ColumnId, type GroupId } from './columns'
import { linesOf, type MemberLine } from './lines'
import { amountsIn, isZero, sumOf, type Figures } from './sums'

/** The members as they were then. Has to stay the same object while it is the same. */
export interface Then {
  readonly before: Before
  readonly lines: ReadonlyMap<number, MemberLine>
}

/** Joins what is known of the members of that day, as it is joined for the day that is shown. */
export function thenOf(before: Before | undefined, month: string): Then | null {
  if (!before) return null
  const lines = linesOf(before.members, before.amounts, undefined, undefined, month)
  return { before, lines: new Map(lines.map((one) => [one.CoworkerId, one])) }
}

const ITEMS = columnsOf('invoice').map((one) => one.id)
const ON_RECORD = new Set<ColumnId>(columnIdsOf('invoice'))

/** A member then; undefined for one whose values in the column aren't known of that day. */
export function lineOfThen(coworkerId: number, column: ColumnId, then: Then | null): MemberLine | undefined {
  if (ON_RECORD.has(column) && then?.before.notOnRecord.has(coworkerId)) return undefined
  return then?.lines.get(coworkerId)
}

// What was to be invoiced is only summed over the members of whom it is known.
function sumOfKnown(members: readonly MemberLine[], { notOnRecord }: Before): Figures {
  const known = sumOf(members.filter((one) => !notOnRecord.has(one.CoworkerId)))
  const { AmountToInvoice, otherAmounts } = known
  const items = Object.fromEntries(ITEMS.map((id) => [id, known[id]]))
  return { ...sumOf(members), ...items, AmountToInvoice, otherAmounts }
}

/** The sums that are compared: of the members now, and of the same ones then. */
export function sumsOfBoth(
  members: readonly MemberLine[],
  then: Then,
): { readonly now: Figures; readonly then: Figures } {
  const lines = members.flatMap((one) => then.lines.get(one.CoworkerId) ?? [])
  return { now: sumOfKnown(members, then.before), then: sumOfKnown(lines, then.before) }
}

/** Whether a column can be compared. Dates can't, and neither can what isn't known of one of the two days. */
export function isCompared(
  column: ColumnId,
  group: GroupId,
  uncertain: readonly string[],
  then: Then | null,
): then is Then {
  if (!then || column === 'NextExpiry') return false
  const unknown = [...uncertain, ...then.before.unknown]
  if (column === 'AmountToInvoice') return then.before.amounts !== undefined && !hasUnknownItems(uncertain)
  if (column === 'ToInvoice') return !hasUnknownItems(unknown)
  return !isUncertain(column, group, unknown)
}

// They are known together, or not at all.
function hasUnknownItems(unknown: readonly string[]): boolean {
  return unknown.includes('UninvoicedProducts')
}

/** The differences in a column, without those that are zero. */
export function changesIn(now: Figures, before: Figures, column: ColumnId): readonly Amount[] {
  const changes = new Map<string, Amount>()
  const add = (amounts: readonly Amount[], sign: number) => {
    for (const one of amounts) {
      const key = `${one.measure} ${one.currency ?? ''}`
      const value = (changes.get(key)?.value ?? 0) + sign * one.value
      changes.set(key, { ...one, value: Math.round(value * 1e6) / 1e6 })
    }
  }
  add(amountsIn(now, column), 1)
  add(amountsIn(before, column), -1)
  return [...changes.values()].filter((one) => one.value !== 0)
}

function writtenIn(one: Amount, column: ColumnId, locale: Locale, currency: string | null): string {
  if (one.measure === 'money' && !isMixed(column)) return locale.f.moneyExact(one.value, one.currency ?? currency)
  return written(one, locale, currency)
}

/** The text of a change: what is seen, like `+2 h`, and what is said of it. */
export interface ChangeText {
  readonly seen: string
  readonly said: string
}

/**
 * Writes what has changed in a cell.
 *
 * @returns Null where there is nothing to say: nothing now, and nothing then.
 */
export function changeText(
  now: Figures,
  before: Figures,
  column: ColumnId,
  { comparison }: Before,
  locale: Locale,
  currency: string | null,
): ChangeText | null {
  if (isZero(now, column) && isZero(before, column)) return null
  if (column === 'AmountToInvoice' && now.AmountToInvoice === null) return null
  const { t, f } = locale
  const span = spanOf(column, comparison, f)
  const amounts = amountsIn(before, column).filter((one) => one.value !== 0)
  const then = amounts.map((one) => writtenIn(one, column, locale, currency)).join(' · ') || '0'
  const changes = changesIn(now, before, column)
  if (changes.length === 0) return { seen: '=', said: t.lead.same(span, then) }
  const signed = changes.map((one) => {
    const text = writtenIn({ ...one, value: Math.abs(one.value) }, column, locale, currency)
    return `${one.value > 0 ? '+' : '−'}${text}`
  })
  return { seen: signed.join(' · '), said: t.table.changed(signed.join(', '), span, then) }
}
