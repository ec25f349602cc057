/** What the pages about teams ask for. */
import { infiniteQueryOptions, mutationOptions } from '@tanstack/react-query'
import { createShape, type HttpClient, type Id, type Shaped } from '@teamkpi/client'
import { endpoints } from '@/api/endpoints'
import type { ApiListResult, Team } from '@/types/endpoints/Team'
import type { TeamAttendanceUpdate } from '@/types/endpoints/TeamAttendance'
import { dataOptions, PATIENCE, type Reader } from './data'

const MONTHS = 12
const PAGE_SIZE = 100

/** The figures' names, units and meanings; they change with the server's version only. */
export function figuresOptions(client: Reader, language: string) {
  return dataOptions(client, endpoints.figures, { language, isFixed: true })
}

/** What a team's figures stand on: its zone, month and currency, and the caller's role. */
export function basisOptions(client: Reader, teamId: Id) {
  return dataOptions(client, endpoints.teams.basis(teamId))
}

/** A team month by month. */
export function metricsOptions(client: Reader, teamId: Id) {
  return dataOptions(client, endpoints.teams.metrics(teamId, { months: MONTHS }))
}

/** A team's week: the one that holds the day. */
export function attendanceOptions(client: Reader, teamId: Id, day: string) {
  return dataOptions(client, endpoints.teams.attendance(teamId, day))
}

const listed = createShape<ApiListResult<Team>>()([
  'Records.Id',
  'Records.Name',
  'Records.BusinessName',
  'Records.TeamMembersCount',
  'HasNextPage',
])

/** A team as the list of one's teams shows it. */
export type ListedTeam = Shaped<ApiListResult<Team>, (typeof listed)['fields'][number]>['Records'][number]

/** One's teams, page by page: those that one administers, or all. */
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

/** Saves where members mean to be, as one request. */
export function saveAttendanceOptions(client: Pick<HttpClient, 'put'>, teamId: Id) {
  return mutationOptions({
    mutationFn: (entries: TeamAttendanceUpdate) => client.put(endpoints.teams.attendanceUpdate(teamId), entries),
  })
}
