/** Asking again when the server says that it is too busy now. */
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
 * Asks, and asks again while the server is too busy.
 *
 * It never asks earlier than `Retry-After` says, and somewhat later by chance, so that clients which were turned away
 * together do not come back together.
 *
 * @param ask - Sends the request; it may have been served before, so repeating it must do no harm.
 * @param patience - How often, and how long.
 * @param signal - Ends the waiting.
 * @returns The last reply.
 */
export async function patiently(
  ask: () => Promise<Reply>,
  { times = 3, longestWait = 30 }: Patience = {},
  signal?: AbortSignal,
): Promise<Reply> {
  for (let asked = 0; ; asked++) {
    const reply = await ask()
    if (asked >= times || !isBusy(reply)) return reply
    const seconds = secondsToWait(reply.headers) ?? 0.5 * 2 ** asked
    if (seconds > longestWait) return reply
    await sleep(1000 * (seconds + Math.random() * Math.max(seconds / 2, 0.25)), signal)
  }
}

/**
 * Whether the server turned the request away unserved for being too busy.
 *
 * The real service throttles with an empty 409. A 409 that describes a problem is a conflict, and asking again would
 * not help.
 */
function isBusy(reply: Reply): boolean {
  if (reply.status === 409) return reply.headers.has('retry-after') && !isProblem(reply)
  return reply.status === 429 || reply.status === 503
}
