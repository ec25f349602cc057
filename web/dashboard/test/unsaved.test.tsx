/** Whose unsaved changes are kept, by the way in which a session ends and the next one begins. */
import { act, renderHook, screen, waitFor } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { useDraft } from '@/features/attendance/useDraft'
import { Session } from '@/session/session'
import { Site } from './site'

const JANE = { username: 'jane@techinnovators.com', password: 'x' }
const BOB = { ...JANE, username: 'bob@techinnovators.com' }
const PLANS = { 101: { MondayAttendance: 2 } } as const

let site: Site

/** A page of the dashboard in a tab. */
function loaded(): Session {
  const session = new Session({ fetch: site.fetch, language: () => 'en' })
  site.sessions.push(session)
  return session
}

function draftIn(session: Session) {
  return renderHook(() => useDraft(session.keeper, 55)).result.current
}

function plan(session: Session): void {
  const [, setDraft] = draftIn(session)
  act(() => setDraft(PLANS))
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

it('those made after signing in with a passkey belong to no e-mail address', async () => {
  const tab = loaded()
  await tab.signIn(JANE)
  plan(tab)
  await tab.entered()
  expect(draftIn(tab)[0]).toEqual({})
  plan(tab)
  tab.ended()
  await tab.signIn(BOB)
  expect(draftIn(tab)[0]).toEqual({})
})

it('leaving to sign in with a provider discards them, and those made after it belong to no e-mail address', async () => {
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
  const back = loaded()
  expect(draftIn(back)[0]).toEqual({})
  plan(back)
  back.ended()
  await back.signIn(BOB)
  expect(draftIn(back)[0]).toEqual({})
})
