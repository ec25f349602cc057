/** Loading parts of the page's code when they are wanted: while the server is away, and after it was upgraded. */

const FIRST_PAUSE = 1000
const LONGEST_PAUSE = 30_000
const RELOADED = 'teamkpi.reloaded'

/** What loading needs to know of the page, and can do to it. */
export interface LoadedPage {
  /** The script that the page runs, as the server names it. */
  readonly script: string | null
  /** The script that the server gives to a page now; null when it says nothing of the kind. Fails when it is away. */
  newest(): Promise<string | null>
  /** Loads the page again. */
  reload(): void
  /** The script for which the page was loaded again last, in this tab. */
  lastReload: string | null
}

/** The page that this code runs in. */
export const thisPage: LoadedPage = {
  get script() {
    return document.querySelector('script[type="module"][src]')?.getAttribute('src') ?? null
  },
  async newest() {
    const answer = await fetch(location.pathname, { cache: 'no-store', headers: { accept: 'text/html' } })
    if (!answer.ok) throw new Error('the server is away')
    const page = new DOMParser().parseFromString(await answer.text(), 'text/html')
    return page.querySelector('script[type="module"][src]')?.getAttribute('src') ?? null
  },
  reload: () => location.reload(),
  get lastReload() {
    return stored()
  },
  set lastReload(script) {
    try {
      sessionStorage.setItem(RELOADED, script ?? '')
    } catch {
      // The browser lets the page store nothing.
    }
  },
}

function stored(): string | null {
  try {
    return sessionStorage.getItem(RELOADED)
  } catch {
    return null
  }
}

/**
 * Returns a way to load a part of the page's code that asks again while the server can't be reached.
 *
 * When the server has been upgraded, the part that belongs to this page is gone for good. The page is then loaded again,
 * once for each version of the server: a part that is missing after that is an error.
 */
export function patient<T>(load: () => Promise<T>, page: LoadedPage = thisPage): () => Promise<T> {
  const attempt = (pause: number): Promise<T> =>
    load().catch(async (error: unknown) => {
      const newest = await page.newest().catch(() => undefined)
      if (newest !== undefined && newest !== page.script) {
        if (newest === null || page.lastReload === newest) throw error
        page.lastReload = newest
        page.reload()
        return new Promise<never>(() => undefined)
      }
      await new Promise((resume) => setTimeout(resume, pause))
      return attempt(Math.min(2 * pause, LONGEST_PAUSE))
    })
  return () => attempt(FIRST_PAUSE)
}

/** Milliseconds after which the browser is asked for an idle moment. */
const SETTLED = 2000

/**
 * Loads parts of the page before they are wanted, when the browser has nothing else to do.
 *
 * @returns What keeps it from happening.
 */
export function preloadWhenIdle(loads: readonly (() => Promise<unknown>)[]): () => void {
  const timer = setTimeout(() => {
    const { connection } = navigator as { connection?: { saveData?: boolean } }
    if (connection?.saveData) return
    const start = () => {
      // What fails is loaded when it is wanted.
      for (const load of loads) load().catch(() => undefined)
    }
    // Safari does not tell when it is idle.
    if (typeof requestIdleCallback === 'function') requestIdleCallback(start)
    else start()
  }, SETTLED)
  return () => clearTimeout(timer)
}
