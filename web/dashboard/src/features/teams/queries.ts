/** The queries for the user's teams, and the call that leaves a team. */
import { infiniteQueryOptions, mutationOptions } from '@tanstack/react-query'
import {
  createShape,
  endpoints,
  type ApiListResult,
  type HttpClient,
  type Id,
  type Shaped,
  type Team,
} from '@teamkpi/client'
import { PATIENCE } from '@/data/reading'

const PAGE_SIZE = 100

const listed = createShape<ApiListResult<Team>>()([
  'Records.Id',
  'Records.Name',
  'Records.BusinessName',
  'Records.TeamMembersCount',
  'HasNextPage',
])

/** A team in the user's list of teams. */
export type ListedTeam = Shaped<ApiListResult<Team>, (typeof listed)['fields'][number]>['Records'][number]

/** The user's teams, page by page: those they administer, or all of them. */
export function teamsOptions(client: HttpClient, isAdministrator: boolean) {
  const at = (page: number) => endpoints.teams.list(isAdministrator, { page, pageSize: PAGE_SIZE })
  return infiniteQueryOptions({
    queryKey: ['teamkpi', 'teams', isAdministrator],
    queryFn: async ({ pageParam, signal }) => (await client.get(at(pageParam), { shape: listed, signal })).data,
    initialPageParam: 1,
    getNextPageParam: (last, _all, page) => (last.HasNextPage ? page + 1 : null),
    ...PATIENCE,
  })
}

/** Leaves a team. */
export function leaveTeamOptions(client: HttpClient, teamId: Id) {
  return mutationOptions({ mutationFn: () => client.post(endpoints.teams.leave(teamId), undefined) })
}
