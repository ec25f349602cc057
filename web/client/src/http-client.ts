/** The client: sends calls with a token, asks again where that helps, and keeps answers to revalidate them. */
import type { Endpoint, GetEndpoint } from './endpoint.js'
import type { AnswerHead, Hooks, SentCall } from './hooks.js'
import { type KeptAnswer, KeptAnswers } from './kept-answers.js'
import { type Patience, patiently, type Repeating } from './patience.js'
import { answerOf, isGood, refusalOf } from './reply.js'
import type { RightPaths, Shape, Shaped } from './shape.js'
import type { Credentials, SessionEvent, Tokens, TokenSource } from './tokens.js'
import { type Call, type Reply, transportTo, withoutSecret } from './transport.js'
import { waitFor } from './waiting.js'

/** How a client is made. */
export interface HttpClientOptions {
  /** The server, such as `https://space.example`; by default the origin of the page. */
  baseUrl?: string | undefined
  /** Where access tokens come from; without it only open calls are answered. */
  tokens?: TokenSource | undefined
  /** Sends the requests: the runtime's `fetch` by default. */
  fetch?: typeof fetch | undefined
  /** The language of texts that the server writes, such as `es`; a function is asked before each call. */
  language?: string | (() => string | undefined) | undefined
  /** The IANA time zone of local times in answers, where the server lets it be chosen. */
  timeZone?: string | undefined
  /** How often, and how long, a call is repeated when the server is too busy. */
  patience?: Patience | undefined
  /** Milliseconds to wait for each answer: 30,000 by default; 0 for as long as it takes. */
  timeout?: number | undefined
  /** How many answers to cache for revalidation: 50 by default. */
  keep?: number | undefined
  /** Called with each call and each answer, for instance to trace them. */
  hooks?: Hooks | undefined
}

/** What may be said about one call. */
export interface CallOptions {
  /** Ends the call, also while it waits. */
  signal?: AbortSignal | undefined
  /** Milliseconds to wait for an answer to this call. */
  timeout?: number | undefined
  /**
   * Whether the call may be sent again when the server is busy: by default GET, PUT and DELETE may, and POST may not.
   *
   * The server knows no idempotency keys.
   */
  idempotent?: boolean | undefined
}

/** What came back. */
export interface Answer<Data> extends AnswerHead {
  /** The body; null when it is empty. Don't modify it: it is cached and returned again while nothing has changed. */
  readonly data: Data
  /** The server says that nothing has changed: `data` is the very object of the call before. */
  readonly notModified: boolean
  readonly etag: string | null
  /** Paths of the shape that this server does not know, percent-encoded. */
  readonly unknownPaths: readonly string[]
}

/** Sends calls, signed in. */
export interface HttpClient {
  /** Reads, with a shape: only the named fields come back. */
  get<Data, const Paths extends readonly string[]>(
    endpoint: GetEndpoint<Data>,
    options: CallOptions & { shape: Shape<RightPaths<Data, Paths>> },
  ): Promise<Answer<Shaped<Data, Paths[number]>>>
  /** Reads. */
  get<Data>(endpoint: GetEndpoint<Data>, options?: CallOptions & { shape?: undefined }): Promise<Answer<Data>>
  put<Data, Sent>(
    endpoint: Endpoint<Data, Sent, 'PUT'>,
    body: NoInfer<Sent>,
    options?: CallOptions,
  ): Promise<Answer<Data>>
  post<Data, Sent>(
    endpoint: Endpoint<Data, Sent, 'POST'>,
    body: NoInfer<Sent>,
    options?: CallOptions,
  ): Promise<Answer<Data>>
  delete<Data>(endpoint: Endpoint<Data, undefined, 'DELETE'>, options?: CallOptions): Promise<Answer<Data>>
  /** Sends any call, with a body as JSON or, of a Blob, its bytes; what comes back is what the caller says that it is. */
  request<Data>(
    endpoint: Endpoint,
    options?: CallOptions & { shape?: Shape | undefined; body?: unknown },
  ): Promise<Answer<Data>>
  /** Whether a user is signed in. Resumes an earlier session if the token source can. */
  isSignedIn(): Promise<boolean>
  /** Signs in; fails with an ApiError, for instance of the code `invalid_grant` or `two_factor_auth_check`. */
  signIn(credentials: Credentials, options?: CallOptions): Promise<void>
  /** Ends the sign-in, with all tokens that came of it. */
  signOut(): Promise<void>
  /** Hears what happens to the sign-in, until the returned function is called. */
  subscribe(listener: (event: SessionEvent) => void): () => void
}

const TIMEOUT = 30_000
const IDEMPOTENT = ['GET', 'PUT', 'DELETE']
const NO_TOKENS: Tokens = { current: () => Promise.resolve(null), renewed: () => Promise.resolve(null) }

/**
 * Makes a client of one server.
 *
 * @param options - The server, the source of tokens, and the settings for every call.
 * @returns The client.
 */
