/** The teams that a person is in. */
import { useQuery } from '@tanstack/react-query'
import { Link } from 'wouter'
import { useConsole } from '@/console/ConsoleContext'
import { recordsOptions, type Item } from '@/console/server'
import { useClient } from '@/session/SessionContext'

/** A team's id and name. */
export interface TeamOfPerson {
  readonly id: number
  readonly name: string
}

/** The teams, by id; without the right to list teams, several teams are only named by their ids. */
export function useTeamsOf(person: Item): readonly TeamOfPerson[] {
  const { entity, may } = useConsole()
  const ids = typeof person.TeamIds === 'string' && person.TeamIds !== '' ? person.TeamIds.split(',').map(Number) : []
  const teams = useQuery({
    ...recordsOptions(useClient(), entity('teams'), ids),
    enabled: ids.length > 1 && may('teams', 'List'),
  }).data
  const nameOf = (id: number) => {
    const name = ids.length === 1 ? person.TeamNames : teams?.find((one) => one.Id === id)?.Name
    return typeof name === 'string' ? name : `#${id}`
  }
  return ids.map((id) => ({ id, name: nameOf(id) }))
}

/** The names of the teams, each a link to the team. */
export function Teams({ teams }: { teams: readonly TeamOfPerson[] }) {
  const { c, may } = useConsole()
  if (teams.length === 0) return <span>{c.people.noTeams}</span>
  return teams.map(({ id, name }) => (
    <span key={id}>{may('teams', 'Read') ? <Link to={`/teams/${id}`}>{name}</Link> : name}</span>
  ))
}
