/** How recent the page as a whole is, judged by the answers on screen. */
import { useQueryClient, type Query } from '@tanstack/react-query'
import { useSyncExternalStore } from 'react'

/** How fresh a page is. */
export interface Newest {
  /** When the oldest answer on screen was last confirmed, in milliseconds; 0 when there is none. */
  readonly updatedAt: number
  /** The latest attempt to confirm one of them failed. */
  readonly isStale: boolean
  readonly error: Error | null
  readonly isBusy: boolean
}

/** Queries that are refreshed: those on screen, except fixed ones such as the explanations of figures. */
function isLive(query: Query): boolean {
  return query.getObserversCount() > 0 && query.observers.some((one) => one.options.staleTime !== Infinity)
}

/** Follows every answer on the page, and can refresh them all. */
export function useNewestAnswers(): Newest & { refresh: () => void } {
  const client = useQueryClient()
  const cache = client.getQueryCache()
  // A store's snapshot has to be the same value while nothing has changed, so it is a text.
  const text = useSyncExternalStore(
    (changed) => cache.subscribe(changed),
    () => {
      const shown = cache.getAll().filter(isLive)
      const dates = shown.map((one) => one.state.dataUpdatedAt).filter(Boolean)
      const failed = shown.find((one) => one.state.data !== undefined && one.state.fetchFailureCount > 0)
      return [
        dates.length ? Math.min(...dates) : 0,
        failed ? 1 : 0,
        shown.some((one) => one.state.fetchStatus === 'fetching') ? 1 : 0,
      ].join()
    },
  )
  const [updatedAt = 0, isStale, isBusy] = text.split(',').map(Number)
  const failed = cache.getAll().find((one) => isLive(one) && one.state.error)
  return {
    updatedAt,
    isStale: isStale === 1,
    error: failed?.state.error ?? null,
    isBusy: isBusy === 1,
    refresh: () => void client.refetchQueries({ type: 'active', predicate: isLive }),
  }
}
