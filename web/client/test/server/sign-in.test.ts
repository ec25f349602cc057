import { describe, expect, it } from 'vitest'
import {
  ApiError,
  browserSession,
  createHttpClient,
  endpoints,
  passwordTokens,
  type SessionEvent,
  type StoredTokens,
} from '../../src/index.js'
import { ANA, JANE, noting, server, signedIn } from './space.js'

const KPI = 'GET /api/public/teams/55/kpi'

/** A store that believes every token to hold for ever, so that it is the server that refuses one. */
function trustingStore() {
  let kept: StoredTokens | null = null
  return {
    read: () => kept && { ...kept, expiresAt: Number.MAX_SAFE_INTEGER },
    write: (tokens: StoredTokens | null) => {
      kept = tokens
    },
    accessToken: () => kept?.accessToken ?? '',
  }
}

/** Waits until the server refuses a token: it grants them for a second only. */
async function ended(token: string): Promise<void> {
  const ask = () =>
    fetch(`${server.url}/api/public/teams/my?isTeamAdmin=0`, { headers: { authorization: `Bearer ${token}` } })
  await expect.poll(async () => (await ask()).status, { timeout: 10_000, interval: 100 }).toBe(401)
}

describe('a sign-in with a password', () => {
  it('is refused with a reason', async () => {
    const client = createHttpClient({ baseUrl: server.url, tokens: passwordTokens() })

    await expect(client.signIn({ ...JANE, password: 'wrong' })).rejects.toMatchObject({
      status: 400,
      code: 'invalid_grant',
    })
  })

  it('asks for the second factor, and takes it', async () => {
    const client = createHttpClient({ baseUrl: server.url, tokens: passwordTokens() })

    await expect(client.signIn(ANA)).rejects.toMatchObject({ code: 'two_factor_auth_check' })
    await client.signIn({ ...ANA, totp: server.recoveryCodes[0] })

    expect(await client.isSignedIn()).toBe(true)
  })

  it('says how long to wait when guessing is slowed', async () => {
    const client = createHttpClient({ baseUrl: server.url, tokens: passwordTokens() })
    const guess = () =>
      client.signIn({ username: 'nobody@example.com', password: 'x' }).catch((error: unknown) => error)
    let refusal: unknown
    // A wait may be over before the next guess arrives on a slow machine; each is longer than the one before.
    for (let failed = 0; failed < 12; failed++) {
      refusal = await guess()
      if (refusal instanceof ApiError && refusal.status === 429) break
    }

    expect(refusal).toMatchObject({ status: 429, code: 'too_many_requests' })
    expect((refusal as { retryAfter: number }).retryAfter).toBeGreaterThan(0)
  })

  it('is renewed once for all calls that the server refuses together', async () => {
    const store = trustingStore()
    const { client, sent } = await signedIn(JANE, { store, clientId: 'renewed' })
    await ended(store.accessToken())

    const answers = await Promise.all(Array.from({ length: 6 }, () => client.get(endpoints.teams.kpi(55))))

    expect(answers.map(({ data }) => data.Kpi.length)).toEqual([2, 2, 2, 2, 2, 2])
    expect(sent.filter((call) => call !== KPI)).toEqual(['POST /api/token'])
  })

  it('is renewed before a token is sent whose time is over', async () => {
    const { client, sent } = await signedIn(JANE, { clientId: 'early' })

    await client.get(endpoints.teams.kpi(55))

    expect(sent).toEqual(['POST /api/token', KPI])
  })

  it('ends at the server when it is signed out', async () => {
    const store = trustingStore()
    const { client } = await signedIn(JANE, { store, clientId: 'signed out' })
    const token = store.accessToken()
    const refresh = store.read()?.refreshToken ?? ''

    await client.signOut()

    await ended(token)
    const body = new URLSearchParams({ grant_type: 'refresh_token', refresh_token: refresh })
    expect((await fetch(`${server.url}/api/token`, { method: 'POST', body })).status).toBe(400)
  })

  it('that was ended elsewhere is told of', async () => {
    const store = trustingStore()
    const { client } = await signedIn(JANE, { store, clientId: 'taken over' })
    const events: SessionEvent[] = []
    client.subscribe((event) => events.push(event))
    // A new sign-in under the same client id ends the refresh token of the one before.
    await signedIn(JANE, { clientId: 'taken over' })
    await ended(store.accessToken())

    await expect(client.get(endpoints.teams.kpi(55))).rejects.toMatchObject({ code: 'not_authenticated' })
    expect(events).toEqual([{ type: 'signedOut', reason: 'refused' }])
  })
})

/** A browser: its tabs share one cookie, which no script of theirs can read. */
class Browser {
  #cookie = ''

  tab() {
    const sent: string[] = []
    const events: SessionEvent[] = []
    const withCookie: typeof fetch = async (input, init) => {
      const request = new Request(input, init)
      if (this.#cookie) request.headers.set('cookie', this.#cookie)
      const answer = await fetch(request)
      const set = answer.headers.get('set-cookie')
      if (set) this.#cookie = /Max-Age=0/i.test(set) ? '' : (set.split(';')[0] ?? '')
      return answer
    }
    const client = createHttpClient({ baseUrl: server.url, tokens: browserSession(), fetch: noting(sent, withCookie) })
    client.subscribe((event) => events.push(event))
    return { client, sent, events }
  }
}

describe('a session of a browser', () => {
  it('goes on in other tabs and after a reload, until one of them ends it', async () => {
    const browser = new Browser()
    const [first, second] = [browser.tab(), browser.tab()]
    await first.client.signIn(JANE)

    const asked = await Promise.all([first, second].map(({ client }) => client.get(endpoints.teams.kpi(55))))
    await first.client.signOut()
    const after = await second.client.get(endpoints.teams.kpi(55)).catch((error: unknown) => error)

    expect(asked.map(({ data }) => data.Kpi.length)).toEqual([2, 2])
    expect(second.sent.slice(0, 2)).toEqual(['POST /dashboard/session/token', KPI])
    expect(after).toMatchObject({ status: 401, code: 'not_authenticated' })
    expect(second.events).toEqual([{ type: 'signedIn' }, { type: 'signedOut', reason: 'refused' }])
    expect(await browser.tab().client.isSignedIn()).toBe(false)
  })

  it('asks for the second factor, and takes it', async () => {
    const { client } = new Browser().tab()

    await expect(client.signIn(ANA)).rejects.toMatchObject({ code: 'two_factor_auth_check' })
    await client.signIn({ ...ANA, totp: server.recoveryCodes[1] })

    expect(await client.isSignedIn()).toBe(true)
  })

  it('is refused with a reason', async () => {
    await expect(new Browser().tab().client.signIn({ ...JANE, password: 'wrong' })).rejects.toMatchObject({
      status: 400,
      code: 'invalid_grant',
    })
  })
})
