/** What undoing an import would do, as the server says it. */
import { hashKey, queryOptions, type QueryClient } from '@tanstack/react-query'
import { endpoint } from '@teamkpi/client'
import { type Reader } from '@/data/reading'
import { CONSOLE } from './server'

/** What undoing an import would do. */
interface Planned {
  readonly Deleted: number
  readonly Restored: number
  readonly Changed: number
  /** How many people's figures may change, and the names of the first of them. */
  readonly People: number
  readonly FirstPeople: readonly string[]
  /** Records that were added since and refer to some that would be deleted. */
  readonly Referring: readonly {
    readonly Entity: string
    readonly Total: number
    readonly First: readonly { readonly Id: number; readonly Name: string | null }[]
  }[]
}

const planKey = (id: number) => [CONSOLE, 'imports', 'undo', id]

/** What undoing an import would do now. */
export function undoPlanOptions(client: Reader, id: number) {
  return queryOptions({
    queryKey: planKey(id),
    queryFn: async ({ signal }) =>
      (await client.request<Planned>(endpoint('GET', `/api/sys/imports/${id}/undo`), { signal })).data,
    staleTime: 0,
    retry: false,
  })
}

/**
 * Asks for everything again after an import was undone. What undoing it would do is not asked: the server refuses that
 * from now on, and the question is still shown until the new list of imports is there.
 */
export function askAgainAfterUndo(queries: QueryClient, id: number): Promise<void> {
  const asked = hashKey(planKey(id))
  return queries.invalidateQueries({ queryKey: [CONSOLE], predicate: ({ queryHash }) => queryHash !== asked })
}
