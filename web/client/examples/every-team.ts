import { endpoints, type HttpClient, recordsOf, resultOf } from '@teamkpi/client'

/** The names of the teams without members that the caller administers. */
export async function emptyTeams(client: HttpClient): Promise<string[]> {
  const empty: string[] = []
  for await (const team of recordsOf(client, (page) => endpoints.teams.list(true, { page }))) {
    const result = await resultOf(client.get(endpoints.teams.kpi(team.Id)))
    if (!result.ok) console.warn(`${team.Name}: ${result.error.message}`)
    else if (result.answer.data.Kpi.length === 0) empty.push(team.Name)
  }
  return empty
}
