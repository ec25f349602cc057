/** Describes a call: a value with its method and URL that carries the types of its answer and body. */

/** The methods of the calls. */
export type Method = 'GET' | 'POST' | 'PUT' | 'DELETE'

/**
 * One call of the server.
 *
 * `type` and `sent` are there for the compiler only: `typeof endpoint.type` is the type of the answer, `typeof
 * endpoint.sent` that of the body. At run time they are absent.
 */
export interface Endpoint<Answer = unknown, Sent = unknown, M extends Method = Method> {
  readonly method: M
  /** Path and query, from the root of the server. */
  readonly url: string
  /** The call takes no access token, and none is sent. */
  readonly open: boolean
  /** The answer is a file. */
  readonly file: boolean
  readonly type: Answer
  readonly sent: Sent
}

/** A numeric ID, also as text, as routers pass it. */
export type Id = number | string

/** A call that reads. */
export type GetEndpoint<Answer = unknown> = Endpoint<Answer, undefined, 'GET'>

/** A file as the server sent it. */
export interface FileContent {
  readonly blob: Blob
  /** The name that the server gives it. */
  readonly name: string
}

/** A value of a query parameter. Null and undefined are left out. */
export type QueryValue = string | number | boolean | Date | null | undefined

/**
 * Makes an endpoint, also for calls that this package does not know.
 *
 * @param method - The HTTP method.
 * @param path - The path from the root of the server, with its parts percent-encoded.
 * @param query - Parameters of the query.
 * @param open - Whether the call takes no access token.
 * @param file - Whether the answer is a file; its type is then `FileContent`.
 * @returns The endpoint.
 */
export function endpoint<Answer, Sent, M extends Method>(
  method: M,
  path: string,
  query: Readonly<Record<string, QueryValue>> = {},
  open = false,
  file = false,
): Endpoint<Answer, Sent, M> {
  const said = Object.entries(query).filter(([, value]) => value != null)
  const texts = said.map(([name, value]) => [name, value instanceof Date ? value.toISOString() : String(value)])
  const search = new URLSearchParams(texts).toString()
  const url = search ? `${path}?${search}` : path
  // Methods are case-sensitive: `post` would be sent as another method, and taken for one that may be repeated.
  return { method: method.toUpperCase(), url, open, file } as Endpoint<Answer, Sent, M>
}

/** A path with ids in it, each percent-encoded, so that no id leads elsewhere. */
export function at(parts: TemplateStringsArray, ...ids: readonly Id[]): string {
  return parts.reduce((path, part, index) => `${path}${encodeURIComponent(ids[index - 1] ?? '')}${part}`)
}
