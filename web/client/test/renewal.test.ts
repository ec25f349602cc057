import { afterEach, describe, expect, it, vi } from 'vitest'
import { endpoints } from '../src/index.js'
import { json, Portal, problem } from './portal.js'
import { open, sharedStore, signedIn } from './sign-ins.js'

afterEach(() => {
  vi.restoreAllMocks()
})

describe('a token that the server no longer takes', () => {
  it('is renewed once for all calls that were refused, with the same client id', async () => {
    const portal = new Portal()
    const { kpi, events } = await signedIn(portal, { clientId: 'a phone' })
    portal.expire()
    portal.seen.length = 0

    await Promise.all([kpi(), kpi(), kpi()])

    expect(portal.refreshes).toBe(1)
    expect(portal.seen.find(({ url }) => url === '/api/token')).toMatchObject({
      headers: { client_id: 'a phone' },
      body: 'grant_type=refresh_token&refresh_token=refresh-1',
    })
    expect(portal.calls.map(({ headers }) => headers.authorization)).toEqual([
      ...Array.from({ length: 3 }, () => 'Bearer access-1'),
      ...Array.from({ length: 3 }, () => 'Bearer access-2'),
    ])
    expect(events).toEqual([{ type: 'signedIn' }, { type: 'refreshed' }])
  })

  it('is not renewed again by a refusal that comes late', async () => {
    const portal = new Portal()
    const { kpi } = await signedIn(portal)
    let letGo = (): void => undefined
    portal.delay = (seen) =>
      seen.url.endsWith('/kpi') && portal.calls.length === 1
        ? new Promise<void>((go) => (letGo = go))
        : Promise.resolve()
    portal.expire()

    const late = kpi()
    await expect.poll(() => portal.calls.length).toBe(1)
    await kpi()
    letGo()
    await late

    expect(portal.refreshes).toBe(1)
  })

  it('is renewed also when a late refusal of an older one is being looked at', async () => {
    const portal = new Portal()
    const store = sharedStore()
    const { kpi } = await signedIn(portal, { store })
    const alone = store.alone?.bind(store)
    const gates: (() => void)[] = []
    let isSlow = false
    store.alone = async (work) => {
      if (isSlow) await new Promise<void>((go) => gates.push(go))
      return alone ? alone(work) : work()
    }
    let letGo = (): void => undefined
    portal.delay = () => (portal.calls.length === 1 ? new Promise<void>((go) => (letGo = go)) : Promise.resolve())
    portal.expire()
    const late = kpi()
    await expect.poll(() => portal.calls.length).toBe(1)
    await kpi()
    portal.expire()

    isSlow = true
    letGo()
    await expect.poll(() => gates.length).toBe(1)
    const other = kpi()
    await expect.poll(() => portal.calls.length).toBe(4)
    await Promise.resolve()
    isSlow = false
    for (const go of gates) go()

    expect((await Promise.allSettled([late, other])).map(({ status }) => status)).toEqual(['rejected', 'fulfilled'])
  })

  it('is renewed before it is sent when its time is over', async () => {
    const portal = new Portal()
    portal.expiresIn = 1
    const { kpi } = await signedIn(portal)
    portal.expiresIn = 86_400

    await kpi()
    await kpi()

    expect(portal.calls.map(({ headers }) => headers.authorization)).toEqual(['Bearer access-2', 'Bearer access-2'])
  })

  it('is given up after one renewal', async () => {
    const portal = new Portal()
    const { kpi } = await signedIn(portal)
    portal.answers = () => problem(401, 'not_authenticated')

    await expect(kpi()).rejects.toMatchObject({ status: 401, code: 'not_authenticated' })
    expect(portal.calls).toHaveLength(2)
    expect(portal.refreshes).toBe(1)
  })

  it('is none that belongs to a plain member', async () => {
    const portal = new Portal(() => problem(401, 'not_team_administrator'))
    const { kpi } = await signedIn(portal)

    await expect(kpi()).rejects.toMatchObject({ status: 401, code: 'not_team_administrator' })
    expect(portal.calls).toHaveLength(1)
    expect(portal.refreshes).toBe(0)
  })

  it('is renewed a little later when the server is too busy', async () => {
    vi.spyOn(Math, 'random').mockReturnValue(0)
    const portal = new Portal()
    const { kpi } = await signedIn(portal)
    portal.expire()
    portal.refusals.push(problem(503, 'unavailable', { 'retry-after': '0' }))

    expect((await kpi()).data).toEqual({ Kpi: [] })
    expect(portal.refreshes).toBe(2)
  })

  it('is not sent again when the server is too busy after the renewal', async () => {
    vi.spyOn(Math, 'random').mockReturnValue(0)
    const refusals = [problem(503, 'unavailable', { 'retry-after': '0' })]
    const portal = new Portal(() => refusals.shift() ?? json({ Kpi: [] }))
    const { kpi } = await signedIn(portal)
    portal.expire()

    await kpi()

    const sent = portal.calls.map(({ headers }) => headers.authorization)
    expect(sent).toEqual(['Bearer access-1', 'Bearer access-2', 'Bearer access-2'])
  })

  it('is not waited for without an end', async () => {
    const timeout = AbortSignal.timeout.bind(AbortSignal)
    const spy = vi.spyOn(AbortSignal, 'timeout').mockImplementation(() => timeout(1))
    const portal = new Portal()
    const { kpi } = await signedIn(portal)
    portal.expire()
    portal.delay = ({ url }) => (url === '/api/token' ? new Promise(() => undefined) : Promise.resolve())

    await expect(kpi()).rejects.toMatchObject({ name: 'TimeoutError' })
    expect(spy).toHaveBeenCalledWith(30_000)
  })

  it('ends the sign-in when it cannot be renewed', async () => {
    const portal = new Portal()
    const { client, kpi, events } = await signedIn(portal)
    portal.expire()
    portal.spent.clear()

    await expect(Promise.all([kpi(), kpi()])).rejects.toMatchObject({ status: 401, code: 'not_authenticated' })

    expect(await client.isSignedIn()).toBe(false)
    expect(events).toEqual([{ type: 'signedIn' }, { type: 'signedOut', reason: 'refused' }])
    expect(portal.refreshes).toBe(1)
  })

  it('leaves one signed in while the network is away', async () => {
    const portal = new Portal()
    const { client, kpi, events } = await signedIn(portal)
    portal.expire()
    portal.delay = ({ url }) => (url === '/api/token' ? Promise.reject(new TypeError('away')) : Promise.resolve())

    await expect(Promise.all([kpi(), kpi()])).rejects.toMatchObject({ name: 'NetworkError' })
    expect(portal.refreshes).toBe(1)
    expect(await client.isSignedIn()).toBe(true)

    portal.delay = () => Promise.resolve()
    await kpi()
    expect(events).toEqual([{ type: 'signedIn' }, { type: 'refreshed' }])
  })

  it('is renewed for the others when one call is aborted', async () => {
    const portal = new Portal()
    const { client, kpi } = await signedIn(portal)
    portal.expire()
    let letGo = (): void => undefined
    portal.delay = ({ url }) => (url === '/api/token' ? new Promise<void>((go) => (letGo = go)) : Promise.resolve())
    const abort = new AbortController()
    const first = client.get(endpoints.teams.kpi(55), { signal: abort.signal })
    const second = kpi()
    await expect.poll(() => portal.refreshes).toBe(1)

    abort.abort()
    await expect(first).rejects.toBe(abort.signal.reason)
    letGo()

    expect((await second).data).toEqual({ Kpi: [] })
    expect(portal.refreshes).toBe(1)
  })
})

