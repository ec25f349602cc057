/** Asking again when the server is too busy now, or when no answer of it came. */
import { NetworkError, TimeoutError } from './errors.js'
import { isProblem, secondsToWait } from './reply.js'
import type { Reply } from './transport.js'
import { sleep } from './waiting.js'

/** How long a call that may be repeated is repeated. */
export interface Patience {
  /** How often to ask again: 3 by default; 0 for never. */
  times?: number | undefined
  /** The longest single wait, in seconds: 30 by default. Who is asked to wait longer gets the error at once. */
  longestWait?: number | undefined
}

/**
 * What repeating a call can do.
 *
 * `reading`: nothing. `same`: what has been done already is done once more, to the same end. `twice`: it may be done
 * twice.
 */
export type Repeating = 'reading' | 'same' | 'twice'

/** A call that is about to be repeated. */
export interface Retry {
  /** How often it has been asked so far, from 1. */
  readonly asked: number
  /** Seconds until it is asked again. */
  readonly seconds: number
  /** The status of the answer that is not taken; null when none came. */
  readonly status: number | null
}

/**
 * Asks, and asks again while the server is too busy; what only reads also when no answer came, or a proxy had none.
 *
 * It never asks earlier than `Retry-After` says, and somewhat later by chance, so that clients which were turned away
 * together do not come back together.
 *
 * @param ask - Sends the request.
 * @param repeating - What it does to send it again.
 * @param patience - How often, and how long.
 * @param signal - Ends the waiting.
 * @param isWanted - Asked before each repetition; false ends them.
 * @returns The last reply.
 */
export async function patiently(
  ask: () => Promise<Reply>,
  repeating: Repeating,
  { times = 3, longestWait = 30 }: Patience = {},
  signal?: AbortSignal,
  isWanted: (retry: Retry) => boolean = () => true,
): Promise<Reply> {
  for (let asked = 0; ; asked++) {
    const reply = await ask().catch((error: unknown) => {
      // A time limit was the caller's patience already.
      if (error instanceof NetworkError && !(error instanceof TimeoutError)) return error
      throw error
    })
    const isLost = reply instanceof NetworkError
    const seconds = (isLost ? null : secondsToWait(reply.headers)) ?? 0.5 * 2 ** asked
    const mayRepeat = asked < times && repeating !== 'twice' && seconds <= longestWait && isPassing(reply, repeating)
    const wait = seconds + Math.random() * Math.max(seconds / 2, 0.25)
    if (!mayRepeat || !isWanted({ asked: asked + 1, seconds: wait, status: isLost ? null : reply.status })) {
      reply.sent = asked + 1
      if (isLost) throw reply
      return reply
    }
    await sleep(1000 * wait, signal)
  }
}

/**
 * Whether asking again may help: the server turned the request away unserved for being too busy, or, for what only
 * reads, the result of the request is unknown.
 *
 * The real service throttles with an empty 409. A 409 that describes a problem is a conflict, and asking again would
 * not help.
 */
function isPassing(reply: Reply | NetworkError, repeating: Repeating): boolean {
  if (reply instanceof NetworkError) return repeating === 'reading'
  if (reply.status === 409) return reply.headers.has('retry-after') && !isProblem(reply)
  if (reply.status === 502 || reply.status === 504) return repeating === 'reading'
  return reply.status === 429 || reply.status === 503
}
