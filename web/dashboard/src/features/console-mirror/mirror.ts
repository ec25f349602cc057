/** The mirror of another service's account, and what an operator does about it. */
import { queryOptions } from '@tanstack/react-query'
import { endpoint, type HttpClient } from '@teamkpi/client'
import { CONSOLE } from '@/console/server'
import { PATIENCE, type Reader } from '@/data/reading'

/** One kind of record. */
export interface KindStatus {
  readonly Entity: string
  readonly There: number | null
  readonly Here: number | null
  readonly NewestVersion: string | null
  readonly FollowedTo: string | null
  readonly AgeSeconds: number | null
  readonly SweptOn: string | null
  readonly IsLoading: boolean
  readonly Refused: number
  readonly Missing: number
  readonly Note: string
}

/** A record that could not be stored. */
export interface RefusedRecord {
  readonly Entity: string
  readonly Id: number
  readonly Version: string | null
  readonly Reason: string
  readonly FirstOn: string
}

/** A mirror. */
export interface Mirror {
  readonly Kind: string
  readonly BaseUrl: string
  readonly IsPaused: boolean
  readonly LastStartedOn: string | null
  readonly LastCompletedOn: string | null
  readonly ProblemCode: string | null
  readonly Problem: string | null
  readonly Advice: string | null
  readonly ProblemSince: string | null
  readonly AgeSeconds: number | null
  readonly RefusedCount: number
  readonly MissingCount: number
  readonly Kinds: readonly KindStatus[]
  readonly Refused: readonly RefusedRecord[]
}

/** What can be done. */
export type Action = 'pause' | 'resume' | 'confirm' | 'retry'

interface Mirrors {
  readonly Mirrors: readonly Mirror[]
}

const PATH = '/api/sys/mirror'
const EVERY = 5000

/** The key under which it is cached. */
export const MIRROR = [CONSOLE, 'mirror'] as const

/** The network's mirror; null if it has none. */
export function mirrorOptions(client: Reader) {
  return queryOptions({
    queryKey: MIRROR,
    queryFn: async ({ signal }) => only((await client.request<Mirrors>(endpoint('GET', PATH), { signal })).data),
    ...PATIENCE,
    refetchInterval: EVERY,
  })
}

/** Does something about it, and returns its state afterwards. */
export async function act(client: HttpClient, action: Action, entity?: string): Promise<Mirror | null> {
  const body = entity === undefined ? { Do: action } : { Do: action, Entity: entity }
  return only((await client.request<Mirrors>(endpoint('POST', `${PATH}/actions`), { body })).data)
}

function only(found: Mirrors): Mirror | null {
  return found.Mirrors[0] ?? null
}
