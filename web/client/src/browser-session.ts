/**
 * Sign-ins of a web page of the server's own origin: the page keeps an access token in memory, and a cookie that no
 * script can read names the sign-in.
 *
 * The cookie does not rotate. So several tabs renew their tokens without spending one another's, and a reload of the
 * page stays signed in.
 */
import { fieldsOf, formCall, grantedBy, TOKEN_TIMEOUT } from './grant.js'
import { patiently } from './patience.js'
import { isGood, refusalOf } from './reply.js'
import { type Held, SignIn } from './sign-in.js'
import type { TokenSource } from './tokens.js'

const SESSION = '/dashboard/session'
/** Demanded by the server: a page of another origin cannot send it along with the cookie. */
const FROM_SCRIPT = { 'x-requested-with': 'XMLHttpRequest' }

/**
 * Signs in by the cookie of the dashboard.
 *
 * @returns The source.
 */
export function browserSession(): TokenSource {
  return (send, tell) => {
    let kept: Held | null = null
    const signIn = new SignIn<Held>(
      {
        read: () => kept,
        write: (held) => {
          kept = held
        },
        alone: (work) => work(),
        mayResume: true,
        renew: async () => {
          const call = formCall(`${SESSION}/token`, FROM_SCRIPT, {})
          const reply = await patiently(() => send(call), 'same')
          if (isGood(reply)) return grantedBy(call, reply)
          if (reply.status === 401) return null
          throw refusalOf(reply)
        },
      },
      tell,
    )
    return {
      current: () => signIn.current(),
      renewed: (refused) => signIn.renewed(refused),
      signIn: (credentials, signal) =>
        signIn.begin(async () => {
          const call = formCall(SESSION, FROM_SCRIPT, fieldsOf(credentials), signal)
          const reply = await send(call)
          if (!isGood(reply)) throw refusalOf(reply)
          return grantedBy(call, reply)
        }),
      signOut: () =>
        signIn.end(async () => {
          // Only the server can take the cookie away: while it has not, the page is still signed in.
          const reply = await send({ method: 'DELETE', url: SESSION, headers: FROM_SCRIPT, timeout: TOKEN_TIMEOUT })
          if (!isGood(reply) && reply.status !== 401) throw refusalOf(reply)
          kept = null
          tell({ type: 'signedOut', reason: 'asked' })
        }),
    }
  }
}
