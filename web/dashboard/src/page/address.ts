/**
 * The address of the page, for the router.
 *
 * What is typed into a search field changes the address with every key. Browsers limit how often that is allowed (WebKit to
 * a hundred times in thirty seconds, and then fails), so replacing the address waits for a pause; the page shows the new
 * address at once.
 */
import { useSyncExternalStore } from 'react'

interface Navigation {
  readonly replace?: boolean | undefined
  readonly state?: unknown
}

/** Milliseconds after the last change until the browser hears of it. */
const PAUSE = 250

let pending: { readonly to: URL; readonly state: unknown } | null = null
let timer: ReturnType<typeof setTimeout> | undefined
const listeners = new Set<() => void>()

function changed(): void {
  for (const listener of listeners) listener()
}

/** Gives the browser the address that the page shows. */
function settle(): void {
  clearTimeout(timer)
  const last = pending
  pending = null
  if (last) history.replaceState(last.state, '', last.to)
}

/** Shows another address, as a step of the browser's history or in the place of the present one. */
export function navigate(to: string, { replace = false, state = null }: Navigation = {}): void {
  if (replace) {
    pending = { to: new URL(to, location.href), state }
    clearTimeout(timer)
    // Another page is no matter of typing.
    if (pending.to.pathname === location.pathname) timer = setTimeout(settle, PAUSE)
    else settle()
  } else {
    settle()
    history.pushState(state, '', to)
  }
  changed()
}

/** The browser went to another address by itself: what waited was about the one before. */
function moved(): void {
  clearTimeout(timer)
  pending = null
  changed()
}

function subscribe(listener: () => void): () => void {
  if (listeners.size === 0) {
    addEventListener('popstate', moved)
    addEventListener('pagehide', settle)
  }
  listeners.add(listener)
  return () => {
    listeners.delete(listener)
    if (listeners.size > 0) return
    removeEventListener('popstate', moved)
    removeEventListener('pagehide', settle)
    settle()
  }
}

/** The path of the page, and what changes it, as the router takes them. */
export function useAddress(): [string, typeof navigate] {
  return [useSyncExternalStore(subscribe, () => (pending?.to ?? location).pathname), navigate]
}

/** The query of the page, as the router takes it. */
export function useAddressQuery(): string {
  return useSyncExternalStore(subscribe, () => (pending?.to ?? location).search)
}
