/** Who administers a team. */
import { createShape, endpoints, type Id, type Team } from '@teamkpi/client'
import { dataOptions, type Reader } from './reading'

/** An administrator. */
export interface Administrator {
  readonly Id: number
  readonly FullName: string
}

const shape = createShape<Team>()(['TeamAdministrators.Id', 'TeamAdministrators.FullName'])

/** The administrators of a team. */
export function administratorsOptions(client: Reader, teamId: Id) {
  return dataOptions<{ readonly TeamAdministrators: readonly Administrator[] }>(
    client,
    endpoints.teams.profile(teamId),
    { shape },
  )
}
