import { describe, expect, it } from 'vitest'
import { createHttpClient, endpoints, passwordTokens } from '../src/index.js'
import { BASE, CREDENTIALS, Portal } from './portal.js'
import { open, signedIn } from './sign-ins.js'

describe('signing in', () => {
  it('sends a form and the id of the client', async () => {
    const portal = new Portal()
    const { client, events } = await signedIn(portal, { clientId: 'a phone' })

    expect(portal.seen).toMatchObject([
      {
        method: 'POST',
        url: '/api/token',
        headers: { client_id: 'a phone', 'content-type': 'application/x-www-form-urlencoded;charset=UTF-8' },
        body: 'grant_type=password&username=jane%40techinnovators.com&password=right&totp=123456',
      },
    ])
    expect(await client.isSignedIn()).toBe(true)
    expect(events).toEqual([{ type: 'signedIn' }])
  })

  it.each([
    [{ password: 'wrong' }, 'invalid_grant'],
    [{ totp: undefined }, 'two_factor_auth_check'],
  ])('with %j fails with the code %s, and without the password in it', async (change, code) => {
    const { client, events } = open(new Portal())
    const attempt = client.signIn({ ...CREDENTIALS, ...change })

    await expect(attempt).rejects.toMatchObject({
      name: 'ApiError',
      status: 400,
      code,
      problem: null,
      message: `400 ${code}: What ${code} means.`,
    })
    expect(await client.isSignedIn()).toBe(false)
    expect(events).toEqual([])
  })

  it('is not tried again by itself when guessing is slowed', async () => {
    const fetches: unknown[] = []
    const client = createHttpClient({
      baseUrl: BASE,
      tokens: passwordTokens(),
      fetch: (input) => {
        fetches.push(input)
        return Promise.resolve(
          new Response('{"error":"too_many_requests","error_description":"wait"}', {
            status: 429,
            headers: { 'retry-after': '4', 'content-type': 'application/json' },
          }),
        )
      },
    })

    await expect(client.signIn(CREDENTIALS)).rejects.toMatchObject({ code: 'too_many_requests', retryAfter: 4 })
    expect(fetches).toHaveLength(1)
  })

  it.each([{ hello: 'world' }, { expires_in: 60 }, { access_token: 'x' }, null])(
    'is not what %j says',
    async (body) => {
      const client = createHttpClient({
        baseUrl: BASE,
        tokens: passwordTokens(),
        fetch: () => Promise.resolve(Response.json(body)),
      })

      await expect(client.signIn(CREDENTIALS)).rejects.toMatchObject({ name: 'UnreadableAnswerError' })
      expect(await client.isSignedIn()).toBe(false)
    },
  )

  it('can be aborted', async () => {
    const { client } = open(new Portal())
    const reason = new Error('closed')

    await expect(client.signIn(CREDENTIALS, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason)
  })
})

describe('signing in while a renewal is under way', () => {
  it('comes after it, and its tokens are those that are kept', async () => {
    const { portal, kpi, client, letGo } = await renewing()

    const again = client.signIn(CREDENTIALS)
    letGo()
    await Promise.all([again, kpi])

    await client.get(endpoints.teams.kpi(55))
    expect(portal.calls.at(-1)?.headers.authorization).toBe('Bearer access-3')
  })

  it('can be aborted before its turn', async () => {
    const { portal, client, letGo } = await renewing()
    const abort = new AbortController()
    const again = client.signIn({ ...CREDENTIALS, username: 'bob@example.com' }, { signal: abort.signal })

    abort.abort()

    await expect(again).rejects.toBe(abort.signal.reason)
    letGo()
    await client.get(endpoints.teams.kpi(55))
    expect(portal.seen.some(({ body }) => body.includes('bob'))).toBe(false)
  })
})

/** A client whose renewal waits to be let go. */
async function renewing() {
  const portal = new Portal()
  const { client, kpi } = await signedIn(portal)
  portal.expire()
  let letGo = (): void => undefined
  portal.delay = ({ body }) =>
    body.includes('refresh_token=') ? new Promise<void>((go) => (letGo = go)) : Promise.resolve()
  const refused = kpi()
  await expect.poll(() => portal.refreshes).toBe(1)
  return { portal, client, kpi: refused, letGo: () => letGo() }
}

describe('signing out', () => {
  it('ends the sign-in at the server, and forgets it', async () => {
    const portal = new Portal()
    const { client, events } = await signedIn(portal)

    await client.signOut()

    expect(portal.seen.at(-1)).toMatchObject({ url: '/api/token/revoke', body: 'token=refresh-1' })
    expect(portal.valid.size).toBe(0)
    expect(await client.isSignedIn()).toBe(false)
    expect(events).toEqual([{ type: 'signedIn' }, { type: 'signedOut', reason: 'asked' }])
  })

  it('forgets it also while the server is away, and says so', async () => {
    const portal = new Portal()
    const { client, events } = await signedIn(portal)
    portal.delay = () => Promise.reject(new TypeError('away'))

    await expect(client.signOut()).rejects.toMatchObject({ name: 'NetworkError' })
    expect(await client.isSignedIn()).toBe(false)
    expect(events.at(-1)).toEqual({ type: 'signedOut', reason: 'asked' })
  })

  it('ends the tokens of a renewal that is under way', async () => {
    const { portal, kpi, client, letGo } = await renewing()

    const signedOut = client.signOut()
    letGo()
    await Promise.allSettled([signedOut, kpi])

    expect(await client.isSignedIn()).toBe(false)
    expect(portal.valid.size).toBe(0)
    expect(portal.reused).toEqual([])
  })

  it('needs a source that can', async () => {
    const client = createHttpClient({ baseUrl: BASE, fetch: new Portal().fetch })

    await expect(client.signOut()).rejects.toThrow('sign out there')
    await expect(client.signIn(CREDENTIALS)).rejects.toThrow('sign in there')
  })
})
