/** The endpoints are the calls of the contract: their methods, paths, parameters, and which are open. */
import { describe, expect, it } from 'vitest'
import contract from '../../../contract/openapi.json'
import { type Endpoint, endpoints } from '../src/index.js'

const { account, teams, figures, invitations } = endpoints
const EVERY_LIST_OPTION = { teamId: 7, page: 1, pageSize: 1, orderBy: 'Name', direction: 'asc' } as const

/** Every endpoint with everything that can be said about it, by the id of its call. */
const ENDPOINTS: Record<string, Endpoint> = {
  acceptInvitation: invitations.accept(9),
  addTeamMembers: teams.addMembers(7),
  changePassword: account.password,
  declineInvitation: invitations.decline(9),
  figures,
  findInvitation: invitations.find(),
  leaveTeam: teams.leave(7),
  makeInvitationLink: teams.invitationLink(7, 9),
  myInvitations: invitations.list(),
  myTeams: teams.list(true, EVERY_LIST_OPTION),
  publishedTeam: teams.publishedTeam(7),
  publishedTeams: teams.published({ query: 'x', tag: 'x', order: 1, page: 1, pageSize: 1 }),
  removeTeamMember: teams.removeMember(7, 8),
  teamAttendance: teams.attendance(7, new Date()),
  teamBasis: teams.basis(7),
  teamInvitations: teams.invitations(7),
  teamKpi: teams.kpi(7),
  teamMetrics: teams.metrics(7, { months: 12 }),
  teamProfile: teams.profile(7),
  updateTeamAttendance: teams.attendanceUpdate(7),
  updateTeamProfile: teams.profileUpdate(7),
  withdrawInvitation: teams.withdrawInvitation(7, 9),
}

interface Described {
  operationId: string
  parameters?: { name: string; in: string }[]
  security?: unknown[]
}

const PORTAL = Object.entries(contract.paths as Record<string, Record<string, Described>>)
  .filter(([path]) => path.startsWith('/api/public/') || path.startsWith('/api/account/'))
  .flatMap(([path, methods]) => Object.entries(methods).map(([method, call]) => ({ ...call, method, path })))

describe('endpoints', () => {
  it('are there for every call but those about tokens', () => {
    expect(PORTAL.map(({ operationId }) => operationId).sort()).toEqual(Object.keys(ENDPOINTS))
  })

  it.each(PORTAL)(
    'say of $operationId what the contract says',
    ({ operationId, method, path, parameters, security }) => {
      const { method: said, url, open } = ENDPOINTS[operationId] ?? expect.fail()
      const { pathname, searchParams } = new URL(url, 'https://space.example')
      const inQuery = (parameters ?? []).filter((parameter) => parameter.in === 'query').map(({ name }) => name)

      expect(said).toBe(method.toUpperCase())
      const filled = { teamId: '7', coworkerId: '8', invitationId: '9' }
      expect(pathname).toBe(path.replace(/\{(\w+)\}/g, (_, name: keyof typeof filled) => filled[name]))
      expect([...searchParams.keys()].sort()).toEqual(inQuery.filter((name) => name !== '_shape').sort())
      expect(open).toBe(security === undefined)
    },
  )
})
