/** Calculating with days, as text like 2026-11-23. */

const DAY = 86_400_000

function utc(day: string): Date {
  return new Date(`${day.slice(0, 10)}T00:00:00Z`)
}

/** Whether a text is a day that exists. */
export function isDay(text: string | null | undefined): text is string {
  if (!text || !/^\d{4}-\d\d-\d\d$/.test(text)) return false
  const day = utc(text)
  return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(text)
}

/** How many days one day is before another. */
export function daysBetween(from: string, to: string): number {
  return Math.round((utc(to).getTime() - utc(from).getTime()) / DAY)
}

/** The same day of an earlier month; its last day where it has fewer. */
export function monthsEarlier(day: string, months: number): string {
  const date = utc(day)
  const wanted = date.getUTCDate()
  date.setUTCDate(1)
  date.setUTCMonth(date.getUTCMonth() - months)
  const last = new Date(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 0)).getUTCDate()
  date.setUTCDate(Math.min(wanted, last))
  return date.toISOString().slice(0, 10)
}

/** The first day of a day's month. */
export function monthOf(day: string): string {
  return `${day.slice(0, 7)}-01`
}
