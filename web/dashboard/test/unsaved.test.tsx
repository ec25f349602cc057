/** Whose unsaved changes are kept, by the way in which a session ends and the next one begins. */
import { act, renderHook, screen, waitFor } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { useDraft } from '@/features/attendance/useDraft'
import { problem } from './portal'
import { Site } from './site'
import { BOB, draftIn, JANE, plan, PLANS, tabOf } from './tabs'

let site: Site
const loaded = () => tabOf(site)

/** Lets the server say whose the account is only when the returned function is called. */
function lateAccount() {
  let resolve: (said: Response) => void = () => undefined
  const late = new Promise<Response>((resolved) => {
    resolve = resolved
  })
  site.instead.set('GET account', () => late)
  const answer = async (said: Response) => {
    resolve(said)
    await new Promise((passed) => {
      setTimeout(passed)
    })
  }
  return { answer }
}

beforeEach(() => {
  sessionStorage.clear()
  site = new Site()
})
afterEach(() => {
  for (const session of site.sessions) session.close()
})

it('signing out in another tab discards them', async () => {
  const tab = loaded()
  await tab.signIn(JANE)
  plan(tab)
  await loaded().signOut()
  await waitFor(() => expect(tab.state).toEqual({ status: 'out', reason: 'ended' }))
  expect(draftIn(tab)[0]).toEqual({})
  expect(draftIn(loaded())[0]).toEqual({})
})

it('signing out in another tab discards those of a session that has ended already', async () => {
  const tab = loaded()
  await tab.signIn(JANE)
  plan(tab)
  tab.ended()
  const first = tab.keeper
  await loaded().signOut()
  await waitFor(() => expect(tab.keeper).not.toBe(first))
  expect(draftIn(tab)[0]).toEqual({})
  expect(tab.state).toEqual({ status: 'out', reason: 'ended' })
})

it('a password that was changed in another tab does not', async () => {
  const tab = loaded()
  await tab.signIn(JANE)
  plan(tab)
  loaded().passwordChanged()
  await waitFor(() => expect(tab.state).toEqual({ status: 'out', reason: 'ended' }))
  await tab.signIn(JANE)
  expect(draftIn(tab)[0]).toEqual(PLANS)
})

it('those of the same person are found after signing in with a passkey, and not those of others', async () => {
  const tab = loaded()
  await tab.signIn(JANE)
  plan(tab)
  tab.ended()
  await tab.entered()
  expect(tab.state).toEqual({ status: 'in' })
  expect(draftIn(tab)[0]).toEqual(PLANS)
  tab.ended()
  site.email = BOB.username
  await tab.entered()
  expect(draftIn(tab)[0]).toEqual({})
})

it('those of the same person are found after signing in with a provider, and not those of others', async () => {
  const tab = loaded()
  await tab.signIn(JANE)
  plan(tab)
  tab.ended()
  site.isSignedIn = false
  vi.stubGlobal('fetch', () => Promise.resolve(Response.json({ Location: '#provider' })))
  site.instead.set('GET providers', () =>
    Response.json({ Providers: [{ Name: 'p', Label: 'Provider' }], PasswordsSignIn: true }),
  )
  site.open('/dashboard/')
  await userEvent.setup().click(await screen.findByRole('button', { name: /Provider/ }))
  await waitFor(() => expect(location.hash).toBe('#provider'))
  vi.unstubAllGlobals()
  site.isSignedIn = true
  const back = loaded()
  await back.resume()
  expect(draftIn(back)[0]).toEqual(PLANS)
  site.email = BOB.username
  const next = loaded()
  await next.resume()
  expect(draftIn(next)[0]).toEqual({})
})

it('those of one person are not shown to another who has signed in in another tab', async () => {
  const tab = loaded()
  await tab.signIn(JANE)
  plan(tab)
  tab.ended()
  await loaded().signIn(BOB)
  await waitFor(() => expect(tab.state).toEqual({ status: 'in' }))
  expect(draftIn(tab)[0]).toEqual({})
})

it.each([
  ['another person', BOB, {}, ['out', 'in']],
  ['the same person', JANE, PLANS, []],
])('a tab of a session that goes on follows the sign-in of %s in another tab', async (_, who, left, passed) => {
  const tab = loaded()
  await tab.signIn(JANE)
  plan(tab)
  const states: string[] = []
  tab.subscribe(() => states.push(tab.state.status))
  await loaded().signIn(who)
  await waitFor(() => expect(site.requests.filter(({ path }) => path === '/api/account')).not.toHaveLength(0))
  await waitFor(() => expect(states).toEqual(passed))
  await new Promise((resolve) => {
    setTimeout(resolve)
  })
  expect(states).toEqual(passed)
  expect(draftIn(tab)[0]).toEqual(left)
})

