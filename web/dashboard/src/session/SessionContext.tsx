/** The session, for the pages. */
import type { HttpClient } from '@teamkpi/client'
import { createContext, useContext, useSyncExternalStore } from 'react'
import type { Session, SessionState } from './session'

/** What the parts of a page ask the server with. */
export type Client = Pick<HttpClient, 'request' | 'put'>

const Context = createContext<Session | null>(null)
const ClientContext = createContext<Client | null>(null)

/** Gives the pages their session. */
export const SessionProvider = Context.Provider
/** Gives a section on another portal's page the client that it asks with. */
export const ClientProvider = ClientContext.Provider

/** The session of the page. */
export function useSession(): Session {
  const session = useContext(Context)
  if (!session) throw new Error('useSession outside of a SessionProvider')
  return session
}

/** What a part of the page asks with: the session's client, or the one that a portal gave to its section. */
export function useClient(): Client {
  const session = useContext(Context)
  const given = useContext(ClientContext) ?? session?.client
  if (!given) throw new Error('useClient outside of a SessionProvider and a ClientProvider')
  return given
}

/** The owner of unsaved changes: the signed-in user, or the client that a portal passed to its section. */
export function useKeeper(): object {
  const session = useContext(Context)
  const client = useClient()
  return session?.keeper ?? client
}

/** Whether the page is an operator's view of a team: it is read only, and has nothing of the user's own. */
export function useIsView(): boolean {
  return useContext(Context)?.state.status === 'view'
}

/** The state of the session, updated on every change. */
export function useSessionState(): SessionState {
  const session = useSession()
  return useSyncExternalStore(
    (changed) => session.subscribe(changed),
    () => session.state,
  )
}

/** Whether the space is filled with made-up records. */
export function useIsMadeUp(): boolean {
  const session = useSession()
  return useSyncExternalStore(
    (changed) => session.subscribe(changed),
    () => session.isMadeUp,
  )
}
