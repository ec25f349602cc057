import { ApiError, createHttpClient, endpoints, passwordTokens } from '@teamkpi/client'

/** Says what each member of a team has booked this month. */
export async function bookedThisMonth(baseUrl: string, username: string, password: string, teamId: number) {
  const client = createHttpClient({ baseUrl, tokens: passwordTokens() })
  await client.signIn({ username, password })
  try {
    const shape = { fields: ['Kpi.CoworkerFullName', 'Kpi.BookedTimeThisMonth'] } as const
    const { data } = await client.get(endpoints.teams.kpi(teamId), { shape })
    return data.Kpi.map((member) => `${member.CoworkerFullName}: ${member.BookedTimeThisMonth} min`)
  } catch (error) {
    if (error instanceof ApiError && error.code === 'not_team_administrator') return []
    throw error
  } finally {
    await client.signOut()
  }
}
