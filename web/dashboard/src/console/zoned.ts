/** Times as they are typed: the wall clock of a location, and the instant that it shows. */

const MINUTE = 60_000
const clocks = new Map<string, Intl.DateTimeFormat>()

function clockOf(zone: string): Intl.DateTimeFormat {
  let clock = clocks.get(zone)
  if (!clock) {
    clock = new Intl.DateTimeFormat(undefined, {
      ...{ timeZone: zone, calendar: 'gregory', numberingSystem: 'latn', hourCycle: 'h23' },
      ...{ year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit' },
    })
    clocks.set(zone, clock)
  }
  return clock
}

/** The wall clock of a zone at an instant, like `2026-11-18T09:00`. */
export function wallClock(instant: string | number, zone: string): string {
  const parts = new Map(
    clockOf(zone)
      .formatToParts(new Date(instant))
      .map(({ type, value }) => [type, value]),
  )
  const part = (name: Intl.DateTimeFormatPartTypes) => parts.get(name) ?? ''
  return `${part('year').padStart(4, '0')}-${part('month')}-${part('day')}T${part('hour')}:${part('minute')}`
}

/**
 * The instant at which a zone's wall clock shows a time.
 *
 * Of a time that comes twice in autumn it is the first; one that spring leaves out is as much later. Null for what is no
 * time.
 */
export function instantOf(local: string, zone: string): string | null {
  const shown = Date.parse(`${local}Z`)
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d$/.test(local) || Number.isNaN(shown)) return null
  const offsetAt = (instant: number) =>
    Date.parse(`${wallClock(instant, zone)}Z`) - Math.floor(instant / MINUTE) * MINUTE
  // The offset of the day before is the one that a clock is put back from, or put forward from.
  const early = shown - offsetAt(shown - 24 * 60 * MINUTE)
  const late = shown - offsetAt(shown + 24 * 60 * MINUTE)
  const found = [early, late].find((instant) => wallClock(instant, zone) === local) ?? early
  return new Date(found).toISOString()
}

/** The first instant of a day, like `2026-11-18`, in a zone. */
export function startOf(day: string, zone: string): string {
  return instantOf(`${day}T00:00`, zone) ?? `${day}T00:00:00.000Z`
}

/** The day a number of days after another one. */
export function dayAfter(day: string, count: number): string {
  const then = new Date(`${day}T00:00:00Z`)
  then.setUTCDate(then.getUTCDate() + count)
  return then.toISOString().slice(0, 10)
}
