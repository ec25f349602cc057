/** One request and its whole reply, whatever its status. */
import type { Method } from './endpoint.js'
import { NetworkError, TimeoutError } from './errors.js'

/** A request, of which everything is said. */
export interface Call {
  method: Method
  /** Path and query, from the root of the server. */
  url: string
  headers?: Record<string, string> | undefined
  body?: string | URLSearchParams | Blob | undefined
  signal?: AbortSignal | undefined
  /** A good answer is a file: its bytes are kept, not its text. */
  file?: boolean | undefined
  /** Milliseconds after which no answer is waited for; 0 or absent for ever. */
  timeout?: number | undefined
}

/** A reply that has come wholly. */
export interface Reply {
  status: number
  headers: Headers
  /** The body; empty where it is a file. */
  text: string
  file?: Blob | undefined
  /** How often the call was sent; once if absent. */
  sent?: number
}

/** Sends a request and waits for the whole reply; fails with a NetworkError, or with the signal's reason. */
export type Transport = (call: Call) => Promise<Reply>

/**
 * Makes what sends requests to one server.
 *
 * @param baseUrl - The server, with no path of a call; empty for the origin of the page.
 * @param send - The `fetch` to use.
 * @returns What sends requests.
 */
export function transportTo(baseUrl: string, send: typeof fetch): Transport {
  const root = rootOf(baseUrl)
  return async (call) => {
    const { method, url, headers = {}, body = null, signal, timeout } = call
    // `//other.example` and `.other.example` would make the URL one of another server, which would get the token.
    if (!/^\/(?![/\\\s])/.test(url)) throw new TypeError(`a path must begin with one slash, not ${url}`)
    const limit = timeout ? AbortSignal.timeout(timeout) : null
    // A redirect can lead to another server, which would get the body: a password, for instance.
    const init: RequestInit = { method, headers, body, redirect: 'manual' }
    try {
      const until = signal && limit ? AbortSignal.any([signal, limit]) : (signal ?? limit)
      const response = await send(root + url, { ...init, signal: until })
      const { status } = response
      const content =
        call.file && response.ok ? { text: '', file: await response.blob() } : { text: await response.text() }
      return { status, headers: response.headers, ...content }
    } catch (error) {
      signal?.throwIfAborted()
      if (limit?.aborted) throw new TimeoutError(named(call), timeout ?? 0, error)
      if (!canBeAsked(root + url)) {
        throw new TypeError('baseUrl is needed where there is no page, such as https://space.example', { cause: error })
      }
      // Without its cause, which may quote the token.
      if (!canBeAsked(root + url, init)) throw new TypeError(`${named(call)}: its headers or body can't be sent`)
      throw new NetworkError(named(call), error)
    }
  }
}

/** The server without a slash at its end. Throws a TypeError that says what is wrong with `baseUrl`. */
function rootOf(baseUrl: string): string {
  const root = baseUrl.replace(/\/+$/, '')
  if (/^[^/?#]*\/\/[^/?#]*@/.test(root)) throw new TypeError('baseUrl must not hold a user or a password')
  if (!/^(https?:\/\/[^/?#]+([^?#]*)|\/[^/?#][^?#]*)?$/i.test(root) || (/^http/i.test(root) && !canBeAsked(root))) {
    throw new TypeError(`baseUrl must be a URL such as https://space.example, or a path such as /kpi, not ${root}`)
  }
  return root
}

/** Whether there can be such a request; a URL without a server exists on a page only. */
function canBeAsked(url: string, init?: RequestInit): boolean {
  try {
    return Boolean(new Request(url, init))
  } catch {
    return false
  }
}

/** The call without its query, which may contain search terms, and without the secret of a calendar's address. */
export function named({ method, url }: Call): string {
  return `${method} ${withoutSecret(url.replace(/\?.*/, ''))}`
}

/** A URL without the secret of a calendar's address. */
export function withoutSecret(url: string): string {
  return url.replace(/(\/calendars\/)[^/]+/, '$1…')
}
