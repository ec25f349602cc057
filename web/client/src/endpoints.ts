// Written by "npm run generate" from contract/openapi.json; do not edit.

import type {
  BodyOf,
  AlertPreview,
  AlertRuleList,
  ApiListResult,
  CalendarLinkList,
  Figures,
  Invitation,
  InvitationLink,
  InvitationList,
  MemberInvitations,
  NewAlertRule,
  NewCalendarLink,
  NewSecondFactor,
  OwnAccount,
  PasswordLink,
  PasswordRequest,
  PublicTeam,
  RecoveryCodes,
  Statement,
  Team,
  TeamAccounts,
  TeamAmounts,
  TeamAttendanceDetails,
  TeamBasis,
  TeamChanges,
  TeamExpiring,
  TeamExplanation,
  TeamInvitationList,
  TeamKpiList,
  TeamMetricList,
  TeamReports,
  TeamUsage,
  TeamUses,
} from './answers.js'
import { at, endpoint, type Endpoint, type FileContent, type GetEndpoint, type Id } from './endpoint.js'

/** Which page of a list. */
export interface PageOptions {
  /** The page number, starting at 1; a page past the end is empty. Also accepted as `page`; the name with the underscore takes precedence. Default: 1. */
  page?: number | undefined
  /** Records per page; values over 100 count as 100. Also accepted as `size`. Default: 25. */
  pageSize?: number | undefined
}
/** What may be asked of `endpoints.teams.list`. */
export interface TeamListOptions extends PageOptions {
  /** Only this team. */
  teamId?: Id | undefined
  /** A field of the team that is not a list; its name can be in any case. Texts are compared ignoring case, with ties ordered by name, then by id. Also accepted as `orderBy`. Default: Name. */
  orderBy?: keyof Team | undefined
  /** asc or desc, not case-sensitive. Also accepted as `dir`. Default: asc. */
  direction?: 'asc' | 'desc' | undefined
}

/** What may be asked of `endpoints.teams.kpi`. */
export interface TeamKpiOptions {
  /** An instant with a time zone, such as 2026-10-31T18:00:00Z, or a date such as 2026-10-31, which means the end of that day in the time zone of the team's location. The figures are calculated as of this instant; the default is now. From 1900 to ten years ahead. */
  at?: string | undefined
  /** An instant with a time zone, such as 2026-10-31T18:00:00Z, or a date such as 2026-10-31, which means the end of that day in the time zone of the team's location. Only records that the ledger had at this instant are counted; the default is every record it has now. From 1900 to the present. With the same instant in `at`, the response body is exactly the one returned then. */
  knownAt?: string | undefined
}

/** What may be asked of `endpoints.teams.myKpi`. */
export interface TeamMyKpiOptions {
  /** An instant with a time zone, such as 2026-10-31T18:00:00Z, or a date such as 2026-10-31, which means the end of that day in the time zone of the team's location. The figures are calculated as of this instant; the default is now. From 1900 to ten years ahead. */
  at?: string | undefined
  /** An instant with a time zone, such as 2026-10-31T18:00:00Z, or a date such as 2026-10-31, which means the end of that day in the time zone of the team's location. Only records that the ledger had at this instant are counted; the default is every record it has now. From 1900 to the present. With the same instant in `at`, the response body is exactly the one returned then. */
  knownAt?: string | undefined
}

/** What may be asked of `endpoints.teams.explain`. */
export interface TeamExplainOptions extends PageOptions {
  /** Only this member. Without it, the response covers the whole team, and only administrators may request it. */
  coworkerId?: Id | undefined
  /** True: only records that count. False: only those that do not. Both by default. */
  counted?: boolean | undefined
  /** An instant with a time zone, such as 2026-10-31T18:00:00Z, or a date such as 2026-10-31, which means the end of that day in the time zone of the team's location. The figures are calculated as of this instant; the default is now. From 1900 to ten years ahead. */
  at?: string | undefined
  /** An instant with a time zone, such as 2026-10-31T18:00:00Z, or a date such as 2026-10-31, which means the end of that day in the time zone of the team's location. Only records that the ledger had at this instant are counted; the default is every record it has now. From 1900 to the present. With the same instant in `at`, the response body is exactly the one returned then. */
  knownAt?: string | undefined
}

