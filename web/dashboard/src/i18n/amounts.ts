/** Amounts with their units: money, time, days, uses. */
import type { Locale } from './locale'

/** What a number counts, which decides how it is written. */
export type Measure = 'count' | 'money' | 'minutes' | 'days' | 'weeks' | 'months' | 'uses' | 'passes'

/** A number with what it counts. */
export interface Amount {
  readonly measure: Measure
  readonly value: number
  /** Of money in another currency than the team's. */
  readonly currency?: string | null
}

/** An amount with its unit, as it is read outside of a column that says the unit. */
export function written({ measure, value, currency: own }: Amount, { t, f }: Locale, currency: string | null): string {
  switch (measure) {
    case 'count':
      return f.number(value)
    case 'money':
      return f.money(value, own ?? currency)
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
