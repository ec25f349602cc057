import { describe, expect, it } from 'vitest'
import { browserSession, createHttpClient, endpoints, type HttpClientOptions, passwordTokens } from '../src/index.js'
import { type Answers, BASE, CREDENTIALS, json, Portal } from './portal.js'

/** Answers as a server does that revalidates: the ETag is the version and what was asked. */
function versioned(version = { now: 1 }): { version: { now: number }; answers: Answers } {
  return {
    version,
    answers: ({ url, headers }) => {
      const etag = `"${version.now} ${url}"`
      if (headers['if-none-match'] === etag) return new Response(null, { status: 304, headers: { etag } })
      return json({ Version: version.now, url }, { headers: { etag } })
    },
  }
}

async function signedIn(answers: Answers, options: HttpClientOptions = {}) {
  const portal = new Portal(answers)
  const client = createHttpClient({ baseUrl: BASE, tokens: passwordTokens(), fetch: portal.fetch, ...options })
  await client.signIn(CREDENTIALS)
  return {
    portal,
    client,
    kpi: (teamId = 55) => client.get(endpoints.teams.kpi(teamId)),
    shown: () => portal.calls.map(({ headers }) => headers['if-none-match']),
  }
}

describe('an answer with an ETag', () => {
  it('is the very same while nothing has changed, and says so', async () => {
    const { version, answers } = versioned()
    const { kpi } = await signedIn(answers)
    const first = await kpi()

    const second = await kpi()
    version.now = 2
    const third = await kpi()

    expect(first.notModified).toBe(false)
    expect(second).toMatchObject({ notModified: true, etag: first.etag })
    expect(second.data).toBe(first.data)
    expect(third).toMatchObject({ notModified: false, data: { Version: 2 } })
  })

  it('is kept for each thing that was asked', async () => {
    let language = 'en'
    const { client, kpi, shown } = await signedIn(versioned().answers, { language: () => language })
    await kpi()
    await client.get(endpoints.teams.kpi(55), { shape: { fields: ['Kpi.CoworkerId'] } })
    language = 'es'
    await kpi()

    expect(shown()).toEqual([undefined, undefined, undefined])
  })

  it('goes when others have been used since', async () => {
    const { kpi, shown } = await signedIn(versioned().answers, { keep: 2 })
    for (const teamId of [1, 2, 1, 3, 1, 2]) await kpi(teamId)

    expect(shown().map((etag) => etag?.replace(/\D+/, ''))).toEqual([
      undefined,
      undefined,
      '1 /api/public/teams/1/kpi"',
      undefined,
      '1 /api/public/teams/1/kpi"',
      undefined,
    ])
  })

  it('is not kept when none are to be', async () => {
    const { kpi, shown } = await signedIn(versioned().answers, { keep: 0 })
    await kpi()
    await kpi()

    expect(shown()).toEqual([undefined, undefined])
  })

  it('is forgotten at the end of a sign-in, and by the next', async () => {
    const { client, kpi, shown } = await signedIn(versioned().answers)
    await kpi()
    await client.signIn(CREDENTIALS)
    await kpi()
    await client.signOut()
    await client.signIn(CREDENTIALS)
    await kpi()

    expect(shown()).toEqual([undefined, undefined, undefined])
  })

  it('is not kept for the next sign-in when it comes during it', async () => {
    const { portal, client, kpi, shown } = await signedIn(versioned().answers)
    let letGo = (): void => undefined
    portal.delay = ({ url }) => (url.endsWith('/kpi') ? new Promise<void>((go) => (letGo = go)) : Promise.resolve())
    const before = kpi()
    await expect.poll(() => portal.calls.length).toBe(1)
    await client.signIn(CREDENTIALS)
    portal.delay = () => Promise.resolve()
    letGo()
    await before

    await kpi()

    expect(shown()).toEqual([undefined, undefined])
  })

  it('survives a renewal of the token', async () => {
    const { portal, kpi } = await signedIn(versioned().answers)
    await kpi()
    portal.expire()

    expect((await kpi()).notModified).toBe(true)
    expect((await kpi()).notModified).toBe(true)
  })
})

it('the first answers of a page that was loaded again are kept', async () => {
  const portal = new Portal(versioned().answers)
  portal.cookie = true
  const client = createHttpClient({ baseUrl: BASE, tokens: browserSession(), fetch: portal.fetch })

  const answers = [await client.get(endpoints.teams.kpi(55)), await client.get(endpoints.teams.kpi(55))]

  expect(answers.map(({ notModified }) => notModified)).toEqual([false, true])
})

it('an answer that has not changed still says which paths are unknown', async () => {
  const { client } = await signedIn(({ headers }) => {
    if (headers['if-none-match']) return new Response(null, { status: 304 })
    return json({}, { headers: { etag: '"1"', 'x-unknown-shape-paths': 'Newer' } })
  })
  const ask = () => client.request(endpoints.teams.kpi(55), { shape: { fields: ['Newer'] } })

  expect(await ask()).toMatchObject({ data: {}, notModified: false, etag: '"1"', unknownPaths: ['Newer'] })
  expect(await ask()).toMatchObject({ data: {}, notModified: true, etag: '"1"', unknownPaths: ['Newer'] })
})

it('an answer without an ETag is not kept', async () => {
  const { kpi, shown } = await signedIn(() => json({ Kpi: [] }))
  await kpi()
  await kpi()

  expect(shown()).toEqual([undefined, undefined])
})

it('a 304 that nobody asked for is a refusal', async () => {
  const { kpi } = await signedIn(() => new Response(null, { status: 304 }))

  await expect(kpi()).rejects.toMatchObject({ name: 'ApiError', status: 304, code: 'unrecognised' })
})
