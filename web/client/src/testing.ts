/** For tests of programs that use the client: a server that answers from memory, behind the real client. */
import type { ErrorCode } from './errors.js'

/** A request as the fake server got it. */
export interface FakeRequest {
  readonly method: string
  /** The path, without the query. */
  readonly path: string
  readonly query: URLSearchParams
  readonly headers: Headers
  readonly body: string
}

/** What is answered to a call: a body to be sent as JSON, a whole `Response`, or a function of the request. */
export type FakeAnswer = object | Response | ((request: FakeRequest) => object | Response)

/** A server that answers from memory. */
export interface FakeServer {
  /** For `createHttpClient({ baseUrl: 'https://space.example', fetch })`. */
  readonly fetch: typeof fetch
  /** What was asked, in order. */
  readonly requests: readonly FakeRequest[]
}

/**
 * Makes a server that answers from memory.
 *
 * @param answers - What is answered, by method and path: `{ 'GET /api/public/teams/55/kpi': { Kpi: [] } }`. Anything else
 *   is answered with 404, and the error says which call it was.
 * @returns The server.
 */
export function fakeServer(answers: Readonly<Record<string, FakeAnswer>>): FakeServer {
  const requests: FakeRequest[] = []
  const send: typeof fetch = async (input, init) => {
    init?.signal?.throwIfAborted()
    const sent = new Request(input, init)
    const { pathname, searchParams } = new URL(sent.url)
    const { method, headers } = sent
    const request = { method, path: pathname, query: searchParams, headers, body: await sent.text() }
    requests.push(request)
    const known = answers[`${method} ${pathname}`]
    if (!known) return refusal(404, 'not_found', `The fake server has no answer to ${method} ${pathname}.`)
    const answer = typeof known === 'function' ? (known as (request: FakeRequest) => object | Response)(request) : known
    return answer instanceof Response ? answer.clone() : Response.json(answer)
  }
  return { fetch: send, requests }
}

/**
 * A refusal as the server words it.
 *
 * @param status - The HTTP status.
 * @param code - The reason, for programs.
 * @param detail - What was wrong with this very request, for people.
 * @param headers - Further headers, such as `{ 'retry-after': '2' }`.
 * @returns The answer.
 */
export function refusal(
  status: number,
  code: ErrorCode,
  detail = '',
  headers: Readonly<Record<string, string>> = {},
): Response {
  const body = { type: `/docs#problem-${code}`, title: code, status, detail, code }
  return Response.json(body, { status, headers: { ...headers, 'content-type': 'application/problem+json' } })
}