export function createHttpClient(options: HttpClientOptions = {}): HttpClient {
  const { baseUrl = '', language, timeZone, patience, keep = 50, hooks = {} } = options
  const send = transportTo(baseUrl, options.fetch ?? ((input, init) => fetch(input, init)))
  const listeners = new Set<(event: SessionEvent) => void>()
  let answers = new KeptAnswers(keep)

  const tokens =
    options.tokens?.(send, (event) => {
      // Answers for one account aren't cached for the next, not even those of pending calls.
      if (event.type !== 'refreshed') answers = new KeptAnswers(keep)
      for (const listener of listeners) {
        queueMicrotask(() => listener(event))
      }
    }) ?? NO_TOKENS

  const request: HttpClient['request'] = async <Data>(
    endpoint: Endpoint,
    said: CallOptions & { shape?: Shape | undefined; body?: unknown } = {},
  ): Promise<Answer<Data>> => {
    const { url, open, file } = endpoint
    const method = endpoint.method.toUpperCase() as Endpoint['method']
    const { signal, shape, body, timeout = options.timeout ?? TIMEOUT } = said
    const headers = headersOf(typeof language === 'function' ? language() : language, timeZone, body, file)
    const call: Call = { method, url: shaped(url, shape), headers, body: sentAs(body), signal, timeout, file }
    const token = open ? null : await waitFor(tokens.current(), signal)
    const from = answers
    const key = `${call.url} ${headers['accept-language'] ?? ''}`
    // Files are large, and asked for once.
    const isKept = method === 'GET' && !file
    const kept = isKept ? from.get(key) : undefined
    if (kept) headers['if-none-match'] = kept.etag

    const shown: SentCall = { method, url: withoutSecret(call.url), headers }

    const repeating = repeatingOf(method, said.idempotent)

    /** Sends the call with a token, and again where that may help. */
    const ask = (bearer: string | null): Promise<Reply> =>
      patiently(
        async () => {
          await hooks.request?.(shown)
          const reply = await send(withToken(call, bearer))
          await hooks.response?.(shown, headOf(reply))
          return reply
        },
        repeating,
        patience,
        signal,
        (retry) => hooks.retry?.(shown, retry) ?? true,
      )

    let reply = await ask(token)
    if (token && isTokenRefused(reply)) {
      const next = await waitFor(tokens.renewed(token), signal)
      if (next) reply = await ask(next)
    }
    if (reply.status === 304 && kept)
      return { ...(kept as Answer<Data> & KeptAnswer), ...headOf(reply), notModified: true }
    if (!isGood(reply)) throw refusalOf(reply)
    const etag = reply.headers.get('etag')
    const data = answerOf(call, reply) as Data
    const answer = { data, ...headOf(reply), notModified: false, etag, unknownPaths: pathsOf(reply) }
    if (isKept && etag) from.set(key, { ...answer, etag })
    return answer
  }

  return {
    request,
    get: (endpoint: Endpoint, said?: CallOptions & { shape?: Shape | undefined }) => request<never>(endpoint, said),
    put: (endpoint, body, said) => request(endpoint, { ...said, body }),
    post: (endpoint, body, said) => request(endpoint, { ...said, body }),
    delete: (endpoint, said) => request(endpoint, said),
    isSignedIn: async () => (await tokens.current()) !== null,
    signIn: async (credentials, said) => {
      if (!tokens.signIn) throw new TypeError('the tokens of this client come from elsewhere: sign in there')
      await waitFor(tokens.signIn(credentials, said?.signal), said?.signal)
    },
    signOut: async () => {
      if (!tokens.signOut) throw new TypeError('the tokens of this client come from elsewhere: sign out there')
      await tokens.signOut()
    },
    subscribe: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}

/** What sending a call again does: as the caller says, or else as HTTP defines its method. */
function repeatingOf(method: string, idempotent = IDEMPOTENT.includes(method)): Repeating {
  if (!idempotent) return 'twice'
  return method === 'GET' ? 'reading' : 'same'
}

function headOf({ status, headers }: Reply): AnswerHead {
  return { status, headers, requestId: headers.get('x-request-id') }
}

function headersOf(
  language: string | undefined,
  timeZone: string | undefined,
  body: unknown,
  file: boolean,
): Record<string, string> {
  return {
    accept: file ? '*/*' : 'application/json',
    ...(language && { 'accept-language': language }),
    ...(timeZone && { 'x-use-timezone': timeZone }),
    ...(body !== undefined && {
      'content-type': body instanceof Blob ? 'application/octet-stream' : 'application/json',
    }),
  }
}

/** A body as it is sent: bytes as they are, anything else as JSON. */
function sentAs(body: unknown): string | Blob | undefined {
  return body instanceof Blob ? body : JSON.stringify(body)
}

function withToken(call: Call, token: string | null): Call {
  return token ? { ...call, headers: { ...call.headers, authorization: `Bearer ${token}` } } : call
}

/** Whether the token was rejected; a 401 can also mean that the caller is not an administrator of the team. */
function isTokenRefused(reply: Reply): boolean {
  return reply.status === 401 && ['not_authenticated', 'unrecognised'].includes(refusalOf(reply).code)
}

function shaped(url: string, shape: Shape | undefined): string {
  if (!shape?.fields.length) return url
  return `${url}${url.includes('?') ? '&' : '?'}_shape=${encodeURIComponent(shape.fields.join(','))}`
}

function pathsOf(reply: Reply): string[] {
  const header = reply.headers.get('x-unknown-shape-paths')
  return header ? header.split(',') : []
}
