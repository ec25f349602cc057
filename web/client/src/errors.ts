/**
 * What a call can fail with.
 *
 * ```
 * ClientError
 * ├── ApiError               the server refused, and says why
 * ├── NetworkError           no answer came, or it broke off
 * │   └── TimeoutError       no answer came in time
 * └── UnreadableAnswerError  an answer of success is not the JSON that it should be
 * ```
 *
 * A call whose signal was aborted fails with the signal's reason, as `fetch` does. No message contains a token or a password.
 */
import type { OAuthError, Problem } from './answers.js'

/**
 * Why the server refused, for programs.
 *
 * `unrecognised` means an answer without a problem body, for example from a proxy. A newer server may send codes
 * that are not listed here, so a `switch` wants a default.
 */
export type ErrorCode = Problem['code'] | OAuthError['error'] | 'unrecognised'

/** A field or parameter that the back office refused. */
export interface FieldProblem {
  readonly name: string
  readonly message: string
}

/** The root of the errors of this package. */
export class ClientError extends Error {
  /** How often the call was sent. Code that repeats failed calls should not repeat those that the client has repeated. */
  sent = 1
}

/** The server refused, and says why. */
export class ApiError extends ClientError {
  override readonly name = 'ApiError'

  /**
   * Describes a refusal.
   *
   * @param status - The HTTP status.
   * @param code - The reason, for programs.
   * @param problem - The problem body; null when there was none, as in answers about tokens.
   * @param detail - What was wrong with this very request, for people.
   * @param retryAfter - After how many seconds it may be asked again; null when the server does not say.
   * @param requestId - The request's id in the server's log.
   * @param fields - The fields that the back office refused.
   */
  constructor(
    readonly status: number,
    readonly code: ErrorCode,
    readonly problem: Problem | null,
    readonly detail: string,
    readonly retryAfter: number | null,
    readonly requestId: string | null,
    readonly fields: readonly FieldProblem[] = [],
  ) {
    super(`${status} ${code}${detail && `: ${detail}`}`)
  }
}

/** No answer came, or it broke off: the server or the way to it is away. */
export class NetworkError extends ClientError {
  override readonly name: string = 'NetworkError'

  /**
   * Describes a call without an answer.
   *
   * @param call - Method and path.
   * @param cause - What `fetch` says.
   * @param message - What happened, for people.
   */
  constructor(call: string, cause: unknown, message = 'no answer came, or it broke off') {
    super(`${call}: ${message}`, { cause })
  }
}

/** No answer came within the time limit. Whether the server has done what was asked is not known. */
export class TimeoutError extends NetworkError {
  override readonly name = 'TimeoutError'

  /**
   * Describes a call that took too long.
   *
   * @param call - Method and path.
   * @param milliseconds - The time limit.
   * @param cause - What `fetch` says.
   */
  constructor(call: string, milliseconds: number, cause: unknown) {
    super(call, cause, `no answer came within ${milliseconds} ms`)
  }
}

/** An answer of success is not the JSON that it should be; something else than the server may have answered. */
export class UnreadableAnswerError extends ClientError {
  override readonly name = 'UnreadableAnswerError'

  /**
   * Describes such an answer.
   *
   * @param call - Method and path.
   * @param status - The HTTP status.
   * @param contentType - What the answer says that it is.
   */
  constructor(
    call: string,
    readonly status: number,
    readonly contentType: string | null,
  ) {
    super(`${call}: the answer (${status}, ${contentType ?? 'of no said type'}) is not JSON`)
  }
}
