/**
 * The secret of an invitation link. It arrives in the fragment of the URL, which browsers don't send to servers, and is
 * removed from the URL at once, so that it ends up in no history and no shared address. It stays in this tab until
 * the user has signed in.
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
