import { describe, expect, it } from 'vitest'
import {
  ApiError,
  ClientError,
  createHttpClient,
  endpoints,
  givenTokens,
  NetworkError,
  UnreadableAnswerError,
} from '../src/index.js'
import { type Answers, BASE, json, KPI, Portal, problem } from './portal.js'

function clientOf(answers: Answers) {
  const portal = new Portal(answers)
  const { access_token } = portal.grant()
  const client = createHttpClient({
    baseUrl: BASE,
    tokens: givenTokens(() => access_token),
    fetch: portal.fetch,
    patience: { times: 0 },
  })
  return { portal, client, kpi: () => client.get(endpoints.teams.kpi(55)) }
}

async function failure(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => expect.fail('it should have failed'),
    (error: unknown) => error,
  )
}

describe('a refusal', () => {
  it('says what the problem body says', async () => {
    const { kpi } = clientOf(() => problem(404, 'team_not_found', { 'x-request-id': 'r1' }))

    const error = await failure(kpi())

    expect(error).toBeInstanceOf(ApiError)
    expect(error).toBeInstanceOf(ClientError)
    expect(error).toMatchObject({
      name: 'ApiError',
      status: 404,
      code: 'team_not_found',
      problem: {
        type: '/docs#problem-team_not_found',
        title: 'A title',
        status: 404,
        detail: 'What team_not_found means.',
        code: 'team_not_found',
      },
      detail: 'What team_not_found means.',
      retryAfter: null,
      requestId: 'r1',
      message: '404 team_not_found: What team_not_found means.',
    })
  })

  it('says of a plain member what it is, with no other token asked for', async () => {
    const { portal, kpi } = clientOf(() => problem(401, 'not_team_administrator'))

    expect(await failure(kpi())).toMatchObject({ status: 401, code: 'not_team_administrator' })
    expect(portal.calls).toHaveLength(1)
  })

  it.each([
    [
      'a page of a proxy',
      () => new Response('<h1>Bad gateway</h1>', { status: 502, headers: { 'content-type': 'text/html' } }),
    ],
    ['nothing', () => new Response(null, { status: 502 })],
    ['JSON that is broken', () => new Response('{', { status: 502, headers: { 'content-type': 'application/json' } })],
    ['JSON that says nothing', () => json(null, { status: 502 })],
    [
      'a problem without a code',
      () => json({}, { status: 502, headers: { 'content-type': 'application/problem+json' } }),
    ],
  ])('is unrecognised when it brings %s', async (_, answers) => {
    expect(await failure(clientOf(answers).kpi())).toMatchObject({
      name: 'ApiError',
      status: 502,
      code: 'unrecognised',
      problem: null,
      message: '502 unrecognised',
    })
  })
})

describe('an answer of success', () => {
  it.each([
    ['is a page', () => new Response('<h1>Welcome</h1>', { headers: { 'content-type': 'text/html' } }), 'text/html'],
    [
      'is broken',
      () => new Response('{"Kpi"', { headers: { 'content-type': 'application/json' } }),
      'application/json',
    ],
    ['does not say what it is', () => new Response(new TextEncoder().encode('{}')), null],
  ])('that %s is unreadable', async (_, answers, contentType) => {
    const error = await failure(clientOf(answers).kpi())

    expect(error).toBeInstanceOf(UnreadableAnswerError)
    expect(error).toMatchObject({ status: 200, contentType })
    expect(String(error)).toContain(`GET ${KPI}: the answer (200, `)
  })
})

describe('no answer', () => {
  it('is an error of the network', async () => {
    const cause = new TypeError('fetch failed')
    const { kpi } = clientOf(() => Promise.reject(cause))

    const error = await failure(kpi())

    expect(error).toBeInstanceOf(NetworkError)
    expect(error).toMatchObject({ message: `GET ${KPI}: no answer came, or it broke off`, cause })
  })

  it('is also an answer that breaks off', async () => {
    const cause = new TypeError('terminated')
    const body = new ReadableStream({
      start: (controller) => {
        controller.enqueue(new TextEncoder().encode('{"Kpi":'))
        controller.error(cause)
      },
    })

    expect(await failure(clientOf(() => new Response(body)).kpi())).toMatchObject({ name: 'NetworkError', cause })
  })

  it('does not tell what people searched for', async () => {
    const { client } = clientOf(() => Promise.reject(new TypeError('fetch failed')))

    const error = await failure(client.get(endpoints.teams.published({ query: 'Jane' })))

    expect(String(error)).not.toContain('Jane')
  })
})

describe('an aborted call', () => {
  it('fails with the reason of its signal, before it is sent', async () => {
    const { portal, client } = clientOf(() => json({ Kpi: [] }))
    const reason = new Error('left the page')

    expect(await failure(client.get(endpoints.teams.kpi(55), { signal: AbortSignal.abort(reason) }))).toBe(reason)
    expect(portal.seen).toEqual([])
  })

  it('fails with the reason of its signal, while it is under way', async () => {
    const { portal, client } = clientOf(() => json({ Kpi: [] }))
    const abort = new AbortController()
    portal.delay = () => new Promise(() => undefined)
    const call = failure(client.get(endpoints.teams.kpi(55), { signal: abort.signal }))
    await expect.poll(() => portal.seen.length).toBe(1)

    abort.abort()

    expect(await call).toBe(abort.signal.reason)
  })
})

it('tells which fields the back office refused', async () => {
  const body = {
    ...{ Status: 400, Message: 'FromTime: is a required field', Value: null, WasSuccessful: false },
    Errors: [{ AttemptedValue: null, Message: 'is a required field', PropertyName: 'FromTime' }],
  }
  const { client } = clientOf(() => json(body, { status: 400 }))

  const error = (await failure(client.get(endpoints.teams.kpi(55)))) as ApiError

  expect([error.status, error.code, error.detail]).toEqual([400, 'unrecognised', 'FromTime: is a required field'])
  expect(error.fields).toEqual([{ name: 'FromTime', message: 'is a required field' }])
})
