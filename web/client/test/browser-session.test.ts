import { describe, expect, it } from 'vitest'
import { browserSession, createHttpClient, endpoints, type SessionEvent } from '../src/index.js'
import { BASE, CREDENTIALS, Portal, problem } from './portal.js'

function open(portal: Portal) {
  const client = createHttpClient({ baseUrl: BASE, tokens: browserSession(), fetch: portal.fetch })
  const events: SessionEvent[] = []
  client.subscribe((event) => events.push(event))
  return { client, events, kpi: () => client.get(endpoints.teams.kpi(55)) }
}

describe('a session of the browser', () => {
  it('is begun by a form that a page of another origin cannot send', async () => {
    const portal = new Portal()
    const { client, events } = open(portal)

    await client.signIn(CREDENTIALS)

    expect(portal.seen).toMatchObject([
      {
        method: 'POST',
        url: '/dashboard/session',
        headers: { 'x-requested-with': 'XMLHttpRequest' },
        body: 'username=jane%40techinnovators.com&password=right&totp=123456',
      },
    ])
    expect(events).toEqual([{ type: 'signedIn' }])
  })

  it('refuses as the sign-in with tokens does', async () => {
    const { client } = open(new Portal())

    await expect(client.signIn({ ...CREDENTIALS, password: 'wrong' })).rejects.toMatchObject({ code: 'invalid_grant' })
  })

  it('is resumed once for all calls of a page that was loaded again', async () => {
    const portal = new Portal()
    portal.cookie = true
    const { client, kpi, events } = open(portal)

    await Promise.all([kpi(), kpi(), client.isSignedIn()])

    expect(portal.seen.map(({ method, url }) => `${method} ${url}`)).toEqual([
      'POST /dashboard/session/token',
      'GET /api/public/teams/55/kpi',
      'GET /api/public/teams/55/kpi',
    ])
    expect(events).toEqual([{ type: 'signedIn' }])
  })

  it('is none without the cookie', async () => {
    const { client, kpi, events } = open(new Portal())

    expect(await client.isSignedIn()).toBe(false)
    await expect(kpi()).rejects.toMatchObject({ code: 'not_authenticated' })
    expect(events).toEqual([])
  })

  it('gives each tab tokens of its own', async () => {
    const portal = new Portal()
    portal.cookie = true
    const tabs = [open(portal), open(portal)]
    await Promise.all(tabs.map(({ kpi }) => kpi()))
    portal.expire()

    await Promise.all(tabs.map(({ kpi }) => kpi()))

    expect(portal.calls.map(({ headers }) => headers.authorization)).toEqual(
      [1, 2, 1, 2, 3, 4].map((number) => `Bearer access-${number}`),
    )
  })

  it('that another tab has ended is told of', async () => {
    const portal = new Portal()
    portal.cookie = true
    const [one, other] = [open(portal), open(portal)]
    await Promise.all([one.kpi(), other.kpi()])

    await one.client.signOut()
    await expect(other.kpi()).rejects.toMatchObject({ code: 'not_authenticated' })

    expect(one.events).toEqual([{ type: 'signedIn' }, { type: 'signedOut', reason: 'asked' }])
    expect(other.events).toEqual([{ type: 'signedIn' }, { type: 'signedOut', reason: 'refused' }])
    expect(await one.client.isSignedIn()).toBe(false)
  })

  it('goes on when the server cannot end it', async () => {
    const portal = new Portal()
    portal.cookie = true
    const { client, events, kpi } = open(portal)
    await kpi()
    portal.refusals.push(problem(503, 'unavailable'))

    await expect(client.signOut()).rejects.toMatchObject({ code: 'unavailable' })

    expect(await client.isSignedIn()).toBe(true)
    expect(events).toEqual([{ type: 'signedIn' }])
  })

  it('goes on when the server cannot be asked to end it', async () => {
    const portal = new Portal()
    portal.cookie = true
    const { client, events, kpi } = open(portal)
    await kpi()
    portal.delay = ({ method }) => (method === 'DELETE' ? Promise.reject(new TypeError('away')) : Promise.resolve())

    await expect(client.signOut()).rejects.toMatchObject({ name: 'NetworkError' })

    expect(await client.isSignedIn()).toBe(true)
    expect(events).toEqual([{ type: 'signedIn' }])
  })
})
