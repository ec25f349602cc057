/** Where access tokens come from: what every source of them can do, and the simplest one. */
import type { Transport } from './transport.js'

/** The credentials for signing in. */
export interface Credentials {
  /** The account's e-mail. */
  username: string
  password: string
  /** A code of the second factor, or a recovery code; needed once the server answers `two_factor_auth_check`. */
  totp?: string | undefined
}

/**
 * What happens to a sign-in.
 *
 * `signedOut` comes with its reason: `asked` for `signOut()`, `refused` when the server no longer takes the sign-in,
 * because it has expired or was ended elsewhere.
 */
export type SessionEvent =
  { readonly type: 'signedIn' | 'refreshed' } | { readonly type: 'signedOut'; readonly reason: 'asked' | 'refused' }

/** The tokens of one client. */
export interface Tokens {
  /** The access token to send; null when signed out. */
  current(): Promise<string | null>
  /**
   * A token in the place of one that the server refused; null when the sign-in has ended.
   *
   * Calls at the same time share one renewal.
   */
  renewed(refused: string): Promise<string | null>
  signIn?(credentials: Credentials, signal?: AbortSignal): Promise<void>
  signOut?(): Promise<void>
}

/** Makes the tokens of a client: it gets what sends requests, and tells what happens to the sign-in. */
export type TokenSource = (send: Transport, tell: (event: SessionEvent) => void) => Tokens

/**
 * Tokens that the program around gets by itself, for a portal that has signed in already.
 *
 * @param token - Gives the token to send, or null. It is asked again when the server has refused one.
 * @returns The source.
 */
export function givenTokens(token: () => string | null | Promise<string | null>): TokenSource {
  return () => ({
    current: async () => token(),
    renewed: async (refused) => {
      const next = await token()
      return next === refused ? null : next
    },
  })
}

/**
 * An API key, for programs that ask the back office.
 *
 * @param key - The key, as `teamkpi key create` printed it. Keep it on a server; a page would show it to its readers.
 * @returns The source.
 */
export function apiKey(key: string): TokenSource {
  return givenTokens(() => key)
}
