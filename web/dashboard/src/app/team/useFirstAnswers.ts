/** The calls that a team's page begins with. */
import { useQuery } from '@tanstack/react-query'
import type { Id } from '@teamkpi/client'
import { administratorsOptions } from '@/data/administrators'
import { A_YEAR, amountsOptions, expiringOptions, kpiOptions, type Moment } from '@/data/money'
import type { Reader } from '@/data/reading'
import { useExplanations } from '@/data/team'

/** Sends them while it isn't known yet who sees the page; null once that is known, since its parts ask by themselves. */
export function useFirstAnswers(client: Reader, teamId: Id, moment: Moment | null) {
  const enabled = moment !== null
  const options = [client, teamId, moment ?? undefined] as const
  useExplanations(client)
  useQuery({ ...kpiOptions(...options), enabled })
  useQuery({ ...amountsOptions(...options), enabled })
  useQuery({ ...expiringOptions(client, teamId, A_YEAR, moment ?? undefined), enabled })
}

/** Asks who administers the team with the rest of the page, because it is shown below what is asked for first. */
export function useAdministrators(client: Reader, teamId: Id, enabled: boolean) {
  useQuery({ ...administratorsOptions(client, teamId), enabled })
}
