/** How fresh the page as a whole is: by the answers that it shows now. */
import { useQueryClient, type Query } from '@tanstack/react-query'
import { useSyncExternalStore } from 'react'

/** How fresh a page is. */
export interface Newest {
  /** When the oldest of the answers that are shown was last confirmed, in milliseconds; 0 while none is there. */
  readonly updatedAt: number
  /** One of them could not be confirmed the last time. */
  readonly isStale: boolean
  readonly error: Error | null
  readonly isBusy: boolean
}

/** What is kept fresh: shown now, and not fixed for good as the explanations of the figures are. */
function isLive(query: Query): boolean {
  return query.getObserversCount() > 0 && query.observers.some((one) => one.options.staleTime !== Infinity)
}

/** Hears of every answer of the page, and can ask for all of them again. */
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
