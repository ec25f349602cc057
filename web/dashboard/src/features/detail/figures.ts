/** How the amounts of the rows behind a figure are written. */
import { kpiFigures } from '@teamkpi/client'
import { written, type Measure } from '@/i18n/amounts'
import type { Locale } from '@/i18n/locale'

const MEASURES = new Map<string, Measure>(kpiFigures.flatMap((one) => (one.unit ? [[one.name, one.unit]] : [])))

/** What a figure counts. */
export function measureOf(figure: string): Measure {
  return MEASURES.get(figure) ?? 'count'
}

/** Whether the rows behind a figure are in seconds, which are cut to minutes once they are added up. */
export function isTimed(figure: string): boolean {
  return figure.startsWith('Booked') || figure.startsWith('Checked')
}

/** The value of a figure. */
export function valueText(figure: string, value: number, locale: Locale, currency: string | null): string {
  const measure = measureOf(figure)
  return measure === 'money' ? locale.f.moneyExact(value, currency) : written({ measure, value }, locale, currency)
}

/** What a row adds to a figure. */
export function rowText(figure: string, amount: number, locale: Locale, currency: string | null): string {
  if (!isTimed(figure)) return valueText(figure, amount, locale, currency)
  const { f, t } = locale
  const seconds = amount % 60
  const minutes = Math.trunc(amount / 60)
  if (seconds === 0) return f.duration(minutes)
  const rest = t.units.seconds(f.number(seconds))
  return minutes === 0 ? rest : `${f.duration(minutes)} ${rest}`
}