describe('a store that several tabs share', () => {
  it('keeps a sign-in for all of them', async () => {
    const portal = new Portal()
    const store = sharedStore()
    const first = await signedIn(portal, { store })
    const second = open(portal, { store })

    expect(await second.client.isSignedIn()).toBe(true)
    await first.client.signOut()
    expect(await second.client.isSignedIn()).toBe(false)
  })

  it('has them spend no refresh token twice', async () => {
    const portal = new Portal()
    const store = sharedStore()
    const tabs = [await signedIn(portal, { store }), open(portal, { store }), open(portal, { store })]
    portal.expire()

    await Promise.all(tabs.map(({ kpi }) => kpi()))

    expect(portal.refreshes).toBe(1)
    expect(portal.reused).toEqual([])
  })
})

it('no URL holds a token or a password, and no refusal does', async () => {
  const portal = new Portal()
  const { client, kpi } = await signedIn(portal)
  portal.expire()
  await kpi()
  portal.answers = () => problem(401, 'not_authenticated')
  const refusal = await kpi().catch((error: unknown) => error)
  await client.signOut()

  expect(portal.seen.filter(({ url }) => /access-|refresh-|right|jane/.test(url))).toEqual([])
  expect(JSON.stringify(refusal) + String(refusal)).not.toMatch(/access-|refresh-|right/)
})
