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
  /** Path and query, from the root of the server. */
  readonly url: string
  /** May be added to. */
  readonly headers: Record<string, string>
}

/** What is called with each call. No hook sees a token, a password or a body. */
export interface Hooks {
  /** Before a call is sent; it may add headers. */
  request?: ((call: SentCall) => void) | undefined
  /** With each answer, those that are repeated included. */
  response?: ((call: SentCall, answer: AnswerHead) => void) | undefined
  /** Before a call is repeated; with false it is not. */
  retry?: ((call: SentCall, retry: Retry) => boolean | undefined) | undefined
}
