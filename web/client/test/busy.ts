/** A server that is too busy, and the time that calls take when the clock is a fake one. */
import { vi } from 'vitest'
import { createHttpClient, endpoints, givenTokens, type HttpClientOptions } from '../src/index.js'
import { BASE, json, Portal } from './portal.js'

/** A client of a portal that refuses so many times, and then answers. */
export function busy(refusal: () => Response, times = 1, options: HttpClientOptions = {}) {
  let left = times
  const portal = new Portal(() => (left-- > 0 ? refusal() : json({ Kpi: [] })))
  const { access_token } = portal.grant()
  const tokens = givenTokens(() => access_token)
  const client = createHttpClient({ baseUrl: BASE, tokens, fetch: portal.fetch, ...options })
  return { portal, client, kpi: (signal?: AbortSignal) => client.get(endpoints.teams.kpi(55), { signal }) }
}

/** The milliseconds that a call took. */
export async function taken(call: () => Promise<unknown>): Promise<number> {
  const started = Date.now()
  const result = call()
  result.catch(() => null)
  await vi.runAllTimersAsync()
  await result
  return Date.now() - started
}

export const empty = (status: number, headers: Record<string, string> = {}) => new Response(null, { status, headers })
