import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { endpoint, endpoints } from '../src/index.js'
import { busy, empty, taken } from './busy.js'
import { problem } from './portal.js'

const NOW = new Date('2026-11-18T12:00:00Z')

beforeEach(() => {
  vi.useFakeTimers({ now: NOW })
})
afterEach(() => {
  vi.useRealTimers()
  vi.restoreAllMocks()
})

describe('a server that is too busy', () => {
  it.each([
    ['a 429', () => problem(429, 'too_many_requests', { 'retry-after': '2' })],
    ['a 503', () => problem(503, 'unavailable', { 'retry-after': '2' })],
    ['a 409 that throttles', () => empty(409, { 'retry-after': '2' })],
    ['decimals', () => empty(429, { 'retry-after': '2.0' })],
    ['two headers', () => empty(429, { 'retry-after': '1, 2' })],
    ['a date and a number', () => empty(429, { 'retry-after': 'Wed, 18 Nov 2026 12:00:02 GMT, 1' })],
    ['a number and a date', () => empty(429, { 'retry-after': '1, Wed, 18 Nov 2026 12:00:02 GMT' })],
    ['an old date', () => empty(503, { 'retry-after': 'Wednesday, 18-Nov-26 12:00:02 GMT' })],
    ['the oldest date', () => empty(503, { 'retry-after': 'Wed Nov 18 12:00:02 2026' })],
    ['a date', () => empty(503, { 'retry-after': 'Wed, 18 Nov 2026 12:00:02 GMT' })],
    [
      'a date by another clock',
      () => empty(503, { 'retry-after': 'Wed, 18 Nov 2026 15:00:02 GMT', date: 'Wed, 18 Nov 2026 15:00:00 GMT' }),
    ],
  ])('is asked again after %s, never earlier than it says', async (_, refusal) => {
    vi.spyOn(Math, 'random').mockReturnValue(0)
    expect(await taken(busy(refusal).kpi)).toBe(2000)

    vi.setSystemTime(NOW)
    vi.spyOn(Math, 'random').mockReturnValue(0.999)
    const longest = await taken(busy(refusal).kpi)
    expect(longest).toBeGreaterThan(2900)
    expect(longest).toBeLessThanOrEqual(3000)
  })

  it('that says nothing is asked ever more rarely', async () => {
    vi.spyOn(Math, 'random').mockReturnValue(0)
    const { portal, kpi } = busy(() => empty(503), 3)

    expect(await taken(kpi)).toBe(500 + 1000 + 2000)
    expect(portal.calls).toHaveLength(4)
  })

  it('is given up after so many times', async () => {
    const { portal, kpi } = busy(() => problem(503, 'unavailable', { 'retry-after': '1' }), 10)

    await expect(taken(kpi)).rejects.toMatchObject({ status: 503, code: 'unavailable', retryAfter: 1, sent: 4 })
    expect(portal.calls).toHaveLength(4)

    const never = busy(() => empty(503), 10, { patience: { times: 0 } })
    await expect(taken(never.kpi)).rejects.toMatchObject({ status: 503, sent: 1 })
    expect(never.portal.calls).toHaveLength(1)
  })

  it('is given up at once when it asks for too long a wait', async () => {
    const { portal, kpi } = busy(() => problem(429, 'too_many_requests', { 'retry-after': '31' }))

    await expect(taken(kpi)).rejects.toMatchObject({ status: 429, retryAfter: 31 })
    expect(portal.calls).toHaveLength(1)

    const longer = busy(() => empty(429, { 'retry-after': '31' }), 1, { patience: { longestWait: 60 } })
    expect(await taken(longer.kpi)).toBeGreaterThanOrEqual(31_000)
  })

  it('that names a time which is past is asked again now', async () => {
    vi.spyOn(Math, 'random').mockReturnValue(0)
    const refusal = () => empty(503, { 'retry-after': 'Wed, 18 Nov 2026 11:59:00 GMT' })

    expect(await taken(busy(refusal).kpi)).toBe(0)
    await expect(taken(busy(refusal, 9).kpi)).rejects.toMatchObject({ retryAfter: 0 })
  })

  it.each([
    ['a conflict', () => problem(409, 'bad_request', { 'retry-after': '1' })],
    ['a 409 that asks for no wait', () => empty(409)],
    ['another error of the server', () => problem(500, 'internal_error', { 'retry-after': '1' })],
  ])('is not what %s says', async (_, refusal) => {
    const { portal, kpi } = busy(refusal)

    await expect(taken(kpi)).rejects.toMatchObject({ name: 'ApiError' })
    expect(portal.calls).toHaveLength(1)
  })

  it.each(['-1', 'soon', '3 5', '18 Nov 2026'])(
    'that says only %s is asked again as if it said nothing',
    async (value) => {
      vi.spyOn(Math, 'random').mockReturnValue(0)
      expect(await taken(busy(() => empty(503, { 'retry-after': value })).kpi)).toBe(500)
    },
  )

  it('is asked again for changes that may be repeated, and for no others', async () => {
    const refusal = () => empty(429, { 'retry-after': '1' })
    const put = busy(refusal)
    await taken(() => put.client.put(endpoints.teams.attendanceUpdate(55), []))
    expect(put.portal.calls.map(({ body }) => body)).toEqual(['[]', '[]'])

    const post = busy(refusal)
    const add = () => post.client.post(endpoints.teams.addMembers(55), { FullNames: [], Emails: [] })
    await expect(taken(add)).rejects.toMatchObject({ status: 429, retryAfter: 1 })
    expect(post.portal.calls).toHaveLength(1)
  })

  it('is waited for no longer than the signal says', async () => {
    const { portal, kpi } = busy(() => empty(503, { 'retry-after': '20' }))
    const abort = new AbortController()
    const call = kpi(abort.signal).catch((error: unknown) => error)
    await vi.advanceTimersByTimeAsync(1000)

    abort.abort()

    expect(await call).toBe(abort.signal.reason)
    expect(portal.calls).toHaveLength(1)
    expect(vi.getTimerCount()).toBe(0)
  })

  it('is not waited for at all when the signal came before its answer', async () => {
    const abort = new AbortController()
    const { kpi } = busy(() => {
      abort.abort()
      return empty(503, { 'retry-after': '20' })
    })

    expect(await kpi(abort.signal).catch((error: unknown) => error)).toBe(abort.signal.reason)
  })
})

