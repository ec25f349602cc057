// Written by "npm run generate" from contract/openapi.json; do not edit.

import type { components } from './contract.js'

type Schemas = components['schemas']

/** The response to a granted token request, under its wire names; `expires_in` in seconds. */
export type TokenPair = Schemas['TokenPair']
/** Why no token was granted or revoked (RFC 6749, 5.2). */
export type OAuthError = Schemas['OAuthError']
/** The caller's own account. */
export type OwnAccount = Schemas['OwnAccount']
/** A passkey of the caller. */
export type Passkey = Schemas['Passkey']
/** An open sign-in of an account. */
export type OpenSignIn = Schemas['OpenSignIn']
/** A secret for a second factor that is not set up yet. */
export type NewSecondFactor = Schemas['NewSecondFactor']
/** Codes that can be used once each in place of a code from the app. */
export type RecoveryCodes = Schemas['RecoveryCodes']
/** What is stored about the caller. */
export type OwnData = Schemas['OwnData']
/** What a browser needs to use or to make a passkey. */
export type PasskeyOptions = Schemas['PasskeyOptions']
/** What was done about a forgotten password. */
export type PasswordRequest = Schemas['PasswordRequest']
/** A link to choose a password. */
export type PasswordLink = Schemas['PasswordLink']
/** What a browser is asked to sign with a passkey. */
export type PasskeyQuestion = Schemas['PasskeyQuestion']
/** The access token for a page, under its wire names; `expires_in` in seconds. */
export type AccessToken = Schemas['AccessToken']
/** One page of teams. */
export type TeamList = Schemas['TeamList']
/** A team as its members and administrators see it. */
export type Team = Schemas['Team']
/** A coworker in a team. */
export type TeamPerson = Schemas['TeamPerson']
/** The figures of every member of a team, by ascending member id. */
export type TeamKpiList = Schemas['TeamKpiList']
/** The figures of one member of the team. The names on the wire are the documented ones, typos included. */
export type TeamKpi = Schemas['TeamKpi']
/** A figure with the records that it is made of. */
export type TeamExplanation = Schemas['TeamExplanation']
/** A line of the calculation. */
export type EquationLine = Schemas['EquationLine']
/** One page of records, the newest first. */
export type ExplainedRecords = Schemas['ExplainedRecords']
/** A record that the figure counts, or does not count and why. */
export type ExplainedRecordBody = Schemas['ExplainedRecordBody']
/** What changed in a team's figures between two instants. */
export type TeamChanges = Schemas['TeamChanges']
/** One page of changes, by ascending member id and in the order of the figures. */
export type FigureChanges = Schemas['FigureChanges']
/** A figure of a member that is not the same at both instants. */
export type FigureChange = Schemas['FigureChange']
/** A record that does not count the same at both instants. */
export type ChangeCause = Schemas['ChangeCause']
/** A team's months, oldest first. */
export type TeamMetricList = Schemas['TeamMetricList']
/** A team in one calendar month. Outstanding amounts are as of its end, or as of now in the current month. */
export type TeamMetric = Schemas['TeamMetric']
/** What a team's figures stand on at this moment. */
export type TeamBasis = Schemas['TeamBasis']
/** Every figure, in the order of the wire. */
export type Figures = Schemas['Figures']
/** A figure as people find it. */
export type FigureWords = Schemas['FigureWords']
/** A team's week, and whether the caller may change it. */
export type TeamAttendanceDetails = Schemas['TeamAttendanceDetails']
/** A team's week, Monday to Sunday, with the averages of the twelve weeks before it. */
export type TeamAttendance = Schemas['TeamAttendance']
/** A member and where they plan to be on each day of a week. */
export type AttendanceCoworker = Schemas['AttendanceCoworker']
/** A day of the week, from midnight to midnight in the zone of the team's location. */
export type AttendanceDay = Schemas['AttendanceDay']
/** A member's complete booking, listed on each day that it overlaps. */
export type AttendanceBooking = Schemas['AttendanceBooking']
/** One page of the directory. */
export type PublicTeamList = Schemas['PublicTeamList']
/** A team as every customer sees it in the directory: nothing about its people, its plan or its money. */
export type PublicTeam = Schemas['PublicTeam']
/** The invitations that the caller may answer. */
export type InvitationList = Schemas['InvitationList']
/** An invitation that the caller may accept or decline. */
export type Invitation = Schemas['Invitation']
/** The open invitations of a team. */
export type TeamInvitationList = Schemas['TeamInvitationList']
/** An open invitation to the team. It says nothing of the person but what the administrators typed. */
export type TeamInvitation = Schemas['TeamInvitation']
/** A link to an invitation, to be passed on. */
export type InvitationLink = Schemas['InvitationLink']
/** Which members of a team can sign in. */
export type TeamAccounts = Schemas['TeamAccounts']
/** Whether a member can sign in. Nothing else is said of the account. */
export type AccountOfMember = Schemas['AccountOfMember']
/** What came of inviting members to accounts. */
export type MemberInvitations = Schemas['MemberInvitations']
/** What came of inviting a member. */
export type MemberInvitation = Schemas['MemberInvitation']
/** The providers that the caller may use. */
export type AccountProviders = Schemas['AccountProviders']
/** A provider that the caller may use. */
export type AccountProvider = Schemas['AccountProvider']
/** Where the browser has to go to connect an account. */
export type ConnectAddress = Schemas['ConnectAddress']
/** The alert rules of a team, and the people who can get mail. */
export type AlertRuleList = Schemas['AlertRuleList']
/** An administrator of the team. */
export type AlertAdministrator = Schemas['AlertAdministrator']
/** An alert rule. */
export type AlertRule = Schemas['AlertRule']
/** A member, or the team, that has reached the threshold of a rule. */
export type AlertCrossed = Schemas['AlertCrossed']
/** What a rule would report now. */
export type AlertPreview = Schemas['AlertPreview']
/** A member, or the team, that has reached the threshold of a rule that is not saved. */
export type AlertValue = Schemas['AlertValue']
/** The id of a rule that was added. */
export type NewAlertRule = Schemas['NewAlertRule']
/** A team's money. */
export type TeamAmounts = Schemas['TeamAmounts']
/** Amounts of money in one currency. */
export type Amounts = Schemas['Amounts']
/** A member's money. */
export type MemberAmounts = Schemas['MemberAmounts']
/** Links to calendars of a team. */
export type CalendarLinkList = Schemas['CalendarLinkList']
/** A link to a calendar. Its address is shown only once, when the link is created. */
export type CalendarLink = Schemas['CalendarLink']
/** A link to a calendar, shown this once. */
export type NewCalendarLink = Schemas['NewCalendarLink']
/** What expires within a number of days. */
export type TeamExpiring = Schemas['TeamExpiring']
/** A credit or pass that expires. */
export type ExpiringItem = Schemas['ExpiringItem']
/** The amount that expires, in one unit. */
export type ExpiringTotal = Schemas['ExpiringTotal']
/** The amount that expires in one week. */
export type ExpiringWeek = Schemas['ExpiringWeek']
/** What the members of a team booked and were checked in, month by month. */
export type TeamUsage = Schemas['TeamUsage']
/** What a member booked and was checked in. */
export type MemberUsage = Schemas['MemberUsage']
/** The reports about a team that the caller gets by mail. */
export type TeamReports = Schemas['TeamReports']
/** A report that is on its way. */
export type ReportAsked = Schemas['ReportAsked']
/** What a team had, used and owes in one month. */
export type Statement = Schemas['Statement']
/** The balance of one kind of credit or pass: Opening + Granted - Used - Expired + Changed = Closing. */
export type StatementBalance = Schemas['StatementBalance']
/** The amount of a credit or pass that one member used. */
export type MemberAmount = Schemas['MemberAmount']
/** Booked and checked-in time of the month, in minutes truncated once: rows may add up to less than the totals. */
export type TimeUsed = Schemas['TimeUsed']
/** Time of one member, in whole minutes. */
export type MemberTime = Schemas['MemberTime']
/** The time for which one resource was booked, in whole minutes. */
export type ResourceTime = Schemas['ResourceTime']
/** The time for which members were checked in at one location, in whole minutes. */
export type LocationTime = Schemas['LocationTime']
/** Amounts of one currency; amounts of different currencies are never added. */
export type StatementTotals = Schemas['StatementTotals']
/** One item to invoice: a product, a service, a pass, an event ticket or a charge. */
export type StatementItem = Schemas['StatementItem']
/** An invoice of the month, not a draft and not void. */
export type StatementInvoice = Schemas['StatementInvoice']
/** Discrepancies that someone should review. */
export type Reconciliation = Schemas['Reconciliation']
/** One use of a booking credit. */
export type CreditUse = Schemas['CreditUse']
/** The uses in an interval of time. */
export type TeamUses = Schemas['TeamUses']
/** One page of uses, the newest first. */
export type UsesPage = Schemas['UsesPage']
/** A use of a credit or pass, or a change of its balance that no use explains. */
export type TeamUse = Schemas['TeamUse']
/** How people can sign in. */
export type SignInProviders = Schemas['SignInProviders']
/** A provider to sign in with. */
export type SignInProvider = Schemas['SignInProvider']
/** Where the browser has to go. */
export type ProviderAddress = Schemas['ProviderAddress']
/** What was done so that a sign-in can be confirmed by mail. */
export type ProviderConfirmation = Schemas['ProviderConfirmation']
/** What has come of a sign-in with a provider. */
export type ProviderSignIn = Schemas['ProviderSignIn']
/** What went wrong, for people and for programs. The code never changes its meaning; the texts may change. */
export type Problem = Schemas['Problem']
