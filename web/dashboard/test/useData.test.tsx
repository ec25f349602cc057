import { QueryClient, QueryClientProvider, useQuery } from '@tanstack/react-query'
import { endpoints, ApiError } from '@teamkpi/client'
import type { TeamKpiList } from '@teamkpi/client'
import { renderHook, waitFor } from '@testing-library/react'
import type { ReactNode } from 'react'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { dataOptions, mayPass } from '@/data/reading'
import { useData } from '@/data/useData'
import { Portal, problem } from './portal'

function around() {
  const queries = new QueryClient({ defaultOptions: { queries: { retryDelay: 1 } } })
  return ({ children }: { children: ReactNode }) => (
    <QueryClientProvider client={queries}>{children}</QueryClientProvider>
  )
}

function asked(portal: Portal) {
  const httpClient = portal.client()
  const teamId = 55
  return renderHook(
    () => {
      // The line of the portal's documents, as it stands there.
      const { resource: kpiData, ...rest } = useData<TeamKpiList>(httpClient, endpoints.teams.kpi(teamId), {
        shape: { fields: ['Kpi'] },
      })
      return { kpiData, ...rest }
    },
    { wrapper: around() },
  ).result
}

describe('useData', () => {
  it('gives the answer, asked for with its shape', async () => {
    const portal = new Portal()
    const result = asked(portal)
    expect(result.current).toMatchObject({ kpiData: undefined, isLoading: true, hasError: false })
    await waitFor(() => expect(result.current.kpiData).toEqual(portal.kpi))
    expect(result.current).toMatchObject({ isLoading: false, hasError: false })
    expect(portal.requests.map((one) => [one.method, one.path, one.query.get('_shape')])).toEqual([
      ['GET', '/api/public/teams/55/kpi', 'Kpi'],
    ])
  })
  it('does not ask again after a refusal', async () => {
    const portal = new Portal()
    portal.instead.set('GET kpi', () => problem(401, 'not_team_administrator'))
    const result = asked(portal)
    await waitFor(() => expect(result.current.hasError).toBe(true))
    expect(result.current.query.error).toMatchObject({ status: 401, code: 'not_team_administrator' })
    expect(portal.requests).toHaveLength(1)
  })
  it('asks three times when the server is at fault, and keeps the last answer', async () => {
    const portal = new Portal()
    const result = asked(portal)
    await waitFor(() => expect(result.current.kpiData).toBeDefined())
    portal.instead.set('GET kpi', () => problem(500, 'internal_error'))
    void result.current.query.refetch()
    await waitFor(() => expect(result.current.hasError).toBe(true))
    expect(portal.requests).toHaveLength(4)
    expect(result.current.kpiData).toEqual(portal.kpi)
  })
  it('keeps the very same answer when nothing has changed', async () => {
    const portal = new Portal()
    portal.instead.set('GET kpi', () => Response.json(portal.kpi, { headers: { etag: '"1"' } }))
    const result = asked(portal)
    await waitFor(() => expect(result.current.kpiData).toBeDefined())
    const first = result.current.kpiData
    portal.instead.set('GET kpi', () => new Response(null, { status: 304, headers: { etag: '"1"' } }))
    await result.current.query.refetch()
    expect(portal.requests.at(-1)?.headers.get('if-none-match')).toBe('"1"')
    expect(result.current.kpiData).toBe(first)
  })
  it('looks again by itself while the page is seen, and not while it is hidden', async () => {
    vi.useFakeTimers({ shouldAdvanceTime: true })
    try {
      const portal = new Portal()
      const result = asked(portal)
      await waitFor(() => expect(result.current.kpiData).toBeDefined())
      await vi.advanceTimersByTimeAsync(31_000)
      expect(portal.requests).toHaveLength(2)
      vi.spyOn(document, 'visibilityState', 'get').mockReturnValue('hidden')
      await vi.advanceTimersByTimeAsync(120_000)
      expect(portal.requests).toHaveLength(2)
    } finally {
      vi.useRealTimers()
      vi.restoreAllMocks()
    }
  })
})

it.each([{ every: 300_000 }, { isFixed: true }])(
  'a call that failed is tried again soon, also with %o, and then as seldom as before',
  async (options) => {
    vi.useFakeTimers({ shouldAdvanceTime: true })
    try {
      const portal = new Portal()
      portal.instead.set('GET kpi', () => problem(503, 'unavailable'))
      const client = portal.client()
      const { result } = renderHook(() => useQuery(dataOptions(client, endpoints.teams.kpi(55), options)), {
        wrapper: around(),
      })
      await waitFor(() => expect(result.current.isError).toBe(true))
      portal.instead.delete('GET kpi')
      const failed = portal.requests.length
      await vi.advanceTimersByTimeAsync(11_000)
      await waitFor(() => expect(result.current.data).toEqual(portal.kpi))
      await vi.advanceTimersByTimeAsync(60_000)
      expect(portal.requests).toHaveLength(failed + 1)
    } finally {
      vi.useRealTimers()
    }
  },
)

describe('a server that is too busy', () => {
  function asking(options: { times: number; retryAfter?: string }) {
    const portal = new Portal()
    const headers = new Headers(options.retryAfter ? { 'retry-after': options.retryAfter } : {})
    portal.instead.set('GET kpi', () => new Response(null, { status: 503, headers }))
    const client = portal.client({ times: options.times })
    const { result } = renderHook(() => useQuery(dataOptions(client, endpoints.teams.kpi(55))), { wrapper: around() })
    return { portal, result }
  }

  beforeEach(() => {
    vi.useFakeTimers()
  })
  afterEach(() => {
    vi.useRealTimers()
  })

  it('is not asked again by the query when the client has done so', async () => {
    const { portal, result } = asking({ times: 2 })
    await vi.advanceTimersByTimeAsync(5_000)
    expect(result.current.isError).toBe(true)
    expect(portal.requests).toHaveLength(3)
  })
  it('is not asked before the time that it has named', async () => {
    const { portal, result } = asking({ times: 2, retryAfter: '60' })
    await vi.advanceTimersByTimeAsync(59_000)
    expect(result.current.isError).toBe(true)
    expect(portal.requests).toHaveLength(1)
    await vi.advanceTimersByTimeAsync(2_000)
    expect(portal.requests).toHaveLength(2)
  })
})

it('only what is no refusal may pass', () => {
  const refusal = (status: number) => new ApiError(status, 'unrecognised', null, '', null, null)
  expect([400, 401, 403, 404].map((status) => mayPass(refusal(status)))).toEqual([false, false, false, false])
  expect([429, 500, 503].map((status) => mayPass(refusal(status)))).toEqual([true, true, true])
  expect(mayPass(new TypeError())).toBe(true)
})
