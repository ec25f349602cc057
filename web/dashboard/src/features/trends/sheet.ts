/** A team's months as a table for a file: exact minutes and amounts. */
import type { TeamMetric } from '@teamkpi/client'
import type { TypedSheet } from '@/data/exports/table'
import type { Explain } from '@/data/team'
import type { Locale } from '@/i18n/locale'
import { trendsTexts } from '@/i18n/trends/texts'

/** The columns, with their units. */
const FIELDS = [
  ['TeamBookingMinutes', 'minutes'],
  ['TeamCheckingMinutes', 'minutes'],
  ['TeamInvoicedAmount', 'money'],
  ['TotalUnpaid', 'money'],
] as const

/** A part of an earlier month, and its days in words. */
export interface Earlier {
  readonly month: TeamMetric
  readonly days: string
  /** The fields that can't be known of these days. */
  readonly unknown: readonly string[]
}

/**
 * Makes the table: a row for each month, like `2026-10`. The months of a balance don't add up, so there is no total.
 *
 * @param before - What the last month is compared with, for a row below; null for none.
 */
export function sheetOf(
  months: readonly TeamMetric[],
  explain: Explain,
  { t, language }: Pick<Locale, 't' | 'language'>,
  before?: Earlier,
): TypedSheet {
  const currency = months.at(-1)?.CurrencyCode ?? null
  const unit = { minutes: t.units.minutes, money: currency }
  return {
    header: [
      trendsTexts(language).month,
      ...FIELDS.map(([field, measure]) => {
        const { Group, Label } = explain(field)
        const name = Group ? `${Group}: ${Label}` : Label
        return unit[measure] ? `${name} (${unit[measure]})` : name
      }),
    ],
    rows: months.map((one) => [one.MonthDate.slice(0, 7), ...FIELDS.map(([field]) => one[field])]),
    footer: before
      ? [before.days, ...FIELDS.map(([field]) => (before.unknown.includes(field) ? '' : before.month[field]))]
      : [],
    kinds: ['month', ...FIELDS.map(([, measure]) => (measure === 'minutes' ? 'count' : measure))],
    currency,
  }
}
