/** How the server is queried and answers are cached, in one place. Components only use hooks. */
import { queryOptions } from '@tanstack/react-query'
import { ApiError, ClientError, type GetEndpoint, type HttpClient, type Shape } from '@teamkpi/client'

/** Reads from the server: the client of this project, or anything else that can send its calls. */
export type Reader = Pick<HttpClient, 'request'>

/** Options for reading. */
export interface ReadOptions {
  /** Return only these fields. */
  shape?: Shape | undefined
  /** The language of texts in the answer, if any: each language is cached separately. */
  language?: string | undefined
  /** The answer hardly ever changes while the page is open: it is read once, or as often as `every` says. */
  isFixed?: boolean | undefined
  /** Milliseconds between refreshes; `REFRESH_EVERY` by default. */
  every?: number | undefined
}

/** Milliseconds between refreshes while the page is visible. An unchanged answer costs a 304. */
export const REFRESH_EVERY = 30_000
/** Milliseconds after which a call that failed is tried again, however seldom its answer is refreshed otherwise. */
export const RETRY_AFTER = 10_000
const FRESH_FOR = 5_000
const TRIES = 3

/** Whether a retry might help: the server was unreachable, busy or failing, rather than refusing. */
export function mayPass(error: unknown): boolean {
  return !(error instanceof ApiError) || error.status >= 500 || error.status === 429
}

/** Whether a query has its answer, or was refused one. A server that failed or couldn't be reached may answer later. */
export function isAnswered(query: { data: unknown; error: unknown }): boolean {
  return query.data !== undefined || (query.error !== null && !mayPass(query.error))
}

/** The seconds after which the server wants to be asked again; null when it doesn't say. */
function secondsOf(error: unknown): number | null {
  return error instanceof ApiError ? error.retryAfter : null
}

/** Whether to leave it at that for now: the client has repeated the call already, or the server said when to come back. */
function isEnough(error: unknown): boolean {
  return secondsOf(error) !== null || (error instanceof ClientError && error.sent > 1)
}

/**
 * How long an answer counts as fresh, and how often a failed call is retried.
 *
 * A call is sent even where the browser says that there is no network. Otherwise it would wait for one without an end, and
 * so would who asked for it.
 */
export const PATIENCE = {
  networkMode: 'always' as const,
  refetchOnReconnect: true,
  staleTime: FRESH_FOR,
  retry: (failures: number, error: Error) => mayPass(error) && !isEnough(error) && failures < TRIES - 1,
}

let clients = 0
const numbers = new WeakMap<Reader, number>()

/** A number for each client, so that clients never share cached answers. */
function numberOf(client: Reader): number {
  const known = numbers.get(client)
  if (known !== undefined) return known
  clients += 1
  numbers.set(client, clients)
  return clients
}

/** How an endpoint is read, cached and refreshed. */
export function dataOptions<Data>(client: Reader, endpoint: GetEndpoint<Data>, options: ReadOptions = {}) {
  const { shape, language, isFixed = false, every = isFixed ? undefined : REFRESH_EVERY } = options
  return queryOptions({
    queryKey: ['teamkpi', numberOf(client), endpoint.url, shape?.fields ?? null, language ?? null],
    queryFn: async ({ signal }) => (await client.request<Data>(endpoint, { shape, signal })).data,
    ...PATIENCE,
    ...(isFixed && { staleTime: Infinity }),
    // Not while the page is hidden: that is the query client's default, and again when it is seen.
    refetchInterval: ({ state }) => {
      if (state.error) return mayPass(state.error) && Math.max(RETRY_AFTER, 1000 * (secondsOf(state.error) ?? 0))
      return every ?? false
    },
  })
}
