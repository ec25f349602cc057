/** The session, for the pages. */
import { createContext, use, useSyncExternalStore } from 'react'
import type { Session, SessionState } from './session'

const Context = createContext<Session | null>(null)

/** Gives the pages their session. */
export const SessionProvider = Context

/** The session of the page. */
export function useSession(): Session {
  const session = use(Context)
  if (!session) throw new Error('useSession outside of a SessionProvider')
  return session
}

/** The state of the session, updated on every change. */
export function useSessionState(): SessionState {
  const session = useSession()
  return useSyncExternalStore(
    (changed) => session.subscribe(changed),
    () => session.state,
  )
}
