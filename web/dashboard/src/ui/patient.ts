const FIRST_PAUSE = 1000
const LONGEST_PAUSE = 30_000

/**
 * Returns a way to load a part of the page's code that asks again while the server can't be reached. Without it, a part
 * that fails to load would take the whole page with it.
 */
export function patient<T>(load: () => Promise<T>): () => Promise<T> {
  const attempt = (pause: number): Promise<T> =>
    load().catch(async () => {
      await new Promise((resume) => setTimeout(resume, pause))
      return attempt(Math.min(2 * pause, LONGEST_PAUSE))
    })
  return () => attempt(FIRST_PAUSE)
}