describe('a call of a method that may not be repeated', () => {
  const methods = ['POST', 'post', 'PATCH', 'pAtCh', 'QUERY']
  it.each(methods)('is sent once, as %s', async (method) => {
    const { portal, client } = busy(() => empty(503, { 'retry-after': '1' }))
    const call = endpoint<null, object, 'POST'>(method as 'POST', '/api/public/teams/55/members')

    await expect(taken(() => client.request(call, { body: {} }))).rejects.toMatchObject({ status: 503 })
    await expect(taken(() => client.request({ ...call, method: method as 'POST' }))).resolves.toBeDefined()
    expect(portal.calls).toHaveLength(2)
    expect(portal.calls.map((one) => one.method)).toEqual([method.toUpperCase(), method.toUpperCase()])
  })

  it('is repeated when the caller says that it does no harm', async () => {
    const { portal, client } = busy(() => empty(503, { 'retry-after': '1' }))
    const call = endpoints.teams.addMembers(55)

    await taken(() => client.post(call, { FullNames: [], Emails: [] }, { idempotent: true }))

    expect(portal.calls).toHaveLength(2)
  })

  it('is any method, when the caller says so', async () => {
    const { portal, client } = busy(() => empty(503, { 'retry-after': '1' }), 9)
    const call = endpoints.teams.attendanceUpdate(55)

    await expect(taken(() => client.put(call, [], { idempotent: false }))).rejects.toMatchObject({ status: 503 })
    await expect(taken(() => client.get(endpoints.teams.kpi(55), { idempotent: false }))).rejects.toMatchObject({
      status: 503,
    })

    expect(portal.calls.map(({ method }) => method)).toEqual(['PUT', 'GET'])
  })
})

describe('no answer', () => {
  const lost: [string, () => Response | Promise<Response>][] = [
    ['a connection that breaks off', () => Promise.reject(new TypeError('terminated'))],
    ['a 502', () => empty(502)],
    ['a 504', () => empty(504)],
  ]

  it.each(lost)('is asked for again when reading, after %s', async (_, answer) => {
    vi.spyOn(Math, 'random').mockReturnValue(0)
    const { portal, kpi } = busy(answer as () => Response, 2)

    expect(await taken(kpi)).toBe(500 + 1000)
    expect(portal.calls).toHaveLength(3)
    await expect(taken(busy(answer as () => Response, 9).kpi)).rejects.toMatchObject({ sent: 4 })
  })

  it('is asked for again just the same when the caller says that it does no harm', async () => {
    const { portal, client } = busy(() => empty(502))

    await taken(() => client.get(endpoints.teams.kpi(55), { idempotent: true }))
    expect(portal.calls).toHaveLength(2)
  })

  it.each(lost)('is an error of a change, after %s', async (_, answer) => {
    const { portal, client } = busy(answer as () => Response)

    await expect(taken(() => client.put(endpoints.teams.attendanceUpdate(55), []))).rejects.toBeDefined()
    expect(portal.calls).toHaveLength(1)
  })
})
