/** How numbers, money, times and days are formatted in a language. Times are in the zone of the team's location. */

/** Writes values for people. */
export interface Formats {
  /** What stands before the decimals of a number: a point or a comma, by which spreadsheets tell cells apart as well. */
  readonly decimalMark: ',' | '.'
  number(value: number): string
  /** A round number where there is little space: `1.5k`, `2bn`. */
  short(value: number): string
  /** Money; without decimals when there are none. The bare number while the currency is not known. */
  money(value: number, currency: string | null): string
  /** Money with all its decimals, so that those of a column stand under each other. */
  moneyExact(value: number, currency: string | null): string
  /** Minutes as hours and minutes: `6 h`, `63 h 20`, `45 min`. */
  duration(minutes: number): string
  /** Minutes as whole hours, for sums that are large. */
  hours(minutes: number): string
  /** A change in per cent, without a sign. */
  percent(ratio: number): string
  /** A month, like `November 2026`; of a day like `2026-11-01`. */
  month(day: string): string
  /** A month without its year: `November`. */
  monthLong(day: string): string
  /** A month, short: `Nov`. */
  monthShort(day: string): string
  /** A month, short with its year: `Nov 2026`. */
  monthYear(day: string): string
  /** A day of the week, like `Mon`. */
  weekday(day: string): string
  /** A day of the week, in full. */
  weekdayLong(day: string): string
  /** A day, like `23 Nov`. */
  day(day: string): string
  /** A day with its year, like `23 Nov 2026`. */
  date(day: string): string
  /** A day, with its year only when that isn't the year of another day. */
  shortDate(day: string, other: string): string
  /** Two days and all between them, like `23 – 29 Nov 2026`. */
  days(from: string, to: string): string
  /** Days of one month: `1–27 Oct`; with the year only when that isn't the year of another day. */
  dayRange(from: string, to: string, other: string): string
  /** A time of day in the zone of the team's location, of an instant. */
  time(instant: string | number): string
  /** A day and time in the zone of the team's location, of an instant. */
  moment(instant: string | number): string
  /** The day, like `2026-11-23`, that an instant lies in, in the zone of the team's location. */
  dayOf(instant: string | number): string
  /** The zone's name in the language. */
  zoneName(): string
}

const SPACE = '\u00a0'

function utc(day: string): Date {
  return new Date(`${day.slice(0, 10)}T00:00:00Z`)
}

/** The parts of a stretch of time. */
export function hoursAndMinutes(minutes: number): { hours: number; minutes: number } {
  return { hours: Math.trunc(minutes / 60), minutes: minutes % 60 }
}

/**
 * Makes the formats of a language.
 *
 * @param locale - The language, with its region where known, such as `en-GB`.
 * @param zone - The IANA zone of the team's location; the system's while it is not known.
 */
export function formatsOf(locale: string, zone?: string): Formats {
  const dated = (options: Intl.DateTimeFormatOptions, timeZone: string | undefined = zone) =>
    new Intl.DateTimeFormat(locale, { ...options, ...(timeZone && { timeZone }) })
  // Days and months come as dates without a zone; reading and writing them in UTC keeps them what they are.
  const onDay = (options: Intl.DateTimeFormatOptions) => {
    const format = dated(options, 'UTC')
    return (day: string) => format.format(utc(day))
  }
  const dayOfMonth = onDay({ day: 'numeric', month: 'short' })
  const dayOfYear = onDay({ day: 'numeric', month: 'short', year: 'numeric' })
  const shortRanges = dated({ day: 'numeric', month: 'short' }, 'UTC')
  const ranges = dated({ day: 'numeric', month: 'short', year: 'numeric' }, 'UTC')
  const numbers = new Intl.NumberFormat(locale, { useGrouping: 'always', maximumFractionDigits: 2 })
  const shorts = new Intl.NumberFormat(locale, { notation: 'compact', maximumSignificantDigits: 3 })
  const wholes = new Intl.NumberFormat(locale, { useGrouping: 'always', maximumFractionDigits: 0 })
  const percents = new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 0, useGrouping: 'always' })
  const monies = new Map<string, Intl.NumberFormat>()
  const moneyOf = (currency: string, trailingZeroDisplay: 'auto' | 'stripIfInteger') => {
    const key = `${currency} ${trailingZeroDisplay}`
    const kept = monies.get(key)
    if (kept) return kept
    const made = new Intl.NumberFormat(locale, {
      style: 'currency',
      currency,
      currencyDisplay: 'narrowSymbol',
      useGrouping: 'always',
      trailingZeroDisplay,
    })
    monies.set(key, made)
    return made
  }
  const times = dated({ hour: '2-digit', minute: '2-digit', hourCycle: 'h23' })
  // For `dayOf`, whatever the locale's calendar and digits are.
  const days = dated({
    calendar: 'gregory',
    numberingSystem: 'latn',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
  })
  const moments = dated({ day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' })
  const mark = numbers.formatToParts(1.5).find(({ type }) => type === 'decimal')?.value
  return {
    decimalMark: mark === ',' ? ',' : '.',
    number: (value) => numbers.format(value),
    short: (value) => shorts.format(value),
    money: (value, currency) => (currency ? moneyOf(currency, 'stripIfInteger').format(value) : numbers.format(value)),
    moneyExact: (value, currency) => (currency ? moneyOf(currency, 'auto').format(value) : numbers.format(value)),
    duration: (value) => {
      const { hours, minutes } = hoursAndMinutes(Math.abs(value))
      const sign = value < 0 ? '−' : ''
      if (hours === 0) return `${sign}${minutes}${SPACE}min`
      return `${sign}${wholes.format(hours)}${SPACE}h${minutes ? `${SPACE}${String(minutes).padStart(2, '0')}` : ''}`
    },
    hours: (value) => `${wholes.format(Math.round(value / 60))}${SPACE}h`,
    percent: (ratio) => percents.format(Math.abs(ratio)),
    month: onDay({ month: 'long', year: 'numeric' }),
    monthLong: onDay({ month: 'long' }),
    monthShort: onDay({ month: 'short' }),
    monthYear: onDay({ month: 'short', year: 'numeric' }),
    weekday: onDay({ weekday: 'short' }),
    weekdayLong: onDay({ weekday: 'long' }),
    day: dayOfMonth,
    date: dayOfYear,
    shortDate: (day, other) => (day.slice(0, 4) === other.slice(0, 4) ? dayOfMonth(day) : dayOfYear(day)),
    dayRange: (from, to, other) =>
      (from.slice(0, 4) === other.slice(0, 4) ? shortRanges : ranges)
        .formatRange(utc(from), utc(to))
        .replace(/\s*–\s*/, '–'),
    days: (from, to) => ranges.formatRange(utc(from), utc(to)),
    time: (instant) => times.format(new Date(instant)),
    moment: (instant) => moments.format(new Date(instant)),
    dayOf: (instant) => {
      const parts = new Map(days.formatToParts(new Date(instant)).map(({ type, value }) => [type, value]))
      return [parts.get('year'), parts.get('month'), parts.get('day')].join('-')
    },
    zoneName: () => {
      const parts = dated({ timeZoneName: 'longGeneric' }).formatToParts(new Date())
      return parts.find((one) => one.type === 'timeZoneName')?.value ?? zone ?? ''
    },
  }
}
