/** The filters of a page about the past, which are in its address. */
import { useLocation, useSearch } from 'wouter'
import { useConsole } from '@/console/ConsoleContext'
import { dayAfter, startOf } from '@/console/zoned'

/** The filters. */
export interface Filters {
  /** What the address says, or an empty text. */
  readonly said: (name: string) => string
  /** Changes a filter, and goes to the first page. */
  readonly set: (name: string, value: string) => void
  /** Turns to a page; the way back leads to the present one. */
  readonly turn: (name: string, value: string) => void
  /** The first instant of the period, if it has one. */
  readonly from: string | undefined
  /** The first instant after the period. */
  readonly to: string | undefined
  /** The zone of the days. */
  readonly zone: string
}

/**
 * The filters of a page.
 *
 * @param paging - The name of the parameter that says which page is shown.
 */
export function useFilters(paging: string): Filters {
  const { locations } = useConsole()
  const address = new URLSearchParams(useSearch())
  const [path, navigate] = useLocation()
  const zone = locations[0]?.zone ?? 'UTC'
  const said = (name: string) => address.get(name) ?? ''
  const go = (name: string, value: string, replace: boolean) => {
    const next = new URLSearchParams(address)
    next.delete(paging)
    if (value) next.set(name, value)
    else next.delete(name)
    navigate(`${path}?${next.toString()}`, { replace })
  }
  const [since, until] = [said('since'), said('until')]
  return {
    said,
    set: (name, value) => go(name, value, true),
    turn: (name, value) => go(name, value, false),
    from: since ? startOf(since, zone) : undefined,
    to: until ? startOf(dayAfter(until, 1), zone) : undefined,
    zone,
  }
}
