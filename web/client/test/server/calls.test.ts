import { describe, expect, it } from 'vitest'
import { bookedThisMonth } from '../../examples/booked-this-month.js'
import { createHttpClient, createShape, endpoints, type Team } from '../../src/index.js'
import { BOB, JANE, server, signedIn } from './space.js'

describe('reading', () => {
  it('gives the figures of the team', async () => {
    const { client } = await signedIn(JANE)

    const { data, etag } = await client.get(endpoints.teams.kpi(55))

    expect(
      data.Kpi.map(({ CoworkerId, CoworkerFullName, UninvoicedProducts }) => [
        CoworkerId,
        CoworkerFullName,
        UninvoicedProducts,
      ]),
    ).toEqual([
      [101, 'Jane Smith', 1],
      [102, 'Bob Jones', 0],
    ])
    expect(etag).toMatch(/^"/)
  })

  it('gives only the fields of a shape, and names those that the server does not know', async () => {
    const { client } = await signedIn(JANE)
    const shape = createShape<Team>()(['Name', 'AllTeamMembers.FullName'])

    const { data, unknownPaths } = await client.get(endpoints.teams.profile(55), { shape })
    const newer = await client.request(endpoints.teams.profile(55), { shape: { fields: ['Id', 'Newer.Field'] } })

    expect(data).toEqual({
      Name: 'Tech Innovators',
      AllTeamMembers: [{ FullName: 'Jane Smith' }, { FullName: 'Bob Jones' }],
    })
    expect(unknownPaths).toEqual([])
    expect(newer).toMatchObject({ data: { Id: 55 }, unknownPaths: ['Newer.Field'] })
  })

  it('says that nothing has changed until something has', async () => {
    const { client } = await signedIn(JANE)
    const first = await client.get(endpoints.teams.profile(55))
    const second = await client.get(endpoints.teams.profile(55))
    const summary = `As it is at ${Date.now()}`

    await client.put(endpoints.teams.profileUpdate(55), { ProfileSummary: summary })
    const third = await client.get(endpoints.teams.profile(55))

    expect(second.notModified).toBe(true)
    expect(second.data).toBe(first.data)
    expect(third.notModified).toBe(false)
    expect(third.data.ProfileSummary).toBe(summary)
  })

  it('tells what the figures mean in the language of the client, and what they stand on', async () => {
    const { client } = await signedIn(BOB)
    const spanish = createHttpClient({ baseUrl: server.url, language: 'es' })

    const { data } = await spanish.get(endpoints.figures)
    const { data: basis } = await client.get(endpoints.teams.basis(55))

    expect(data.Kpi).toHaveLength(19)
    expect(data.Kpi.find(({ Name }) => Name === 'BookedTimeTotal')?.Unit).toBe('minutos')
    expect(basis).toMatchObject({ TeamId: 55, IsTeamAdministrator: false, CurrencyCode: 'GBP' })
  })

  it('pages through the teams of the caller', async () => {
    const { client } = await signedIn(BOB)

    const { data } = await client.get(endpoints.teams.list(false, { pageSize: 1, orderBy: 'Name', direction: 'desc' }))

    expect(data).toMatchObject({ TotalItems: 2, TotalPages: 2, HasNextPage: true, CurrentSortDirection: 'DESC' })
    expect(data.Records.map(({ Name }) => Name)).toEqual(['Zero Waste'])
  })
})

describe('the example of the README', () => {
  it('runs', async () => {
    expect(await bookedThisMonth(server.url, JANE.username, JANE.password, 55)).toEqual([
      'Jane Smith: 0 min',
      'Bob Jones: 0 min',
    ])
    expect(await bookedThisMonth(server.url, BOB.username, BOB.password, 55)).toEqual([])
  })
})

describe('changing', () => {
  it('says where members mean to be', async () => {
    const { client } = await signedIn(JANE)

    await client.put(endpoints.teams.attendanceUpdate(55), [{ CoworkerId: 102, MondayAttendance: 3 }])
    const { data } = await client.get(endpoints.teams.attendance(55, new Date()))

    expect(data.Attendance.Coworkers.find(({ CoworkerId }) => CoworkerId === 102)?.MondayAttendance).toBe(3)
    expect(data.Attendance.Days).toHaveLength(7)
  })

  it.each([
    ['a plain member', BOB, () => endpoints.teams.removeMember(55, 101), 403, 'not_team_administrator'],
    ['who removes oneself', JANE, () => endpoints.teams.removeMember(55, 101), 400, 'CANNOT_REMOVE_ITSELF'],
    ['who removes a stranger', JANE, () => endpoints.teams.removeMember(55, 999), 404, 'member_not_found'],
    ['who knows no such team', JANE, () => endpoints.teams.removeMember(77, 101), 404, 'team_not_found'],
  ])('is refused to %s', async (_, who, removal, status, code) => {
    const { client, sent } = await signedIn(who)

    await expect(client.delete(removal())).rejects.toMatchObject({ status, code, problem: { status, code } })
    expect(sent.filter((call) => call.startsWith('DELETE'))).toHaveLength(1)
  })
})

describe('a refusal', () => {
  it('of a plain member asks for no other token', async () => {
    const { client, sent } = await signedIn(BOB)

    await expect(client.get(endpoints.teams.kpi(55))).rejects.toMatchObject({
      status: 401,
      code: 'not_team_administrator',
    })
    // The token was renewed once, before it was sent: the server of these tests grants them for a second.
    expect(sent).toEqual(['POST /api/token', 'GET /api/public/teams/55/kpi'])
    expect(await client.isSignedIn()).toBe(true)
  })

  it('names what was wrong, and the request', async () => {
    const { client } = await signedIn(JANE)

    await expect(client.get(endpoints.teams.attendance(55, 'yesterday'))).rejects.toMatchObject({
      status: 400,
      code: 'bad_request',
      detail: expect.stringContaining('date') as string,
      requestId: expect.stringMatching(/./) as string,
    })
  })

  it('of the network is one', async () => {
    const client = createHttpClient({ baseUrl: 'http://127.0.0.1:9' })

    await expect(client.get(endpoints.figures)).rejects.toMatchObject({ name: 'NetworkError' })
  })
})
