/** Waiting that an abort signal can end. */

/**
 * Waits for something that others may wait for as well.
 *
 * The signal ends the waiting, and never the thing that is waited for.
 *
 * @param promise - What to wait for.
 * @param signal - Ends the waiting; the promise then rejects with the signal's reason.
 * @returns What the promise gives.
 */
export function waitFor<T>(promise: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (!signal) return promise
  return new Promise((resolve, reject) => {
    const stop = () => {
      reject(signal.reason as Error)
    }
    if (signal.aborted) stop()
    signal.addEventListener('abort', stop, { once: true })
    void promise.then(resolve, reject).finally(() => {
      signal.removeEventListener('abort', stop)
    })
  })
}

/**
 * Waits for a time.
 *
 * @param milliseconds - How long.
 * @param signal - Ends the waiting; the promise then rejects with the signal's reason.
 */
export async function sleep(milliseconds: number, signal: AbortSignal | undefined): Promise<void> {
  let timer: ReturnType<typeof setTimeout> | undefined
  const over = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, milliseconds)
  })
  try {
    await waitFor(over, signal)
  } finally {
    clearTimeout(timer)
  }
}
