/** What is asked of the server and under which key it is kept, in one place. Components ask through hooks only. */
import { queryOptions } from '@tanstack/react-query'
import { ApiError, type GetEndpoint, type HttpClient, type Shape } from '@teamkpi/client'

/** What reads from the server: the client of this project, or anything else that sends its calls. */
export type Reader = Pick<HttpClient, 'request'>

/** What may be said about reading. */
export interface ReadOptions {
  /** Only these fields are to come back. */
  shape?: Shape | undefined
  /** The language of texts in the answer, when it has any: answers in two languages are kept apart. */
  language?: string | undefined
  /** The answer stays as it is as long as the page is open, so it is read once. */
  isFixed?: boolean | undefined
}

/** Milliseconds between two looks at the server while the page is seen. An unchanged answer costs a 304. */
export const REFRESH_EVERY = 30_000
const FRESH_FOR = 5_000
const TRIES = 3

/** Whether asking again might help: the server was away, busy or at fault, and did not refuse. */
export function mayPass(error: unknown): boolean {
  return !(error instanceof ApiError) || error.status >= 500 || error.status === 429
}

/** How long an answer needs no second look, and how often a call that failed is repeated. */
export const PATIENCE = {
  staleTime: FRESH_FOR,
  retry: (failures: number, error: Error) => mayPass(error) && failures < TRIES - 1,
}

let clients = 0
const numbers = new WeakMap<Reader, number>()

/** A number for each client, so that two of them never share what they were answered. */
function numberOf(client: Reader): number {
  const known = numbers.get(client)
  if (known !== undefined) return known
  clients += 1
  numbers.set(client, clients)
  return clients
}

/** How an endpoint is read, kept and read again. */
export function dataOptions<Data>(client: Reader, endpoint: GetEndpoint<Data>, options: ReadOptions = {}) {
  const { shape, language, isFixed = false } = options
  return queryOptions({
    queryKey: ['teamkpi', numberOf(client), endpoint.url, shape?.fields ?? null, language ?? null],
    queryFn: async ({ signal }) => (await client.request<Data>(endpoint, { shape, signal })).data,
    ...PATIENCE,
    ...(isFixed && { staleTime: Infinity }),
    // Not while the page is hidden: that is the query client's default, and again when it is seen.
    refetchInterval: ({ state }) => (isFixed || (state.error && !mayPass(state.error)) ? false : REFRESH_EVERY),
  })
}
