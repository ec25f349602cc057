/** Clients that sign in with a password, and what their sign-ins tell. */
import {
  createHttpClient,
  endpoints,
  type PasswordOptions,
  passwordTokens,
  type SessionEvent,
  type StoredTokens,
  type TokenStore,
} from '../src/index.js'
import { BASE, CREDENTIALS, type Portal } from './portal.js'

export function open(portal: Portal, options?: PasswordOptions) {
  const client = createHttpClient({ baseUrl: BASE, tokens: passwordTokens(options), fetch: portal.fetch })
  const events: SessionEvent[] = []
  client.subscribe((event) => events.push(event))
  return { client, events, kpi: () => client.get(endpoints.teams.kpi(55)) }
}

export async function signedIn(portal: Portal, options?: PasswordOptions) {
  const opened = open(portal, options)
  await opened.client.signIn(CREDENTIALS)
  return opened
}

/** A place as a page would keep its tokens in for all its tabs. */
export function sharedStore(): TokenStore {
  let kept = 'null'
  let last: Promise<unknown> = Promise.resolve()
  return {
    read: () => Promise.resolve(JSON.parse(kept) as StoredTokens | null),
    write: async (tokens) => {
      await Promise.resolve()
      kept = JSON.stringify(tokens)
    },
    alone: (work) => {
      const run = last.then(work)
      last = run.catch(() => null)
      return run
    },
  }
}
