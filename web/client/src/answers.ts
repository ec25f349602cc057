/** Types of what the calls return and take, under the documented names. Those of schemas are generated; see schemas.ts. */
import type { operations } from './contract.js'
import type { TeamList } from './schemas.js'

export type * from './schemas.js'

type WithBody = {
  [Name in keyof operations]: operations[Name] extends { requestBody: { content: { 'application/json': unknown } } }
    ? Name
    : never
}[keyof operations]
/** The body of a call, by the call's id in the contract. */
export type BodyOf<Name extends WithBody> = operations[Name]['requestBody']['content']['application/json']

/** One page of a list. */
export interface ApiListResult<Record> extends Omit<TeamList, 'Records'> {
  Records: Record[]
}

/** Who plans to be where: the body of `endpoints.teams.attendanceUpdate`. */
export type TeamAttendanceUpdate = BodyOf<'updateTeamAttendance'>
/** The fields of a team's profile to change: the body of `endpoints.teams.profileUpdate`. */
export type TeamProfileUpdate = BodyOf<'updateTeamProfile'>
/** The people to add to a team: the body of `endpoints.teams.addMembers`. */
export type TeamMembersAddition = BodyOf<'addTeamMembers'>
/** What a calendar is to show: the body of `endpoints.teams.createCalendarLink`. */
export type CalendarLinkOptions = BodyOf<'createCalendarLink'>
/** The secret of a link: the body of `endpoints.invitations.find`. */
export type InvitationSecret = BodyOf<'findInvitation'>
/** What changing a password takes: the body of `endpoints.account.password`. */
export type PasswordChange = BodyOf<'changePassword'>
/** A new alert rule: the body of `endpoints.teams.addAlert`. */
export type AlertRuleAddition = BodyOf<'addAlert'>
/** The fields of an alert rule to change: the body of `endpoints.teams.changeAlert`. */
export type AlertRuleUpdate = BodyOf<'changeAlert'>
