/** The documented hook: reads an endpoint and keeps its answer up to date. */
import { useQuery, type UseQueryResult } from '@tanstack/react-query'
import type { GetEndpoint, Shape } from '@teamkpi/client'
import { dataOptions, type Reader } from './reading'

/** Options for reading an endpoint. */
export interface DataOptions {
  /** Only these fields are to come back, as dot paths from the root of the answer. */
  shape?: Shape | undefined
}

/** An endpoint's answer, and the state of its request. */
export interface Data<T> {
  /** The newest answer; undefined until the first one is there. It stays while a later one fails. */
  readonly resource: T | undefined
  /** The first answer is still loading. */
  readonly isLoading: boolean
  /** The last attempt has failed. */
  readonly hasError: boolean
  /** The full result of TanStack Query. */
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