/** What may be asked of `endpoints.teams.changes`. */
export interface TeamChangesOptions extends PageOptions {
  /** Only this member. Without it, the response covers the whole team, and only administrators may request it. */
  coworkerId?: Id | undefined
  /** An instant with a time zone, such as 2026-10-31T18:00:00Z, or a date such as 2026-10-31, which means the end of that day in the time zone of the team's location. The second instant; the default is now. Not before the first, and not in the future. */
  to?: string | undefined
  /** Only this figure. */
  figure?: string | undefined
}

/** What may be asked of `endpoints.teams.metrics`. */
export interface TeamMetricsOptions {
  /** How many months, 1 to 60. Default: 12. */
  months?: number | undefined
  /** An instant with a time zone, such as 2026-10-31T18:00:00Z, or a date such as 2026-10-31, which means the end of that day in the time zone of the team's location. The figures are calculated as of this instant; the default is now. From 1900 to ten years ahead. */
  at?: string | undefined
  /** An instant with a time zone, such as 2026-10-31T18:00:00Z, or a date such as 2026-10-31, which means the end of that day in the time zone of the team's location. Only records that the ledger had at this instant are counted; the default is every record it has now. From 1900 to the present. With the same instant in `at`, the response body is exactly the one returned then. */
  knownAt?: string | undefined
}

/** What may be asked of `endpoints.teams.attendance`. */
export interface TeamAttendanceOptions {
  /** An instant with a time zone, such as 2026-10-31T18:00:00Z, or a date such as 2026-10-31, which means the end of that day in the time zone of the team's location. The figures are calculated as of this instant; the default is now. From 1900 to ten years ahead. */
  at?: string | undefined
  /** An instant with a time zone, such as 2026-10-31T18:00:00Z, or a date such as 2026-10-31, which means the end of that day in the time zone of the team's location. Only records that the ledger had at this instant are counted; the default is every record it has now. From 1900 to the present. With the same instant in `at`, the response body is exactly the one returned then. */
  knownAt?: string | undefined
}

/** What may be asked of `endpoints.teams.published`. */
export interface PublishedOptions extends PageOptions {
  /** Only teams with this text in the name or description, ignoring case. It is plain text without wildcards, and the HTML tags of descriptions are not searched. */
  query?: string | undefined
  /** Only teams with this tag in ProfileTagsList, ignoring case. */
  tag?: string | undefined
  /** 1: by name. 2: by name, descending. 3: newest first. 4: most members first. Names are compared ignoring case, with ties ordered by name, then by id. Default: 1. */
  order?: number | undefined
}

/** What may be asked of `endpoints.teams.amounts`. */
export interface TeamAmountsOptions {
  /** Only this member. Without it, the response covers the whole team, and only administrators may request it. */
  coworkerId?: Id | undefined
  /** An instant with a time zone, such as 2026-10-31T18:00:00Z, or a date such as 2026-10-31, which means the end of that day in the time zone of the team's location. The figures are calculated as of this instant; the default is now. From 1900 to ten years ahead. */
  at?: string | undefined
  /** An instant with a time zone, such as 2026-10-31T18:00:00Z, or a date such as 2026-10-31, which means the end of that day in the time zone of the team's location. Only records that the ledger had at this instant are counted; the default is every record it has now. From 1900 to the present. With the same instant in `at`, the response body is exactly the one returned then. */
  knownAt?: string | undefined
}

/** What may be asked of `endpoints.teams.expiring`. */
export interface TeamExpiringOptions {
  /** Only this member. Without it, the response covers the whole team, and only administrators may request it. */
  coworkerId?: Id | undefined
  /** How many days to look ahead, 1 to 366. Default: 30. */
  days?: number | undefined
  /** An instant with a time zone, such as 2026-10-31T18:00:00Z, or a date such as 2026-10-31, which means the end of that day in the time zone of the team's location. The figures are calculated as of this instant; the default is now. From 1900 to ten years ahead. */
  at?: string | undefined
  /** An instant with a time zone, such as 2026-10-31T18:00:00Z, or a date such as 2026-10-31, which means the end of that day in the time zone of the team's location. Only records that the ledger had at this instant are counted; the default is every record it has now. From 1900 to the present. With the same instant in `at`, the response body is exactly the one returned then. */
  knownAt?: string | undefined
}

