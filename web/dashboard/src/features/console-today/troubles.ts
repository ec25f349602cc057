/** What is wrong with the mirror and the webhooks: records of other systems may be missing here. */
import { queryOptions, useQuery } from '@tanstack/react-query'
import { endpoint } from '@teamkpi/client'
import { useConsole } from '@/console/ConsoleContext'
import { CONSOLE } from '@/console/server'
import { PATIENCE, type Reader } from '@/data/reading'
import { useClient } from '@/session/SessionContext'

/** A trouble, and the screen that says more. */
export interface Trouble {
  readonly screen: '/mirror' | '/webhooks'
  readonly text: string
}

interface Mirrors {
  readonly Mirrors: readonly {
    readonly Problem: string | null
    readonly RefusedCount: number
    readonly MissingCount: number
  }[]
}

interface Webhooks {
  readonly FailedCount: number
}

const EVERY = 60_000

function askedOptions<Answer>(client: Reader, what: 'mirror' | 'webhooks') {
  return queryOptions({
    queryKey: [CONSOLE, 'troubles', what],
    queryFn: async ({ signal }) => (await client.request<Answer>(endpoint('GET', `/api/sys/${what}`), { signal })).data,
    ...PATIENCE,
    refetchInterval: EVERY,
  })
}

/** The troubles, for operators who can do something about them. */
export function useTroubles(): readonly Trouble[] {
  const { c, may } = useConsole()
  const client = useClient()
  const enabled = may('installation', 'List')
  const mirrors = useQuery({ ...askedOptions<Mirrors>(client, 'mirror'), enabled }).data?.Mirrors ?? []
  const failed = useQuery({ ...askedOptions<Webhooks>(client, 'webhooks'), enabled }).data?.FailedCount ?? 0
  return [
    ...mirrors.flatMap(({ Problem, RefusedCount, MissingCount }): Trouble[] => [
      ...(Problem === null ? [] : [{ screen: '/mirror' as const, text: c.today.mirrorProblem(Problem) }]),
      ...(RefusedCount + MissingCount === 0
        ? []
        : [{ screen: '/mirror' as const, text: c.today.mirrorRefused(RefusedCount + MissingCount) }]),
    ]),
    ...(failed === 0 ? [] : [{ screen: '/webhooks' as const, text: c.today.webhooksFailed(failed) }]),
  ]
}
