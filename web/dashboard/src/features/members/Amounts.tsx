/** Numbers with their units: money, time, days, uses. */
import { useLocale, type Locale } from '@/i18n/locale'
import type { Amount } from './columns'

/** An amount with its unit, as it is read outside of a column that says the unit. */
export function written({ measure, value }: Amount, { t, f }: Locale, currency: string | null): string {
  switch (measure) {
    case 'count':
      return f.number(value)
    case 'money':
      return f.money(value, currency)
    case 'minutes':
      return f.duration(value)
    case 'days':
    case 'weeks':
    case 'months':
    case 'uses':
    case 'passes':
      return t.units[measure](value)
  }
}

/** Several amounts in a row. */
export function Amounts({ amounts, currency }: { amounts: readonly Amount[]; currency: string | null }) {
  const locale = useLocale()
  return amounts.map((one) => written(one, locale, currency)).join(' · ')
}
