import { describe, expectTypeOf, it } from 'vitest'
import type { operations } from '../src/contract.js'
import {
  type ApiListResult,
  createHttpClient,
  createShape,
  endpoint,
  endpoints,
  type ErrorCode,
  type Team,
  type TeamKpiList,
  type TeamMetric,
} from '../src/index.js'

const client = createHttpClient()

/** What a call answers according to the contract. */
type Answered<Id extends keyof operations> = operations[Id]['responses'] extends {
  200: { content: { 'application/json': infer Body } }
}
  ? Body
  : never

/** Only for the compiler: nothing is sent. */
function compiled(call: () => unknown) {
  expectTypeOf(call).toBeFunction()
}

describe('endpoints', () => {
  it('carry the type of their answer', () => {
    const kpi = endpoints.teams.kpi(55)
    expectTypeOf(kpi.type).toEqualTypeOf<TeamKpiList>()
    expectTypeOf(endpoints.teams.list(true).type).toEqualTypeOf<ApiListResult<Team>>()
  })

  it('carry the answers of the contract', () => {
    const { teams } = endpoints
    expectTypeOf(endpoints.figures.type).toEqualTypeOf<Answered<'figures'>>()
    expectTypeOf(teams.attendance(55, '').type).toEqualTypeOf<Answered<'teamAttendance'>>()
    expectTypeOf(teams.basis(55).type).toEqualTypeOf<Answered<'teamBasis'>>()
    expectTypeOf(teams.kpi(55).type).toEqualTypeOf<Answered<'teamKpi'>>()
    expectTypeOf(teams.explain(55, 'BookedTimeTotal').type).toEqualTypeOf<Answered<'teamExplain'>>()
    expectTypeOf(teams.changes(55, '2026-10-31').type).toEqualTypeOf<Answered<'teamChanges'>>()
    expectTypeOf(teams.statement(55, '2026-10').type).toEqualTypeOf<Answered<'teamStatement'>>()
    expectTypeOf(teams.metrics(55).type).toEqualTypeOf<Answered<'teamMetrics'>>()
    expectTypeOf(teams.amounts(55).type).toEqualTypeOf<Answered<'teamAmounts'>>()
    expectTypeOf(teams.usage(55).type).toEqualTypeOf<Answered<'teamUsage'>>()
    expectTypeOf(teams.expiring(55).type).toEqualTypeOf<Answered<'teamExpiring'>>()
    expectTypeOf(teams.uses(55).type).toEqualTypeOf<Answered<'teamUses'>>()
    expectTypeOf(teams.profile(55).type).toEqualTypeOf<Answered<'teamProfile'>>()
    expectTypeOf(teams.publishedTeam(55).type).toEqualTypeOf<Answered<'publishedTeam'>>()
    expectTypeOf({ ...teams.list(true).type }).toEqualTypeOf<Answered<'myTeams'>>()
    expectTypeOf({ ...teams.published().type }).toEqualTypeOf<Answered<'publishedTeams'>>()
  })
})

describe('HttpClient', () => {
  it('gives what the endpoint answers', () => {
    expectTypeOf(
      async () => (await client.get(endpoints.teams.kpi(55))).data,
    ).returns.resolves.toEqualTypeOf<TeamKpiList>()
    expectTypeOf(
      async () =>
        (await client.get(endpoints.teams.metrics(55), { signal: new AbortController().signal })).data.Metrics,
    ).returns.resolves.toEqualTypeOf<TeamMetric[]>()
  })

  it('narrows the answer to the shape', () => {
    const shape = createShape<ApiListResult<Team>>()(['Records.Id', 'Records.Name'])
    expectTypeOf(
      async () => (await client.get(endpoints.teams.list(true), { shape })).data,
    ).returns.resolves.toEqualTypeOf<{
      Records: { Id: number; Name: string }[]
    }>()
    expectTypeOf(
      async () => (await client.get(endpoints.teams.kpi(55), { shape: { fields: ['Kpi.CoworkerId'] } })).data,
    ).returns.resolves.toEqualTypeOf<{ Kpi: { CoworkerId: number }[] }>()
    expectTypeOf(
      async () => (await client.get(endpoints.teams.kpi(55), { shape: { fields: ['Kpi'] } })).data,
    ).returns.resolves.toEqualTypeOf<Pick<TeamKpiList, 'Kpi'>>()
  })

  it('refuses a shape of another answer', () => {
    const shape = createShape<ApiListResult<Team>>()(['Records.Id', 'Records.Name'])
    // @ts-expect-error These paths are of another answer.
    compiled(() => client.get(endpoints.teams.kpi(55), { shape }))
    // @ts-expect-error There is no such field.
    compiled(() => client.get(endpoints.teams.kpi(55), { shape: { fields: ['Kpi.Nope'] } }))
  })

  it('takes each call by its own method, with its own body', () => {
    compiled(() => client.put(endpoints.teams.attendanceUpdate(55), [{ CoworkerId: 101, MondayAttendance: 1 }]))
    compiled(() => client.post(endpoints.teams.addMembers(55), { FullNames: ['A B'], Emails: ['a@example.com'] }))
    compiled(() => client.delete(endpoints.teams.removeMember(55, 101)))
    // @ts-expect-error It changes something.
    compiled(() => client.get(endpoints.teams.attendanceUpdate(55)))
    // @ts-expect-error It reads only.
    compiled(() => client.put(endpoints.teams.kpi(55), []))
    // @ts-expect-error There are five plans.
    compiled(() => client.put(endpoints.teams.attendanceUpdate(55), [{ CoworkerId: 101, MondayAttendance: 6 }]))
    // @ts-expect-error Whose it is must be said.
    compiled(() => client.put(endpoints.teams.attendanceUpdate(55), [{ MondayAttendance: 1 }]))
    // @ts-expect-error A list is wanted.
    compiled(() => client.put(endpoints.teams.attendanceUpdate(55), { CoworkerId: 101 }))
  })

  it('takes calls that others describe', () => {
    const me = endpoint<{ Email: string }, undefined, 'GET'>('GET', '/api/auth/me')
    expectTypeOf(async () => (await client.get(me)).data.Email).returns.resolves.toEqualTypeOf<string>()
  })
})

describe('ErrorCode', () => {
  it('holds the codes of the contract', () => {
    expectTypeOf<'not_team_administrator'>().toExtend<ErrorCode>()
    expectTypeOf<'two_factor_auth_check'>().toExtend<ErrorCode>()
    // @ts-expect-error There is no such code.
    expectTypeOf<'nonsense'>().toExtend<ErrorCode>()
  })
})
