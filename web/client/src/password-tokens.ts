/** Sign-ins with `POST /api/token`: an access token, and a refresh token that is spent by its use. */
import { fieldsOf, formCall, grantedBy } from './grant.js'
import { patiently } from './patience.js'
import { isGood, refusalOf } from './reply.js'
import { type Held, SignIn } from './sign-in.js'
import type { TokenSource } from './tokens.js'

/** What a store keeps; it can be written as JSON. */
export interface StoredTokens extends Held {
  readonly refreshToken: string
}

/** Where tokens are stored. */
export interface TokenStore {
  read(): StoredTokens | null | Promise<StoredTokens | null>
  /** Keeps the tokens in the place of those before; null forgets them. */
  write(tokens: StoredTokens | null): void | Promise<void>
  /**
   * Runs something while no other user of this store does.
   *
   * A store that several tabs or processes share needs it: a refresh token that is used again more than ten seconds
   * later ends the sign-in. In a browser: `(work) => navigator.locks.request('teamkpi', work)`.
   */
  alone?<T>(work: () => Promise<T>): Promise<T>
}

/** How a client signs in with a password. */
export interface PasswordOptions {
  /**
   * Names the client. One refresh token lives for each account and client id, so two devices of one account want two of
   * them. When absent the server takes the e-mail.
   */
  clientId?: string | undefined
  /** Where the tokens are stored: in memory by default. */
  store?: TokenStore | undefined
}

/**
 * Signs in with e-mail, password and second factor, and refreshes by itself.
 *
 * @param options - The client's ID, and where tokens are stored.
 * @returns The source.
 */
export function passwordTokens(options: PasswordOptions = {}): TokenSource {
  return (send, tell) => {
    const headers: Record<string, string> = options.clientId ? { client_id: options.clientId } : {}
    const store: TokenStore = options.store ?? inMemory()
    const signIn = new SignIn<StoredTokens>(
      {
        read: () => store.read(),
        write: (tokens) => store.write(tokens),
        alone: (work) => (store.alone ? store.alone(work) : work()),
        mayResume: false,
        renew: async (held) => {
          if (!held) return null
          const fields = { grant_type: 'refresh_token', refresh_token: held.refreshToken }
          const call = formCall('/api/token', headers, fields)
          const reply = await patiently(() => send(call), 'same')
          if (isGood(reply)) return grantedBy(call, reply)
          const refusal = refusalOf(reply)
          if (refusal.code === 'invalid_grant' || refusal.status === 401) return null
          throw refusal
        },
      },
      tell,
    )
    return {
      current: () => signIn.current(),
      renewed: (refused) => signIn.renewed(refused),
      signIn: (credentials, signal) =>
        signIn.begin(async () => {
          const call = formCall('/api/token', headers, { grant_type: 'password', ...fieldsOf(credentials) }, signal)
          const reply = await send(call)
          if (!isGood(reply)) throw refusalOf(reply)
          return grantedBy(call, reply)
        }),
      signOut: () =>
        signIn.end(async (held) => {
          // Forgotten here in any case; an error says that the sign-in may live on at the server.
          await store.write(null)
          tell({ type: 'signedOut', reason: 'asked' })
          if (!held) return
          const reply = await send(formCall('/api/token/revoke', {}, { token: held.refreshToken }))
          if (!isGood(reply)) throw refusalOf(reply)
        }),
    }
  }
}

/** A place in memory: a reload of the page leaves nothing of it. */
function inMemory(): TokenStore {
  let kept: StoredTokens | null = null
  return {
    read: () => kept,
    write: (tokens) => {
      kept = tokens
    },
  }
}