/** What may be asked of `endpoints.teams.usage`. */
export interface TeamUsageOptions {
  /** Only this member. Without it, the response covers the whole team, and only administrators may request it. */
  coworkerId?: Id | undefined
  /** How many months, 1 to 60. Default: 12. */
  months?: number | undefined
  /** An instant with a time zone, such as 2026-10-31T18:00:00Z, or a date such as 2026-10-31, which means the end of that day in the time zone of the team's location. The figures are calculated as of this instant; the default is now. From 1900 to ten years ahead. */
  at?: string | undefined
  /** An instant with a time zone, such as 2026-10-31T18:00:00Z, or a date such as 2026-10-31, which means the end of that day in the time zone of the team's location. Only records that the ledger had at this instant are counted; the default is every record it has now. From 1900 to the present. With the same instant in `at`, the response body is exactly the one returned then. */
  knownAt?: string | undefined
}

/** What may be asked of `endpoints.teams.statementPdf`. */
export interface TeamStatementPdfOptions {
  /** The number of an earlier version; the default is the latest one. */
  version?: number | undefined
  /** The size of the paper. Default: a4. */
  paper?: string | undefined
}

/** What may be asked of `endpoints.teams.uses`. */
export interface TeamUsesOptions extends PageOptions {
  /** Only this member. Without it, the response covers the whole team, and only administrators may request it. */
  coworkerId?: Id | undefined
  /** An instant with a time zone, such as 2026-10-31T18:00:00Z, or a date such as 2026-10-31 in the time zone of the team's location. Uses from then on, or from the start of that day. 90 days before the end by default. */
  from?: string | undefined
  /** An instant with a time zone, such as 2026-10-31T18:00:00Z, or a date such as 2026-10-31 in the time zone of the team's location. Uses before then, or up to the end of that day. The present by default. */
  to?: string | undefined
}

