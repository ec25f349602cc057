/** Tabs of a browser, and the unsaved changes in them. */
import { act, renderHook } from '@testing-library/react'
import { useDraft } from '@/features/attendance/useDraft'
import { Session } from '@/session/session'
import type { Site } from './site'

export const JANE = { username: 'jane@techinnovators.com', password: 'x' }
export const BOB = { ...JANE, username: 'bob@techinnovators.com' }
export const PLANS = { 101: { MondayAttendance: 2 } } as const

/** A page of the dashboard in a tab. */
export function tabOf(site: Site): Session {
  const session = new Session({ fetch: site.fetch, language: () => 'en' })
  site.sessions.push(session)
  return session
}

/** The draft of a team, and what changes it. */
export function draftIn(session: Session) {
  return renderHook(() => useDraft(session.keeper, 55)).result.current
}

/** Changes plans without saving them. */
export function plan(session: Session): void {
  const [, setDraft] = draftIn(session)
  act(() => setDraft(PLANS))
}
