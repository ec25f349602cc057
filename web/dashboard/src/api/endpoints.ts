/** The calls of the server, under the path that the portal's documents give. */
import { endpoint, endpoints as known, type GetEndpoint, type Id } from '@teamkpi/client'
import type { Figures } from '@/types/endpoints/Figures'
import type { TeamBasis } from '@/types/endpoints/TeamBasis'

export const endpoints = {
  ...known,
  figures: endpoint<Figures, undefined, 'GET'>('GET', '/api/public/figures', {}, true),
  teams: {
    ...known.teams,
    basis: (teamId: Id): GetEndpoint<TeamBasis> =>
      endpoint('GET', `/api/public/teams/${encodeURIComponent(teamId)}/basis`),
  },
}
export default endpoints
