import { createHmac } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { deliver, isOurs } from '../examples/deliver.js'
import { emptyTeams } from '../examples/every-team.js'
import { askedPaths, client } from '../examples/in-a-test.js'
import {
  ApiError,
  createHttpClient,
  endpoints,
  NetworkError,
  resultOf,
  signWebhook,
  TimeoutError,
  verifyWebhook,
} from '../src/index.js'
import { fakeServer, refusal } from '../src/testing.js'

const BASE = 'https://space.example'

describe('a wrong baseUrl', () => {
  it.each([
    'space.example',
    'localhost:8000',
    '//space.example',
    'ftp://space.example',
    'https://',
    'https://a b',
    'https://space.example?x',
  ])('is told when the client is made: %s', (baseUrl) =>
    expect(() => createHttpClient({ baseUrl })).toThrow(/^baseUrl must be a URL such as/),
  )
  it.each(['', '/kpi', 'http://127.0.0.1:8000', 'https://space.example/below/'])('is not %s', (baseUrl) => {
    expect(() => createHttpClient({ baseUrl })).not.toThrow()
  })
  it('is told where there is no page to take it from', async () => {
    await expect(createHttpClient().get(endpoints.figures)).rejects.toThrow(/^baseUrl is needed/)
  })
})

describe('a time limit', () => {
  const never: typeof fetch = (_, init) =>
    new Promise((__, reject) => {
      init?.signal?.addEventListener('abort', () => reject(init.signal?.reason as Error))
    })

  it('ends a call, which is not repeated', async () => {
    let asked = 0
    const client = createHttpClient({ baseUrl: BASE, timeout: 1, fetch: (...all) => ((asked += 1), never(...all)) })

    const error = await client.get(endpoints.figures).catch((one: unknown) => one)

    expect(error).toBeInstanceOf(TimeoutError)
    expect(error).toBeInstanceOf(NetworkError)
    expect(error).toMatchObject({ message: 'GET /api/public/figures: no answer came within 1 ms' })
    expect(asked).toBe(1)
  })

  it('is there without asking, and beside a signal', async () => {
    const limits: (AbortSignal | null | undefined)[] = []
    const { signal } = new AbortController()
    const noting: typeof fetch = (_, init) => {
      limits.push(init?.signal)
      return Promise.resolve(Response.json({}))
    }
    await createHttpClient({ baseUrl: BASE, fetch: noting }).get(endpoints.figures)
    await createHttpClient({ baseUrl: BASE, fetch: noting }).get(endpoints.figures, { signal })
    await createHttpClient({ baseUrl: BASE, fetch: noting, timeout: 0 }).get(endpoints.figures, { signal })

    expect(limits.map((one) => (one === signal ? 'own' : one instanceof AbortSignal))).toEqual([true, true, 'own'])
  })
})

describe('a result', () => {
  it('is an answer or an error', async () => {
    expect(await resultOf(client.get(endpoints.teams.kpi(55)))).toMatchObject({
      ok: true,
      answer: { data: { Kpi: [] } },
    })
    expect(await resultOf(client.delete(endpoints.teams.removeMember(55, 101)))).toMatchObject({
      ok: false,
      error: { code: 'not_team_administrator', status: 403 },
    })
    expect(askedPaths()).toEqual(['GET /api/public/teams/55/kpi', 'DELETE /api/public/teams/55/members/101'])
  })

  it('is no fault of the program', async () => {
    await expect(resultOf(Promise.reject(new RangeError('a fault')))).rejects.toThrow(RangeError)
  })
})

describe('a list', () => {
  const pages = [[1, 2], [3], [4]].map((ids, index) => ({
    Records: ids.map((Id) => ({ Id, Name: `Team ${Id}` })),
    HasNextPage: index < 2,
  }))
  const listing = () =>
    fakeServer({
      'GET /api/public/teams/my': ({ query }) => pages[Number(query.get('_page')) - 1] ?? {},
      'GET /api/public/teams/1/kpi': { Kpi: [] },
      'GET /api/public/teams/2/kpi': { Kpi: [{ CoworkerId: 1 }] },
      'GET /api/public/teams/3/kpi': () => refusal(404, 'team_not_found'),
      'GET /api/public/teams/4/kpi': { Kpi: [] },
    })

  it('is gone through page by page, none before it is needed', async () => {
    const { fetch, requests } = listing()
    expect(await emptyTeams(createHttpClient({ baseUrl: BASE, fetch }))).toEqual(['Team 1', 'Team 4'])
    expect(
      requests.map(({ path, query }) => path.replace('/api/public/teams/', '') + (query.get('_page') ?? '')),
    ).toEqual(['my1', '1/kpi', '2/kpi', 'my2', '3/kpi', 'my3', '4/kpi'])
  })
})

describe('a fake server', () => {
  it('says which call it has no answer to', async () => {
    const error = await client.get(endpoints.figures).catch((one: unknown) => one)

    expect(error).toBeInstanceOf(ApiError)
    expect(error).toMatchObject({ status: 404, detail: 'The fake server has no answer to GET /api/public/figures.' })
  })
})

describe('the signature of a delivery', () => {
  const body = '[{"Id": 7001, "Notes": "Café"}]'
  const right = createHmac('sha256', 'a secret').update(body).digest('hex').toUpperCase()

  it('is that of the documentation, over the bytes of the body', async () => {
    expect(await signWebhook(body, 'a secret')).toBe(right)
    expect(await verifyWebhook(body, right, 'a secret')).toBe(true)
    expect(await verifyWebhook(new TextEncoder().encode(body), right.toLowerCase(), 'a secret')).toBe(true)
  })

  it.each([
    ['another body', `${body} `, right, 'a secret'],
    ['another secret', body, right, 'another secret'],
    ['another signature', body, right.replace(/^./, (one) => (one === '0' ? '1' : '0')), 'a secret'],
    ['part of a signature', body, right.slice(2), 'a secret'],
    ['no signature', body, null, 'a secret'],
    ['an empty one', body, '', 'a secret'],
    ['something else', body, 'Z'.repeat(64), 'a secret'],
  ])('is not that of %s', async (_, sent, signature, secret) => {
    expect(await verifyWebhook(sent, signature, secret)).toBe(false)
  })

  it('goes from the one who sends to the one who receives', async () => {
    const { fetch, requests } = fakeServer({ 'POST /hook': {} })
    const ours = globalThis.fetch
    globalThis.fetch = fetch
    expect(await deliver(`${BASE}/hook`, 'a secret', [{ Id: 1 }])).toBe(true)
    globalThis.fetch = ours

    const [sent] = requests
    const received = () =>
      new Request(`${BASE}/hook`, { method: 'POST', headers: sent?.headers ?? {}, body: sent?.body ?? '' })
    expect(await isOurs(received(), 'a secret')).toBe(true)
    expect(await isOurs(received(), 'another')).toBe(false)
  })
})
