/** The calls of the portal. */
import type {
  ApiListResult,
  Figures,
  Invitation,
  InvitationLink,
  InvitationList,
  InvitationSecret,
  PasswordChange,
  PublicTeam,
  Team,
  TeamAttendanceDetails,
  TeamAttendanceUpdate,
  TeamBasis,
  TeamInvitationList,
  TeamKpiList,
  TeamMembersAddition,
  TeamMetricList,
  TeamProfileUpdate,
} from './answers.js'
import { endpoint, type Endpoint, type GetEndpoint, type QueryValue } from './endpoint.js'

/** A numeric id, also as the text that a route's parameter is. */
export type Id = number | string

/** Which page of a list. */
export interface PageOptions {
  /** From 1, which is also the default. */
  page?: number | undefined
  /** Records on a page: 25 by default, 100 at most. */
  pageSize?: number | undefined
}

/** Which of the caller's teams, and in which order. */
export interface TeamListOptions extends PageOptions {
  /** Only this team. */
  teamId?: Id | undefined
  /** A field of the team that is no list; `Name` by default. */
  orderBy?: keyof Team | undefined
  direction?: 'asc' | 'desc' | undefined
}

/** Which teams of the directory, and in which order. */
export interface PublishedOptions extends PageOptions {
  /** A text in the team's name or description. */
  query?: string | undefined
  tag?: string | undefined
  /** A number of the documented orders. */
  order?: number | undefined
}

const TEAMS = '/api/public/teams'
const INVITATIONS = '/api/public/invitations'

function ofTeam(teamId: Id, rest: string): string {
  return `${TEAMS}/${encodeURIComponent(teamId)}${rest}`
}

function ofInvitation(teamId: Id, invitationId: Id, rest = ''): string {
  return ofTeam(teamId, `/invitations/${encodeURIComponent(invitationId)}${rest}`)
}

function get<Answer>(path: string, query?: Record<string, QueryValue>): GetEndpoint<Answer> {
  return endpoint('GET', path, query)
}

function page(options: PageOptions): Record<string, QueryValue> {
  return { _page: options.page, _pageSize: options.pageSize }
}

const teams = {
  /** The figures of every member of a team; for its administrators. */
  kpi: (teamId: Id): GetEndpoint<TeamKpiList> => get(ofTeam(teamId, '/kpi')),

  /** A team month by month, the oldest first; for its administrators. */
  metrics: (teamId: Id, options: { months?: number | undefined } = {}): GetEndpoint<TeamMetricList> =>
    get(ofTeam(teamId, '/metrics'), { months: options.months }),

  /** What a team's figures stand on now: its location, zone and month; for its members. */
  basis: (teamId: Id): GetEndpoint<TeamBasis> => get(ofTeam(teamId, '/basis')),

  /** The week of a team that holds the given instant. */
  attendance: (teamId: Id, date: Date | string): GetEndpoint<TeamAttendanceDetails> =>
    get(ofTeam(teamId, '/attendance'), { date: typeof date === 'string' ? date : date.toISOString() }),

  /** Says where members mean to be; for administrators. */
  attendanceUpdate: (teamId: Id): Endpoint<null, TeamAttendanceUpdate, 'PUT'> =>
    endpoint('PUT', ofTeam(teamId, '/attendance')),

  /** A team with its members. */
  profile: (teamId: Id): GetEndpoint<Team> => get(ofTeam(teamId, '/profile')),

  /** Changes fields of a team's profile; for administrators. */
  profileUpdate: (teamId: Id): Endpoint<null, TeamProfileUpdate, 'PUT'> => endpoint('PUT', ofTeam(teamId, '/profile')),

  /** Adds up to 25 people to a team, or invites those whom the network knows; for administrators. */
  addMembers: (teamId: Id): Endpoint<null, TeamMembersAddition, 'POST'> => endpoint('POST', ofTeam(teamId, '/members')),

  /** Removes a member from a team; for administrators. */
  removeMember: (teamId: Id, coworkerId: Id): Endpoint<null, undefined, 'DELETE'> =>
    endpoint('DELETE', ofTeam(teamId, `/members/${encodeURIComponent(coworkerId)}`)),

  /** Takes the caller out of a team. */
  leave: (teamId: Id): Endpoint<null, undefined, 'POST'> => endpoint('POST', ofTeam(teamId, '/leave')),

  /** The open invitations of a team; for administrators. */
  invitations: (teamId: Id): GetEndpoint<TeamInvitationList> => get(ofTeam(teamId, '/invitations')),

  /** Makes a link to an invitation, in place of the one before; for administrators. */
  invitationLink: (teamId: Id, invitationId: Id): Endpoint<InvitationLink, undefined, 'POST'> =>
    endpoint('POST', ofInvitation(teamId, invitationId, '/link')),

  /** Takes an open invitation back; for administrators. */
  withdrawInvitation: (teamId: Id, invitationId: Id): Endpoint<null, undefined, 'DELETE'> =>
    endpoint('DELETE', ofInvitation(teamId, invitationId)),

  /** The teams that the caller administers, or all that the caller has a part in. */
  list: (isTeamAdmin: boolean, options: TeamListOptions = {}): GetEndpoint<ApiListResult<Team>> =>
    get(`${TEAMS}/my`, {
      isTeamAdmin,
      teamId: options.teamId,
      ...page(options),
      _orderBy: options.orderBy,
      _dir: options.direction,
    }),

  /** The directory of teams that show themselves. */
  published: (options: PublishedOptions = {}): GetEndpoint<ApiListResult<PublicTeam>> =>
    get(`${TEAMS}/published`, { query: options.query, tag: options.tag, order: options.order, ...page(options) }),

  /** One team of the directory. */
  publishedTeam: (teamId: Id): GetEndpoint<PublicTeam> => get(`${TEAMS}/published/${encodeURIComponent(teamId)}`),
}

function answering(invitationId: Id, answer: 'accept' | 'decline'): Endpoint<null, undefined, 'POST'> {
  return endpoint('POST', `${INVITATIONS}/${encodeURIComponent(invitationId)}/${answer}`)
}

const invitations = {
  /** The open invitations that the caller may answer. */
  list: (): GetEndpoint<InvitationList> => get(`${INVITATIONS}/my`),

  /** The invitation that a link leads to, if the caller may answer it. */
  find: (): Endpoint<Invitation, InvitationSecret, 'POST'> => endpoint('POST', `${INVITATIONS}/find`),

  /** Makes the caller a member of the team. */
  accept: (invitationId: Id): Endpoint<null, undefined, 'POST'> => answering(invitationId, 'accept'),

  /** Turns an invitation down. */
  decline: (invitationId: Id): Endpoint<null, undefined, 'POST'> => answering(invitationId, 'decline'),
}

/** What the figures are called and mean, in the language of the client; for everybody. */
const figures: GetEndpoint<Figures> = /* @__PURE__ */ endpoint('GET', '/api/public/figures', {}, true)

const account = {
  /** Changes the password of an account, which ends its sign-ins; it takes the present password and no token. */
  password: /* @__PURE__ */ endpoint<null, PasswordChange, 'POST'>('POST', '/api/account/password', {}, true),
}

/** Every call that the client knows, by what it is about. */
export const endpoints = { teams, invitations, figures, account }
