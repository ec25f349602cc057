/** What a program can hear of each call. */
import type { Retry } from './patience.js'

/** The head of an answer. */
export interface AnswerHead {
  readonly status: number
  readonly headers: Headers
  /** The request's id in the server's log; null when the answer has none. */
  readonly requestId: string | null
}

/** A request as hooks see it: without its token and its body. */
export interface SentCall {
  readonly method: string
  /** Path and query, from the root of the server, without the secret of a calendar's address. */
  readonly url: string
  /** A `request` hook may add to them. */
  readonly headers: Record<string, string>
}

/**
 * What is called with each call. No hook sees a token, a password or a body.
 *
 * `request` and `response` may be asynchronous: the call waits for them. An error in a hook is the call's error.
 */
export interface Hooks {
  /** Before each request is sent; it may add headers. */
  request?: ((call: SentCall) => unknown) | undefined
  /** After each answer, including those after which the call is repeated. */
  response?: ((call: SentCall, answer: AnswerHead) => unknown) | undefined
  /** Before a call is repeated; false prevents it. */
  retry?: ((call: SentCall, retry: Retry) => boolean | undefined) | undefined
}
