/** What the calls answer and take, under the names of the portal's documents. Derived from the contract; see contract.ts. */
import type { components, operations } from './contract.js'

type Schemas = components['schemas']
type Sent<Operation extends { requestBody: { content: { 'application/json': unknown } } }> =
  Operation['requestBody']['content']['application/json']

/** The figures of one member of a team. */
export type TeamKpi = Schemas['TeamKpi']
/** The figures of every member of a team. */
export type TeamKpiList = Schemas['TeamKpiList']
/** A team in one calendar month. */
export type TeamMetric = Schemas['TeamMetric']
/** A team month by month. */
export type TeamMetricList = Schemas['TeamMetricList']
/** A team's week, and whether the caller may change it. */
export type TeamAttendanceDetails = Schemas['TeamAttendanceDetails']
/** A team's week: its members, and the bookings of its days. */
export type TeamAttendance = Schemas['TeamAttendance']
/** A member, and where the member means to be on each day of a week. */
export type AttendanceCoworker = Schemas['AttendanceCoworker']
/** A day of a team's week, with its bookings. */
export type AttendanceDay = Schemas['AttendanceDay']
/** A booking of a member in a team's week. */
export type AttendanceBooking = Schemas['AttendanceBooking']
/** A team as its members and administrators see it. */
export type Team = Schemas['Team']
/** A coworker in a team. */
export type TeamPerson = Schemas['TeamPerson']
/** A team as the directory shows it. */
export type PublicTeam = Schemas['PublicTeam']

/** An invitation to a team, for the person who may answer it. */
export type Invitation = Schemas['Invitation']
/** The invitations that the caller may answer. */
export type InvitationList = Schemas['InvitationList']
/** An open invitation, for the administrators of the team. */
export type TeamInvitation = Schemas['TeamInvitation']
/** The open invitations of a team. */
export type TeamInvitationList = Schemas['TeamInvitationList']
/** A link to an invitation, to be passed on. */
export type InvitationLink = Schemas['InvitationLink']

/** What the figures of a team stand on: its location, its zone, its month, and the instant. */
export type TeamBasis = Schemas['TeamBasis']
/** What the figures are called and what they mean. */
export type Figures = Schemas['Figures']
/** The words about one figure. */
export type FigureWords = Schemas['FigureWords']

/** One page of a list. */
export interface ApiListResult<Record> extends Omit<Schemas['TeamList'], 'Records'> {
  Records: Record[]
}

/** Where members mean to be: the body of `endpoints.teams.attendanceUpdate`. */
export type TeamAttendanceUpdate = Sent<operations['updateTeamAttendance']>
/** What of a team's profile is to change: the body of `endpoints.teams.profileUpdate`. */
export type TeamProfileUpdate = Sent<operations['updateTeamProfile']>
/** Who is to be added to a team: the body of `endpoints.teams.addMembers`. */
export type TeamMembersAddition = Sent<operations['addTeamMembers']>
/** The secret of a link: the body of `endpoints.invitations.find`. */
export type InvitationSecret = Sent<operations['findInvitation']>
/** What is shown to change one's password: the body of `endpoints.account.password`. */
export type PasswordChange = Sent<operations['changePassword']>

/** What went wrong, for people and for programs (RFC 9457). */
export type Problem = Schemas['Problem']
/** Why no token was granted or revoked (RFC 6749, 5.2). */
export type OAuthError = Schemas['OAuthError']
/** What a granted request for a token answers. */
export type TokenPair = Schemas['TokenPair']
