/** The day that the page shows. */
import { useQuery } from '@tanstack/react-query'
import { ApiError, type Id } from '@teamkpi/client'
import { useMemo } from 'react'
import { kpiOptions, type Moment } from '@/data/money'
import type { Reader } from '@/data/reading'

const PRESENT: Moment = {}

/** What of a day in the past can be shown. */
export interface ShownMoment {
  /** Null until it is known. */
  readonly moment: Moment | null
  /** What is shown is what was shown then, and not calculated from today's records. */
  readonly isExact: boolean
  /** Before this instant, balances aren't known; undefined when all are. */
  readonly knownSince: string | undefined
}

/**
 * Finds out how a day can be shown.
 *
 * The page of that day is asked for; where the history doesn't reach back that far, the figures of that day are
 * calculated from what is on record now.
 */
export function useMoment(client: Reader, teamId: Id, on: string | null): ShownMoment {
  const exact = useMemo(() => (on ? { at: on, knownAt: on } : PRESENT), [on])
  const calculated = useMemo(() => (on ? { at: on } : PRESENT), [on])
  const asShown = useQuery({ ...kpiOptions(client, teamId, exact), enabled: on !== null })
  const isUnknown = asShown.error instanceof ApiError && [400, 404].includes(asShown.error.status)
  const asCalculated = useQuery({ ...kpiOptions(client, teamId, calculated), enabled: isUnknown })
  if (on === null) return { moment: PRESENT, isExact: true, knownSince: undefined }
  if (isUnknown) return { moment: calculated, isExact: false, knownSince: asCalculated.data?.KnownSince }
  return {
    moment: asShown.data || asShown.error ? exact : null,
    isExact: true,
    knownSince: asShown.data?.KnownSince,
  }
}
