/** The real server that the tests ask, and who may do what there. */
import { inject } from 'vitest'
import { createHttpClient, type HttpClient, passwordTokens, type PasswordOptions } from '../../src/index.js'

/** What tests/web/test_client.py says about the server that it has started. */
export interface Server {
  url: string
  /** The password of every account. */
  password: string
  /** Codes that each open the account with a second factor once. */
  recoveryCodes: string[]
  /** An API key that may do everything. */
  key: string
  /** A webhook for no event in particular. */
  hook: { url: string; secret: string }
}

declare module 'vitest' {
  export interface ProvidedContext {
    server: Server | null
  }
}

export const server = inject('server') ?? fail()

/** Administers team 55. */
export const JANE = { username: 'jane@techinnovators.com', password: server.password }
/** A plain member of team 55. */
export const BOB = { username: 'bob@techinnovators.com', password: server.password }
/** Has a second factor. */
export const ANA = { username: 'ana@techinnovators.com', password: server.password }

/** A client, and the requests that it sends. */
export interface Watched {
  client: HttpClient
  sent: string[]
}

/** A `fetch` that notes what it sends. */
export function noting(sent: string[], send: typeof fetch = fetch): typeof fetch {
  return (input, init) => {
    const { method, url } = new Request(input, init)
    sent.push(`${method} ${url.replace(server.url, '')}`)
    return send(input, init)
  }
}

export async function signedIn(who: typeof JANE, options: PasswordOptions = {}): Promise<Watched> {
  const sent: string[] = []
  const client = createHttpClient({ baseUrl: server.url, tokens: passwordTokens(options), fetch: noting(sent) })
  await client.signIn(who)
  sent.length = 0
  return { client, sent }
}

function fail(): never {
  throw new Error('these tests need a server; tests/web/test_client.py starts one and runs them')
}
