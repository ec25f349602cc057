import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createHttpClient, endpoints } from '../src/index.js'
import { busy, empty, taken } from './busy.js'
import { BASE, json, KPI } from './portal.js'

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

describe('a hook', () => {
  it('sees calls, answers and repetitions, and no token', async () => {
    const said: string[] = []
    const { kpi, portal } = busy(() => empty(503, { 'retry-after': '1', 'x-request-id': 'r1' }), 1, {
      hooks: {
        request: (call) => {
          call.headers['x-trace'] = '7'
          said.push(`${call.method} ${call.url} ${JSON.stringify(call.headers)}`)
        },
        response: ({ url }, { status, requestId }) => said.push(`${url} ${status} ${String(requestId)}`),
        retry: ({ url }, { asked, status }) => said.push(`${url} ${asked} ${String(status)}`) > 0,
      },
    })

    await taken(kpi)

    const call = `GET ${KPI} {"accept":"application/json","x-trace":"7"}`
    expect(said).toEqual([call, `${KPI} 503 r1`, `${KPI} 1 503`, call, `${KPI} 200 null`])
    expect(portal.calls.map(({ headers }) => headers['x-trace'])).toEqual(['7', '7'])
  })

  it('is waited for, so that it can get a header from elsewhere', async () => {
    const said: string[] = []
    const { kpi, portal } = busy(() => empty(503), 0, {
      hooks: {
        request: async ({ headers }) => {
          await new Promise((resume) => setTimeout(resume, 10))
          headers['x-trace'] = '7'
        },
        response: async (_, { status }) => {
          await Promise.resolve()
          said.push(String(status))
        },
      },
    })

    await taken(() => kpi().then(() => said.push('answer')))

    expect(portal.calls.map(({ headers }) => headers['x-trace'])).toEqual(['7'])
    expect(said).toEqual(['200', 'answer'])
  })

  it.each(['request', 'response', 'retry'] as const)('that fails is the error of the call: %s', async (name) => {
    const fault = new RangeError('a fault of the program')
    const fail = () => {
      throw fault
    }
    const { kpi, portal } = busy(() => empty(503), 9, { hooks: { [name]: fail } })

    await expect(taken(kpi)).rejects.toBe(fault)
    expect(portal.calls).toHaveLength(name === 'request' ? 0 : 1)
  })

  it('does not see the secret of a calendar', async () => {
    const said: string[] = []
    const hooks = { request: ({ url }: { url: string }) => said.push(url) }
    const client = createHttpClient({ baseUrl: BASE, fetch: () => Promise.resolve(json({})), hooks })

    await client.get(endpoints.calendars.expiring('s3cret'))

    expect(said).toEqual(['/api/public/calendars/…/expiring.ics'])
  })

  it('can end the repetitions', async () => {
    const { kpi, portal } = busy(() => empty(503, { 'retry-after': '1' }), 9, {
      hooks: { retry: (_, { asked }) => asked < 2 },
    })

    await expect(taken(kpi)).rejects.toMatchObject({ status: 503 })
    expect(portal.calls).toHaveLength(2)
  })
})
