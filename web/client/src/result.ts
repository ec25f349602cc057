/** Calls whose failures are values. */
import { ClientError } from './errors.js'

/** What came of a call: its answer, or why there is none. */
export type Result<T> = { readonly ok: true; readonly answer: T } | { readonly ok: false; readonly error: ClientError }

/**
 * Waits for a call, and returns its failure instead of throwing it.
 *
 * Only failures of calls are returned: an aborted call still fails with its signal's reason, and a fault of the program
 * as a fault.
 *
 * @param call - The call, such as `client.get(endpoints.teams.kpi(55))`.
 * @returns The answer or the error.
 */
export async function resultOf<T>(call: Promise<T>): Promise<Result<T>> {
  try {
    return { ok: true, answer: await call }
  } catch (error) {
    if (error instanceof ClientError) return { ok: false, error }
    throw error
  }
}
