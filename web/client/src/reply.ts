/** What a reply says: its answer, or why there is none. */
import type { OAuthError, Problem } from './answers.js'
import type { FileContent } from './endpoint.js'
import { ApiError, type ErrorCode, type FieldProblem, UnreadableAnswerError } from './errors.js'
import { type Call, named, type Reply } from './transport.js'

/** Whether the reply is successful. */
export function isGood(reply: Reply): boolean {
  return reply.status >= 200 && reply.status < 300
}

/** The parsed body of a successful reply, or its file; null when it is empty. Throws UnreadableAnswerError. */
export function answerOf(call: Call, reply: Reply): unknown {
  if (reply.file) return { blob: reply.file, name: nameOf(call, reply) } satisfies FileContent
  if (!reply.text) return null
  const answer = parsed(reply)
  if (answer === undefined) {
    throw new UnreadableAnswerError(named(call), reply.status, reply.headers.get('content-type'))
  }
  return answer
}

/** The name of a file; the end of its path when the server's name for it can't be read. */
function nameOf(call: Call, reply: Reply): string {
  const given = /filename="([^"/\\]+)"/.exec(reply.headers.get('content-disposition') ?? '')?.[1]
  return given ?? call.url.replace(/\?.*/, '').replace(/.*\//, '')
}

/** Whether the body is declared as a problem (RFC 9457). */
export function isProblem(reply: Reply): boolean {
  return reply.headers.get('content-type')?.startsWith('application/problem+json') ?? false
}

/** The error in an unsuccessful reply. */
export function refusalOf(reply: Reply): ApiError {
  const body = parsed(reply) as Partial<Problem & OAuthError> | null | undefined
  const problem = isProblem(reply) && typeof body?.code === 'string' ? (body as Problem) : null
  const oauth = !problem && typeof body?.error === 'string' ? (body as OAuthError) : null
  const code: ErrorCode = problem?.code ?? oauth?.error ?? 'unrecognised'
  const refused = problem || oauth ? null : envelopeOf(body)
  // A browser hides which redirect it was, and calls it 0.
  const redirected = reply.status < 400 ? 'redirects are not followed; set baseUrl to where they lead' : ''
  const detail = problem?.detail ?? problem?.title ?? oauth?.error_description ?? refused?.message ?? redirected
  const { status, headers, sent = 1 } = reply
  const wait = secondsToWait(headers)
  const error = new ApiError(status, code, problem, detail, wait, headers.get('x-request-id'), refused?.fields)
  return Object.assign(error, { sent })
}

/** What the back office says of a change that it refused; null for any other body. */
function envelopeOf(body: unknown): { message: string; fields: readonly FieldProblem[] } | null {
  const { WasSuccessful, Message, Errors } = (body ?? {}) as Record<string, unknown>
  if (WasSuccessful !== false || typeof Message !== 'string') return null
  const errors = Array.isArray(Errors) ? (Errors as Record<string, unknown>[]) : []
  return {
    message: Message,
    fields: errors.map((one) => ({ name: String(one.PropertyName), message: String(one.Message) })),
  }
}

/** What `Retry-After` asks for, in seconds from now, be it a number or a date; null when it says nothing. */
export function secondsToWait(headers: Headers): number | null {
  // A header that was sent twice arrives as a list; the longest wait is right for both. Dates have a comma of their own.
  const values = headers.get('retry-after')?.split(/,(?!\s*\d\d[ -][a-z]{3})/i) ?? []
  // By the server's own clock, when it tells it: ours may be wrong.
  const now = dateOf(headers.get('date') ?? '') ?? Date.now()
  const waits = values.flatMap((one) => {
    const value = one.trim()
    if (/^\d+(\.\d+)?$/.test(value)) return Number(value)
    const then = dateOf(value)
    return then === null ? [] : Math.max(0, (then - now) / 1000)
  })
  return waits.length > 0 ? Math.max(...waits) : null
}

/**
 * The instant of a date in one of HTTP's three forms (RFC 9110, 5.6.7), in milliseconds; null for anything else.
 *
 * `Date.parse` alone finds a date in almost any text: the fifth of March in `3, 5`.
 */
function dateOf(text: string): number | null {
  const isDate = /^[a-z]+,? (\d\d[ -][a-z]{3}[ -]\d\d(\d\d)? [\d:]{8} GMT|[a-z]{3} [ \d]\d [\d:]{8} \d{4})$/i.test(text)
  const then = isDate ? Date.parse(text.endsWith('GMT') ? text : `${text} GMT`) : NaN
  return Number.isNaN(then) ? null : then
}

/** The body as JSON; undefined when it isn't JSON. */
function parsed(reply: Reply): unknown {
  if (!/^application\/([\w.-]+\+)?json\b/i.test(reply.headers.get('content-type') ?? '')) return undefined
  try {
    return JSON.parse(reply.text)
  } catch {
    return undefined
  }
}
