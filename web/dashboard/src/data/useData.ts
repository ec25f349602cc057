/** The hook of the portal's documents: reads an endpoint and keeps it fresh. */
import { useQuery, type UseQueryResult } from '@tanstack/react-query'
import type { GetEndpoint, Shape } from '@teamkpi/client'
import { dataOptions, type Reader } from './reading'

/** What may be said about reading an endpoint. */
export interface DataOptions {
  /** Only these fields are to come back, as dot paths from the root of the answer. */
  shape?: Shape | undefined
}

/** An endpoint's answer, and how reading it stands. */
export interface Data<T> {
  /** The newest answer; undefined until the first one is there. It stays while a later one fails. */
  readonly resource: T | undefined
  /** Nothing is there yet, and it is being read. */
  readonly isLoading: boolean
  /** The last attempt has failed. */
  readonly hasError: boolean
  /** All else that TanStack Query knows. */
  readonly query: UseQueryResult<T>
}

/**
 * Reads an endpoint, and reads it again by itself while the page is seen.
 *
 * @param httpClient - What sends the call.
 * @param endpoint - Which call.
 * @param options - The shape of the answer.
 * @returns The answer and its state.
 */
export function useData<T>(httpClient: Reader, endpoint: GetEndpoint<T>, options: DataOptions = {}): Data<T> {
  const query = useQuery(dataOptions<T>(httpClient, endpoint, options))
  return { resource: query.data, isLoading: query.isLoading, hasError: query.isError, query }
}
