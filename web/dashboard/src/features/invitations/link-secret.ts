/**
 * The secret of a link to an invitation. It comes in the fragment of the address, which no server is sent, and is taken
 * out of the address at once, so that it stands in no history and in no address that is passed on. It waits in this
 * tab until somebody has signed in.
 */
const PAGE = '/dashboard/invitations'
const KEY = 'teamkpi-invitation'

/** Takes a secret out of the address, if one is there. */
export function takeLinkSecret(): void {
  if (location.pathname.replace(/\/$/, '') !== PAGE || location.hash.length < 2) return
  sessionStorage.setItem(KEY, location.hash.slice(1))
  history.replaceState(history.state, '', location.pathname + location.search)
}

/** The secret that waits; null when there is none. */
export function linkSecret(): string | null {
  return sessionStorage.getItem(KEY)
}

/** Forgets the secret. */
export function forgetLinkSecret(): void {
  sessionStorage.removeItem(KEY)
}