/** Every call that the client knows, by what it is about. */
export const endpoints = {
  account: {
    /** Change a password. */
    password: /* @__PURE__ */ endpoint<null, BodyOf<'changePassword'>, 'POST'>(
      'POST',
      '/api/account/password',
      {},
      true,
    ),

    /** The caller's account. */
    get: (): GetEndpoint<OwnAccount> => endpoint('GET', '/api/account'),

    /** Send me mail again. */
    tryMyMailAgain: (): Endpoint<null, undefined, 'POST'> => endpoint('POST', '/api/account/mail/try-again'),

    /** End a sign-in. */
    endSignIn: (signInId: Id): Endpoint<null, undefined, 'DELETE'> =>
      endpoint('DELETE', at`/api/account/sign-ins/${signInId}`),

    /** End all other sign-ins. */
    endOtherSignIns: (): Endpoint<null, undefined, 'DELETE'> => endpoint('DELETE', '/api/account/sign-ins'),

    /** A secret for a second factor. */
    newSecondFactor: (): Endpoint<NewSecondFactor, undefined, 'POST'> =>
      endpoint('POST', '/api/account/second-factor/secret'),

    /** Set up a second factor. */
    setSecondFactor: (): Endpoint<RecoveryCodes, BodyOf<'setSecondFactor'>, 'POST'> =>
      endpoint('POST', '/api/account/second-factor'),

    /** Remove the second factor. */
    removeSecondFactor: (): Endpoint<null, BodyOf<'removeSecondFactor'>, 'POST'> =>
      endpoint('POST', '/api/account/second-factor/remove'),

    /** Replace the recovery codes. */
    replaceRecoveryCodes: (): Endpoint<RecoveryCodes, BodyOf<'replaceRecoveryCodes'>, 'POST'> =>
      endpoint('POST', '/api/account/recovery-codes'),

    /** Ask for a link to reset a forgotten password. */
    requestPasswordLink: /* @__PURE__ */ endpoint<PasswordRequest, BodyOf<'requestPasswordLink'>, 'POST'>(
      'POST',
      '/api/account/forgotten-password',
      {},
      true,
    ),

    /** What a link to choose a password is for. */
    findPasswordLink: /* @__PURE__ */ endpoint<PasswordLink, BodyOf<'findPasswordLink'>, 'POST'>(
      'POST',
      '/api/account/links/find',
      {},
      true,
    ),

    /** Choose a password with a link. */
    usePasswordLink: /* @__PURE__ */ endpoint<PasswordLink, BodyOf<'usePasswordLink'>, 'POST'>(
      'POST',
      '/api/account/links/use',
      {},
      true,
    ),
  },

  teams: {
    /** The caller's teams. */
    list: (isTeamAdmin: boolean, options: TeamListOptions = {}): GetEndpoint<ApiListResult<Team>> =>
      endpoint('GET', '/api/public/teams/my', {
        isTeamAdmin,
        teamId: options.teamId,
        _page: options.page,
        _pageSize: options.pageSize,
        _orderBy: options.orderBy,
        _dir: options.direction,
      }),

    /** The figures of a team's members. */
    kpi: (teamId: Id, options: TeamKpiOptions = {}): GetEndpoint<TeamKpiList> =>
      endpoint('GET', at`/api/public/teams/${teamId}/kpi`, { at: options.at, knownAt: options.knownAt }),

    /** The caller's own figures. */
    myKpi: (teamId: Id, options: TeamMyKpiOptions = {}): GetEndpoint<TeamKpiList> =>
      endpoint('GET', at`/api/public/teams/${teamId}/kpi/my`, { at: options.at, knownAt: options.knownAt }),

    /** Why a figure is what it is. */
    explain: (teamId: Id, figure: string, options: TeamExplainOptions = {}): GetEndpoint<TeamExplanation> =>
      endpoint('GET', at`/api/public/teams/${teamId}/explain`, {
        figure,
        coworkerId: options.coworkerId,
        counted: options.counted,
        at: options.at,
        knownAt: options.knownAt,
        _page: options.page,
        _pageSize: options.pageSize,
      }),

    /** What changed between two instants. */
    changes: (teamId: Id, from: string, options: TeamChangesOptions = {}): GetEndpoint<TeamChanges> =>
      endpoint('GET', at`/api/public/teams/${teamId}/changes`, {
        from,
        coworkerId: options.coworkerId,
        to: options.to,
        figure: options.figure,
        _page: options.page,
        _pageSize: options.pageSize,
      }),

    /** The team month by month. */
    metrics: (teamId: Id, options: TeamMetricsOptions = {}): GetEndpoint<TeamMetricList> =>
      endpoint('GET', at`/api/public/teams/${teamId}/metrics`, {
        months: options.months,
        at: options.at,
        knownAt: options.knownAt,
      }),

    /** The basis of a team's figures. */
    basis: (teamId: Id): GetEndpoint<TeamBasis> => endpoint('GET', at`/api/public/teams/${teamId}/basis`),

    /** A team's week. */
    attendance: (
      teamId: Id,
      date: Date | string,
      options: TeamAttendanceOptions = {},
    ): GetEndpoint<TeamAttendanceDetails> =>
      endpoint('GET', at`/api/public/teams/${teamId}/attendance`, { date, at: options.at, knownAt: options.knownAt }),

    /** Set where members plan to be. */
    attendanceUpdate: (teamId: Id): Endpoint<null, BodyOf<'updateTeamAttendance'>, 'PUT'> =>
      endpoint('PUT', at`/api/public/teams/${teamId}/attendance`),

    /** Set where the caller plans to be. */
    myAttendanceUpdate: (teamId: Id): Endpoint<null, BodyOf<'updateMyAttendance'>, 'PUT'> =>
      endpoint('PUT', at`/api/public/teams/${teamId}/attendance/my`),

    /** A team. */
    profile: (teamId: Id): GetEndpoint<Team> => endpoint('GET', at`/api/public/teams/${teamId}/profile`),

    /** Change a team's profile. */
    profileUpdate: (teamId: Id): Endpoint<null, BodyOf<'updateTeamProfile'>, 'PUT'> =>
      endpoint('PUT', at`/api/public/teams/${teamId}/profile`),

    /** The directory of teams. */
    published: (options: PublishedOptions = {}): GetEndpoint<ApiListResult<PublicTeam>> =>
      endpoint('GET', '/api/public/teams/published', {
        query: options.query,
        tag: options.tag,
        order: options.order,
        _page: options.page,
        _pageSize: options.pageSize,
      }),

    /** A team in the directory. */
    publishedTeam: (teamId: Id): GetEndpoint<PublicTeam> => endpoint('GET', at`/api/public/teams/published/${teamId}`),

    /** Add members to a team. */
    addMembers: (teamId: Id): Endpoint<null, BodyOf<'addTeamMembers'>, 'POST'> =>
      endpoint('POST', at`/api/public/teams/${teamId}/members`),

    /** Remove a member from a team. */
    removeMember: (teamId: Id, coworkerId: Id): Endpoint<null, undefined, 'DELETE'> =>
      endpoint('DELETE', at`/api/public/teams/${teamId}/members/${coworkerId}`),

    /** Make a member an administrator. */
    addAdministrator: (teamId: Id, coworkerId: Id): Endpoint<null, undefined, 'PUT'> =>
      endpoint('PUT', at`/api/public/teams/${teamId}/administrators/${coworkerId}`),

    /** End the role of an administrator. */
    removeAdministrator: (teamId: Id, coworkerId: Id): Endpoint<null, undefined, 'DELETE'> =>
      endpoint('DELETE', at`/api/public/teams/${teamId}/administrators/${coworkerId}`),

    /** Leave a team. */
    leave: (teamId: Id): Endpoint<null, undefined, 'POST'> => endpoint('POST', at`/api/public/teams/${teamId}/leave`),

    /** Open invitations to a team. */
    invitations: (teamId: Id): GetEndpoint<TeamInvitationList> =>
      endpoint('GET', at`/api/public/teams/${teamId}/invitations`),

    /** A link to an invitation. */
    invitationLink: (teamId: Id, invitationId: Id): Endpoint<InvitationLink, undefined, 'POST'> =>
      endpoint('POST', at`/api/public/teams/${teamId}/invitations/${invitationId}/link`),

    /** Withdraw an invitation. */
    withdrawInvitation: (teamId: Id, invitationId: Id): Endpoint<null, undefined, 'DELETE'> =>
      endpoint('DELETE', at`/api/public/teams/${teamId}/invitations/${invitationId}`),

    /** Which members can sign in. */
    accounts: (teamId: Id): GetEndpoint<TeamAccounts> =>
      endpoint('GET', at`/api/public/teams/${teamId}/account-invitations`),

    /** Invite members to accounts. */
    inviteMembersToAccounts: (teamId: Id): Endpoint<MemberInvitations, BodyOf<'inviteMembersToAccounts'>, 'POST'> =>
      endpoint('POST', at`/api/public/teams/${teamId}/account-invitations`),

    /** The alert rules of a team. */
    alerts: (teamId: Id): GetEndpoint<AlertRuleList> => endpoint('GET', at`/api/public/teams/${teamId}/alerts`),

    /** Add an alert rule. */
    addAlert: (teamId: Id): Endpoint<NewAlertRule, BodyOf<'addAlert'>, 'POST'> =>
      endpoint('POST', at`/api/public/teams/${teamId}/alerts`),

    /** What an alert rule would report. */
    previewAlert: (
      teamId: Id,
      figure: string,
      of: string,
      comparison: string,
      threshold: number,
    ): GetEndpoint<AlertPreview> =>
      endpoint('GET', at`/api/public/teams/${teamId}/alerts/preview`, { figure, of, comparison, threshold }),

    /** Change an alert rule. */
    changeAlert: (teamId: Id, ruleId: Id): Endpoint<null, BodyOf<'changeAlert'>, 'PUT'> =>
      endpoint('PUT', at`/api/public/teams/${teamId}/alerts/${ruleId}`),

    /** Delete an alert rule. */
    deleteAlert: (teamId: Id, ruleId: Id): Endpoint<null, undefined, 'DELETE'> =>
      endpoint('DELETE', at`/api/public/teams/${teamId}/alerts/${ruleId}`),

    /** Get mail about alerts, or not. */
    setAlertMail: (teamId: Id): Endpoint<null, BodyOf<'setAlertMail'>, 'PUT'> =>
      endpoint('PUT', at`/api/public/teams/${teamId}/alerts/mail`),

    /** A team's money. */
    amounts: (teamId: Id, options: TeamAmountsOptions = {}): GetEndpoint<TeamAmounts> =>
      endpoint('GET', at`/api/public/teams/${teamId}/amounts`, {
        coworkerId: options.coworkerId,
        at: options.at,
        knownAt: options.knownAt,
      }),

    /** Links to calendars of what expires. */
    calendarLinks: (teamId: Id, options: { coworkerId?: Id | undefined } = {}): GetEndpoint<CalendarLinkList> =>
      endpoint('GET', at`/api/public/teams/${teamId}/expiring/links`, { coworkerId: options.coworkerId }),

    /** Create a link to a calendar of what expires. */
    createCalendarLink: (
      teamId: Id,
      options: { coworkerId?: Id | undefined } = {},
    ): Endpoint<NewCalendarLink, BodyOf<'createCalendarLink'>, 'POST'> =>
      endpoint('POST', at`/api/public/teams/${teamId}/expiring/links`, { coworkerId: options.coworkerId }),

    /** Revoke a link to a calendar. */
    revokeCalendarLink: (teamId: Id, linkId: Id): Endpoint<null, undefined, 'DELETE'> =>
      endpoint('DELETE', at`/api/public/teams/${teamId}/expiring/links/${linkId}`),

    /** What expires next. */
    expiring: (teamId: Id, options: TeamExpiringOptions = {}): GetEndpoint<TeamExpiring> =>
      endpoint('GET', at`/api/public/teams/${teamId}/expiring`, {
        coworkerId: options.coworkerId,
        days: options.days,
        at: options.at,
        knownAt: options.knownAt,
      }),

    /** What each member used, month by month. */
    usage: (teamId: Id, options: TeamUsageOptions = {}): GetEndpoint<TeamUsage> =>
      endpoint('GET', at`/api/public/teams/${teamId}/usage`, {
        coworkerId: options.coworkerId,
        months: options.months,
        at: options.at,
        knownAt: options.knownAt,
      }),

    /** My reports about a team. */
    reports: (teamId: Id): GetEndpoint<TeamReports> => endpoint('GET', at`/api/public/teams/${teamId}/reports`),

    /** Choose my reports about a team. */
    setReports: (teamId: Id): Endpoint<null, BodyOf<'setTeamReports'>, 'PUT'> =>
      endpoint('PUT', at`/api/public/teams/${teamId}/reports`),

    /** A team's statement of a month. */
    statement: (teamId: Id, month: Id, options: { version?: number | undefined } = {}): GetEndpoint<Statement> =>
      endpoint('GET', at`/api/public/teams/${teamId}/statements/${month}`, { version: options.version }),

    /** A team's statement of a month, as CSV. */
    statementCsv: (teamId: Id, month: Id, options: { version?: number | undefined } = {}): GetEndpoint<FileContent> =>
      endpoint(
        'GET',
        at`/api/public/teams/${teamId}/statements/${month}.csv`,
        { version: options.version },
        false,
        true,
      ),

    /** A team's statement of a month, as XLSX. */
    statementXlsx: (teamId: Id, month: Id, options: { version?: number | undefined } = {}): GetEndpoint<FileContent> =>
      endpoint(
        'GET',
        at`/api/public/teams/${teamId}/statements/${month}.xlsx`,
        { version: options.version },
        false,
        true,
      ),

    /** A team's statement of a month, as PDF. */
    statementPdf: (teamId: Id, month: Id, options: TeamStatementPdfOptions = {}): GetEndpoint<FileContent> =>
      endpoint(
        'GET',
        at`/api/public/teams/${teamId}/statements/${month}.pdf`,
        { version: options.version, paper: options.paper },
        false,
        true,
      ),

    /** Uses of credits and passes. */
    uses: (teamId: Id, options: TeamUsesOptions = {}): GetEndpoint<TeamUses> =>
      endpoint('GET', at`/api/public/teams/${teamId}/uses`, {
        coworkerId: options.coworkerId,
        from: options.from,
        to: options.to,
        _page: options.page,
        _pageSize: options.pageSize,
      }),
  },

  /** The meaning of the figures. */
  figures: /* @__PURE__ */ endpoint<Figures, undefined, 'GET'>('GET', '/api/public/figures', {}, true),

  invitations: {
    /** The caller's invitations. */
    list: (): GetEndpoint<InvitationList> => endpoint('GET', '/api/public/invitations/my'),

    /** The invitation that a link leads to. */
    find: (): Endpoint<Invitation, BodyOf<'findInvitation'>, 'POST'> =>
      endpoint('POST', '/api/public/invitations/find'),

    /** Accept an invitation. */
    accept: (invitationId: Id): Endpoint<null, undefined, 'POST'> =>
      endpoint('POST', at`/api/public/invitations/${invitationId}/accept`),

    /** Decline an invitation. */
    decline: (invitationId: Id): Endpoint<null, undefined, 'POST'> =>
      endpoint('POST', at`/api/public/invitations/${invitationId}/decline`),
  },

  calendars: {
    /** A calendar of what expires. */
    expiring: (secret: Id): GetEndpoint<FileContent> =>
      endpoint('GET', at`/api/public/calendars/${secret}/expiring.ics`, {}, true, true),
  },
}