it('those made without signing in in this tab belong to the person too', async () => {
  site.isSignedIn = true
  const tab = loaded()
  await tab.resume()
  await waitFor(() => expect(sessionStorage).toHaveLength(1))
  plan(tab)
  tab.ended()
  await tab.signIn(JANE)
  expect(draftIn(tab)[0]).toEqual(PLANS)
  tab.ended()
  await tab.signIn(BOB)
  expect(draftIn(tab)[0]).toEqual({})
})

it('they are kept, and not shown, while the server does not say who has signed in', async () => {
  const tab = loaded()
  await tab.signIn(JANE)
  plan(tab)
  tab.ended()
  site.instead.set('GET account', () => Promise.reject(new TypeError('no answer')))
  await tab.entered()
  expect(tab.state).toEqual({ status: 'unreachable' })
  site.instead.set('GET account', () => Response.json({ Email: JANE.username }))
  await tab.resume()
  expect(tab.state).toEqual({ status: 'in' })
  expect(draftIn(tab)[0]).toEqual(PLANS)
})

it('those of the next person stay when the answer about the one before comes late', async () => {
  const { answer } = lateAccount()
  site.isSignedIn = true
  const tab = loaded()
  await tab.resume()
  expect(tab.state).toEqual({ status: 'in' })
  await tab.signOut()
  await tab.signIn(BOB)
  plan(tab)
  await answer(Response.json({ Email: JANE.username }))
  expect(draftIn(tab)[0]).toEqual(PLANS)
})

it('those of the next person stay when the answer about the one before comes after the sign-in', async () => {
  const { answer } = lateAccount()
  site.isSignedIn = true
  const tab = loaded()
  await tab.resume()
  await tab.signIn(BOB)
  plan(tab)
  await answer(Response.json({ Email: JANE.username }))
  expect(draftIn(tab)[0]).toEqual(PLANS)
})

it('a person who has signed in stays when the question about the one before fails late', async () => {
  const tab = loaded()
  await tab.signIn(JANE)
  tab.ended()
  const { answer } = lateAccount()
  const resumed = tab.resume()
  await waitFor(() => expect(site.requests.at(-1)?.path).toBe('/api/account'))
  await tab.signIn(BOB)
  await answer(problem(404, 'not_found'))
  await resumed
  expect(tab.state).toEqual({ status: 'in' })
})

it('those of somebody whom the server does not name are gone with the session, and after a reload', async () => {
  site.isSignedIn = true
  const name = site.instead.get('GET account') ?? (() => problem(404, 'not_found'))
  site.instead.set('GET account', () => problem(404, 'not_found'))
  const tab = loaded()
  await tab.resume()
  expect(tab.state).toEqual({ status: 'in' })
  plan(tab)
  expect(draftIn(tab)[0]).toEqual(PLANS)
  tab.ended()
  await tab.signIn(BOB)
  expect(draftIn(tab)[0]).toEqual({})
  sessionStorage.clear()
  const unnamed = loaded()
  await unnamed.resume()
  plan(unnamed)
  site.instead.set('GET account', name)
  const reloaded = loaded()
  await reloaded.resume()
  expect(draftIn(reloaded)[0]).toEqual({})
})

it('a session that ends while the server is asked who has signed in has ended', async () => {
  const tab = loaded()
  await tab.signIn(JANE)
  plan(tab)
  const reloaded = loaded()
  site.instead.set('GET account', () => {
    site.isSignedIn = false
    return problem(401, 'not_authenticated')
  })
  await reloaded.resume()
  expect(reloaded.state).toEqual({ status: 'out', reason: 'ended' })
  await reloaded.signIn(JANE)
  expect(draftIn(reloaded)[0]).toEqual(PLANS)
})

it('those that a call still changes after the user has signed out are not kept', async () => {
  const tab = loaded()
  await tab.signIn(JANE)
  plan(tab)
  const [, setOther] = renderHook(() => useDraft(tab.keeper, 56)).result.current
  await tab.signOut()
  act(() => setOther({}))
  expect(draftIn(loaded())[0]).toEqual({})
  expect(sessionStorage).toHaveLength(0)
})
