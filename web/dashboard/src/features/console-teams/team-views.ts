/** The calls that begin and end an operator's view of a team. */
import { mutationOptions } from '@tanstack/react-query'
import { endpoint } from '@teamkpi/client'
import type { Reader } from '@/data/reading'

/** A view that has begun. */
export interface NewTeamView {
  readonly TeamName: string
  readonly Token: string
  readonly ExpiresOn: string
}

const VIEWS = '/api/sys/team-views'

/** Begins a view of a team. */
export function beginViewOptions(client: Reader, teamId: number) {
  return mutationOptions({
    mutationFn: async () =>
      (await client.request<NewTeamView>(endpoint('POST', VIEWS), { body: { TeamId: teamId } })).data,
  })
}

/** Ends the views of this sign-in. One that is not ended expires by itself, so a failure changes nothing on the page. */
export async function endViews(client: Reader): Promise<void> {
  try {
    await client.request(endpoint('DELETE', VIEWS))
  } catch {
    // It expires.
  }
}
