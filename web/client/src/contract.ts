// Written by "npm run generate" from contract/openapi.json; do not edit.

export interface paths {
  '/api/token': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    get?: never
    put?: never
    /**
     * Sign in, or refresh
     * @description The body is read as a form, whatever its media type. Send `grant_type=password` with `username` (the e-mail address, not case-sensitive) and `password`, or `grant_type=refresh_token` with `refresh_token`. A refresh token can be used once. For ten seconds it can be used again, in case the response was lost or two tabs refresh at the same time; any later reuse ends the sign-in. Signing in again with the same client id ends the earlier refresh token. After several failed attempts for an account or from an address, the next attempt has to wait, even with the right password.
     */
    post: operations['token']
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/api/token/revoke': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    get?: never
    put?: never
    /**
     * Sign out
     * @description Ends the sign-in that an access token or a refresh token belongs to, from the next request on (RFC 7009). The body is read as a form, whatever its media type. The token itself is the only credential needed. An unknown, expired or revoked token also gets 200.
     */
    post: operations['revokeToken']
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/api/account/password': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    get?: never
    put?: never
    /**
     * Change a password
     * @description Send the current password, and a code if the account has a second factor. No access token is needed, so this is also how to resolve `must_reset_password`. All sign-ins of the account end. Failed attempts count like failed sign-ins.
     */
    post: operations['changePassword']
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/api/account': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /**
     * The caller's account
     * @description The e-mail address, the second factor and passkeys of the account, and the open sign-ins.
     */
    get: operations['myAccount']
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/api/account/mail/try-again': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    get?: never
    put?: never
    /**
     * Send me mail again
     * @description After mail to the account's address came back, alerts and reports are no longer mailed there. This call has them sent again. Without such mail, it changes nothing.
     */
    post: operations['tryMyMailAgain']
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/api/account/sign-ins/{signInId}': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    get?: never
    put?: never
    post?: never
    /**
     * End a sign-in
     * @description Ends one of the caller's sign-ins, starting with its next request. An unknown id is ignored.
     */
    delete: operations['endSignIn']
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/api/account/sign-ins': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    get?: never
    put?: never
    post?: never
    /**
     * End all other sign-ins
     * @description Ends all of the caller's sign-ins except the one that this request belongs to.
     */
    delete: operations['endOtherSignIns']
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/api/account/second-factor/secret': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    get?: never
    put?: never
    /**
     * A secret for a second factor
     * @description Creates a secret for an authenticator app. It is not stored, and has no effect until it is set together with a code from the app.
     */
    post: operations['newSecondFactor']
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/api/account/second-factor': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    get?: never
    put?: never
    /**
     * Set up a second factor
     * @description From now on, signing in takes a code from the app as well. An earlier second factor is replaced. The response contains the recovery codes, which are not shown again. Open sign-ins stay open. Failed attempts count like failed sign-ins.
     */
    post: operations['setSecondFactor']
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/api/account/second-factor/remove': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    get?: never
    put?: never
    /**
     * Remove the second factor
     * @description From now on, the password is enough to sign in, and the recovery codes stop working, unless the account has a passkey. Failed attempts count like failed sign-ins.
     */
    post: operations['removeSecondFactor']
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/api/account/recovery-codes': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    get?: never
    put?: never
    /**
     * Replace the recovery codes
     * @description The old codes stop working. The new ones are not shown again. Failed attempts count like failed sign-ins.
     */
    post: operations['replaceRecoveryCodes']
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/api/account/data': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /**
     * Download what is stored about me
     * @description A file with the caller's account, its sign-ins, passkeys and invitations, and the records of the coworkers that the account is bound to, with earlier versions and the audit trail. An account without coworkers, such as an operator's, gets the account's part. Left out are passwords, secrets and digests, the addresses of other people, and what is connected to the caller only by an e-mail address.
     */
    get: operations['myData']
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/api/account/passkeys/challenge': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    get?: never
    put?: never
    /**
     * Ask for a signature in place of a code
     * @description Returns what one of the caller's passkeys has to sign to take the place of a code in a change of the account: once, within five minutes, and only for the sign-in that asked.
     */
    post: operations['ownPasskeyChallenge']
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/api/account/passkeys/options': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    get?: never
    put?: never
    /**
     * Begin to add a passkey
     * @description Returns what the browser needs to make a passkey. It can be added once, within five minutes, by the sign-in that asked. An account can have at most 20 passkeys. Failed attempts count like failed sign-ins.
     */
    post: operations['newPasskeyOptions']
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/api/account/passkeys': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    get?: never
    put?: never
    /**
     * Add a passkey
     * @description From now on, the passkey can be used to sign in, and signing in with the password takes a passkey or a code as well. If the account had no recovery codes, the response contains some, which are not shown again.
     */
    post: operations['addPasskey']
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/api/account/passkeys/{passkeyId}': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    get?: never
    /**
     * Rename a passkey
     * @description Gives one of the caller's passkeys another name. An unknown id is ignored.
     */
    put: operations['renamePasskey']
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/api/account/passkeys/{passkeyId}/remove': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    get?: never
    put?: never
    /**
     * Remove a passkey
     * @description The passkey stops working. Without another passkey and without codes from an app, the password is enough to sign in afterwards, and the recovery codes stop working. An unknown id is ignored. Failed attempts count like failed sign-ins.
     */
    post: operations['removePasskey']
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/api/account/forgotten-password': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    get?: never
    put?: never
    /**
     * Ask for a link to reset a forgotten password
     * @description Sends a mail with a link to the address if it has an account that is not suspended. The response, and the work until it is sent, are the same for any other address. The link is valid for one hour. Requests are limited for each address, and together with failed sign-ins for each IP address.
     */
    post: operations['requestPasswordLink']
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/api/account/links/find': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    get?: never
    put?: never
    /**
     * What a link to choose a password is for
     * @description Says whose password a link sets. It does not use the link up.
     */
    post: operations['findPasswordLink']
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/api/account/links/use': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    get?: never
    put?: never
    /**
     * Choose a password with a link
     * @description Sets the password of the account that the link is for, ends all its sign-ins, and notifies its holder by mail; a link that is an invitation creates the account instead. The link works once. An account with a second factor also takes a code. Wrong codes count like failed sign-ins.
     */
    post: operations['usePasswordLink']
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/dashboard/session/passkey/challenge': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    get?: never
    put?: never
    /**
     * Ask a browser to use a passkey
     * @description Returns what a passkey has to sign, to sign in with it alone or in place of a code. The response sets a cookie, because only the same browser can use the signature: once, within five minutes.
     */
    post: operations['passkeyChallenge']
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/dashboard/session/passkey': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    get?: never
    put?: never
    /**
     * Sign in from a browser with a passkey
     * @description Takes no password and no code: the device has to have recognised its holder. Otherwise like `POST /dashboard/session`.
     */
    post: operations['passkeySignIn']
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/dashboard/session': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    get?: never
    put?: never
    /**
     * Sign in from a browser
     * @description For the dashboard's pages. Takes the same form fields as `POST /api/token` with a password, and refuses in the same way. The response has an access token for the page to use. It is valid for at most 900 seconds. It also sets a cookie that identifies the sign-in; scripts cannot read it and other origins cannot use it. The cookie lasts as long as a refresh token and does not change during that time. Sign-ins are independent: signing in with another browser does not end this one.
     */
    post: operations['browserSignIn']
    /**
     * Sign out from a browser
     * @description Ends the sign-in that the cookie identifies, in every tab and for every access token issued for it, starting with the next request. The response is the same if there is no sign-in.
     */
    delete: operations['browserSignOut']
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/dashboard/session/token': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    get?: never
    put?: never
    /**
     * A new access token for a page
     * @description Issues a new access token for the sign-in that the cookie identifies. It is valid for at most 900 seconds.
     */
    post: operations['browserToken']
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/api/public/teams/my': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /**
     * The caller's teams
     * @description The teams that the caller belongs to or administers, or only those that the caller administers. Unknown parameters are ignored.
     */
    get: operations['myTeams']
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/api/public/teams/{teamId}/kpi': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /**
     * The figures of a team's members
     * @description What each member of the team will be invoiced, has left, and has used, now or at an earlier time. For administrators of the team. Members are sorted by id; archived coworkers are left out. Each field's description says what it counts.
     */
    get: operations['teamKpi']
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/api/public/teams/{teamId}/kpi/my': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /**
     * The caller's own figures
     * @description What the caller will be invoiced, has left, and has used as a member of the team: the same fields as in the figures of the team, and nothing about other members. For every member of the team, also those who do not administer it. `CoworkerId` is the id with which a member asks other calls about themselves. The list has one entry, unless the account acts for several members; it is empty for an administrator who is not a member.
     */
    get: operations['myTeamKpi']
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/api/public/teams/{teamId}/explain': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /**
     * Why a figure is what it is
     * @description The records behind one figure of a member, or behind the total of the team: those that count, and those that do not with the reason. What the counted records add up to is calculated independently of the figure. For administrators of the team; a plain member may ask about themselves with `coworkerId`. In English or Spanish, as requested.
     */
    get: operations['teamExplain']
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/api/public/teams/{teamId}/changes': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /**
     * What changed between two instants
     * @description The figures that are not the same at two instants, each as it was shown then, and the records that make the difference. Their differences always add up. For administrators of the team; a plain member may ask about themselves with `coworkerId`. In English or Spanish, as requested.
     */
    get: operations['teamChanges']
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/api/public/teams/{teamId}/metrics': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /**
     * The team month by month
     * @description What the team was invoiced, used, and still owed in each of the last calendar months of its location, including the current month, oldest first. For administrators of the team; "you" in the field descriptions is the customer making the request. Amounts owed are as of the end of the month, or as of now for the current month.
     */
    get: operations['teamMetrics']
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/api/public/teams/{teamId}/basis': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /**
     * The basis of a team's figures
     * @description The location, time zone, month and currency currently used for the team's figures, and whether the caller may see the figures. For members and administrators of the team.
     */
    get: operations['teamBasis']
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/api/public/figures': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /**
     * The meaning of the figures
     * @description The names, units and meanings of a team's figures and metrics, for display. They are the same for everyone, so no token is needed. In English or Spanish, as requested.
     */
    get: operations['figures']
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/api/public/teams/{teamId}/attendance': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /**
     * A team's week
     * @description Where members plan to be on each day of a week, their bookings in the week that contains `date`, and the team's averages over the twelve weeks before it. For members and administrators of the team. Days and weeks follow the time zone of the team's location. Members are sorted by id; archived coworkers are left out. Only administrators may ask for the week as it was at another time, with `at` and `knownAt`.
     */
    get: operations['teamAttendance']
    /**
     * Set where members plan to be
     * @description Sets where members plan to be on days of the week: 1 at the office, 2 at home, 3 abroad, 4 not working, 5 undefined; null removes the setting. Days that are not given stay as they are. Either all entries are stored or none: an entry with an invalid value, for someone outside the team, or for a member named by an earlier entry rejects them all, and the detail gives its position, starting at 1, and its `CoworkerId`. For administrators of the team.
     */
    put: operations['updateTeamAttendance']
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/api/public/teams/{teamId}/attendance/my': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    get?: never
    /**
     * Set where the caller plans to be
     * @description The same for the caller's own days, for any member of the team. An entry about somebody else rejects them all, even if the caller administers the team.
     */
    put: operations['updateMyAttendance']
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/api/public/teams/{teamId}/profile': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /**
     * A team
     * @description The team and its people, for its members and administrators. Only administrators see other people's e-mail addresses. Descriptions are sanitized, and addresses that are not web addresses are null, however they were stored.
     */
    get: operations['teamProfile']
    /**
     * Change a team's profile
     * @description Changes the given fields and leaves the others as they are; null clears a field. If any given value is invalid, nothing changes. Fields that are not listed here are ignored, even if the profile shows them. For administrators of the team. Simultaneous changes of different fields are all kept.
     */
    put: operations['updateTeamProfile']
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/api/public/teams/published': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /**
     * The directory of teams
     * @description The teams with a public profile (ProfileIsPublic), for every signed-in customer. Nothing is shown about their people, plans or money.
     */
    get: operations['publishedTeams']
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/api/public/teams/published/{teamId}': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /**
     * A team in the directory
     * @description The public profile of a team, for every signed-in customer.
     */
    get: operations['publishedTeam']
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/api/public/teams/{teamId}/members': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    get?: never
    put?: never
    /**
     * Add members to a team
     * @description Adds several people to the team, or none if one of them can't be added. Someone whose e-mail address (in any case) is new to the network becomes a member immediately: a coworker is created, suspended if the team keeps new accounts on hold. Someone who already is a coworker, even an archived or suspended one, or who has an account is invited instead and joins by accepting; until then none of their data is shown or changed. The response is the same in both cases. Each person gets a contract for the plan when they join, unless no plan is given or a contract for it is already active at the team's location. No sign-in account is created. For administrators of the team.
     */
    post: operations['addTeamMembers']
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/api/public/teams/{teamId}/members/{coworkerId}': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    get?: never
    put?: never
    post?: never
    /**
     * Remove a member from a team
     * @description Removes someone from the team, as a member and as an administrator. The coworker and all their records are kept. For administrators of the team.
     */
    delete: operations['removeTeamMember']
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/api/public/teams/{teamId}/administrators/{coworkerId}': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    get?: never
    /**
     * Make a member an administrator
     * @description Makes somebody in the team an administrator, who sees the figures of all members and manages the team's people. A member stays a member. If they already are an administrator, nothing changes. For administrators of the team.
     */
    put: operations['addTeamAdministrator']
    post?: never
    /**
     * End the role of an administrator
     * @description Ends somebody's role as an administrator of the team. A member stays a member; an administrator who is no member is no longer part of the team. If they are no administrator, nothing changes. Administrators can't end their own role, so the team keeps one. For administrators of the team.
     */
    delete: operations['removeTeamAdministrator']
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/api/public/teams/{teamId}/leave': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    get?: never
    put?: never
    /**
     * Leave a team
     * @description Removes the caller from the team, as a member and as an administrator, with every coworker that the account is bound to. Contracts don't prevent this and stay with the person. If the last administrator leaves, the team has none until an operator appoints one. For members and administrators of the team.
     */
    post: operations['leaveTeam']
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/api/public/invitations/my': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /**
     * The caller's invitations
     * @description The open team invitations that the caller can accept or decline: those sent to the account's e-mail address and those for a coworker that the account is bound to.
     */
    get: operations['myInvitations']
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/api/public/invitations/find': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    get?: never
    put?: never
    /**
     * The invitation that a link leads to
     * @description The invitation that a link's secret belongs to, if the caller can answer it. For anyone else the secret reveals nothing: the response is that there is no such invitation.
     */
    post: operations['findInvitation']
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/api/public/invitations/{invitationId}/accept': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    get?: never
    put?: never
    /**
     * Accept an invitation
     * @description Adds the caller's coworker to the team. From then on the team's administrators see their figures. If the invitation includes a plan, a contract for it starts on StartDate, or now if that date has passed, unless one is already active at the team's location. An archived or suspended person can't accept until an operator reactivates them.
     */
    post: operations['acceptInvitation']
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/api/public/invitations/{invitationId}/decline': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    get?: never
    put?: never
    /**
     * Decline an invitation
     * @description Ends the invitation. Nothing else changes.
     */
    post: operations['declineInvitation']
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/api/public/teams/{teamId}/invitations': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /**
     * Open invitations to a team
     * @description The people who have been invited and haven't answered yet, by the e-mail address that was entered. The response doesn't say whether the network knows them, or as whom. An invitation closes when it is answered or withdrawn, after 30 days, or when the person who sent it no longer administers the team. For administrators of the team.
     */
    get: operations['teamInvitations']
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/api/public/teams/{teamId}/invitations/{invitationId}/link': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    get?: never
    put?: never
    /**
     * A link to an invitation
     * @description Creates a link that an administrator can pass on to the invited person. It is shown only once and replaces any earlier link. It works for up to 7 days, doesn't sign anyone in, and shows the invitation only to someone who can answer it. For administrators of the team.
     */
    post: operations['makeInvitationLink']
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/api/public/teams/{teamId}/invitations/{invitationId}': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    get?: never
    put?: never
    post?: never
    /**
     * Withdraw an invitation
     * @description Withdraws an open invitation; its link stops working. For administrators of the team.
     */
    delete: operations['withdrawInvitation']
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/api/public/teams/{teamId}/account-invitations': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /**
     * Which members can sign in
     * @description Of each member and administrator of the team: whether they have an account to sign in with, or an open invitation to create one. Addresses of accounts and times of sign-ins are not part of it. For administrators of the team.
     */
    get: operations['teamAccounts']
    put?: never
    /**
     * Invite members to accounts
     * @description Sends members of the team a mail with a link to choose a password, so that they can sign in. The link is valid for seven days and works once. Members who have an account are skipped; an open invitation is replaced if it is at least a day old. Only for spaces that send mail: the link is never returned. An administrator can have 500 open invitations. For administrators of the team.
     */
    post: operations['inviteMembersToAccounts']
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/api/account/providers': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /**
     * The caller's sign-in providers
     * @description The providers that the caller may sign in with, and which of them the account is connected to.
     */
    get: operations['myProviders']
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/api/account/providers/connect': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    get?: never
    put?: never
    /**
     * Connect the account to a provider
     * @description Returns the provider's page for the browser to open. After the sign-in there, the browser comes back to `/dashboard/signed-in`, and the account is connected: from then on the provider signs in to it. Failed attempts count like failed sign-ins.
     */
    post: operations['connectProvider']
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/api/account/providers/disconnect': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    get?: never
    put?: never
    /**
     * Disconnect the account from a provider
     * @description The provider no longer signs in to the account. Open sign-ins stay open. Failed attempts count like failed sign-ins.
     */
    post: operations['disconnectProvider']
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/api/public/teams/{teamId}/alerts': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /**
     * The alert rules of a team
     * @description The rules of a team, with the members that have reached their thresholds and the people who get mail. For administrators of the team.
     */
    get: operations['teamAlerts']
    put?: never
    /**
     * Add an alert rule
     * @description Adds a rule. When the figure reaches the threshold, the recipients get mail, once; it alerts again after the figure has moved back by a tenth of the threshold, and at least 1. If the figure has already reached it, the request is refused unless `Confirm` is true. A team can have 50 rules. For administrators of the team.
     */
    post: operations['addAlert']
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/api/public/teams/{teamId}/alerts/preview': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /**
     * What an alert rule would report
     * @description The members that have already reached the threshold of a rule, and how many people would get mail. Nothing is saved. For administrators of the team.
     */
    get: operations['previewAlert']
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/api/public/teams/{teamId}/alerts/{ruleId}': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    get?: never
    /**
     * Change an alert rule
     * @description Changes the given fields of a rule. If the figure, `Of`, the comparison or the threshold changes, it starts anew, and asks for `Confirm` as a new rule does. For administrators of the team.
     */
    put: operations['changeAlert']
    post?: never
    /**
     * Delete an alert rule
     * @description Deletes a rule. For administrators of the team.
     */
    delete: operations['deleteAlert']
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/api/public/teams/{teamId}/alerts/mail': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    get?: never
    /**
     * Get mail about alerts, or not
     * @description Says whether the caller gets mail about the alerts of this team. Mail is in the language of this request. For administrators of the team.
     */
    put: operations['setAlertMail']
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/api/public/teams/{teamId}/amounts': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /**
     * A team's money
     * @description What is not yet invoiced, what renews next, and what is unpaid, for each member and for all of them together. There are separate amounts for each currency; they are never added up. The records that count are those of the team's figures. For administrators of the team; a plain member may ask about themselves with `coworkerId`.
     */
    get: operations['teamAmounts']
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/api/public/teams/{teamId}/expiring/links': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /**
     * Links to calendars of what expires
     * @description The links to calendars of the team that have been created and not revoked. For administrators of the team; a plain member may ask about themselves with `coworkerId`, and sees the links they created.
     */
    get: operations['teamCalendarLinks']
    put?: never
    /**
     * Create a link to a calendar of what expires
     * @description Creates a link that a calendar program can subscribe to without signing in. The link is shown only once. It shows what the caller may see, and stops working as soon as they may no longer see it. An account can have up to 20 links for each team. For administrators of the team; a plain member may create one about themselves with `coworkerId`.
     */
    post: operations['createCalendarLink']
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/api/public/teams/{teamId}/expiring/links/{linkId}': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    get?: never
    put?: never
    post?: never
    /**
     * Revoke a link to a calendar
     * @description Ends a link at once. Administrators of the team can revoke any link of the team, members those they created.
     */
    delete: operations['revokeCalendarLink']
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/api/public/calendars/{secret}/expiring.ics': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /**
     * A calendar of what expires
     * @description The calendar of a link, in iCalendar format, for programs that subscribe to calendars. It has an all-day event on the last day a credit or pass can be used, and contains no names unless the link was created with names. The secret in the path is all that is needed; it never appears in the server's log.
     */
    get: operations['expiringCalendar']
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/api/public/teams/{teamId}/expiring': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /**
     * What expires next
     * @description The valid credits and passes with something left that expire within some days, the soonest first, with the last use and the pace of the last 90 days; and how much expires, by unit and by week. For administrators of the team; a plain member may ask about themselves with `coworkerId`.
     */
    get: operations['teamExpiring']
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/api/public/teams/{teamId}/usage': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /**
     * What each member used, month by month
     * @description The time that each member booked and was checked in during each of the last calendar months of the team's location, including the current month, oldest first. The rules are those of the team's figures. For administrators of the team; a plain member may ask about themselves with `coworkerId`.
     */
    get: operations['teamUsage']
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/api/public/teams/{teamId}/reports': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /**
     * My reports about a team
     * @description Which reports about a team the caller gets by mail. For administrators of the team.
     */
    get: operations['teamReports']
    /**
     * Choose my reports about a team
     * @description Sets which reports about a team the caller gets by mail, when a week or a month is over at the team's location. Reports are in the language of this request. For administrators of the team.
     */
    put: operations['setTeamReports']
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/api/public/teams/{teamId}/reports/send': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    get?: never
    put?: never
    /**
     * Send me a report about a team now
     * @description Mails the caller a report about the last week or month that is over at the team's location, in the language of this request, with members' names if the caller's reports have them. For administrators of the team.
     */
    post: operations['sendTeamReport']
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/api/public/teams/{teamId}/statements/{month}': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /**
     * A team's statement of a month
     * @description A month's record for accounting: for each kind of credit and pass, how much the members had, were granted, used, lost and have left; booked and checked-in time; every item that became due to invoice, was invoiced, or is still to be invoiced; and any discrepancies. For administrators of the team. The statement of a month that is over is stored when it is first requested; if records about that month are corrected later, the next request stores another version with the next number, and earlier versions stay as they are.
     */
    get: operations['teamStatement']
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/api/public/teams/{teamId}/statements/{month}.csv': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /**
     * A team's statement of a month, as CSV
     * @description The statement with all its tables below each other, for a spreadsheet: UTF-8 with a byte order mark. In English or Spanish, as requested. For administrators of the team.
     */
    get: operations['teamStatementCsv']
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/api/public/teams/{teamId}/statements/{month}.xlsx': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /**
     * A team's statement of a month, as XLSX
     * @description The statement as an Excel file, with a sheet for each table. In English or Spanish, as requested. For administrators of the team.
     */
    get: operations['teamStatementXlsx']
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/api/public/teams/{teamId}/statements/{month}.pdf': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /**
     * A team's statement of a month, as PDF
     * @description The statement typeset for print and tagged for screen readers. In English or Spanish, as requested. For administrators of the team.
     */
    get: operations['teamStatementPdf']
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/api/public/teams/{teamId}/uses': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /**
     * Uses of credits and passes
     * @description Every use of a credit or pass of the team's members: by whom, when, for which booking, event or check-in, how much, and what was left. A change of a balance that no use explains is listed too, dated by when the ledger received it. For administrators of the team; a plain member may ask about themselves with `coworkerId`, and sees what they used themselves.
     */
    get: operations['teamUses']
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/dashboard/session/providers': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /**
     * How people can sign in
     * @description The providers that the sign-in page has buttons for, and whether passwords sign in.
     */
    get: operations['browserProviders']
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/dashboard/session/provider': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    get?: never
    put?: never
    /**
     * Begin a sign-in with a provider
     * @description Returns the provider's page for the browser to open. The provider sends the browser back to `/dashboard/signed-in`, which has to be registered there. The sign-in has to be completed in the same browser within ten minutes.
     */
    post: operations['browserProviderBegin']
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/dashboard/session/provider/confirmation': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    get?: never
    put?: never
    /**
     * Ask for a mail that confirms a sign-in with a provider
     * @description After `confirmation_required`: sends a mail with a link to the address that the provider has verified, if it has an account that is not suspended and not connected to the provider. The response, and the work until it is sent, are the same for any other address. The link works once, within an hour, and only in the browser that began the sign-in. Requests are limited for each address, and together with failed sign-ins for each IP address.
     */
    post: operations['browserProviderConfirmation']
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  '/dashboard/session/provider/finish': {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    get?: never
    put?: never
    /**
     * Complete a sign-in with a provider
     * @description Takes what the provider has sent back, once. If the refusal is `two_factor_auth_check` or `confirmation_required`, the call is made again with the same `state` and the code, or the password and, if the account has a second factor, the code or a passkey. Failed attempts count like failed sign-ins. Without the password, `POST /dashboard/session/provider/confirmation` sends a mail.
     */
    post: operations['browserProviderFinish']
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
}
export type webhooks = Record<string, never>
export interface components {
  schemas: {
    /**
     * TokenPair
     * @description The response to a granted token request, under its wire names; ``expires_in`` in seconds.
     */
    TokenPair: {
      access_token: string
      /** @enum {unknown} */
      token_type: 'bearer'
      expires_in: number
      refresh_token: string
    }
    /**
     * OAuthError
     * @description Why no token was granted or revoked (RFC 6749, 5.2).
     */
    OAuthError: {
      /**
       * @description The reason, for programs.
       * @enum {string}
       */
      error:
        | 'unsupported_grant_type'
        | 'invalid_request'
        | 'invalid_grant'
        | 'two_factor_auth_check'
        | 'must_reset_password'
        | 'passwords_are_off'
        | 'too_many_requests'
      /** @description The reason, for people. */
      error_description: string
    }
    /**
     * OwnAccount
     * @description The caller's own account.
     */
    OwnAccount: {
      /**
       * @description The e-mail address to sign in with.
       * @example jane@techinnovators.com
       */
      Email: string
      /**
       * @description When the second factor was set up; null if there isn't one.
       * @example 2026-11-20T12:00:00Z
       */
      SecondFactorSetOn: string | null
      /**
       * @description How many recovery codes are left.
       * @example 10
       */
      RecoveryCodesLeft: number
      /** @description The passkeys, the oldest first. */
      Passkeys: components['schemas']['Passkey'][]
      /**
       * @description When mail to the address was refused for good; null if it was not, or is tried again.
       * @example null
       */
      MailCameBackOn: string | null
      /**
       * @description Whether the server has a key (`TEAMKPI_SECRET_KEY`) to encrypt second factors with.
       * @example true
       */
      CanSetSecondFactor: boolean
      /** @description The open sign-ins, newest first. */
      SignIns: components['schemas']['OpenSignIn'][]
    }
    /**
     * Passkey
     * @description A passkey of the caller.
     */
    Passkey: {
      /**
       * @description Identifies the passkey.
       * @example 3
       */
      Id: number
      /**
       * @description The name that its holder gave it.
       * @example Phone
       */
      Name: string
      /**
       * @description The host that it works for.
       * @example kpi.example.com
       */
      Host: string
      /**
       * @description When it was added.
       * @example 2026-11-20T12:00:00Z
       */
      CreatedOn: string
      /**
       * @description When it was last used; null if it has not been used.
       * @example 2026-11-28T08:00:00Z
       */
      LastUsedOn: string | null
    }
    /**
     * OpenSignIn
     * @description An open sign-in of an account.
     */
    OpenSignIn: {
      /**
       * @description Identifies the sign-in.
       * @example 5f2b8c1de90a4477b31c02aa
       */
      Id: string
      /**
       * @description The client that signed in; `teamkpi.dashboard` for a browser.
       * @example teamkpi.dashboard
       */
      ClientId: string
      /**
       * @description When it started.
       * @example 2026-11-21T08:00:00Z
       */
      CreatedOn: string
      /**
       * @description When it ends unless it is refreshed before.
       * @example 2026-12-06T08:00:00Z
       */
      ExpiresOn: string
      /**
       * @description Whether this request belongs to it.
       * @example true
       */
      IsCurrent: boolean
    }
    /**
     * NewSecondFactor
     * @description A secret for a second factor that is not set up yet.
     */
    NewSecondFactor: {
      /**
       * @description The secret to type into an authenticator app.
       * @example JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP
       */
      Secret: string
      /**
       * @description The URI to show as a QR code.
       * @example otpauth://totp/teamkpi:jane%40techinnovators.com?secret=JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP&issuer=teamkpi
       */
      Uri: string
    }
    /**
     * RecoveryCodes
     * @description Codes that can be used once each in place of a code from the app.
     */
    RecoveryCodes: {
      /**
       * @description The codes. They are not shown again.
       * @example [
       *       "K3VX-77QA-NM2P-4FZD"
       *     ]
       */
      RecoveryCodes: string[]
    }
    /**
     * OwnData
     * @description What is stored about the caller.
     */
    OwnData: {
      /**
       * @description When the file was made.
       * @example 2026-11-21T12:00:00Z
       */
      ExportedOn: string
      /**
       * @description The rows about the caller, by table, as `teamkpi person export` writes them. A table whose name ends in `_history` has earlier versions.
       * @example {
       *       "account": [
       *         {
       *           "id": 12,
       *           "email": "jane@techinnovators.com",
       *           "is_operator": false
       *         }
       *       ],
       *       "coworkers": [
       *         {
       *           "id": 101,
       *           "full_name": "Jane Smith",
       *           "email": "jane@techinnovators.com"
       *         }
       *       ]
       *     }
       */
      Tables: {
        [key: string]: {
          [key: string]: unknown
        }[]
      }
    }
    /**
     * PasskeyOptions
     * @description What a browser needs to use or to make a passkey.
     */
    PasskeyOptions: {
      /**
       * @description The options of `navigator.credentials.get` or `.create` (`PublicKeyCredentialRequestOptionsJSON` or `PublicKeyCredentialCreationOptionsJSON` of WebAuthn).
       * @example {
       *       "challenge": "sDnQbYp2zV1m4uN0yqk9b1W3J6cR8tLfXhE5aKoGi7U",
       *       "rpId": "kpi.example.com"
       *     }
       */
      PublicKey: {
        [key: string]: unknown
      }
    }
    /**
     * PasswordRequest
     * @description What was done about a forgotten password.
     */
    PasswordRequest: {
      /**
       * @description Whether this space sends mail. If true, a mail is on its way if the address has an account; if false, only an operator can create a link.
       * @example true
       */
      SendsMail: boolean
    }
    /**
     * PasswordLink
     * @description A link to choose a password.
     */
    PasswordLink: {
      /**
       * @description `reset`: for an account that exists. `invitation`: creates an account.
       * @example reset
       */
      Purpose: string
      /**
       * @description The account's e-mail address.
       * @example jane@techinnovators.com
       */
      Email: string
      /**
       * @description Whether a code of the second factor is needed as well.
       * @example false
       */
      NeedsCode: boolean
    }
    /**
     * PasskeyQuestion
     * @description What a browser is asked to sign with a passkey.
     */
    PasskeyQuestion: {
      /**
       * @description The options of `navigator.credentials.get` (`PublicKeyCredentialRequestOptionsJSON` of WebAuthn).
       * @example {
       *       "challenge": "sDnQbYp2zV1m4uN0yqk9b1W3J6cR8tLfXhE5aKoGi7U",
       *       "timeout": 300000,
       *       "rpId": "kpi.example.com",
       *       "allowCredentials": [],
       *       "userVerification": "required"
       *     }
       */
      PublicKey: {
        [key: string]: unknown
      }
    }
    /**
     * AccessToken
     * @description The access token for a page, under its wire names; ``expires_in`` in seconds.
     */
    AccessToken: {
      access_token: string
      /** @enum {unknown} */
      token_type: 'bearer'
      expires_in: number
    }
    /**
     * TeamList
     * @description One page of teams.
     */
    TeamList: {
      Records: components['schemas']['Team'][]
      /**
       * @description The same as PageSize.
       * @example 25
       */
      CurrentPageSize: number
      /**
       * @description The same as PageNumber.
       * @example 1
       */
      CurrentPage: number
      /**
       * @description The field that the list is ordered by.
       * @example Name
       */
      CurrentOrderField: string
      /**
       * @description ASC or DESC.
       * @example ASC
       * @enum {string}
       */
      CurrentSortDirection: 'ASC' | 'DESC'
      /**
       * @description Number of the page's first record in the list, from 1; 0 when empty.
       * @example 1
       */
      FirstItem: number
      /**
       * @description There are records after this page.
       * @example false
       */
      HasNextPage: boolean
      /**
       * @description This is not the first page.
       * @example false
       */
      HasPreviousPage: boolean
      /**
       * @description Number of the page's last record in the list; 0 when the page is empty.
       * @example 1
       */
      LastItem: number
      /**
       * @description The number of this page, starting at 1.
       * @example 1
       */
      PageNumber: number
      /**
       * @description The maximum number of records per page.
       * @example 25
       */
      PageSize: number
      /**
       * @description Records on all pages.
       * @example 1
       */
      TotalItems: number
      /**
       * @description Number of pages; 0 for an empty list.
       * @example 1
       */
      TotalPages: number
    }
    /**
     * Team
     * @description A team as its members and administrators see it.
     */
    Team: {
      /**
       * @description The id that every other call on teams takes.
       * @example 55
       */
      Id: number
      /**
       * @description The team's name.
       * @example Tech Innovators
       */
      Name: string
      /**
       * @description A uuid that never changes.
       * @example a11de3d2-8a4c-5f0f-9d61-0c2a6a1f7f55
       */
      UniqueId: string
      /**
       * @description The id as text.
       * @example 55
       */
      IdString: string
      /** @description About the team; may contain HTML. */
      Description: string | null
      /**
       * @description One line about the team; may be empty.
       * @example We build things.
       */
      ProfileSummary: string
      /**
       * @description The team is listed in the public directory.
       * @example false
       */
      ProfileIsPublic: boolean
      /** @description The team's web site. */
      ProfileWebsite: string | null
      /**
       * @description Tags, separated by spaces; may be empty.
       * @example technology startup
       */
      ProfileTags: string
      /**
       * @description The tags as a list.
       * @example [
       *       "technology",
       *       "startup"
       *     ]
       */
      ProfileTagsList: string[]
      /**
       * @description Name of the team's location; empty if it is not known.
       * @example Hub 1
       */
      BusinessName: string
      /**
       * @description Web site of the team's location; empty if there is none.
       * @example https://hub1.example
       */
      BusinessHomeUrl: string
      /**
       * @description Number of members, as in TeamMembers.
       * @example 12
       */
      TeamMembersCount: number
      /**
       * @description Names of the administrators, in the order of TeamAdministrators.
       * @example [
       *       "Jane Smith"
       *     ]
       */
      TeamAdministratorsFullNames: string[]
      /** @description The team's administrators, by ascending id. */
      TeamAdministrators: components['schemas']['TeamPerson'][]
      /** @description The coworkers with a row in the team's figures, by ascending id. */
      TeamMembers: components['schemas']['TeamPerson'][]
      /** @description Members and administrators, each once, by ascending id. Archived ones are left out. */
      AllTeamMembers: components['schemas']['TeamPerson'][]
      /**
       * @description The coworker who pays for the team.
       * @example 101
       */
      PayingMemberId: number | null
      /**
       * @description The team is invoiced as one.
       * @example false
       */
      CreateSingleInvoiceForTeam: boolean
      /**
       * @description The maximum number of members; null if there is no limit.
       * @example 20
       */
      MaxTeamMemberCount: number | null
      /**
       * @description Whether the team has a web site or a page on a social network.
       * @example false
       */
      HasContactDetails: boolean
      /**
       * @description New members get a plan.
       * @example false
       */
      HasDefaultPlan: boolean
      /** @description That plan's id. */
      DefaultTariffId: number | null
      /** @description That plan's name. */
      DefaultTariffName: string | null
      /**
       * @description New members start on hold.
       * @example false
       */
      DefaultMemberTariffKeepNewAccountsOnHold: boolean
      /**
       * @description Whether the attendance page is turned off. The name's typo comes from the Nexudus API.
       * @example false
       */
      DisableAttendaceDashboard: boolean
      /**
       * @description The team's discount in percent; null if none is set.
       * @example 10
       */
      DiscountCharges: number | null
      /**
       * @description The team's discount in percent; null if none is set.
       * @example 10
       */
      DiscountExtraServices: number | null
      /**
       * @description The team's discount in percent; null if none is set.
       * @example 10
       */
      DiscountTariffs: number | null
      /**
       * @description The team's discount in percent; null if none is set.
       * @example 10
       */
      DiscountTimePasses: number | null
      /**
       * @description The team has a community group.
       * @example false
       */
      HasCommunityGroup: boolean
      /** @description Where the team is, on a map. */
      GoogleMapsLink: string | null
      /**
       * @description Always false: pictures are not stored.
       * @example false
       */
      HasTeamLogo: boolean
      /**
       * @description Always false: pictures are not stored.
       * @example false
       */
      HasImage1: boolean
      /**
       * @description Always false: pictures are not stored.
       * @example false
       */
      HasImage2: boolean
      /**
       * @description Always false: pictures are not stored.
       * @example false
       */
      HasImage3: boolean
      /**
       * @description Always false: pictures are not stored.
       * @example false
       */
      HasImages: boolean
      /**
       * @description When the team was created, in the time zone of X-Use-Timezone or else of the location.
       * @example 2026-01-01T09:30:00
       */
      CreatedOn: string
      /**
       * @description When the team was created.
       * @example 2026-01-01T09:30:00Z
       */
      CreatedOnUtc: string
      /**
       * @description When the team was last changed, in the same time zone.
       * @example 2026-01-01T09:30:00
       */
      UpdatedOn: string
      /**
       * @description When the team was last changed.
       * @example 2026-01-01T09:30:00Z
       */
      UpdatedOnUtc: string
      /** @description The team's page or user name there; null if none is set. */
      Twitter: string | null
      /** @description The team's page or user name there; null if none is set. */
      Facebook: string | null
      /** @description The team's page or user name there; null if none is set. */
      Linkedin: string | null
      /** @description The team's page or user name there; null if none is set. */
      Instagram: string | null
      /** @description The team's page or user name there; null if none is set. */
      Github: string | null
      /** @description The team's page or user name there; null if none is set. */
      Pinterest: string | null
      /** @description The team's page or user name there; null if none is set. */
      Skype: string | null
      /** @description The team's page or user name there; null if none is set. */
      Telegram: string | null
      /** @description The team's page or user name there; null if none is set. */
      Flickr: string | null
      /** @description The team's page or user name there; null if none is set. */
      Vimeo: string | null
      /** @description The team's page or user name there; null if none is set. */
      Tumblr: string | null
      /** @description The team's page or user name there; null if none is set. */
      Blogger: string | null
    }
    /**
     * TeamPerson
     * @description A coworker in a team.
     */
    TeamPerson: {
      /**
       * @description The coworker's id.
       * @example 101
       */
      Id: number
      /**
       * @description The coworker's name.
       * @example Jane Smith
       */
      FullName: string
      /**
       * @description The coworker's e-mail address; for a caller who does not administer the team, null for everyone else.
       * @example jane@techinnovators.com
       */
      Email: string | null
      /**
       * @description 1 an individual, 2 a company.
       * @example 1
       */
      CoworkerType: number
      /**
       * @description The coworker's company.
       * @example Tech Innovators Ltd
       */
      CompanyName: string | null
      /**
       * @description False while the coworker is suspended.
       * @example true
       */
      Active: boolean
    }
    /**
     * TeamKpiList
     * @description The figures of every member of a team, by ascending member id.
     */
    TeamKpiList: {
      Kpi: components['schemas']['TeamKpi'][]
      /**
       * @description The start of the history. Only present if `at` is earlier.
       * @example 2026-11-01T00:00:00Z
       */
      KnownSince?: string
      /**
       * @description The figures that cannot be known as of that instant, because they are calculated from balances and only later balances are known. Only present if `at` is before `KnownSince`.
       * @example [
       *       "RemainingBookingCredit"
       *     ]
       */
      Uncertain?: string[]
    }
    /**
     * TeamKpi
     * @description The figures of one member of the team. The names on the wire are the documented ones, typos included.
     */
    TeamKpi: {
      /**
       * ID
       * @description The member's ID.
       * @example 101
       */
      CoworkerId: number
      /**
       * Member
       * @description The member's name.
       * @example Jane Smith
       */
      CoworkerFullName: string
      /**
       * Email
       * @description The member's email address.
       * @example jane@techinnovators.com
       */
      CoworkerEmail: string
      /**
       * Products
       * @description Product purchases not yet invoiced. Each purchase counts once, whatever its quantity; products included in a plan don't count.
       * @example 2
       */
      UninvoicedProducts: number
      /**
       * Services
       * @description Booking charges and purchased credits not yet invoiced. Free ones and those included in a plan don't count.
       * @example 0
       */
      UninvoicedExtraServices: number
      /**
       * Event tickets
       * @description Event tickets not yet invoiced. Cancelled tickets don't count.
       * @example 1
       */
      UnivoicedEventAttendees: number
      /**
       * Passes
       * @description Passes not yet invoiced, used or not. Free ones and those included in a plan don't count.
       * @example 0
       */
      UnivoicedTimepasses: number
      /**
       * Money
       * @description Money credit left for bookings that is valid now, in the currency of the team's location.
       * @example 500
       */
      RemainingBookingCredit: number
      /**
       * Time
       * @description Time credit left that is valid now, in minutes.
       * @example 120
       */
      RemainingTimeCreditMinutes: number
      /**
       * Days
       * @description Time credit left that is valid now, in days.
       * @example 0
       */
      RemainingTimeCreditDays: number
      /**
       * Weeks
       * @description Time credit left that is valid now, in weeks.
       * @example 0
       */
      RemainingTimeCreditWeeks: number
      /**
       * Months
       * @description Time credit left that is valid now, in months. Four-week months count as months.
       * @example 0
       */
      RemainingTimeCreditMonths: number
      /**
       * Uses
       * @description Credit left that is valid now, in uses. Printing credit doesn't count.
       * @example 5
       */
      RemainingTimeCreditUses: number
      /**
       * Time
       * @description Minutes left on passes by the minute that are neither used up nor expired.
       * @example 60
       */
      RemainingTimePassesMinutes: number
      /**
       * Day passes
       * @description Day passes that are neither used nor expired.
       * @example 1
       */
      RemainingTimePassesCount: number
      /**
       * Total
       * @description Total time of all bookings, past and future, in whole minutes. Tentative bookings don't count.
       * @example 4200
       */
      BookedTimeTotal: number
      /**
       * This month
       * @description Booked time that falls in the current month, in whole minutes. Of a booking that runs into another month, only the part in this month counts.
       * @example 360
       */
      BookedTimeThisMonth: number
      /**
       * Total
       * @description Total time of all check-ins, in whole minutes. A check-in that is still open counts up to now, by default for no more than 24 hours.
       * @example 3800
       */
      CheckedTimeTotal: number
      /**
       * This month
       * @description Checked-in time that falls in the current month, in whole minutes. Of a check-in that runs into another month, only the part in this month counts.
       * @example 300
       */
      CheckedTimeThisMonth: number
    }
    /**
     * TeamExplanation
     * @description A figure with the records that it is made of.
     */
    TeamExplanation: {
      /**
       * @description The team's id.
       * @example 55
       */
      TeamId: number
      /**
       * @description The member; null for the total of the team.
       * @example 102
       */
      CoworkerId: number | null
      /**
       * @description The figure's name in the team's figures.
       * @example CheckedTimeThisMonth
       * @enum {string}
       */
      Figure:
        | 'UninvoicedProducts'
        | 'UninvoicedExtraServices'
        | 'UnivoicedEventAttendees'
        | 'UnivoicedTimepasses'
        | 'RemainingBookingCredit'
        | 'RemainingTimeCreditMinutes'
        | 'RemainingTimeCreditDays'
        | 'RemainingTimeCreditWeeks'
        | 'RemainingTimeCreditMonths'
        | 'RemainingTimeCreditUses'
        | 'RemainingTimePassesMinutes'
        | 'RemainingTimePassesCount'
        | 'BookedTimeTotal'
        | 'BookedTimeThisMonth'
        | 'CheckedTimeTotal'
        | 'CheckedTimeThisMonth'
      /**
       * @description The figure's name for display, in the language of the response.
       * @example This month
       */
      Label: string
      /**
       * @description What it means.
       * @example Checked-in time that falls in the current month.
       */
      Meaning: string
      /**
       * @description What it counts.
       * @example minutes
       */
      Unit: string
      /**
       * @description The figure, exactly as in the team's figures.
       * @example 300
       */
      Value: number
      /**
       * @description The instant as of which it is calculated.
       * @example 2026-11-21T12:00:00Z
       */
      At: string
      /**
       * @description Only records that the ledger had at this instant count.
       * @example 2026-11-21T12:00:00Z
       */
      KnownAt: string
      /** @description When the history of records starts; null if it goes back to the first record. */
      KnownSince: string | null
      /**
       * @description The figure's name if it is calculated from balances that are not known as of `At`; otherwise empty.
       * @example []
       */
      Uncertain: string[]
      /**
       * @description The time zone of the team's location.
       * @example Europe/London
       */
      Zone: string
      /**
       * @description The first day of the current month in that zone.
       * @example 2026-11-01
       */
      MonthDate: string
      /**
       * @description The currency of the team's location.
       * @example GBP
       */
      CurrencyCode: string | null
      /**
       * @description The total of the counted records on all pages, calculated from the records and not from Value.
       * @example 300
       */
      Sum: number
      /**
       * @description Whether Sum equals Value. If it does not, the server has logged an error.
       * @example true
       */
      Matches: boolean
      /** @description The calculation. The last line is the sum. For a member, the lines before it are all records, and those that do not count by reason; for a team, its members. */
      Equation: components['schemas']['EquationLine'][]
      /**
       * @description How many records count, on all pages.
       * @example 3
       */
      Counted: number
      /**
       * @description How many records do not count, on all pages.
       * @example 1
       */
      NotCounted: number
      Records: components['schemas']['ExplainedRecords']
    }
    /**
     * EquationLine
     * @description A line of the calculation.
     */
    EquationLine: {
      /**
       * @description The line in words, in the language of the response.
       * @example 3 check-ins, in seconds
       */
      Text: string
      /**
       * @description Its amount.
       * @example 18000
       */
      Amount: number
    }
    /**
     * ExplainedRecords
     * @description One page of records, the newest first.
     */
    ExplainedRecords: {
      Records: components['schemas']['ExplainedRecordBody'][]
      /**
       * @description The same as PageSize.
       * @example 25
       */
      CurrentPageSize: number
      /**
       * @description The same as PageNumber.
       * @example 1
       */
      CurrentPage: number
      /**
       * @description The field that the list is ordered by.
       * @example Name
       */
      CurrentOrderField: string
      /**
       * @description ASC or DESC.
       * @example ASC
       * @enum {string}
       */
      CurrentSortDirection: 'ASC' | 'DESC'
      /**
       * @description Number of the page's first record in the list, from 1; 0 when empty.
       * @example 1
       */
      FirstItem: number
      /**
       * @description There are records after this page.
       * @example false
       */
      HasNextPage: boolean
      /**
       * @description This is not the first page.
       * @example false
       */
      HasPreviousPage: boolean
      /**
       * @description Number of the page's last record in the list; 0 when the page is empty.
       * @example 1
       */
      LastItem: number
      /**
       * @description The number of this page, starting at 1.
       * @example 1
       */
      PageNumber: number
      /**
       * @description The maximum number of records per page.
       * @example 25
       */
      PageSize: number
      /**
       * @description Records on all pages.
       * @example 1
       */
      TotalItems: number
      /**
       * @description Number of pages; 0 for an empty list.
       * @example 1
       */
      TotalPages: number
    }
    /**
     * ExplainedRecordBody
     * @description A record that the figure counts, or does not count and why.
     */
    ExplainedRecordBody: {
      /**
       * @description The kind of record, as in the back office.
       * @example Checkin
       */
      Entity: string
      /**
       * @description The record's id.
       * @example 501
       */
      Id: number
      /**
       * @description The member it belongs to.
       * @example 102
       */
      CoworkerId: number
      /**
       * @description The member's name.
       * @example Leo Marchetti
       */
      CoworkerFullName: string
      /**
       * @description Its name for display: that of the room, location, product or pass; its kind if it has no name.
       * @example Hub 1
       */
      Title: string
      /**
       * @description The start of the time it covers or is valid for, in UTC.
       * @example 2026-11-02T09:00:00Z
       */
      From: string | null
      /**
       * @description The end of that time.
       * @example 2026-11-02T14:00:00Z
       */
      To: string | null
      /**
       * @description The instant by which the list is sorted: the start of a booking or check-in, the date of a sale, or when the record was created.
       * @example 2026-11-02T09:00:00Z
       */
      At: string
      /**
       * @description What it counts, or would count but for the reason: 1 for an item or a day pass, the remaining credit in its unit, or seconds of bookings and check-ins.
       * @example 18000
       */
      Amount: number
      /**
       * @description Whether it counts.
       * @example true
       */
      Counted: boolean
      /**
       * @description Why it does not count; null if it counts. With `over_limit` it counts in part.
       * @example expired
       * @enum {unknown}
       */
      Reason:
        | 'invoiced'
        | 'free'
        | 'granted_by_plan'
        | 'cancelled'
        | 'tentative'
        | 'expired'
        | 'not_yet_valid'
        | 'used'
        | 'used_up'
        | 'other_currency'
        | 'not_for_bookings'
        | 'printing_credit'
        | 'belongs_to_booking'
        | 'outside_month'
        | 'not_started'
        | 'over_limit'
        | null
      /**
       * @description The reason in words, in the language of the response.
       * @example Expired
       */
      ReasonText: string | null
      /**
       * @description Its price times its quantity; null if it has none.
       * @example 12.5
       */
      Price: number | null
      /**
       * @description The currency of the location that issued it.
       * @example GBP
       */
      CurrencyCode: string | null
      /**
       * @description When the record was last changed.
       * @example 2026-11-02T14:00:10Z
       */
      UpdatedOn: string
      /** @description Who changed it last; always null for a caller who does not administer the team. */
      UpdatedBy: string | null
    }
    /**
     * TeamChanges
     * @description What changed in a team's figures between two instants.
     */
    TeamChanges: {
      /**
       * @description The team's id.
       * @example 55
       */
      TeamId: number
      /**
       * @description The member asked about; null for all members.
       * @example 102
       */
      CoworkerId: number | null
      /**
       * @description The first instant.
       * @example 2026-10-31T23:59:59.999999Z
       */
      From: string
      /**
       * @description The second instant.
       * @example 2026-11-21T12:00:00Z
       */
      To: string
      /** @description When the history of records starts; null if it goes back to the first record. */
      KnownSince: string | null
      Changes: components['schemas']['FigureChanges']
    }
    /**
     * FigureChanges
     * @description One page of changes, by ascending member id and in the order of the figures.
     */
    FigureChanges: {
      Records: components['schemas']['FigureChange'][]
      /**
       * @description The same as PageSize.
       * @example 25
       */
      CurrentPageSize: number
      /**
       * @description The same as PageNumber.
       * @example 1
       */
      CurrentPage: number
      /**
       * @description The field that the list is ordered by.
       * @example Name
       */
      CurrentOrderField: string
      /**
       * @description ASC or DESC.
       * @example ASC
       * @enum {string}
       */
      CurrentSortDirection: 'ASC' | 'DESC'
      /**
       * @description Number of the page's first record in the list, from 1; 0 when empty.
       * @example 1
       */
      FirstItem: number
      /**
       * @description There are records after this page.
       * @example false
       */
      HasNextPage: boolean
      /**
       * @description This is not the first page.
       * @example false
       */
      HasPreviousPage: boolean
      /**
       * @description Number of the page's last record in the list; 0 when the page is empty.
       * @example 1
       */
      LastItem: number
      /**
       * @description The number of this page, starting at 1.
       * @example 1
       */
      PageNumber: number
      /**
       * @description The maximum number of records per page.
       * @example 25
       */
      PageSize: number
      /**
       * @description Records on all pages.
       * @example 1
       */
      TotalItems: number
      /**
       * @description Number of pages; 0 for an empty list.
       * @example 1
       */
      TotalPages: number
    }
    /**
     * FigureChange
     * @description A figure of a member that is not the same at both instants.
     */
    FigureChange: {
      /**
       * @description The member.
       * @example 102
       */
      CoworkerId: number
      /**
       * @description The member's name.
       * @example Leo Marchetti
       */
      CoworkerFullName: string
      /**
       * @description The figure's name in the team's figures.
       * @example RemainingBookingCredit
       * @enum {string}
       */
      Figure:
        | 'UninvoicedProducts'
        | 'UninvoicedExtraServices'
        | 'UnivoicedEventAttendees'
        | 'UnivoicedTimepasses'
        | 'RemainingBookingCredit'
        | 'RemainingTimeCreditMinutes'
        | 'RemainingTimeCreditDays'
        | 'RemainingTimeCreditWeeks'
        | 'RemainingTimeCreditMonths'
        | 'RemainingTimeCreditUses'
        | 'RemainingTimePassesMinutes'
        | 'RemainingTimePassesCount'
        | 'BookedTimeTotal'
        | 'BookedTimeThisMonth'
        | 'CheckedTimeTotal'
        | 'CheckedTimeThisMonth'
      /**
       * @description The heading it appears under.
       * @example Credit left
       */
      Group: string
      /**
       * @description Its name under that heading.
       * @example Money
       */
      Label: string
      /**
       * @description What it counts.
       * @example currency of the team's location
       */
      Unit: string
      /**
       * @description The figure as shown at the first instant; 0 if the member was not in the team then.
       * @example 50
       */
      Before: number
      /**
       * @description The figure as shown at the second instant; 0 if the member was not in the team then.
       * @example 0
       */
      After: number
      /**
       * @description After minus Before.
       * @example -50
       */
      Difference: number
      /**
       * @description What its records amounted to: the figure, or exact seconds where the figure is in whole minutes.
       * @example 50
       */
      AmountBefore: number
      /**
       * @description The same at the second instant.
       * @example 0
       */
      AmountAfter: number
      /** @description All records that make the difference, the newest first. Their differences add up to AmountAfter minus AmountBefore. */
      Causes: components['schemas']['ChangeCause'][]
    }
    /**
     * ChangeCause
     * @description A record that does not count the same at both instants.
     */
    ChangeCause: {
      /**
       * @description Why the record does not count the same at both instants; of several causes, the first in the order of this list.
       * @example expired
       * @enum {string}
       */
      Cause:
        | 'added'
        | 'changed'
        | 'deleted'
        | 'expired'
        | 'became_valid'
        | 'month_turned'
        | 'time_passed'
        | 'joined_team'
        | 'left_team'
        | 'place_changed'
      /**
       * @description The cause in words, in the language of the response.
       * @example Expired
       */
      CauseText: string
      /**
       * @description The kind of record, as in the back office.
       * @example CoworkerBookingCredit
       */
      Entity: string
      /**
       * @description The record's id.
       * @example 41
       */
      Id: number
      /**
       * @description The record's name for display; its kind if it has no name.
       * @example Welcome credit
       */
      Title: string
      /**
       * @description The start of a booking or check-in, the date of a sale, or when the record was created.
       * @example 2026-11-01T08:30:00Z
       */
      At: string
      /**
       * @description What it counted: in seconds for bookings and check-ins, otherwise in the figure's unit.
       * @example 50
       */
      AmountBefore: number
      /**
       * @description What it counts.
       * @example 0
       */
      AmountAfter: number
      /**
       * @description Why it did not count.
       * @enum {unknown}
       */
      ReasonBefore:
        | 'invoiced'
        | 'free'
        | 'granted_by_plan'
        | 'cancelled'
        | 'tentative'
        | 'expired'
        | 'not_yet_valid'
        | 'used'
        | 'used_up'
        | 'other_currency'
        | 'not_for_bookings'
        | 'printing_credit'
        | 'belongs_to_booking'
        | 'outside_month'
        | 'not_started'
        | 'over_limit'
        | null
      /**
       * @description Why it does not count.
       * @example expired
       * @enum {unknown}
       */
      ReasonAfter:
        | 'invoiced'
        | 'free'
        | 'granted_by_plan'
        | 'cancelled'
        | 'tentative'
        | 'expired'
        | 'not_yet_valid'
        | 'used'
        | 'used_up'
        | 'other_currency'
        | 'not_for_bookings'
        | 'printing_credit'
        | 'belongs_to_booking'
        | 'outside_month'
        | 'not_started'
        | 'over_limit'
        | null
      /**
       * @description When the record was last changed.
       * @example 2026-11-01T08:30:00Z
       */
      UpdatedOn: string
      /** @description Who changed it last; always null for a caller who does not administer the team. */
      UpdatedBy: string | null
    }
    /**
     * TeamMetricList
     * @description A team's months, oldest first.
     */
    TeamMetricList: {
      Metrics: components['schemas']['TeamMetric'][]
      /**
       * @description The start of the history. Only present if `at` is earlier.
       * @example 2026-11-01T00:00:00Z
       */
      KnownSince?: string
      /**
       * @description The fields that cannot be known as of that instant, because records state only their latest value and not since when. Only present if `at` is before `KnownSince`.
       * @example [
       *       "DasySinceLastAccess"
       *     ]
       */
      Uncertain?: string[]
    }
    /**
     * TeamMetric
     * @description A team in one calendar month. Outstanding amounts are as of its end, or as of now in the current month.
     */
    TeamMetric: {
      /**
       * ID
       * @description A number that is always the same for this team and month.
       * @example 551523
       */
      Id: number
      /**
       * Month
       * @description The first day of the month.
       * @example 2026-11-01
       */
      MonthDate: string
      /**
       * Currency
       * @description Currency of the team's location and of every amount in the row; null while it is unknown.
       * @example GBP
       */
      CurrencyCode: string | null
      /**
       * To you
       * @description Amount invoiced to you in the month. Drafts and void invoices don't count; credit notes are negative.
       * @example 120
       */
      InvoicedAmount: number
      /**
       * To the team
       * @description Amount invoiced to the team's members in the month. Drafts and void invoices don't count; credit notes are negative.
       * @example 960
       */
      TeamInvoicedAmount: number
      /**
       * Without tax
       * @description Amount invoiced to the team's members in the month, without tax.
       * @example 800
       */
      Revenue: number
      /**
       * Checked in, you
       * @description Your checked-in time in the month, in whole minutes.
       * @example 300
       */
      CheckingMinutes: number
      /**
       * Checked in, team
       * @description Checked-in time of the team's members in the month, in whole minutes.
       * @example 9600
       */
      TeamCheckingMinutes: number
      /**
       * Booked, you
       * @description Time you booked in the month, in whole minutes. Tentative bookings don't count.
       * @example 360
       */
      BookingMinutes: number
      /**
       * Booked, team
       * @description Time the team's members booked in the month, in whole minutes. Tentative bookings don't count.
       * @example 2400
       */
      TeamBookingMinutes: number
      /**
       * Bookings
       * @description Bookings of the team's members that start in the month. Tentative bookings don't count.
       * @example 21
       */
      TotalBookings: number
      /**
       * Contracts
       * @description Contracts of the team's members that were active at the end of the month, or are active now in the current month.
       * @example 8
       */
      TotalTariffs: number
      /**
       * Charges
       * @description Charges made to the team's members in the month.
       * @example 45
       */
      TotalOther: number
      /**
       * Passes
       * @description Passes the team's members used in the month.
       * @example 6
       */
      TimePasses: number
      /**
       * Price of bookings
       * @description Price of the team's booking charges for bookings that start in the month.
       * @example 210
       */
      Bookings: number
      /**
       * Unpaid
       * @description Unpaid amount of the team's invoices at the end of the month, or now in the current month.
       * @example 240
       */
      TotalUnpaid: number
      /**
       * Unpaid at the kiosk
       * @description Always 0: purchases at a kiosk are not recorded here.
       * @example 0
       */
      TotalUnpaidNexKiosk: number
      /**
       * Due
       * @description The part of the unpaid amount that was due by then.
       * @example 120
       */
      TotalDue: number
      /**
       * Unpaid event tickets
       * @description Price of the team's event tickets on invoices that were unpaid at the end of the month, or are unpaid now in the current month.
       * @example 15
       */
      UnPaidAttendees: number
      /**
       * Total
       * @description Price of all the team's charges, products, passes, services and event tickets that were not invoiced at the end of the month, or are not invoiced now in the current month.
       * @example 90
       */
      NotInvoicedCharges: number
      /**
       * Charges
       * @description The part of the total that is charges.
       * @example 0
       */
      UnInvoicedCharges: number
      /**
       * Products
       * @description The part of the total that is products: price times quantity.
       * @example 40
       */
      UnInvoicedProducts: number
      /**
       * Passes
       * @description The part of the total that is passes.
       * @example 25
       */
      UnInvoicedTimePasses: number
      /**
       * Services
       * @description The part of the total that is booking charges and purchased credits.
       * @example 10
       */
      UnInvoicedExtraServices: number
      /**
       * Next invoice
       * @description The first renewal of a member's active contract after the end of the month, or after now in the current month; null when there is none.
       * @example 2026-12-01T00:00:00Z
       */
      NextInvoice: string | null
      /**
       * Since last access
       * @description Whole days since you last signed in, before this time, or checked in, at the end of the month or now; null if you never did. The name's typo comes from the Nexudus API.
       * @example 3
       */
      DasySinceLastAccess: number | null
    }
    /**
     * TeamBasis
     * @description What a team's figures stand on at this moment.
     */
    TeamBasis: {
      /**
       * @description The team's id.
       * @example 55
       */
      TeamId: number
      /**
       * @description The team's name.
       * @example Tech Innovators
       */
      TeamName: string
      /**
       * @description Whether the caller administers the team; otherwise a plain member.
       * @example true
       */
      IsTeamAdministrator: boolean
      /**
       * @description The team's location; empty if it is not known.
       * @example Downtown Coworking Hub
       */
      BusinessName: string
      /**
       * @description The time zone of the team's months and days; UTC if the location is not known.
       * @example Europe/London
       */
      SimpleTimeZoneNameIana: string
      /**
       * @description Currency of the location and of money credit; null if it is not known.
       * @example GBP
       */
      CurrencyCode: string | null
      /**
       * @description The instant as of which the figures are calculated.
       * @example 2026-11-21T12:00:00Z
       */
      Now: string
      /**
       * @description The first day of the current month in that zone.
       * @example 2026-11-01
       */
      MonthDate: string
      /**
       * @description The first instant of the month.
       * @example 2026-11-01T00:00:00Z
       */
      MonthFrom: string
      /**
       * @description The first instant after the month.
       * @example 2026-12-01T00:00:00Z
       */
      MonthTo: string
      /**
       * @description The records are a copy of an account elsewhere, and include its changes up to this instant; null if they are not a copy, or not everything was copied yet.
       * @example 2026-11-21T11:56:00Z
       */
      MirroredOn: string | null
      /**
       * @description The maximum number of hours that an open check-in counts for.
       * @example 24
       */
      OpenCheckinHours: number
      /**
       * @description The space has chosen that the team's dashboard has no attendance page.
       * @example false
       */
      DisableAttendanceDashboard: boolean
    }
    /**
     * Figures
     * @description Every figure, in the order of the wire.
     */
    Figures: {
      /** @description The figures of a member. */
      Kpi: components['schemas']['FigureWords'][]
      /** @description The figures of a team's month. */
      Metrics: components['schemas']['FigureWords'][]
    }
    /**
     * FigureWords
     * @description A figure as people find it.
     */
    FigureWords: {
      /**
       * @description The field's name on the wire.
       * @example RemainingTimeCreditMinutes
       */
      Name: string
      /**
       * @description The heading it appears under.
       * @example Credit left
       */
      Group: string
      /**
       * @description Its name under that heading.
       * @example Time
       */
      Label: string
      /**
       * @description What is counted; empty if nothing is.
       * @example minutes
       */
      Unit: string
      /**
       * @description What it means.
       * @example Time credit left that is valid now, in minutes.
       */
      Meaning: string
      /**
       * @description A key for the group, the same in every language.
       * @example credit
       */
      GroupKey: string
      /**
       * @description A key for the unit, the same in every language.
       * @example minutes
       */
      UnitKey: string
    }
    /**
     * TeamAttendanceDetails
     * @description A team's week, and whether the caller may change it.
     */
    TeamAttendanceDetails: {
      /**
       * @description Whether the caller administers the team; otherwise a plain member.
       * @example true
       */
      IsTeamAdministrator: boolean
      Attendance: components['schemas']['TeamAttendance']
    }
    /**
     * TeamAttendance
     * @description A team's week, Monday to Sunday, with the averages of the twelve weeks before it.
     */
    TeamAttendance: {
      /**
       * @description The team's id.
       * @example 55
       */
      TeamId: number
      /**
       * @description The team's name.
       * @example Tech Innovators
       */
      TeamName: string
      /**
       * @description Minutes booked in a week by all members together. Tentative bookings do not count.
       * @example 437.5
       */
      AvgBookedMinutesPerWeek: number
      /**
       * @description Members with a booking on a working day, Monday to Friday. Tentative bookings do not count.
       * @example 1.35
       */
      AvgBookingsCoworkersPerDay: number
      /**
       * @description Members with a check-in on a working day, Monday to Friday.
       * @example 3.2
       */
      AvgCheckedinCoworkersPerDay: number
      /**
       * @description Days of a week with a check-in, for each member.
       * @example 2.67
       */
      AvgCheckinsDaysPerWeek: number
      /** @description The members, by ascending id. */
      Coworkers: components['schemas']['AttendanceCoworker'][]
      /** @description The seven days of the week, Monday first. */
      Days: components['schemas']['AttendanceDay'][]
    }
    /**
     * AttendanceCoworker
     * @description A member and where they plan to be on each day of a week.
     */
    AttendanceCoworker: {
      /**
       * @description The member's id.
       * @example 101
       */
      CoworkerId: number
      /**
       * @description The member's name.
       * @example Jane Smith
       */
      CoworkerFullName: string
      /**
       * @description 1 an individual, 2 a company.
       * @example 1
       */
      CoworkerType: number
      /**
       * @description The member's company.
       * @example Tech Innovators Ltd
       */
      CoworkerCompanyName: string | null
      /**
       * @description 1 in the office, 2 at home, 3 abroad, 4 not working, 5 undefined or not set.
       * @example 1
       * @enum {integer}
       */
      MondayAttendance: 1 | 2 | 3 | 4 | 5
      /**
       * @description 1 in the office, 2 at home, 3 abroad, 4 not working, 5 undefined or not set.
       * @example 1
       * @enum {integer}
       */
      TuesdayAttendance: 1 | 2 | 3 | 4 | 5
      /**
       * @description 1 in the office, 2 at home, 3 abroad, 4 not working, 5 undefined or not set.
       * @example 1
       * @enum {integer}
       */
      WednesdayAttendance: 1 | 2 | 3 | 4 | 5
      /**
       * @description 1 in the office, 2 at home, 3 abroad, 4 not working, 5 undefined or not set.
       * @example 1
       * @enum {integer}
       */
      ThursdayAttendance: 1 | 2 | 3 | 4 | 5
      /**
       * @description 1 in the office, 2 at home, 3 abroad, 4 not working, 5 undefined or not set.
       * @example 1
       * @enum {integer}
       */
      FridayAttendance: 1 | 2 | 3 | 4 | 5
      /**
       * @description 1 in the office, 2 at home, 3 abroad, 4 not working, 5 undefined or not set.
       * @example 1
       * @enum {integer}
       */
      SaturdayAttendance: 1 | 2 | 3 | 4 | 5
      /**
       * @description 1 in the office, 2 at home, 3 abroad, 4 not working, 5 undefined or not set.
       * @example 1
       * @enum {integer}
       */
      SundayAttendance: 1 | 2 | 3 | 4 | 5
    }
    /**
     * AttendanceDay
     * @description A day of the week, from midnight to midnight in the zone of the team's location.
     */
    AttendanceDay: {
      /**
       * @description The day, as midnight in the time zone of the team's location: a time without a zone, so that it means the same day everywhere.
       * @example 2026-11-16T00:00:00
       */
      Date: string
      /** @description Bookings of members that overlap the day, including tentative ones, by start, then by id. */
      Bookings: components['schemas']['AttendanceBooking'][]
    }
    /**
     * AttendanceBooking
     * @description A member's complete booking, listed on each day that it overlaps.
     */
    AttendanceBooking: {
      /**
       * @description The booking's id.
       * @example 9001
       */
      Id: number
      /**
       * @description When it starts: in UTC with Z; or with X-Use-Timezone, in that zone without an offset.
       * @example 2026-11-16T09:00:00Z
       */
      FromTime: string
      /**
       * @description When it ends, in the same form as FromTime.
       * @example 2026-11-16T11:30:00Z
       */
      ToTime: string
      /**
       * @description When it starts, always in UTC.
       * @example 2026-11-16T09:00:00Z
       */
      FromTimeUtc: string
      /**
       * @description When it ends, always in UTC.
       * @example 2026-11-16T11:30:00Z
       */
      ToTimeUtc: string
      /**
       * @description The booked resource.
       * @example 11
       */
      ResourceId: number
      /**
       * @description Its name; empty if it is not known.
       * @example Meeting room 1
       */
      ResourceName: string
      /**
       * @description The member whose booking it is.
       * @example 101
       */
      CoworkerId: number
    }
    /**
     * PublicTeamList
     * @description One page of the directory.
     */
    PublicTeamList: {
      Records: components['schemas']['PublicTeam'][]
      /**
       * @description The same as PageSize.
       * @example 25
       */
      CurrentPageSize: number
      /**
       * @description The same as PageNumber.
       * @example 1
       */
      CurrentPage: number
      /**
       * @description The field that the list is ordered by.
       * @example Name
       */
      CurrentOrderField: string
      /**
       * @description ASC or DESC.
       * @example ASC
       * @enum {string}
       */
      CurrentSortDirection: 'ASC' | 'DESC'
      /**
       * @description Number of the page's first record in the list, from 1; 0 when empty.
       * @example 1
       */
      FirstItem: number
      /**
       * @description There are records after this page.
       * @example false
       */
      HasNextPage: boolean
      /**
       * @description This is not the first page.
       * @example false
       */
      HasPreviousPage: boolean
      /**
       * @description Number of the page's last record in the list; 0 when the page is empty.
       * @example 1
       */
      LastItem: number
      /**
       * @description The number of this page, starting at 1.
       * @example 1
       */
      PageNumber: number
      /**
       * @description The maximum number of records per page.
       * @example 25
       */
      PageSize: number
      /**
       * @description Records on all pages.
       * @example 1
       */
      TotalItems: number
      /**
       * @description Number of pages; 0 for an empty list.
       * @example 1
       */
      TotalPages: number
    }
    /**
     * PublicTeam
     * @description A team as every customer sees it in the directory: nothing about its people, its plan or its money.
     */
    PublicTeam: {
      /**
       * @description The team's id.
       * @example 55
       */
      Id: number
      /**
       * @description The team's name.
       * @example Tech Innovators
       */
      Name: string
      /**
       * @description A uuid that never changes.
       * @example a11de3d2-8a4c-5f0f-9d61-0c2a6a1f7f55
       */
      UniqueId: string
      /**
       * @description The id as text.
       * @example 55
       */
      IdString: string
      /** @description About the team; may contain HTML. */
      Description: string | null
      /**
       * @description One line about the team; may be empty.
       * @example We build things.
       */
      ProfileSummary: string
      /**
       * @description Always true here.
       * @example true
       */
      ProfileIsPublic: boolean
      /** @description The team's web site. */
      ProfileWebsite: string | null
      /**
       * @description Tags, separated by spaces; may be empty.
       * @example technology startup
       */
      ProfileTags: string
      /**
       * @description The tags as a list.
       * @example [
       *       "technology",
       *       "startup"
       *     ]
       */
      ProfileTagsList: string[]
      /**
       * @description Name of the team's location; empty if it is not known.
       * @example Hub 1
       */
      BusinessName: string
      /**
       * @description Web site of the team's location; empty if there is none.
       * @example https://hub1.example
       */
      BusinessHomeUrl: string
      /**
       * @description Number of members.
       * @example 12
       */
      TeamMembersCount: number
      /** @description Where the team is, on a map. */
      GoogleMapsLink: string | null
      /**
       * @description Always false: pictures are not stored.
       * @example false
       */
      HasTeamLogo: boolean
      /**
       * @description Always false: pictures are not stored.
       * @example false
       */
      HasImage1: boolean
      /**
       * @description Always false: pictures are not stored.
       * @example false
       */
      HasImage2: boolean
      /**
       * @description Always false: pictures are not stored.
       * @example false
       */
      HasImage3: boolean
      /**
       * @description Always false: pictures are not stored.
       * @example false
       */
      HasImages: boolean
      /** @description The team's page or user name there; null if none is set. */
      Twitter: string | null
      /** @description The team's page or user name there; null if none is set. */
      Facebook: string | null
      /** @description The team's page or user name there; null if none is set. */
      Linkedin: string | null
      /** @description The team's page or user name there; null if none is set. */
      Instagram: string | null
      /** @description The team's page or user name there; null if none is set. */
      Github: string | null
      /** @description The team's page or user name there; null if none is set. */
      Pinterest: string | null
      /** @description The team's page or user name there; null if none is set. */
      Skype: string | null
      /** @description The team's page or user name there; null if none is set. */
      Telegram: string | null
      /** @description The team's page or user name there; null if none is set. */
      Flickr: string | null
      /** @description The team's page or user name there; null if none is set. */
      Vimeo: string | null
      /** @description The team's page or user name there; null if none is set. */
      Tumblr: string | null
      /** @description The team's page or user name there; null if none is set. */
      Blogger: string | null
    }
    /**
     * InvitationList
     * @description The invitations that the caller may answer.
     */
    InvitationList: {
      /** @description Newest first, at most 100. */
      Invitations: components['schemas']['Invitation'][]
    }
    /**
     * Invitation
     * @description An invitation that the caller may accept or decline.
     */
    Invitation: {
      /**
       * @description The invitation's id.
       * @example 12
       */
      Id: number
      /**
       * @description The team's id.
       * @example 55
       */
      TeamId: number
      /**
       * @description The team's name.
       * @example Tech Innovators
       */
      TeamName: string
      /**
       * @description The team's location; empty if it is not known.
       * @example Downtown Coworking Hub
       */
      BusinessName: string
      /**
       * @description Name of the administrator who sent the invitation.
       * @example Jane Smith
       */
      InvitedBy: string
      /**
       * @description The plan of the contract that will be created on acceptance; null if there will be none.
       * @example 7
       */
      TariffId: number | null
      /**
       * @description The plan's name; null if it is not known.
       * @example Resident
       */
      TariffName: string | null
      /**
       * @description When that contract starts; null if it starts on acceptance.
       * @example 2026-12-01T00:00:00Z
       */
      StartDate: string | null
      /**
       * @description When the invitation was created.
       * @example 2026-11-21T12:00:00Z
       */
      CreatedOn: string
      /**
       * @description When it expires.
       * @example 2026-12-21T12:00:00Z
       */
      ExpiresOn: string
    }
    /**
     * TeamInvitationList
     * @description The open invitations of a team.
     */
    TeamInvitationList: {
      /** @description Newest first. */
      Invitations: components['schemas']['TeamInvitation'][]
    }
    /**
     * TeamInvitation
     * @description An open invitation to the team. It says nothing of the person but what the administrators typed.
     */
    TeamInvitation: {
      /**
       * @description The invitation's id.
       * @example 12
       */
      Id: number
      /**
       * @description The e-mail address as it was entered.
       * @example sam@techinnovators.com
       */
      Email: string
      /**
       * @description Name of the administrator who sent the invitation.
       * @example Jane Smith
       */
      InvitedBy: string
      /**
       * @description The plan of the contract that will be created on acceptance; null if there will be none.
       * @example 7
       */
      TariffId: number | null
      /**
       * @description The plan's name; null if it is not known.
       * @example Resident
       */
      TariffName: string | null
      /**
       * @description When that contract starts; null if it starts on acceptance.
       * @example 2026-12-01T00:00:00Z
       */
      StartDate: string | null
      /**
       * @description When the invitation was created.
       * @example 2026-11-21T12:00:00Z
       */
      CreatedOn: string
      /**
       * @description When it expires.
       * @example 2026-12-21T12:00:00Z
       */
      ExpiresOn: string
    }
    /**
     * InvitationLink
     * @description A link to an invitation, to be passed on.
     */
    InvitationLink: {
      /**
       * @description The path of the page that shows the invitation, to append to the server's address. The secret comes after the #, a part that browsers do not send.
       * @example /dashboard/invitations#sEcrEt-of-thE-lInk
       */
      Link: string
      /**
       * @description When the link stops working.
       * @example 2026-11-28T12:00:00Z
       */
      ExpiresOn: string
    }
    /**
     * TeamAccounts
     * @description Which members of a team can sign in.
     */
    TeamAccounts: {
      /** @description One for each person whom the team shows, by id. */
      Accounts: components['schemas']['AccountOfMember'][]
    }
    /**
     * AccountOfMember
     * @description Whether a member can sign in. Nothing else is said of the account.
     */
    AccountOfMember: {
      /**
       * @description The member's id.
       * @example 102
       */
      CoworkerId: number
      /**
       * @description `canSignIn`: the member has an account that shows this team; `invited`: they have a link to create one; `noAccount`: they can be invited; `cannotSignIn`: the member or their account is suspended, or an account with their address is not theirs. Only the space can change that.
       * @example invited
       * @enum {unknown}
       */
      State: 'canSignIn' | 'cannotSignIn' | 'invited' | 'noAccount'
      /**
       * @description When the link of the invitation stops working. Null unless State is `invited`.
       * @example 2026-11-28T12:00:00Z
       */
      InvitedUntil: string | null
    }
    /**
     * MemberInvitations
     * @description What came of inviting members to accounts.
     */
    MemberInvitations: {
      /** @description One for each member, by id. */
      Results: components['schemas']['MemberInvitation'][]
    }
    /**
     * MemberInvitation
     * @description What came of inviting a member.
     */
    MemberInvitation: {
      /**
       * @description The member's id.
       * @example 102
       */
      CoworkerId: number
      /**
       * @description `invited`: a mail is on its way; `alreadyInvited`: an invitation is open that is less than a day old; `hasAccount`; `inactive`: the member is suspended.
       * @example invited
       * @enum {unknown}
       */
      Result: 'alreadyInvited' | 'hasAccount' | 'inactive' | 'invited'
    }
    /**
     * AccountProviders
     * @description The providers that the caller may use.
     */
    AccountProviders: {
      /** @description The providers, by label. */
      Providers: components['schemas']['AccountProvider'][]
    }
    /**
     * AccountProvider
     * @description A provider that the caller may use.
     */
    AccountProvider: {
      /**
       * @description Identifies the provider.
       * @example keycloak
       */
      Name: string
      /**
       * @description What the provider is called.
       * @example Acme
       */
      Label: string
      /**
       * @description When the account was connected to it; null if it is not.
       * @example 2026-11-20T12:00:00Z
       */
      ConnectedOn: string | null
    }
    /**
     * ConnectAddress
     * @description Where the browser has to go to connect an account.
     */
    ConnectAddress: {
      /**
       * @description The provider's page, with everything it has to know.
       * @example https://login.example.com/authorize?state=…
       */
      Location: string
    }
    /**
     * AlertRuleList
     * @description The alert rules of a team, and the people who can get mail.
     */
    AlertRuleList: {
      /**
       * @description Whether the space sends mail. If not, alerts are only shown here.
       * @example true
       */
      SendsMail: boolean
      /**
       * @description Whether the caller wants mail about the alerts of this team.
       * @example true
       */
      IGetMail: boolean
      /**
       * @description Mail to the caller was refused for good; they get none until they try again on their account page.
       * @example false
       */
      MyMailCameBack: boolean
      /** @description The team's administrators, by id. */
      Administrators: components['schemas']['AlertAdministrator'][]
      /** @description The rules, by id. */
      Rules: components['schemas']['AlertRule'][]
    }
    /**
     * AlertAdministrator
     * @description An administrator of the team.
     */
    AlertAdministrator: {
      /**
       * @description The coworker's id.
       * @example 101
       */
      CoworkerId: number
      /**
       * @description The coworker's name.
       * @example Jane Smith
       */
      FullName: string
      /**
       * @description False for somebody without an account that can sign in, or who stopped mail about alerts.
       * @example true
       */
      GetsMail: boolean
    }
    /**
     * AlertRule
     * @description An alert rule.
     */
    AlertRule: {
      /**
       * @description The rule's id.
       * @example 3
       */
      Id: number
      /**
       * @description The figure it watches: one of the figures of the KPI call, `ToInvoice`, the money to invoice in the currency of the team's location, `DaysToExpiry`, the days until the next credit or pass expires, rounded up, or `OpenCheckinMinutes`, the minutes since an open check-in began.
       * @example RemainingTimeCreditUses
       * @enum {string}
       */
      Figure:
        | 'UninvoicedProducts'
        | 'UninvoicedExtraServices'
        | 'UnivoicedEventAttendees'
        | 'UnivoicedTimepasses'
        | 'RemainingBookingCredit'
        | 'RemainingTimeCreditMinutes'
        | 'RemainingTimeCreditDays'
        | 'RemainingTimeCreditWeeks'
        | 'RemainingTimeCreditMonths'
        | 'RemainingTimeCreditUses'
        | 'RemainingTimePassesMinutes'
        | 'RemainingTimePassesCount'
        | 'BookedTimeTotal'
        | 'BookedTimeThisMonth'
        | 'CheckedTimeTotal'
        | 'CheckedTimeThisMonth'
        | 'ToInvoice'
        | 'DaysToExpiry'
        | 'OpenCheckinMinutes'
      /**
       * @description `member`: the figure of each member. `team`: the total of all members; of `DaysToExpiry` the lowest value, and of `OpenCheckinMinutes` the highest.
       * @example member
       * @enum {string}
       */
      Of: 'member' | 'team'
      /**
       * @description `at_most`: alert when the figure falls to the threshold or below; `at_least`: when it rises to the threshold or above. `DaysToExpiry` only knows `at_most`, and `OpenCheckinMinutes` only `at_least`.
       * @example at_most
       * @enum {string}
       */
      Comparison: 'at_most' | 'at_least'
      /**
       * @description The threshold, in the unit of the figure.
       * @example 5
       */
      Threshold: number
      /** @description The administrators of the team who get mail, as coworker ids; null for all of them. */
      RecipientIds: number[] | null
      /**
       * @description No mail before this day begins at the team's location; null if the rule is not muted.
       * @example 2026-12-01
       */
      MutedUntil: string | null
      /**
       * @description Whether it is muted now.
       * @example false
       */
      IsMuted: boolean
      /**
       * @description When it was created.
       * @example 2026-11-18T12:00:00Z
       */
      CreatedOn: string
      /**
       * @description How many people would get mail now: recipients who can sign in and want such mail.
       * @example 2
       */
      Recipients: number
      /** @description The members at or past the threshold a few seconds ago. */
      Crossed: components['schemas']['AlertCrossed'][]
    }
    /**
     * AlertCrossed
     * @description A member, or the team, that has reached the threshold of a rule.
     */
    AlertCrossed: {
      /**
       * @description The member's id; null for the team as a whole.
       * @example 102
       */
      CoworkerId: number | null
      /**
       * @description The member's name; null for the team as a whole.
       * @example Leo Chan
       */
      CoworkerFullName: string | null
      /**
       * @description When this was noticed.
       * @example 2026-11-20T09:30:00Z
       */
      Since: string
      /**
       * @description Whether mail was sent about it; false if the member had already reached the threshold on joining the team.
       * @example true
       */
      IsNotified: boolean
    }
    /**
     * AlertPreview
     * @description What a rule would report now.
     */
    AlertPreview: {
      /**
       * @description How many people would get mail.
       * @example 2
       */
      Recipients: number
      /** @description The currency of `ToInvoice`; null for other figures, or if it is not known. */
      CurrencyCode: string | null
      /** @description The members that have reached the threshold. */
      Crossed: components['schemas']['AlertValue'][]
    }
    /**
     * AlertValue
     * @description A member, or the team, that has reached the threshold of a rule that is not saved.
     */
    AlertValue: {
      /**
       * @description The member's id; null for the team as a whole.
       * @example 102
       */
      CoworkerId: number | null
      /**
       * @description The value of the figure now.
       * @example 3
       */
      Value: number
    }
    /**
     * NewAlertRule
     * @description The id of a rule that was added.
     */
    NewAlertRule: {
      /**
       * @description The rule's id.
       * @example 3
       */
      Id: number
    }
    /**
     * TeamAmounts
     * @description A team's money.
     */
    TeamAmounts: {
      /**
       * @description The team's id.
       * @example 55
       */
      TeamId: number
      /**
       * @description The instant as of which it is calculated.
       * @example 2026-11-21T12:00:00Z
       */
      At: string
      /**
       * @description Only records that the ledger had at this instant count.
       * @example 2026-11-21T12:00:00Z
       */
      KnownAt: string
      /** @description All members in Members together, by currency, that of the team's location first. Currencies are never added up. */
      Total: components['schemas']['Amounts'][]
      /** @description The members, by id. */
      Members: components['schemas']['MemberAmounts'][]
    }
    /**
     * Amounts
     * @description Amounts of money in one currency.
     */
    Amounts: {
      /**
       * @description The currency of these amounts; null if it is not known.
       * @example GBP
       */
      CurrencyCode: string | null
      /** @description Null, except if the currency is not known: then the location that these amounts are from. */
      BusinessId: number | null
      /**
       * @description Products not yet invoiced: price times quantity.
       * @example 40
       */
      Products: number
      /**
       * @description Booking charges and purchased credits not yet invoiced.
       * @example 10
       */
      ExtraServices: number
      /**
       * @description Event tickets not yet invoiced.
       * @example 15
       */
      EventAttendees: number
      /**
       * @description Passes not yet invoiced.
       * @example 25
       */
      TimePasses: number
      /**
       * @description Charges not yet invoiced.
       * @example 0
       */
      Charges: number
      /**
       * @description The total of the five amounts above.
       * @example 90
       */
      ToInvoice: number
      /**
       * @description How many of these items have no price and are missing from the amounts.
       * @example 0
       */
      ItemsWithoutPrice: number
      /**
       * @description When the next active contracts renew; null if none will.
       * @example 2026-12-01T00:00:00Z
       */
      NextRenewal: string | null
      /**
       * @description Price times quantity of the contracts that renew on that day where the team is.
       * @example 250
       */
      RenewalAmount: number
      /**
       * @description How many of these contracts have no price and are missing from the amount.
       * @example 0
       */
      RenewalsWithoutPrice: number
      /**
       * @description The unpaid amount of issued invoices; credit notes are negative.
       * @example 240
       */
      Unpaid: number
      /**
       * @description The part of the unpaid amount that is due.
       * @example 120
       */
      Due: number
    }
    /**
     * MemberAmounts
     * @description A member's money.
     */
    MemberAmounts: {
      /**
       * @description The member's id.
       * @example 101
       */
      CoworkerId: number
      /**
       * @description The member's name.
       * @example Jane Smith
       */
      CoworkerFullName: string
      /** @description By currency, that of the team's location first. Currencies are never added up. */
      Amounts: components['schemas']['Amounts'][]
    }
    /**
     * CalendarLinkList
     * @description Links to calendars of a team.
     */
    CalendarLinkList: {
      /** @description The newest first. */
      Links: components['schemas']['CalendarLink'][]
    }
    /**
     * CalendarLink
     * @description A link to a calendar. Its address is shown only once, when the link is created.
     */
    CalendarLink: {
      /**
       * @description The link's id.
       * @example 12
       */
      Id: number
      /** @description The member it is about; null for the whole team. */
      CoworkerId: number | null
      /**
       * @description Name of the person who created it; empty if they are no longer in the team.
       * @example Jane Smith
       */
      CreatedBy: string
      /**
       * @description How many days it looks ahead.
       * @example 90
       */
      Days: number
      /**
       * @description It names the members, and shows what their money credit is called.
       * @example false
       */
      ShowsNames: boolean
      /**
       * @description The language of the calendar.
       * @example en
       * @enum {string}
       */
      Language: 'en' | 'es'
      /**
       * @description When it was created.
       * @example 2026-11-21T12:00:00Z
       */
      CreatedOn: string
      /**
       * @description It works now; false while the person who created it may not see what it shows.
       * @example true
       */
      IsActive: boolean
    }
    /**
     * NewCalendarLink
     * @description A link to a calendar, shown this once.
     */
    NewCalendarLink: {
      /**
       * @description The link's id.
       * @example 12
       */
      Id: number
      /**
       * @description The path of the calendar, to append to the server's address. Anyone who knows it can read the calendar.
       * @example /api/public/calendars/sEcrEt-of-thE-lInk/expiring.ics
       */
      Link: string
    }
    /**
     * TeamExpiring
     * @description What expires within a number of days.
     */
    TeamExpiring: {
      /**
       * @description The team's id.
       * @example 55
       */
      TeamId: number
      /**
       * @description The instant as of which it is calculated.
       * @example 2026-11-21T12:00:00Z
       */
      At: string
      /**
       * @description Only records that the ledger had at this instant count.
       * @example 2026-11-21T12:00:00Z
       */
      KnownAt: string
      /** @description When the history of records starts; null if it goes back to the first record. */
      KnownSince: string | null
      /**
       * @description The fields that cannot be known as of `At`, because it is before the history.
       * @example []
       */
      Uncertain: string[]
      /**
       * @description The number of days of 24 hours to look ahead.
       * @example 30
       */
      Days: number
      /**
       * @description The time zone of the team's location.
       * @example Europe/London
       */
      Zone: string
      /** @description The credits and passes, the soonest to expire first. */
      Items: components['schemas']['ExpiringItem'][]
      /** @description All of them by kind, unit and currency. Currencies are never added up. */
      Totals: components['schemas']['ExpiringTotal'][]
      /** @description The same by week, for weeks in which something expires. */
      Weeks: components['schemas']['ExpiringWeek'][]
    }
    /**
     * ExpiringItem
     * @description A credit or pass that expires.
     */
    ExpiringItem: {
      /**
       * @description The kind of record, as in the back office.
       * @example CoworkerExtraService
       */
      Entity: string
      /**
       * @description The record's id.
       * @example 71
       */
      Id: number
      /**
       * @description The member it belongs to.
       * @example 101
       */
      CoworkerId: number
      /**
       * @description The member's name.
       * @example Jane Smith
       */
      CoworkerFullName: string
      /**
       * @description Its name; null if it has none.
       * @example Ten meeting hours
       */
      Name: string | null
      /**
       * @description A credit or a pass.
       * @example credit
       * @enum {string}
       */
      Kind: 'credit' | 'pass'
      /**
       * @description The unit of the amount. Money is in CurrencyCode; passes are day passes, and the minutes of a pass are not those of a credit.
       * @example minutes
       * @enum {string}
       */
      Unit: 'money' | 'minutes' | 'days' | 'weeks' | 'months' | 'uses' | 'passes'
      /** @description The currency of money; null for other units, or if it is not known. */
      CurrencyCode: string | null
      /**
       * @description The remaining amount.
       * @example 240
       */
      Remaining: number
      /**
       * @description When it expires.
       * @example 2026-12-01T00:00:00Z
       */
      ExpireDate: string
      /**
       * @description That day in the time zone of the team's location.
       * @example 2026-12-01
       */
      LocalDate: string
      /**
       * @description Where it comes from; null for money credit, for which this is not recorded.
       * @example purchase
       * @enum {unknown}
       */
      Source: 'plan' | 'purchase' | 'free' | null
      /**
       * @description The last use on record; null if there is none.
       * @example 2026-11-18T10:30:00Z
       */
      LastUse: string | null
      /**
       * @description The average use per week in the last 90 days, rounded to two decimals.
       * @example 18.67
       */
      UsedPerWeek: number
      /**
       * @description The day on which it would run out at this rate, even if it expires before that; null if nothing was used, or if that is more than ten years ahead.
       * @example 2027-02-19
       */
      RunsOutOn: string | null
    }
    /**
     * ExpiringTotal
     * @description The amount that expires, in one unit.
     */
    ExpiringTotal: {
      /**
       * @description A credit or a pass.
       * @example credit
       * @enum {string}
       */
      Kind: 'credit' | 'pass'
      /**
       * @description The unit of the amount. Money is in CurrencyCode; passes are day passes, and the minutes of a pass are not those of a credit.
       * @example minutes
       * @enum {string}
       */
      Unit: 'money' | 'minutes' | 'days' | 'weeks' | 'months' | 'uses' | 'passes'
      /** @description The currency of money; null for other units, or if it is not known. */
      CurrencyCode: string | null
      /**
       * @description The number of credits or passes.
       * @example 2
       */
      Items: number
      /**
       * @description Their total remaining amount.
       * @example 330
       */
      Remaining: number
    }
    /**
     * ExpiringWeek
     * @description The amount that expires in one week.
     */
    ExpiringWeek: {
      /**
       * @description The Monday of the week, in the time zone of the team's location.
       * @example 2026-11-30
       */
      WeekDate: string
      Totals: components['schemas']['ExpiringTotal'][]
    }
    /**
     * TeamUsage
     * @description What the members of a team booked and were checked in, month by month.
     */
    TeamUsage: {
      /**
       * @description The team's id.
       * @example 55
       */
      TeamId: number
      /**
       * @description The time zone of the team's location.
       * @example Europe/London
       */
      Zone: string
      /**
       * @description The first days of the months, oldest first; the last is the current one.
       * @example [
       *       "2026-10-01",
       *       "2026-11-01"
       *     ]
       */
      Months: string[]
      /** @description The members, by id. */
      Members: components['schemas']['MemberUsage'][]
    }
    /**
     * MemberUsage
     * @description What a member booked and was checked in.
     */
    MemberUsage: {
      /**
       * @description The member's id.
       * @example 101
       */
      CoworkerId: number
      /**
       * @description The member's name.
       * @example Jane Smith
       */
      CoworkerFullName: string
      /**
       * @description Time the member booked in each of the months, in whole minutes.
       * @example [
       *       240,
       *       360
       *     ]
       */
      BookedMinutes: number[]
      /**
       * @description Time the member was checked in in each of the months, in whole minutes.
       * @example [
       *       0,
       *       300
       *     ]
       */
      CheckedInMinutes: number[]
    }
    /**
     * TeamReports
     * @description The reports about a team that the caller gets by mail.
     */
    TeamReports: {
      /**
       * @description Whether this space sends mail; without it, there are no reports.
       * @example true
       */
      SendsMail: boolean
      /**
       * @description I get a report after each week.
       * @example false
       */
      Weekly: boolean
      /**
       * @description I get a report after each month.
       * @example true
       */
      Monthly: boolean
      /**
       * @description My reports say which member used what.
       * @example false
       */
      WithNames: boolean
    }
    /**
     * ReportAsked
     * @description A report that is on its way.
     */
    ReportAsked: {
      /**
       * @description The first day of the week or month that it is about.
       * @example 2026-10-01
       */
      FirstDay: string
    }
    /**
     * Statement
     * @description What a team had, used and owes in one month.
     */
    Statement: {
      /**
       * @description The team's id.
       * @example 55
       */
      TeamId: number
      /**
       * @description The team's name.
       * @example Tech Innovators
       */
      TeamName: string
      /**
       * @description Its location's name; empty if unknown.
       * @example Clerkenwell
       */
      BusinessName: string
      /**
       * @description The month.
       * @example 2026-10
       */
      Month: string
      /**
       * @description Its first instant.
       * @example 2026-09-30T23:00:00Z
       */
      MonthFrom: string
      /**
       * @description The first instant after it.
       * @example 2026-11-01T00:00:00Z
       */
      MonthTo: string
      /**
       * @description The time zone of the team's location, whose month it is.
       * @example Europe/London
       */
      Zone: string
      /**
       * @description The currency of the team's location; null if unknown.
       * @example GBP
       */
      CurrencyCode: string | null
      /**
       * @description Whether the month is over. Until then the statement shows the month so far.
       * @example true
       */
      IsClosed: boolean
      /**
       * @description The number of this version, from 1; null until the month is over.
       * @example 1
       */
      Version: number | null
      /**
       * @description The number of the latest version; null until the month is over.
       * @example 1
       */
      LatestVersion: number | null
      /**
       * @description The statement is based on the ledger's records at this instant.
       * @example 2026-11-01T07:15:00Z
       */
      KnownAt: string
      /** @description The start of the history, if it is after the start of the month; null otherwise. */
      KnownSince: string | null
      /**
       * @description Whether the balances are uncertain because the history does not go back to the start of the month.
       * @example false
       */
      Uncertain: boolean
      /** @description The balance of each kind of credit and pass of the members. */
      Balances: components['schemas']['StatementBalance'][]
      Time: components['schemas']['TimeUsed']
      /** @description Amounts, one row for each currency. */
      Totals: components['schemas']['StatementTotals'][]
      /** @description Every item that became due for invoicing in the month. */
      Items: components['schemas']['StatementItem'][]
      /** @description Every item that was invoiced in the month. */
      NewlyInvoiced: components['schemas']['StatementItem'][]
      /** @description Every item that was not invoiced by the end of the month. */
      NotInvoiced: components['schemas']['StatementItem'][]
      /** @description The members' invoices of the month. */
      Invoices: components['schemas']['StatementInvoice'][]
      Reconciliation: components['schemas']['Reconciliation']
    }
    /**
     * StatementBalance
     * @description The balance of one kind of credit or pass: Opening + Granted - Used - Expired + Changed = Closing.
     */
    StatementBalance: {
      /**
       * @description The kind. An EventCredit can only be used for events.
       * @example TimeCredit
       * @enum {unknown}
       */
      Kind: 'BookingCredit' | 'EventCredit' | 'Pass' | 'PrintingCredit' | 'TimeCredit'
      /**
       * @description The unit of the amounts. A day pass counts as one of `passes`.
       * @example minutes
       * @enum {unknown}
       */
      Unit: 'days' | 'minutes' | 'money' | 'months' | 'passes' | 'uses' | 'weeks'
      /** @description The currency of money credit, by ISO 4217; null for other units or an unknown location. */
      CurrencyCode: string | null
      /**
       * @description The members' balance at the start of the month.
       * @example 300
       */
      Opening: number
      /**
       * @description What they bought or were granted, counted when it became valid.
       * @example 120
       */
      Granted: number
      /**
       * @description What they used, according to the credits' use histories, and day passes used.
       * @example 60
       */
      Used: number
      /**
       * @description The unused rest of what expired.
       * @example 0
       */
      Expired: number
      /**
       * @description All other changes: ChangedByHand + Joined - Left.
       * @example -15
       */
      Changed: number
      /**
       * @description The members' balance at the end of the month.
       * @example 345
       */
      Closing: number
      /**
       * @description Changes of the stored balances that nothing above explains, including deletions.
       * @example -15
       */
      ChangedByHand: number
      /**
       * @description The balance at the start of the month of members who joined during it.
       * @example 0
       */
      Joined: number
      /**
       * @description The balance at the end of the month of members who left during it.
       * @example 0
       */
      Left: number
      /** @description Used, by member; members who used nothing are not listed. */
      UsedBy: components['schemas']['MemberAmount'][]
    }
    /**
     * MemberAmount
     * @description The amount of a credit or pass that one member used.
     */
    MemberAmount: {
      /**
       * @description The coworker's id.
       * @example 101
       */
      CoworkerId: number
      /**
       * @description The coworker's name.
       * @example Jane Smith
       */
      CoworkerFullName: string
      /**
       * @description The amount, in the unit of the balance.
       * @example 60
       */
      Amount: number
    }
    /**
     * TimeUsed
     * @description Booked and checked-in time of the month, in minutes truncated once: rows may add up to less than the totals.
     */
    TimeUsed: {
      /**
       * @description Minutes booked, in total.
       * @example 360
       */
      BookedMinutes: number
      /**
       * @description Minutes checked in, in total.
       * @example 300
       */
      CheckedInMinutes: number
      /** @description By member; members without time are not listed. */
      Members: components['schemas']['MemberTime'][]
      /** @description Booked time by resource. */
      Resources: components['schemas']['ResourceTime'][]
      /** @description Checked-in time by location. */
      Locations: components['schemas']['LocationTime'][]
    }
    /**
     * MemberTime
     * @description Time of one member, in whole minutes.
     */
    MemberTime: {
      /**
       * @description The coworker's id.
       * @example 101
       */
      CoworkerId: number
      /**
       * @description The coworker's name.
       * @example Jane Smith
       */
      CoworkerFullName: string
      /**
       * @description Minutes booked.
       * @example 360
       */
      BookedMinutes: number
      /**
       * @description Minutes checked in.
       * @example 300
       */
      CheckedInMinutes: number
    }
    /**
     * ResourceTime
     * @description The time for which one resource was booked, in whole minutes.
     */
    ResourceTime: {
      /**
       * @description The resource's id.
       * @example 11
       */
      ResourceId: number
      /**
       * @description Its name; null if unknown.
       * @example Meeting Room 2
       */
      ResourceName: string | null
      /**
       * @description Minutes booked.
       * @example 360
       */
      BookedMinutes: number
    }
    /**
     * LocationTime
     * @description The time for which members were checked in at one location, in whole minutes.
     */
    LocationTime: {
      /**
       * @description The location's id.
       * @example 1
       */
      BusinessId: number
      /**
       * @description Its name; null if unknown.
       * @example Clerkenwell
       */
      BusinessName: string | null
      /**
       * @description Minutes checked in.
       * @example 300
       */
      CheckedInMinutes: number
    }
    /**
     * StatementTotals
     * @description Amounts of one currency; amounts of different currencies are never added.
     */
    StatementTotals: {
      /**
       * @description The currency, by ISO 4217; null if the location is unknown.
       * @example GBP
       */
      CurrencyCode: string | null
      /**
       * @description The amount of the items that became due in the month.
       * @example 145
       */
      Due: number
      /**
       * @description The amount of the items that were invoiced in the month.
       * @example 120
       */
      NewlyInvoiced: number
      /**
       * @description The amount of the items not invoiced by the end of the month.
       * @example 25
       */
      NotInvoiced: number
      /**
       * @description The number of items that became due and have no price.
       * @example 0
       */
      ItemsWithoutPrice: number
      /**
       * @description The total of the month's invoices, including tax.
       * @example 120
       */
      Invoices: number
    }
    /**
     * StatementItem
     * @description One item to invoice: a product, a service, a pass, an event ticket or a charge.
     */
    StatementItem: {
      /**
       * @description The kind of record.
       * @example CoworkerExtraService
       * @enum {unknown}
       */
      Entity: 'Charge' | 'CoworkerExtraService' | 'CoworkerProduct' | 'CoworkerTimePass' | 'EventAttendee'
      /**
       * @description The record's id within its entity.
       * @example 501
       */
      Id: number
      /**
       * @description The coworker's id.
       * @example 101
       */
      CoworkerId: number
      /**
       * @description The coworker's name.
       * @example Jane Smith
       */
      CoworkerFullName: string
      /**
       * @description Its name; null if the record has none.
       * @example Meeting Room 2
       */
      Title: string | null
      /**
       * @description When it became due for invoicing.
       * @example 2026-10-14T09:30:00Z
       */
      DueOn: string
      /**
       * @description How many.
       * @example 1
       */
      Quantity: number
      /**
       * @description The price of one; null when none is set.
       * @example 25
       */
      Price: number | null
      /**
       * @description Price times quantity; 0 without a price.
       * @example 25
       */
      Amount: number
      /**
       * @description The currency, by ISO 4217; null if the location is unknown.
       * @example GBP
       */
      CurrencyCode: string | null
      /**
       * @description Whether it was invoiced by the end of the month.
       * @example true
       */
      IsInvoiced: boolean
      /**
       * @description When it was invoiced; null if it was not, or if the record does not say.
       * @example 2026-10-31T08:00:00Z
       */
      InvoicedOn: string | null
      /**
       * @description The invoice's id; null if the record has none.
       * @example 9001
       */
      CoworkerInvoiceId: number | null
      /**
       * @description The invoice's number; null if unknown.
       * @example INV-2026-118
       */
      InvoiceNumber: string | null
    }
    /**
     * StatementInvoice
     * @description An invoice of the month, not a draft and not void.
     */
    StatementInvoice: {
      /**
       * @description The invoice's id.
       * @example 9001
       */
      Id: number
      /**
       * @description Its number; null when none is set.
       * @example INV-2026-118
       */
      InvoiceNumber: string | null
      /**
       * @description The coworker's id.
       * @example 101
       */
      CoworkerId: number
      /**
       * @description The coworker's name.
       * @example Jane Smith
       */
      CoworkerFullName: string
      /**
       * @description Its date.
       * @example 2026-10-31T08:00:00Z
       */
      CreatedOn: string
      /**
       * @description When it is due for payment; null when none is set.
       * @example 2026-11-14T08:00:00Z
       */
      DueDate: string | null
      /**
       * @description Its total; negative for a credit note.
       * @example 120
       */
      TotalAmount: number
      /**
       * @description The tax in it; negative for a credit note.
       * @example 20
       */
      TaxAmount: number
      /**
       * @description Whether it is a credit note.
       * @example false
       */
      CreditNote: boolean
      /**
       * @description The currency, by ISO 4217; null if the location is unknown.
       * @example GBP
       */
      CurrencyCode: string | null
    }
    /**
     * Reconciliation
     * @description Discrepancies that someone should review.
     */
    Reconciliation: {
      /** @description Uses of booking credits in the month that are not on any invoice line. */
      UsesOnNoInvoice: components['schemas']['CreditUse'][]
      /** @description Items that were invoiced in the month and have been deleted since. */
      InvoicedItemsGone: components['schemas']['StatementItem'][]
      /** @description Items that were invoiced in the month on an invoice that is missing, deleted or void. */
      ItemsWithoutInvoice: components['schemas']['StatementItem'][]
    }
    /**
     * CreditUse
     * @description One use of a booking credit.
     */
    CreditUse: {
      /**
       * @description The id of the use.
       * @example 71
       */
      Id: number
      /**
       * @description The coworker's id.
       * @example 101
       */
      CoworkerId: number
      /**
       * @description The coworker's name.
       * @example Jane Smith
       */
      CoworkerFullName: string
      /**
       * @description When it was used.
       * @example 2026-10-14T09:30:00Z
       */
      UsedOn: string
      /**
       * @description The amount of credit used.
       * @example 25
       */
      Amount: number
      /**
       * @description The currency, by ISO 4217; null if the location is unknown.
       * @example GBP
       */
      CurrencyCode: string | null
      /**
       * @description The booking it was used for; null for none.
       * @example 401
       */
      BookingId: number | null
      /**
       * @description The record's description.
       * @example Meeting Room 2
       */
      Description: string | null
    }
    /**
     * TeamUses
     * @description The uses in an interval of time.
     */
    TeamUses: {
      /**
       * @description The team's id.
       * @example 55
       */
      TeamId: number
      /**
       * @description The time zone of the team's location.
       * @example Europe/London
       */
      Zone: string
      /**
       * @description The start of the requested period.
       * @example 2026-11-01T00:00:00Z
       */
      From: string
      /**
       * @description The end of the requested period, exclusive.
       * @example 2026-12-01T00:00:00Z
       */
      To: string
      Uses: components['schemas']['UsesPage']
    }
    /**
     * UsesPage
     * @description One page of uses, the newest first.
     */
    UsesPage: {
      Records: components['schemas']['TeamUse'][]
      /**
       * @description The same as PageSize.
       * @example 25
       */
      CurrentPageSize: number
      /**
       * @description The same as PageNumber.
       * @example 1
       */
      CurrentPage: number
      /**
       * @description The field that the list is ordered by.
       * @example Name
       */
      CurrentOrderField: string
      /**
       * @description ASC or DESC.
       * @example ASC
       * @enum {string}
       */
      CurrentSortDirection: 'ASC' | 'DESC'
      /**
       * @description Number of the page's first record in the list, from 1; 0 when empty.
       * @example 1
       */
      FirstItem: number
      /**
       * @description There are records after this page.
       * @example false
       */
      HasNextPage: boolean
      /**
       * @description This is not the first page.
       * @example false
       */
      HasPreviousPage: boolean
      /**
       * @description Number of the page's last record in the list; 0 when the page is empty.
       * @example 1
       */
      LastItem: number
      /**
       * @description The number of this page, starting at 1.
       * @example 1
       */
      PageNumber: number
      /**
       * @description The maximum number of records per page.
       * @example 25
       */
      PageSize: number
      /**
       * @description Records on all pages.
       * @example 1
       */
      TotalItems: number
      /**
       * @description Number of pages; 0 for an empty list.
       * @example 1
       */
      TotalPages: number
    }
    /**
     * TeamUse
     * @description A use of a credit or pass, or a change of its balance that no use explains.
     */
    TeamUse: {
      /**
       * @description The kind of record that the credit or pass is, as in the back office.
       * @example CoworkerBookingCredit
       */
      Entity: string
      /**
       * @description The id of the credit or pass.
       * @example 41
       */
      Id: number
      /**
       * @description The member it belongs to.
       * @example 101
       */
      CoworkerId: number
      /**
       * @description The member's name.
       * @example Jane Smith
       */
      CoworkerFullName: string
      /**
       * @description The name of the credit or pass; null if it has none.
       * @example Welcome credit
       */
      Name: string | null
      /**
       * @description A credit or a pass.
       * @example credit
       * @enum {string}
       */
      Kind: 'credit' | 'pass'
      /**
       * @description The unit of the amount. Money is in CurrencyCode; passes are day passes, and the minutes of a pass are not those of a credit.
       * @example minutes
       * @enum {string}
       */
      Unit: 'money' | 'minutes' | 'days' | 'weeks' | 'months' | 'uses' | 'passes'
      /** @description The currency of money; null for other units, or if it is not known. */
      CurrencyCode: string | null
      /**
       * @description The balance changed, and there is no record of a use that explains it.
       * @example false
       */
      IsUnexplained: boolean
      /**
       * @description When it was used; for an unexplained change, when the ledger received it.
       * @example 2026-11-18T10:30:00Z
       */
      At: string
      /**
       * @description How much was used; negative if something was given back.
       * @example 37.5
       */
      Amount: number
      /**
       * @description The remaining balance of the credit or pass afterwards.
       * @example 12.5
       */
      RemainingAfter: number
      /**
       * @description Who used it; null if that is not known, or not for the caller to see.
       * @example 101
       */
      UsedById: number | null
      /**
       * @description Their name.
       * @example Jane Smith
       */
      UsedByFullName: string | null
      /**
       * @description The kind of record it was used for; null if that is not known, or not for the caller to see.
       * @example Booking
       */
      ForEntity: string | null
      /**
       * @description The id of that record.
       * @example 7001
       */
      ForId: number | null
      /**
       * @description The room, the event or the location.
       * @example Meeting room 1
       */
      Title: string | null
      /**
       * @description When the booking or check-in starts.
       * @example 2026-11-18T09:00:00Z
       */
      From: string | null
      /**
       * @description When it ends.
       * @example 2026-11-18T10:30:00Z
       */
      To: string | null
      /**
       * @description A note about the use.
       * @example null
       */
      Description: string | null
    }
    /**
     * SignInProviders
     * @description How people can sign in.
     */
    SignInProviders: {
      /** @description The providers, by label. */
      Providers: components['schemas']['SignInProvider'][]
      /**
       * @description Whether passwords sign in. If false, only one owner still signs in with a password.
       * @example true
       */
      PasswordsSignIn: boolean
    }
    /**
     * SignInProvider
     * @description A provider to sign in with.
     */
    SignInProvider: {
      /**
       * @description Identifies the provider.
       * @example keycloak
       */
      Name: string
      /**
       * @description What the provider is called on the button.
       * @example Acme
       */
      Label: string
    }
    /**
     * ProviderAddress
     * @description Where the browser has to go.
     */
    ProviderAddress: {
      /**
       * @description The provider's page, with everything it has to know.
       * @example https://login.example.com/authorize?state=…
       */
      Location: string
    }
    /**
     * ProviderConfirmation
     * @description What was done so that a sign-in can be confirmed by mail.
     */
    ProviderConfirmation: {
      /**
       * @description Whether this space sends mail. If true, a mail is on its way if the address that the provider has verified has an account; if false, only the password connects the account.
       * @example true
       */
      SendsMail: boolean
    }
    /**
     * ProviderSignIn
     * @description What has come of a sign-in with a provider.
     */
    ProviderSignIn: {
      /**
       * @description `signedIn`: the cookie of the sign-in is set. `connected`: the account was connected.
       * @example signedIn
       * @enum {string}
       */
      Outcome: 'signedIn' | 'connected'
    }
    /**
     * Problem
     * @description What went wrong, for people and for programs. The code never changes its meaning; the texts may change.
     */
    Problem: {
      /** @description The address of this problem type's description. */
      type: string
      /** @description The problem type in words. */
      title: string
      /** @description The HTTP status of the response. */
      status: number
      /** @description The problem with this particular request. */
      detail: string
      /**
       * @description The problem type, for programs.
       * @enum {string}
       */
      code:
        | 'bad_request'
        | 'not_known_then'
        | 'invalid_grant'
        | 'setup_refused'
        | 'link_refused'
        | 'two_factor_auth_check'
        | 'not_authenticated'
        | 'missing_role'
        | 'not_team_administrator'
        | 'read_only_view'
        | 'webhook_refused'
        | 'CANNOT_REMOVE_ITSELF'
        | 'already_team_member'
        | 'team_member_limit'
        | 'too_many_invitations'
        | 'sends_no_mail'
        | 'too_many_calendar_links'
        | 'too_many_alert_rules'
        | 'alert_would_fire'
        | 'no_active_coworker'
        | 'member_has_active_contracts'
        | 'invitation_not_found'
        | 'calendar_link_not_found'
        | 'alert_rule_not_found'
        | 'alert_link_not_found'
        | 'member_not_found'
        | 'team_not_found'
        | 'network_not_found'
        | 'not_found'
        | 'method_not_allowed'
        | 'request_timeout'
        | 'version_changed'
        | 'body_too_large'
        | 'unsupported_media_type'
        | 'too_many_requests'
        | 'headers_too_large'
        | 'internal_error'
        | 'unavailable'
      /** @description Title and detail in one sentence: the only field that many existing clients show. */
      Message: string
    }
  }
  responses: never
  parameters: never
  requestBodies: never
  headers: never
  pathItems: never
}
export type $defs = Record<string, never>
export interface operations {
  token: {
    parameters: {
      query?: never
      header?: {
        /** @description Identifies the client; each account has one refresh token per client. The default is the e-mail address. */
        client_id?: string
      }
      path?: never
      cookie?: never
    }
    /** @description At most 16,384 bytes. */
    requestBody: {
      content: {
        'application/x-www-form-urlencoded': {
          /** @enum {string} */
          grant_type: 'password' | 'refresh_token'
          /** @description The account's e-mail address; not case-sensitive. */
          username?: string
          /** Format: password */
          password?: string
          /** @description A code from the authenticator app, or a recovery code; required if the account has a second factor. */
          totp?: string
          refresh_token?: string
        }
      }
    }
    responses: {
      /** @description A new pair of tokens. */
      200: {
        headers: {
          /** @description The response must not be stored. */
          'Cache-Control': string
          /** @description The same, for HTTP/1.0 clients. */
          Pragma: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['TokenPair']
        }
      }
    }
  }
  revokeToken: {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /** @description At most 16,384 bytes. */
    requestBody: {
      content: {
        'application/x-www-form-urlencoded': {
          /** @description An access token or a refresh token. */
          token: string
          /** @description `access_token` or `refresh_token`. Optional: either kind is recognised without it. */
          token_type_hint?: string
        }
      }
    }
    responses: {
      /** @description The sign-in has ended, or there was none. The body is empty. */
      200: {
        headers: {
          /** @description The response must not be stored. */
          'Cache-Control': string
          /** @description The same, for HTTP/1.0 clients. */
          Pragma: string
          [name: string]: unknown
        }
        content?: never
      }
    }
  }
  changePassword: {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /** @description At most 16,384 bytes. */
    requestBody: {
      content: {
        'application/json': {
          /** @description The account's e-mail address; not case-sensitive. */
          Email: string
          /**
           * Format: password
           * @description The current password, even if it has to be changed.
           */
          CurrentPassword: string
          /**
           * Format: password
           * @description At least 8 characters and at most 1024 bytes, neither common nor built from the account holder's name, e-mail address or space. It must differ from the current password.
           */
          NewPassword: string
          /** @description A code from the authenticator app, or a recovery code. As at sign-in, each code works only once. */
          Totp?: string | null
        }
      }
    }
    responses: {
      /** @description The password is changed, and every sign-in has ended. The body is empty. */
      200: {
        headers: {
          /** @description The response must not be stored. */
          'Cache-Control': string
          /** @description The same, for HTTP/1.0 clients. */
          Pragma: string
          [name: string]: unknown
        }
        content?: never
      }
    }
  }
  myAccount: {
    parameters: {
      query?: {
        /** @description Comma-separated paths of the fields to return, from the root of the body; a path through a list applies to each of its items. Absent or empty: the whole body. */
        _shape?: string
      }
      header?: {
        /** @description The ETag of an earlier response; the status is 304 if nothing has changed. */
        'If-None-Match'?: string
      }
      path?: never
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description The account. */
      200: {
        headers: {
          /** @description Changes whenever the response may have changed. */
          ETag: string
          /** @description The response may be cached, but must be revalidated before each use. */
          'Cache-Control': string
          /** @description Paths in `_shape` that match no field, if any. */
          'X-Unknown-Shape-Paths'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['OwnAccount']
        }
      }
    }
  }
  tryMyMailAgain: {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description Done. The body is empty. */
      200: {
        headers: {
          [name: string]: unknown
        }
        content?: never
      }
    }
  }
  endSignIn: {
    parameters: {
      query?: never
      header?: never
      path: {
        /** @description The sign-in's id. */
        signInId: string
      }
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description Done. The body is empty. */
      200: {
        headers: {
          [name: string]: unknown
        }
        content?: never
      }
    }
  }
  endOtherSignIns: {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description Done. The body is empty. */
      200: {
        headers: {
          [name: string]: unknown
        }
        content?: never
      }
    }
  }
  newSecondFactor: {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description The secret. */
      200: {
        headers: {
          /** @description The response must not be stored. */
          'Cache-Control': string
          /** @description The same, for HTTP/1.0 clients. */
          Pragma: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['NewSecondFactor']
        }
      }
    }
  }
  setSecondFactor: {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /** @description At most 16,384 bytes. */
    requestBody: {
      content: {
        'application/json': {
          /** @description The secret in the app. */
          Secret: string
          /** @description A code that the app shows for this secret. */
          Code: string
          /**
           * Format: password
           * @description The account's password.
           */
          CurrentPassword: string
          /** @description A code from the authenticator app, or a recovery code, if the account has a second factor already. As at sign-in, each code works only once. */
          Totp?: string | null
          /** @description In place of a code: what a passkey signed after `POST /api/account/passkeys/challenge`, as JSON. */
          Passkey?: string | null
        }
      }
    }
    responses: {
      /** @description The recovery codes. */
      200: {
        headers: {
          /** @description The response must not be stored. */
          'Cache-Control': string
          /** @description The same, for HTTP/1.0 clients. */
          Pragma: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['RecoveryCodes']
        }
      }
    }
  }
  removeSecondFactor: {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /** @description At most 16,384 bytes. */
    requestBody: {
      content: {
        'application/json': {
          /**
           * Format: password
           * @description The account's password.
           */
          CurrentPassword: string
          /** @description A code from the authenticator app, or a recovery code, if the account has a second factor already. As at sign-in, each code works only once. */
          Totp?: string | null
          /** @description In place of a code: what a passkey signed after `POST /api/account/passkeys/challenge`, as JSON. */
          Passkey?: string | null
        }
      }
    }
    responses: {
      /** @description Done. The body is empty. */
      200: {
        headers: {
          [name: string]: unknown
        }
        content?: never
      }
    }
  }
  replaceRecoveryCodes: {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /** @description At most 16,384 bytes. */
    requestBody: {
      content: {
        'application/json': {
          /**
           * Format: password
           * @description The account's password.
           */
          CurrentPassword: string
          /** @description A code from the authenticator app, or a recovery code, if the account has a second factor already. As at sign-in, each code works only once. */
          Totp?: string | null
          /** @description In place of a code: what a passkey signed after `POST /api/account/passkeys/challenge`, as JSON. */
          Passkey?: string | null
        }
      }
    }
    responses: {
      /** @description The recovery codes. */
      200: {
        headers: {
          /** @description The response must not be stored. */
          'Cache-Control': string
          /** @description The same, for HTTP/1.0 clients. */
          Pragma: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['RecoveryCodes']
        }
      }
    }
  }
  myData: {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description The file. */
      200: {
        headers: {
          /** @description The response must not be stored. */
          'Cache-Control': string
          /** @description The same, for HTTP/1.0 clients. */
          Pragma: string
          /** @description A name for the file. */
          'Content-Disposition': string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['OwnData']
        }
      }
    }
  }
  ownPasskeyChallenge: {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description What to sign. */
      200: {
        headers: {
          /** @description The response must not be stored. */
          'Cache-Control': string
          /** @description The same, for HTTP/1.0 clients. */
          Pragma: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['PasskeyOptions']
        }
      }
    }
  }
  newPasskeyOptions: {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /** @description At most 16,384 bytes. */
    requestBody: {
      content: {
        'application/json': {
          /**
           * Format: password
           * @description The account's password.
           */
          CurrentPassword: string
          /** @description A code from the authenticator app, or a recovery code, if the account has a second factor already. As at sign-in, each code works only once. */
          Totp?: string | null
          /** @description In place of a code: what a passkey signed after `POST /api/account/passkeys/challenge`, as JSON. */
          Passkey?: string | null
        }
      }
    }
    responses: {
      /** @description What the browser needs. */
      200: {
        headers: {
          /** @description The response must not be stored. */
          'Cache-Control': string
          /** @description The same, for HTTP/1.0 clients. */
          Pragma: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['PasskeyOptions']
        }
      }
    }
  }
  addPasskey: {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /** @description At most 16,384 bytes. */
    requestBody: {
      content: {
        'application/json': {
          /** @description A name to recognise the passkey by. */
          Name: string
          /** @description What the browser made (`RegistrationResponseJSON` of WebAuthn), as JSON. */
          Passkey: string
        }
      }
    }
    responses: {
      /** @description Recovery codes, or none. */
      200: {
        headers: {
          /** @description The response must not be stored. */
          'Cache-Control': string
          /** @description The same, for HTTP/1.0 clients. */
          Pragma: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['RecoveryCodes']
        }
      }
    }
  }
  renamePasskey: {
    parameters: {
      query?: never
      header?: never
      path: {
        /** @description The passkey's id. */
        passkeyId: number
      }
      cookie?: never
    }
    /** @description At most 16,384 bytes. */
    requestBody: {
      content: {
        'application/json': {
          /** @description A name to recognise the passkey by. */
          Name: string
        }
      }
    }
    responses: {
      /** @description Done. The body is empty. */
      200: {
        headers: {
          [name: string]: unknown
        }
        content?: never
      }
    }
  }
  removePasskey: {
    parameters: {
      query?: never
      header?: never
      path: {
        /** @description The passkey's id. */
        passkeyId: number
      }
      cookie?: never
    }
    /** @description At most 16,384 bytes. */
    requestBody: {
      content: {
        'application/json': {
          /**
           * Format: password
           * @description The account's password.
           */
          CurrentPassword: string
          /** @description A code from the authenticator app, or a recovery code, if the account has a second factor already. As at sign-in, each code works only once. */
          Totp?: string | null
          /** @description In place of a code: what a passkey signed after `POST /api/account/passkeys/challenge`, as JSON. */
          Passkey?: string | null
        }
      }
    }
    responses: {
      /** @description Done. The body is empty. */
      200: {
        headers: {
          [name: string]: unknown
        }
        content?: never
      }
    }
  }
  requestPasswordLink: {
    parameters: {
      query?: never
      header?: {
        /** @description The preferred languages, in order: en or es. English for any other. */
        'Accept-Language'?: string
      }
      path?: never
      cookie?: never
    }
    /** @description At most 16,384 bytes. */
    requestBody: {
      content: {
        'application/json': {
          /** @description The account's e-mail address; not case-sensitive. */
          Email: string
        }
      }
    }
    responses: {
      /** @description The same for every address. */
      200: {
        headers: {
          /** @description The response must not be stored. */
          'Cache-Control': string
          /** @description The same, for HTTP/1.0 clients. */
          Pragma: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['PasswordRequest']
        }
      }
    }
  }
  findPasswordLink: {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /** @description At most 16,384 bytes. */
    requestBody: {
      content: {
        'application/json': {
          /**
           * Format: password
           * @description The part of the link after `#`.
           */
          Secret: string
        }
      }
    }
    responses: {
      /** @description The link. */
      200: {
        headers: {
          /** @description The response must not be stored. */
          'Cache-Control': string
          /** @description The same, for HTTP/1.0 clients. */
          Pragma: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['PasswordLink']
        }
      }
    }
  }
  usePasswordLink: {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /** @description At most 16,384 bytes. */
    requestBody: {
      content: {
        'application/json': {
          /**
           * Format: password
           * @description The part of the link after `#`.
           */
          Secret: string
          /**
           * Format: password
           * @description At least 8 characters and at most 1024 bytes, neither common nor built from the account holder's name, e-mail address or space.
           */
          NewPassword: string
          /** @description A code from the authenticator app, or a recovery code, if the account has a second factor. As at sign-in, each code works only once. */
          Totp?: string | null
        }
      }
    }
    responses: {
      /** @description The account can sign in with the new password. */
      200: {
        headers: {
          /** @description The response must not be stored. */
          'Cache-Control': string
          /** @description The same, for HTTP/1.0 clients. */
          Pragma: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['PasswordLink']
        }
      }
    }
  }
  passkeyChallenge: {
    parameters: {
      query?: never
      header: {
        /** @description Must be XMLHttpRequest. Pages from another origin cannot send this header. */
        'x-requested-with': 'XMLHttpRequest'
      }
      path?: never
      cookie?: {
        /** @description Identifies the browser that was asked to use a passkey. */
        teamkpi_passkey?: string
      }
    }
    requestBody?: never
    responses: {
      /** @description What to sign. */
      200: {
        headers: {
          /** @description The response must not be stored. */
          'Cache-Control': string
          /** @description The same, for HTTP/1.0 clients. */
          Pragma: string
          /** @description `teamkpi_passkey`: HttpOnly, SameSite=Strict, for five minutes; Secure over https. */
          'Set-Cookie': string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['PasskeyQuestion']
        }
      }
    }
  }
  passkeySignIn: {
    parameters: {
      query?: never
      header: {
        /** @description Must be XMLHttpRequest. Pages from another origin cannot send this header. */
        'x-requested-with': 'XMLHttpRequest'
      }
      path?: never
      cookie?: {
        /** @description Identifies the browser that was asked to use a passkey. */
        teamkpi_passkey?: string
      }
    }
    /** @description At most 16,384 bytes. */
    requestBody: {
      content: {
        'application/json': {
          /** @description What the passkey signed (`AuthenticationResponseJSON` of WebAuthn), as JSON. */
          Passkey: string
        }
      }
    }
    responses: {
      /** @description Signed in. */
      200: {
        headers: {
          /** @description The response must not be stored. */
          'Cache-Control': string
          /** @description The same, for HTTP/1.0 clients. */
          Pragma: string
          /** @description `true` if the space is filled with made-up records, otherwise `false`. */
          'Teamkpi-Made-Up': string
          /** @description `teamkpi_session`: HttpOnly, SameSite=Strict, limited to `/dashboard/session`; Secure over https. */
          'Set-Cookie': string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['AccessToken']
        }
      }
    }
  }
  browserSignIn: {
    parameters: {
      query?: never
      header: {
        /** @description Must be XMLHttpRequest. Pages from another origin cannot send this header. */
        'x-requested-with': 'XMLHttpRequest'
      }
      path?: never
      cookie?: never
    }
    /** @description At most 16,384 bytes. */
    requestBody: {
      content: {
        'application/x-www-form-urlencoded': {
          /** @description The account's e-mail address; not case-sensitive. */
          username: string
          /** Format: password */
          password: string
          /** @description A code from the authenticator app, or a recovery code; required if the account has a second factor, unless `passkey` is sent. */
          totp?: string
          /** @description In place of a code: what a passkey signed after `POST /dashboard/session/passkey/challenge`, as JSON. */
          passkey?: string
        }
      }
    }
    responses: {
      /** @description Signed in. */
      200: {
        headers: {
          /** @description The response must not be stored. */
          'Cache-Control': string
          /** @description The same, for HTTP/1.0 clients. */
          Pragma: string
          /** @description `true` if the space is filled with made-up records, otherwise `false`. */
          'Teamkpi-Made-Up': string
          /** @description `teamkpi_session`: HttpOnly, SameSite=Strict, limited to `/dashboard/session`; Secure over https. */
          'Set-Cookie': string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['AccessToken']
        }
      }
    }
  }
  browserSignOut: {
    parameters: {
      query?: never
      header: {
        /** @description Must be XMLHttpRequest. Pages from another origin cannot send this header. */
        'x-requested-with': 'XMLHttpRequest'
      }
      path?: never
      cookie?: {
        /** @description Identifies the sign-in. */
        teamkpi_session?: string
      }
    }
    requestBody?: never
    responses: {
      /** @description Signed out. The body is empty. */
      200: {
        headers: {
          /** @description The response must not be stored. */
          'Cache-Control': string
          /** @description The same, for HTTP/1.0 clients. */
          Pragma: string
          /** @description Removes `teamkpi_session` from the browser. */
          'Set-Cookie': string
          [name: string]: unknown
        }
        content?: never
      }
    }
  }
  browserToken: {
    parameters: {
      query?: never
      header: {
        /** @description Must be XMLHttpRequest. Pages from another origin cannot send this header. */
        'x-requested-with': 'XMLHttpRequest'
      }
      path?: never
      cookie?: {
        /** @description Identifies the sign-in. */
        teamkpi_session?: string
      }
    }
    requestBody?: never
    responses: {
      /** @description An access token. */
      200: {
        headers: {
          /** @description The response must not be stored. */
          'Cache-Control': string
          /** @description The same, for HTTP/1.0 clients. */
          Pragma: string
          /** @description `true` if the space is filled with made-up records, otherwise `false`. */
          'Teamkpi-Made-Up': string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['AccessToken']
        }
      }
    }
  }
  myTeams: {
    parameters: {
      query: {
        /** @description True: only teams that the caller administers. False: all teams of the caller. Written true, false, 1 or 0, not case-sensitive. */
        isTeamAdmin: boolean
        /** @description Only this team. */
        teamId?: number
        /** @description Comma-separated paths of the fields to return, from the root of the body; a path through a list applies to each of its items. Absent or empty: the whole body. */
        _shape?: string
        /** @description The page number, starting at 1; a page past the end is empty. Also accepted as `page`; the name with the underscore takes precedence. */
        _page?: number
        /** @description Records per page; values over 100 count as 100. Also accepted as `size`. */
        _pageSize?: number
        /** @description A field of the team that is not a list; its name can be in any case. Texts are compared ignoring case, with ties ordered by name, then by id. Also accepted as `orderBy`. */
        _orderBy?: string
        /** @description asc or desc, not case-sensitive. Also accepted as `dir`. */
        _dir?: string
      }
      header?: {
        /** @description The time zone of local times: `true` for the zone of the team's location, or the name of an IANA time zone. Any other value is ignored. */
        'X-Use-Timezone'?: string
        /** @description The ETag of an earlier response; the status is 304 if nothing has changed. */
        'If-None-Match'?: string
      }
      path?: never
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description A page of teams. */
      200: {
        headers: {
          /** @description Changes whenever the response may have changed. */
          ETag: string
          /** @description The response may be cached, but must be revalidated before each use. */
          'Cache-Control': string
          /** @description Paths in `_shape` that match no field, if any. */
          'X-Unknown-Shape-Paths'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['TeamList']
        }
      }
    }
  }
  teamKpi: {
    parameters: {
      query?: {
        /** @description An instant with a time zone, such as 2026-10-31T18:00:00Z, or a date such as 2026-10-31, which means the end of that day in the time zone of the team's location. The figures are calculated as of this instant; the default is now. From 1900 to ten years ahead. */
        at?: string
        /** @description An instant with a time zone, such as 2026-10-31T18:00:00Z, or a date such as 2026-10-31, which means the end of that day in the time zone of the team's location. Only records that the ledger had at this instant are counted; the default is every record it has now. From 1900 to the present. With the same instant in `at`, the response body is exactly the one returned then. */
        knownAt?: string
        /** @description Comma-separated paths of the fields to return, from the root of the body; a path through a list applies to each of its items. Absent or empty: the whole body. */
        _shape?: string
      }
      header?: {
        /** @description The ETag of an earlier response; the status is 304 if nothing has changed. */
        'If-None-Match'?: string
      }
      path: {
        /** @description The team's id. */
        teamId: number
      }
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description The figures. */
      200: {
        headers: {
          /** @description Changes whenever the response may have changed. */
          ETag: string
          /** @description The response may be cached, but must be revalidated before each use. */
          'Cache-Control': string
          /** @description Paths in `_shape` that match no field, if any. */
          'X-Unknown-Shape-Paths'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['TeamKpiList']
        }
      }
    }
  }
  myTeamKpi: {
    parameters: {
      query?: {
        /** @description An instant with a time zone, such as 2026-10-31T18:00:00Z, or a date such as 2026-10-31, which means the end of that day in the time zone of the team's location. The figures are calculated as of this instant; the default is now. From 1900 to ten years ahead. */
        at?: string
        /** @description An instant with a time zone, such as 2026-10-31T18:00:00Z, or a date such as 2026-10-31, which means the end of that day in the time zone of the team's location. Only records that the ledger had at this instant are counted; the default is every record it has now. From 1900 to the present. With the same instant in `at`, the response body is exactly the one returned then. */
        knownAt?: string
        /** @description Comma-separated paths of the fields to return, from the root of the body; a path through a list applies to each of its items. Absent or empty: the whole body. */
        _shape?: string
      }
      header?: {
        /** @description The ETag of an earlier response; the status is 304 if nothing has changed. */
        'If-None-Match'?: string
      }
      path: {
        /** @description The team's id. */
        teamId: number
      }
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description The figures. */
      200: {
        headers: {
          /** @description Changes whenever the response may have changed. */
          ETag: string
          /** @description The response may be cached, but must be revalidated before each use. */
          'Cache-Control': string
          /** @description Paths in `_shape` that match no field, if any. */
          'X-Unknown-Shape-Paths'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['TeamKpiList']
        }
      }
    }
  }
  teamExplain: {
    parameters: {
      query: {
        /** @description Which figure. */
        figure:
          | 'UninvoicedProducts'
          | 'UninvoicedExtraServices'
          | 'UnivoicedEventAttendees'
          | 'UnivoicedTimepasses'
          | 'RemainingBookingCredit'
          | 'RemainingTimeCreditMinutes'
          | 'RemainingTimeCreditDays'
          | 'RemainingTimeCreditWeeks'
          | 'RemainingTimeCreditMonths'
          | 'RemainingTimeCreditUses'
          | 'RemainingTimePassesMinutes'
          | 'RemainingTimePassesCount'
          | 'BookedTimeTotal'
          | 'BookedTimeThisMonth'
          | 'CheckedTimeTotal'
          | 'CheckedTimeThisMonth'
        /** @description Only this member. Without it, the response covers the whole team, and only administrators may request it. */
        coworkerId?: number
        /** @description True: only records that count. False: only those that do not. Both by default. */
        counted?: boolean
        /** @description An instant with a time zone, such as 2026-10-31T18:00:00Z, or a date such as 2026-10-31, which means the end of that day in the time zone of the team's location. The figures are calculated as of this instant; the default is now. From 1900 to ten years ahead. */
        at?: string
        /** @description An instant with a time zone, such as 2026-10-31T18:00:00Z, or a date such as 2026-10-31, which means the end of that day in the time zone of the team's location. Only records that the ledger had at this instant are counted; the default is every record it has now. From 1900 to the present. With the same instant in `at`, the response body is exactly the one returned then. */
        knownAt?: string
        /** @description Comma-separated paths of the fields to return, from the root of the body; a path through a list applies to each of its items. Absent or empty: the whole body. */
        _shape?: string
        /** @description The page number, starting at 1; a page past the end is empty. Also accepted as `page`; the name with the underscore takes precedence. */
        _page?: number
        /** @description Records per page; values over 100 count as 100. Also accepted as `size`. */
        _pageSize?: number
      }
      header?: {
        /** @description The preferred languages, in order: en or es. English for any other. */
        'Accept-Language'?: string
        /** @description The ETag of an earlier response; the status is 304 if nothing has changed. */
        'If-None-Match'?: string
      }
      path: {
        /** @description The team's id. */
        teamId: number
      }
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description The figure and a page of its records. */
      200: {
        headers: {
          /** @description Changes whenever the response may have changed. */
          ETag: string
          /** @description The response may be cached, but must be revalidated before each use. */
          'Cache-Control': string
          /** @description Paths in `_shape` that match no field, if any. */
          'X-Unknown-Shape-Paths'?: string
          /** @description The language of the response. */
          'Content-Language': string
          /** @description The response depends on Accept-Language. */
          Vary: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['TeamExplanation']
        }
      }
    }
  }
  teamChanges: {
    parameters: {
      query: {
        /** @description An instant with a time zone, such as 2026-10-31T18:00:00Z, or a date such as 2026-10-31, which means the end of that day in the time zone of the team's location. The first instant. Not before the history starts. */
        from: string
        /** @description Only this member. Without it, the response covers the whole team, and only administrators may request it. */
        coworkerId?: number
        /** @description An instant with a time zone, such as 2026-10-31T18:00:00Z, or a date such as 2026-10-31, which means the end of that day in the time zone of the team's location. The second instant; the default is now. Not before the first, and not in the future. */
        to?: string
        /** @description Only this figure. */
        figure?:
          | 'UninvoicedProducts'
          | 'UninvoicedExtraServices'
          | 'UnivoicedEventAttendees'
          | 'UnivoicedTimepasses'
          | 'RemainingBookingCredit'
          | 'RemainingTimeCreditMinutes'
          | 'RemainingTimeCreditDays'
          | 'RemainingTimeCreditWeeks'
          | 'RemainingTimeCreditMonths'
          | 'RemainingTimeCreditUses'
          | 'RemainingTimePassesMinutes'
          | 'RemainingTimePassesCount'
          | 'BookedTimeTotal'
          | 'BookedTimeThisMonth'
          | 'CheckedTimeTotal'
          | 'CheckedTimeThisMonth'
        /** @description Comma-separated paths of the fields to return, from the root of the body; a path through a list applies to each of its items. Absent or empty: the whole body. */
        _shape?: string
        /** @description The page number, starting at 1; a page past the end is empty. Also accepted as `page`; the name with the underscore takes precedence. */
        _page?: number
        /** @description Records per page; values over 100 count as 100. Also accepted as `size`. */
        _pageSize?: number
      }
      header?: {
        /** @description The preferred languages, in order: en or es. English for any other. */
        'Accept-Language'?: string
        /** @description The ETag of an earlier response; the status is 304 if nothing has changed. */
        'If-None-Match'?: string
      }
      path: {
        /** @description The team's id. */
        teamId: number
      }
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description A page of changes. */
      200: {
        headers: {
          /** @description Changes whenever the response may have changed. */
          ETag: string
          /** @description The response may be cached, but must be revalidated before each use. */
          'Cache-Control': string
          /** @description Paths in `_shape` that match no field, if any. */
          'X-Unknown-Shape-Paths'?: string
          /** @description The language of the response. */
          'Content-Language': string
          /** @description The response depends on Accept-Language. */
          Vary: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['TeamChanges']
        }
      }
    }
  }
  teamMetrics: {
    parameters: {
      query?: {
        /** @description How many months, 1 to 60. */
        months?: number
        /** @description An instant with a time zone, such as 2026-10-31T18:00:00Z, or a date such as 2026-10-31, which means the end of that day in the time zone of the team's location. The figures are calculated as of this instant; the default is now. From 1900 to ten years ahead. */
        at?: string
        /** @description An instant with a time zone, such as 2026-10-31T18:00:00Z, or a date such as 2026-10-31, which means the end of that day in the time zone of the team's location. Only records that the ledger had at this instant are counted; the default is every record it has now. From 1900 to the present. With the same instant in `at`, the response body is exactly the one returned then. */
        knownAt?: string
        /** @description Comma-separated paths of the fields to return, from the root of the body; a path through a list applies to each of its items. Absent or empty: the whole body. */
        _shape?: string
      }
      header?: {
        /** @description The ETag of an earlier response; the status is 304 if nothing has changed. */
        'If-None-Match'?: string
      }
      path: {
        /** @description The team's id. */
        teamId: number
      }
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description The months. */
      200: {
        headers: {
          /** @description Changes whenever the response may have changed. */
          ETag: string
          /** @description The response may be cached, but must be revalidated before each use. */
          'Cache-Control': string
          /** @description Paths in `_shape` that match no field, if any. */
          'X-Unknown-Shape-Paths'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['TeamMetricList']
        }
      }
    }
  }
  teamBasis: {
    parameters: {
      query?: {
        /** @description Comma-separated paths of the fields to return, from the root of the body; a path through a list applies to each of its items. Absent or empty: the whole body. */
        _shape?: string
      }
      header?: {
        /** @description The ETag of an earlier response; the status is 304 if nothing has changed. */
        'If-None-Match'?: string
      }
      path: {
        /** @description The team's id. */
        teamId: number
      }
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description The basis. */
      200: {
        headers: {
          /** @description Changes whenever the response may have changed. */
          ETag: string
          /** @description The response may be cached, but must be revalidated before each use. */
          'Cache-Control': string
          /** @description Paths in `_shape` that match no field, if any. */
          'X-Unknown-Shape-Paths'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['TeamBasis']
        }
      }
    }
  }
  figures: {
    parameters: {
      query?: never
      header?: {
        /** @description The ETag of an earlier response; the status is 304 if nothing has changed. */
        'If-None-Match'?: string
        /** @description The preferred languages, in order: en or es. English for any other. */
        'Accept-Language'?: string
      }
      path?: never
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description Every figure. */
      200: {
        headers: {
          /** @description Changes whenever the response may have changed. */
          ETag: string
          /** @description The response may be cached, but must be revalidated before each use. */
          'Cache-Control': string
          /** @description The language of the response. */
          'Content-Language': string
          /** @description The response depends on Accept-Language. */
          Vary: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Figures']
        }
      }
    }
  }
  teamAttendance: {
    parameters: {
      query: {
        /** @description The week that contains this date: a day like 2026-11-18, also written 2026-11-18T00:00:00 as in `Days.Date`; or an instant, in UTC unless it names a zone. In the years 1900 to 2199. */
        date: string
        /** @description An instant with a time zone, such as 2026-10-31T18:00:00Z, or a date such as 2026-10-31, which means the end of that day in the time zone of the team's location. The figures are calculated as of this instant; the default is now. From 1900 to ten years ahead. */
        at?: string
        /** @description An instant with a time zone, such as 2026-10-31T18:00:00Z, or a date such as 2026-10-31, which means the end of that day in the time zone of the team's location. Only records that the ledger had at this instant are counted; the default is every record it has now. From 1900 to the present. With the same instant in `at`, the response body is exactly the one returned then. */
        knownAt?: string
        /** @description Comma-separated paths of the fields to return, from the root of the body; a path through a list applies to each of its items. Absent or empty: the whole body. */
        _shape?: string
      }
      header?: {
        /** @description The time zone of local times: `true` for the zone of the team's location, or the name of an IANA time zone. Any other value is ignored. */
        'X-Use-Timezone'?: string
        /** @description The ETag of an earlier response; the status is 304 if nothing has changed. */
        'If-None-Match'?: string
      }
      path: {
        /** @description The team's id. */
        teamId: number
      }
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description The week. */
      200: {
        headers: {
          /** @description Changes whenever the response may have changed. */
          ETag: string
          /** @description The response may be cached, but must be revalidated before each use. */
          'Cache-Control': string
          /** @description Paths in `_shape` that match no field, if any. */
          'X-Unknown-Shape-Paths'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['TeamAttendanceDetails']
        }
      }
    }
  }
  updateTeamAttendance: {
    parameters: {
      query?: never
      header?: never
      path: {
        /** @description The team's id. */
        teamId: number
      }
      cookie?: never
    }
    requestBody: {
      content: {
        'application/json': {
          /** @description Whose attendance it is: a member of the team. */
          CoworkerId: number
          /**
           * @description Where the member plans to be on Mondays.
           * @enum {integer|null}
           */
          MondayAttendance?: 1 | 2 | 3 | 4 | 5 | null
          /**
           * @description Where the member plans to be on Tuesdays.
           * @enum {integer|null}
           */
          TuesdayAttendance?: 1 | 2 | 3 | 4 | 5 | null
          /**
           * @description Where the member plans to be on Wednesdays.
           * @enum {integer|null}
           */
          WednesdayAttendance?: 1 | 2 | 3 | 4 | 5 | null
          /**
           * @description Where the member plans to be on Thursdays.
           * @enum {integer|null}
           */
          ThursdayAttendance?: 1 | 2 | 3 | 4 | 5 | null
          /**
           * @description Where the member plans to be on Fridays.
           * @enum {integer|null}
           */
          FridayAttendance?: 1 | 2 | 3 | 4 | 5 | null
          /**
           * @description Where the member plans to be on Saturdays.
           * @enum {integer|null}
           */
          SaturdayAttendance?: 1 | 2 | 3 | 4 | 5 | null
          /**
           * @description Where the member plans to be on Sundays.
           * @enum {integer|null}
           */
          SundayAttendance?: 1 | 2 | 3 | 4 | 5 | null
        }[]
      }
    }
    responses: {
      /** @description Done. The body is empty. */
      200: {
        headers: {
          [name: string]: unknown
        }
        content?: never
      }
    }
  }
  updateMyAttendance: {
    parameters: {
      query?: never
      header?: never
      path: {
        /** @description The team's id. */
        teamId: number
      }
      cookie?: never
    }
    requestBody: {
      content: {
        'application/json': {
          /** @description The caller's own id in the team, as in the caller's own figures. */
          CoworkerId: number
          /**
           * @description Where the member plans to be on Mondays.
           * @enum {integer|null}
           */
          MondayAttendance?: 1 | 2 | 3 | 4 | 5 | null
          /**
           * @description Where the member plans to be on Tuesdays.
           * @enum {integer|null}
           */
          TuesdayAttendance?: 1 | 2 | 3 | 4 | 5 | null
          /**
           * @description Where the member plans to be on Wednesdays.
           * @enum {integer|null}
           */
          WednesdayAttendance?: 1 | 2 | 3 | 4 | 5 | null
          /**
           * @description Where the member plans to be on Thursdays.
           * @enum {integer|null}
           */
          ThursdayAttendance?: 1 | 2 | 3 | 4 | 5 | null
          /**
           * @description Where the member plans to be on Fridays.
           * @enum {integer|null}
           */
          FridayAttendance?: 1 | 2 | 3 | 4 | 5 | null
          /**
           * @description Where the member plans to be on Saturdays.
           * @enum {integer|null}
           */
          SaturdayAttendance?: 1 | 2 | 3 | 4 | 5 | null
          /**
           * @description Where the member plans to be on Sundays.
           * @enum {integer|null}
           */
          SundayAttendance?: 1 | 2 | 3 | 4 | 5 | null
        }[]
      }
    }
    responses: {
      /** @description Done. The body is empty. */
      200: {
        headers: {
          [name: string]: unknown
        }
        content?: never
      }
    }
  }
  teamProfile: {
    parameters: {
      query?: {
        /** @description Comma-separated paths of the fields to return, from the root of the body; a path through a list applies to each of its items. Absent or empty: the whole body. */
        _shape?: string
      }
      header?: {
        /** @description The time zone of local times: `true` for the zone of the team's location, or the name of an IANA time zone. Any other value is ignored. */
        'X-Use-Timezone'?: string
        /** @description The ETag of an earlier response; the status is 304 if nothing has changed. */
        'If-None-Match'?: string
      }
      path: {
        /** @description The team's id. */
        teamId: number
      }
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description The team. */
      200: {
        headers: {
          /** @description Changes whenever the response may have changed. */
          ETag: string
          /** @description The response may be cached, but must be revalidated before each use. */
          'Cache-Control': string
          /** @description Paths in `_shape` that match no field, if any. */
          'X-Unknown-Shape-Paths'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Team']
        }
      }
    }
  }
  updateTeamProfile: {
    parameters: {
      query?: never
      header?: {
        /** @description The ETag of the version that the change is based on. If the record has another version now, the status is 412 and nothing is changed. Without it, the change applies to whatever is stored. */
        'If-Match'?: string
      }
      path: {
        /** @description The team's id. */
        teamId: number
      }
      cookie?: never
    }
    requestBody: {
      content: {
        'application/json': {
          /** @description Not blank. */
          Name?: string
          /** @description HTML, nested at most 100 levels deep. Scripts, styles, forms and event handlers are removed before it is stored. */
          Description?: string | null
          /** @description Plain text, stored as it is. */
          ProfileSummary?: string | null
          /** @description List the team in the directory. */
          ProfileIsPublic?: boolean
          /**
           * Format: uri
           * @description A web address that starts with http:// or https://. Empty counts as null.
           */
          ProfileWebsite?: string | null
          /** @description Tags, separated by spaces. */
          ProfileTags?: string | null
          /**
           * Format: uri
           * @description As ProfileWebsite.
           */
          Twitter?: string | null
          /**
           * Format: uri
           * @description As ProfileWebsite.
           */
          Facebook?: string | null
          /**
           * Format: uri
           * @description As ProfileWebsite.
           */
          Linkedin?: string | null
          /**
           * Format: uri
           * @description As ProfileWebsite.
           */
          Instagram?: string | null
          /**
           * Format: uri
           * @description As ProfileWebsite.
           */
          Github?: string | null
          /**
           * Format: uri
           * @description As ProfileWebsite.
           */
          Pinterest?: string | null
          /** @description A name. */
          Skype?: string | null
          /**
           * Format: uri
           * @description As ProfileWebsite.
           */
          Telegram?: string | null
          /**
           * Format: uri
           * @description As ProfileWebsite.
           */
          Flickr?: string | null
          /**
           * Format: uri
           * @description As ProfileWebsite.
           */
          Vimeo?: string | null
          /**
           * Format: uri
           * @description As ProfileWebsite.
           */
          Tumblr?: string | null
          /**
           * Format: uri
           * @description As ProfileWebsite.
           */
          Blogger?: string | null
        }
      }
    }
    responses: {
      /** @description Done. The body is empty. */
      200: {
        headers: {
          [name: string]: unknown
        }
        content?: never
      }
    }
  }
  publishedTeams: {
    parameters: {
      query?: {
        /** @description Only teams with this text in the name or description, ignoring case. It is plain text without wildcards, and the HTML tags of descriptions are not searched. */
        query?: string
        /** @description Only teams with this tag in ProfileTagsList, ignoring case. */
        tag?: string
        /** @description 1: by name. 2: by name, descending. 3: newest first. 4: most members first. Names are compared ignoring case, with ties ordered by name, then by id. */
        order?: 1 | 2 | 3 | 4
        /** @description The page number, starting at 1; a page past the end is empty. Also accepted as `page`; the name with the underscore takes precedence. */
        _page?: number
        /** @description Records per page; values over 100 count as 100. Also accepted as `size`. */
        _pageSize?: number
        /** @description Comma-separated paths of the fields to return, from the root of the body; a path through a list applies to each of its items. Absent or empty: the whole body. */
        _shape?: string
      }
      header?: {
        /** @description The ETag of an earlier response; the status is 304 if nothing has changed. */
        'If-None-Match'?: string
      }
      path?: never
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description A page of teams. */
      200: {
        headers: {
          /** @description Changes whenever the response may have changed. */
          ETag: string
          /** @description The response may be cached, but must be revalidated before each use. */
          'Cache-Control': string
          /** @description Paths in `_shape` that match no field, if any. */
          'X-Unknown-Shape-Paths'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['PublicTeamList']
        }
      }
    }
  }
  publishedTeam: {
    parameters: {
      query?: {
        /** @description Comma-separated paths of the fields to return, from the root of the body; a path through a list applies to each of its items. Absent or empty: the whole body. */
        _shape?: string
      }
      header?: {
        /** @description The ETag of an earlier response; the status is 304 if nothing has changed. */
        'If-None-Match'?: string
      }
      path: {
        /** @description The team's id. */
        teamId: number
      }
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description The team. */
      200: {
        headers: {
          /** @description Changes whenever the response may have changed. */
          ETag: string
          /** @description The response may be cached, but must be revalidated before each use. */
          'Cache-Control': string
          /** @description Paths in `_shape` that match no field, if any. */
          'X-Unknown-Shape-Paths'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['PublicTeam']
        }
      }
    }
  }
  addTeamMembers: {
    parameters: {
      query?: never
      header?: {
        /** @description The ETag of the version that the change is based on. If the record has another version now, the status is 412 and nothing is changed. Without it, the change applies to whatever is stored. */
        'If-Match'?: string
      }
      path: {
        /** @description The team's id. */
        teamId: number
      }
      cookie?: never
    }
    /** @description At most 131,072 bytes. */
    requestBody: {
      content: {
        'application/json': {
          /** @description The plan: the team's default plan, or one that the team's location has issued a contract for. The default is the team's default plan, or no plan. */
          TariffId?: number | null
          /** @description The names, none of them blank. */
          FullNames: string[]
          /** @description Their e-mail addresses, in the same order as the names, with no address twice (ignoring case). */
          Emails: string[]
          /**
           * Format: date-time
           * @description When the contracts start, not before today at the team's location. A date alone, or with T00:00:00, means that day there; any other time is in UTC unless it names a zone. By default they start when the person joins.
           */
          StartDate?: string | null
        }
      }
    }
    responses: {
      /** @description Done. The body is empty. */
      200: {
        headers: {
          [name: string]: unknown
        }
        content?: never
      }
    }
  }
  removeTeamMember: {
    parameters: {
      query?: never
      header?: {
        /** @description The ETag of the version that the change is based on. If the record has another version now, the status is 412 and nothing is changed. Without it, the change applies to whatever is stored. */
        'If-Match'?: string
      }
      path: {
        /** @description The team's id. */
        teamId: number
        /** @description The Id of one of AllTeamMembers. */
        coworkerId: number
      }
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description Done. The body is empty. */
      200: {
        headers: {
          [name: string]: unknown
        }
        content?: never
      }
    }
  }
  addTeamAdministrator: {
    parameters: {
      query?: never
      header?: {
        /** @description The ETag of the version that the change is based on. If the record has another version now, the status is 412 and nothing is changed. Without it, the change applies to whatever is stored. */
        'If-Match'?: string
      }
      path: {
        /** @description The team's id. */
        teamId: number
        /** @description The Id of one of AllTeamMembers. */
        coworkerId: number
      }
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description Done. The body is empty. */
      200: {
        headers: {
          [name: string]: unknown
        }
        content?: never
      }
    }
  }
  removeTeamAdministrator: {
    parameters: {
      query?: never
      header?: {
        /** @description The ETag of the version that the change is based on. If the record has another version now, the status is 412 and nothing is changed. Without it, the change applies to whatever is stored. */
        'If-Match'?: string
      }
      path: {
        /** @description The team's id. */
        teamId: number
        /** @description The Id of one of AllTeamMembers. */
        coworkerId: number
      }
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description Done. The body is empty. */
      200: {
        headers: {
          [name: string]: unknown
        }
        content?: never
      }
    }
  }
  leaveTeam: {
    parameters: {
      query?: never
      header?: {
        /** @description The ETag of the version that the change is based on. If the record has another version now, the status is 412 and nothing is changed. Without it, the change applies to whatever is stored. */
        'If-Match'?: string
      }
      path: {
        /** @description The team's id. */
        teamId: number
      }
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description Done. The body is empty. */
      200: {
        headers: {
          [name: string]: unknown
        }
        content?: never
      }
    }
  }
  myInvitations: {
    parameters: {
      query?: {
        /** @description Comma-separated paths of the fields to return, from the root of the body; a path through a list applies to each of its items. Absent or empty: the whole body. */
        _shape?: string
      }
      header?: {
        /** @description The ETag of an earlier response; the status is 304 if nothing has changed. */
        'If-None-Match'?: string
      }
      path?: never
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description The invitations. */
      200: {
        headers: {
          /** @description Changes whenever the response may have changed. */
          ETag: string
          /** @description The response may be cached, but must be revalidated before each use. */
          'Cache-Control': string
          /** @description Paths in `_shape` that match no field, if any. */
          'X-Unknown-Shape-Paths'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['InvitationList']
        }
      }
    }
  }
  findInvitation: {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /** @description At most 16,384 bytes. */
    requestBody: {
      content: {
        'application/json': {
          /** @description The part of the link after the #. */
          Secret: string
        }
      }
    }
    responses: {
      /** @description The invitation. */
      200: {
        headers: {
          /** @description The response must not be stored. */
          'Cache-Control': string
          /** @description The same, for HTTP/1.0 clients. */
          Pragma: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Invitation']
        }
      }
    }
  }
  acceptInvitation: {
    parameters: {
      query?: never
      header?: never
      path: {
        /** @description The invitation's id. */
        invitationId: number
      }
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description Done. The body is empty. */
      200: {
        headers: {
          [name: string]: unknown
        }
        content?: never
      }
    }
  }
  declineInvitation: {
    parameters: {
      query?: never
      header?: never
      path: {
        /** @description The invitation's id. */
        invitationId: number
      }
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description Done. The body is empty. */
      200: {
        headers: {
          [name: string]: unknown
        }
        content?: never
      }
    }
  }
  teamInvitations: {
    parameters: {
      query?: {
        /** @description Comma-separated paths of the fields to return, from the root of the body; a path through a list applies to each of its items. Absent or empty: the whole body. */
        _shape?: string
      }
      header?: {
        /** @description The ETag of an earlier response; the status is 304 if nothing has changed. */
        'If-None-Match'?: string
      }
      path: {
        /** @description The team's id. */
        teamId: number
      }
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description The invitations. */
      200: {
        headers: {
          /** @description Changes whenever the response may have changed. */
          ETag: string
          /** @description The response may be cached, but must be revalidated before each use. */
          'Cache-Control': string
          /** @description Paths in `_shape` that match no field, if any. */
          'X-Unknown-Shape-Paths'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['TeamInvitationList']
        }
      }
    }
  }
  makeInvitationLink: {
    parameters: {
      query?: never
      header?: never
      path: {
        /** @description The team's id. */
        teamId: number
        /** @description The invitation's id. */
        invitationId: number
      }
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description The link. */
      200: {
        headers: {
          /** @description The response must not be stored. */
          'Cache-Control': string
          /** @description The same, for HTTP/1.0 clients. */
          Pragma: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['InvitationLink']
        }
      }
    }
  }
  withdrawInvitation: {
    parameters: {
      query?: never
      header?: never
      path: {
        /** @description The team's id. */
        teamId: number
        /** @description The invitation's id. */
        invitationId: number
      }
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description Done. The body is empty. */
      200: {
        headers: {
          [name: string]: unknown
        }
        content?: never
      }
    }
  }
  teamAccounts: {
    parameters: {
      query?: {
        /** @description Comma-separated paths of the fields to return, from the root of the body; a path through a list applies to each of its items. Absent or empty: the whole body. */
        _shape?: string
      }
      header?: {
        /** @description The ETag of an earlier response; the status is 304 if nothing has changed. */
        'If-None-Match'?: string
      }
      path: {
        /** @description The team's id. */
        teamId: number
      }
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description The members. */
      200: {
        headers: {
          /** @description Changes whenever the response may have changed. */
          ETag: string
          /** @description The response may be cached, but must be revalidated before each use. */
          'Cache-Control': string
          /** @description Paths in `_shape` that match no field, if any. */
          'X-Unknown-Shape-Paths'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['TeamAccounts']
        }
      }
    }
  }
  inviteMembersToAccounts: {
    parameters: {
      query?: never
      header?: never
      path: {
        /** @description The team's id. */
        teamId: number
      }
      cookie?: never
    }
    /** @description At most 16,384 bytes. */
    requestBody: {
      content: {
        'application/json': {
          /** @description The members to invite. If it is empty or absent, all of them are. */
          CoworkerIds?: number[] | null
        }
      }
    }
    responses: {
      /** @description The results. */
      200: {
        headers: {
          /** @description The response must not be stored. */
          'Cache-Control': string
          /** @description The same, for HTTP/1.0 clients. */
          Pragma: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['MemberInvitations']
        }
      }
    }
  }
  myProviders: {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description The providers. */
      200: {
        headers: {
          /** @description The response must not be stored. */
          'Cache-Control': string
          /** @description The same, for HTTP/1.0 clients. */
          Pragma: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['AccountProviders']
        }
      }
    }
  }
  connectProvider: {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /** @description At most 16,384 bytes. */
    requestBody: {
      content: {
        'application/json': {
          /** @description The provider's name. */
          Provider: string
          /**
           * Format: password
           * @description The account's password.
           */
          CurrentPassword: string
          /** @description A code from the authenticator app, or a recovery code, if the account has a second factor already. As at sign-in, each code works only once. */
          Totp?: string | null
          /** @description In place of a code: what a passkey signed after `POST /api/account/passkeys/challenge`, as JSON. */
          Passkey?: string | null
        }
      }
    }
    responses: {
      /** @description The provider's page. */
      200: {
        headers: {
          /** @description The response must not be stored. */
          'Cache-Control': string
          /** @description The same, for HTTP/1.0 clients. */
          Pragma: string
          /** @description `teamkpi_provider`: HttpOnly, SameSite=Strict, for ten minutes; Secure over https. */
          'Set-Cookie': string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['ConnectAddress']
        }
      }
    }
  }
  disconnectProvider: {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    /** @description At most 16,384 bytes. */
    requestBody: {
      content: {
        'application/json': {
          /** @description The provider's name. */
          Provider: string
          /**
           * Format: password
           * @description The account's password.
           */
          CurrentPassword: string
          /** @description A code from the authenticator app, or a recovery code, if the account has a second factor already. As at sign-in, each code works only once. */
          Totp?: string | null
          /** @description In place of a code: what a passkey signed after `POST /api/account/passkeys/challenge`, as JSON. */
          Passkey?: string | null
        }
      }
    }
    responses: {
      /** @description Done. The body is empty. */
      200: {
        headers: {
          [name: string]: unknown
        }
        content?: never
      }
    }
  }
  teamAlerts: {
    parameters: {
      query?: {
        /** @description Comma-separated paths of the fields to return, from the root of the body; a path through a list applies to each of its items. Absent or empty: the whole body. */
        _shape?: string
      }
      header?: {
        /** @description The ETag of an earlier response; the status is 304 if nothing has changed. */
        'If-None-Match'?: string
      }
      path: {
        /** @description The team's id. */
        teamId: number
      }
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description The rules. */
      200: {
        headers: {
          /** @description Changes whenever the response may have changed. */
          ETag: string
          /** @description The response may be cached, but must be revalidated before each use. */
          'Cache-Control': string
          /** @description Paths in `_shape` that match no field, if any. */
          'X-Unknown-Shape-Paths'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['AlertRuleList']
        }
      }
    }
  }
  addAlert: {
    parameters: {
      query?: never
      header?: never
      path: {
        /** @description The team's id. */
        teamId: number
      }
      cookie?: never
    }
    /** @description At most 16,384 bytes. */
    requestBody: {
      content: {
        'application/json': {
          /**
           * @description The figure it watches: one of the figures of the KPI call, `ToInvoice`, the money to invoice in the currency of the team's location, `DaysToExpiry`, the days until the next credit or pass expires, rounded up, or `OpenCheckinMinutes`, the minutes since an open check-in began.
           * @enum {string}
           */
          Figure:
            | 'UninvoicedProducts'
            | 'UninvoicedExtraServices'
            | 'UnivoicedEventAttendees'
            | 'UnivoicedTimepasses'
            | 'RemainingBookingCredit'
            | 'RemainingTimeCreditMinutes'
            | 'RemainingTimeCreditDays'
            | 'RemainingTimeCreditWeeks'
            | 'RemainingTimeCreditMonths'
            | 'RemainingTimeCreditUses'
            | 'RemainingTimePassesMinutes'
            | 'RemainingTimePassesCount'
            | 'BookedTimeTotal'
            | 'BookedTimeThisMonth'
            | 'CheckedTimeTotal'
            | 'CheckedTimeThisMonth'
            | 'ToInvoice'
            | 'DaysToExpiry'
            | 'OpenCheckinMinutes'
          /**
           * @description `member`: the figure of each member. `team`: the total of all members; of `DaysToExpiry` the lowest value, and of `OpenCheckinMinutes` the highest.
           * @enum {string}
           */
          Of: 'member' | 'team'
          /**
           * @description `at_most`: alert when the figure falls to the threshold or below; `at_least`: when it rises to the threshold or above. `DaysToExpiry` only knows `at_most`, and `OpenCheckinMinutes` only `at_least`.
           * @enum {string}
           */
          Comparison: 'at_most' | 'at_least'
          /** @description The threshold, in the unit of the figure. */
          Threshold: number
          /** @description The administrators of the team who get mail, as coworker ids; null for all of them. */
          RecipientIds?: number[] | null
          /**
           * Format: date
           * @description No mail before this day begins at the team's location; null if the rule is not muted.
           */
          MutedUntil?: string | null
          /**
           * @description Save the rule even if a figure has already reached the threshold, and alert about it at once.
           * @default false
           */
          Confirm?: boolean | null
        }
      }
    }
    responses: {
      /** @description The id of the rule. */
      200: {
        headers: {
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['NewAlertRule']
        }
      }
    }
  }
  previewAlert: {
    parameters: {
      query: {
        /** @description As `Figure` of a rule. */
        figure:
          | 'UninvoicedProducts'
          | 'UninvoicedExtraServices'
          | 'UnivoicedEventAttendees'
          | 'UnivoicedTimepasses'
          | 'RemainingBookingCredit'
          | 'RemainingTimeCreditMinutes'
          | 'RemainingTimeCreditDays'
          | 'RemainingTimeCreditWeeks'
          | 'RemainingTimeCreditMonths'
          | 'RemainingTimeCreditUses'
          | 'RemainingTimePassesMinutes'
          | 'RemainingTimePassesCount'
          | 'BookedTimeTotal'
          | 'BookedTimeThisMonth'
          | 'CheckedTimeTotal'
          | 'CheckedTimeThisMonth'
          | 'ToInvoice'
          | 'DaysToExpiry'
          | 'OpenCheckinMinutes'
        /** @description As `Of` of a rule. */
        of: 'member' | 'team'
        /** @description As `Comparison` of a rule. */
        comparison: 'at_most' | 'at_least'
        /** @description As `Threshold` of a rule. */
        threshold: number
        /** @description Comma-separated paths of the fields to return, from the root of the body; a path through a list applies to each of its items. Absent or empty: the whole body. */
        _shape?: string
      }
      header?: {
        /** @description The ETag of an earlier response; the status is 304 if nothing has changed. */
        'If-None-Match'?: string
      }
      path: {
        /** @description The team's id. */
        teamId: number
      }
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description What it would report. */
      200: {
        headers: {
          /** @description Changes whenever the response may have changed. */
          ETag: string
          /** @description The response may be cached, but must be revalidated before each use. */
          'Cache-Control': string
          /** @description Paths in `_shape` that match no field, if any. */
          'X-Unknown-Shape-Paths'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['AlertPreview']
        }
      }
    }
  }
  changeAlert: {
    parameters: {
      query?: never
      header?: never
      path: {
        /** @description The team's id. */
        teamId: number
        /** @description The rule's id. */
        ruleId: number
      }
      cookie?: never
    }
    /** @description At most 16,384 bytes. */
    requestBody: {
      content: {
        'application/json': {
          /**
           * @description The figure it watches: one of the figures of the KPI call, `ToInvoice`, the money to invoice in the currency of the team's location, `DaysToExpiry`, the days until the next credit or pass expires, rounded up, or `OpenCheckinMinutes`, the minutes since an open check-in began.
           * @enum {string}
           */
          Figure?:
            | 'UninvoicedProducts'
            | 'UninvoicedExtraServices'
            | 'UnivoicedEventAttendees'
            | 'UnivoicedTimepasses'
            | 'RemainingBookingCredit'
            | 'RemainingTimeCreditMinutes'
            | 'RemainingTimeCreditDays'
            | 'RemainingTimeCreditWeeks'
            | 'RemainingTimeCreditMonths'
            | 'RemainingTimeCreditUses'
            | 'RemainingTimePassesMinutes'
            | 'RemainingTimePassesCount'
            | 'BookedTimeTotal'
            | 'BookedTimeThisMonth'
            | 'CheckedTimeTotal'
            | 'CheckedTimeThisMonth'
            | 'ToInvoice'
            | 'DaysToExpiry'
            | 'OpenCheckinMinutes'
          /**
           * @description `member`: the figure of each member. `team`: the total of all members; of `DaysToExpiry` the lowest value, and of `OpenCheckinMinutes` the highest.
           * @enum {string}
           */
          Of?: 'member' | 'team'
          /**
           * @description `at_most`: alert when the figure falls to the threshold or below; `at_least`: when it rises to the threshold or above. `DaysToExpiry` only knows `at_most`, and `OpenCheckinMinutes` only `at_least`.
           * @enum {string}
           */
          Comparison?: 'at_most' | 'at_least'
          /** @description The threshold, in the unit of the figure. */
          Threshold?: number
          /** @description The administrators of the team who get mail, as coworker ids; null for all of them. */
          RecipientIds?: number[] | null
          /**
           * Format: date
           * @description No mail before this day begins at the team's location; null if the rule is not muted.
           */
          MutedUntil?: string | null
          /**
           * @description Save the rule even if a figure has already reached the threshold, and alert about it at once.
           * @default false
           */
          Confirm?: boolean | null
        }
      }
    }
    responses: {
      /** @description Done. The body is empty. */
      200: {
        headers: {
          [name: string]: unknown
        }
        content?: never
      }
    }
  }
  deleteAlert: {
    parameters: {
      query?: never
      header?: never
      path: {
        /** @description The team's id. */
        teamId: number
        /** @description The rule's id. */
        ruleId: number
      }
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description Done. The body is empty. */
      200: {
        headers: {
          [name: string]: unknown
        }
        content?: never
      }
    }
  }
  setAlertMail: {
    parameters: {
      query?: never
      header?: never
      path: {
        /** @description The team's id. */
        teamId: number
      }
      cookie?: never
    }
    /** @description At most 16,384 bytes. */
    requestBody: {
      content: {
        'application/json': {
          /** @description Send me mail about alerts. */
          IGetMail: boolean
        }
      }
    }
    responses: {
      /** @description Done. The body is empty. */
      200: {
        headers: {
          [name: string]: unknown
        }
        content?: never
      }
    }
  }
  teamAmounts: {
    parameters: {
      query?: {
        /** @description Only this member. Without it, the response covers the whole team, and only administrators may request it. */
        coworkerId?: number
        /** @description An instant with a time zone, such as 2026-10-31T18:00:00Z, or a date such as 2026-10-31, which means the end of that day in the time zone of the team's location. The figures are calculated as of this instant; the default is now. From 1900 to ten years ahead. */
        at?: string
        /** @description An instant with a time zone, such as 2026-10-31T18:00:00Z, or a date such as 2026-10-31, which means the end of that day in the time zone of the team's location. Only records that the ledger had at this instant are counted; the default is every record it has now. From 1900 to the present. With the same instant in `at`, the response body is exactly the one returned then. */
        knownAt?: string
        /** @description Comma-separated paths of the fields to return, from the root of the body; a path through a list applies to each of its items. Absent or empty: the whole body. */
        _shape?: string
      }
      header?: {
        /** @description The ETag of an earlier response; the status is 304 if nothing has changed. */
        'If-None-Match'?: string
      }
      path: {
        /** @description The team's id. */
        teamId: number
      }
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description The amounts. */
      200: {
        headers: {
          /** @description Changes whenever the response may have changed. */
          ETag: string
          /** @description The response may be cached, but must be revalidated before each use. */
          'Cache-Control': string
          /** @description Paths in `_shape` that match no field, if any. */
          'X-Unknown-Shape-Paths'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['TeamAmounts']
        }
      }
    }
  }
  teamCalendarLinks: {
    parameters: {
      query?: {
        /** @description Only this member. Without it, the response covers the whole team, and only administrators may request it. */
        coworkerId?: number
        /** @description Comma-separated paths of the fields to return, from the root of the body; a path through a list applies to each of its items. Absent or empty: the whole body. */
        _shape?: string
      }
      header?: {
        /** @description The ETag of an earlier response; the status is 304 if nothing has changed. */
        'If-None-Match'?: string
      }
      path: {
        /** @description The team's id. */
        teamId: number
      }
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description The links. */
      200: {
        headers: {
          /** @description Changes whenever the response may have changed. */
          ETag: string
          /** @description The response may be cached, but must be revalidated before each use. */
          'Cache-Control': string
          /** @description Paths in `_shape` that match no field, if any. */
          'X-Unknown-Shape-Paths'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['CalendarLinkList']
        }
      }
    }
  }
  createCalendarLink: {
    parameters: {
      query?: {
        /** @description Only this member. Without it, the response covers the whole team, and only administrators may request it. */
        coworkerId?: number
      }
      header?: never
      path: {
        /** @description The team's id. */
        teamId: number
      }
      cookie?: never
    }
    /** @description At most 16,384 bytes. */
    requestBody: {
      content: {
        'application/json': {
          /**
           * @description How many days to look ahead.
           * @default 90
           */
          Days?: number | null
          /**
           * @description Name the members, and show what their money credit is called.
           * @default false
           */
          ShowsNames?: boolean | null
          /**
           * @description The language of the calendar; by default that of the request.
           * @enum {string|null}
           */
          Language?: 'en' | 'es' | null
        }
      }
    }
    responses: {
      /** @description The link. */
      200: {
        headers: {
          /** @description The response must not be stored. */
          'Cache-Control': string
          /** @description The same, for HTTP/1.0 clients. */
          Pragma: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['NewCalendarLink']
        }
      }
    }
  }
  revokeCalendarLink: {
    parameters: {
      query?: never
      header?: never
      path: {
        /** @description The team's id. */
        teamId: number
        /** @description The link's id. */
        linkId: number
      }
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description Done. The body is empty. */
      200: {
        headers: {
          [name: string]: unknown
        }
        content?: never
      }
    }
  }
  expiringCalendar: {
    parameters: {
      query?: never
      header?: {
        /** @description The ETag of an earlier response; the status is 304 if nothing has changed. */
        'If-None-Match'?: string
      }
      path: {
        /** @description The secret of the link. */
        secret: string
      }
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description The calendar. */
      200: {
        headers: {
          /** @description Changes whenever the response may have changed. */
          ETag: string
          /** @description The response may be cached, but must be revalidated before each use. */
          'Cache-Control': string
          /** @description A name for the file. */
          'Content-Disposition': string
          /** @description The language of the calendar. */
          'Content-Language': string
          /** @description Always noindex: the calendar is for those alone who have its address. */
          'X-Robots-Tag': string
          [name: string]: unknown
        }
        content: {
          'text/calendar': string
        }
      }
    }
  }
  teamExpiring: {
    parameters: {
      query?: {
        /** @description Only this member. Without it, the response covers the whole team, and only administrators may request it. */
        coworkerId?: number
        /** @description How many days to look ahead, 1 to 366. */
        days?: number
        /** @description An instant with a time zone, such as 2026-10-31T18:00:00Z, or a date such as 2026-10-31, which means the end of that day in the time zone of the team's location. The figures are calculated as of this instant; the default is now. From 1900 to ten years ahead. */
        at?: string
        /** @description An instant with a time zone, such as 2026-10-31T18:00:00Z, or a date such as 2026-10-31, which means the end of that day in the time zone of the team's location. Only records that the ledger had at this instant are counted; the default is every record it has now. From 1900 to the present. With the same instant in `at`, the response body is exactly the one returned then. */
        knownAt?: string
        /** @description Comma-separated paths of the fields to return, from the root of the body; a path through a list applies to each of its items. Absent or empty: the whole body. */
        _shape?: string
      }
      header?: {
        /** @description The ETag of an earlier response; the status is 304 if nothing has changed. */
        'If-None-Match'?: string
      }
      path: {
        /** @description The team's id. */
        teamId: number
      }
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description What expires. */
      200: {
        headers: {
          /** @description Changes whenever the response may have changed. */
          ETag: string
          /** @description The response may be cached, but must be revalidated before each use. */
          'Cache-Control': string
          /** @description Paths in `_shape` that match no field, if any. */
          'X-Unknown-Shape-Paths'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['TeamExpiring']
        }
      }
    }
  }
  teamUsage: {
    parameters: {
      query?: {
        /** @description Only this member. Without it, the response covers the whole team, and only administrators may request it. */
        coworkerId?: number
        /** @description How many months, 1 to 60. */
        months?: number
        /** @description An instant with a time zone, such as 2026-10-31T18:00:00Z, or a date such as 2026-10-31, which means the end of that day in the time zone of the team's location. The figures are calculated as of this instant; the default is now. From 1900 to ten years ahead. */
        at?: string
        /** @description An instant with a time zone, such as 2026-10-31T18:00:00Z, or a date such as 2026-10-31, which means the end of that day in the time zone of the team's location. Only records that the ledger had at this instant are counted; the default is every record it has now. From 1900 to the present. With the same instant in `at`, the response body is exactly the one returned then. */
        knownAt?: string
        /** @description Comma-separated paths of the fields to return, from the root of the body; a path through a list applies to each of its items. Absent or empty: the whole body. */
        _shape?: string
      }
      header?: {
        /** @description The ETag of an earlier response; the status is 304 if nothing has changed. */
        'If-None-Match'?: string
      }
      path: {
        /** @description The team's id. */
        teamId: number
      }
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description The months. */
      200: {
        headers: {
          /** @description Changes whenever the response may have changed. */
          ETag: string
          /** @description The response may be cached, but must be revalidated before each use. */
          'Cache-Control': string
          /** @description Paths in `_shape` that match no field, if any. */
          'X-Unknown-Shape-Paths'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['TeamUsage']
        }
      }
    }
  }
  teamReports: {
    parameters: {
      query?: {
        /** @description Comma-separated paths of the fields to return, from the root of the body; a path through a list applies to each of its items. Absent or empty: the whole body. */
        _shape?: string
      }
      header?: {
        /** @description The ETag of an earlier response; the status is 304 if nothing has changed. */
        'If-None-Match'?: string
      }
      path: {
        /** @description The team's id. */
        teamId: number
      }
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description The reports. */
      200: {
        headers: {
          /** @description Changes whenever the response may have changed. */
          ETag: string
          /** @description The response may be cached, but must be revalidated before each use. */
          'Cache-Control': string
          /** @description Paths in `_shape` that match no field, if any. */
          'X-Unknown-Shape-Paths'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['TeamReports']
        }
      }
    }
  }
  setTeamReports: {
    parameters: {
      query?: never
      header?: never
      path: {
        /** @description The team's id. */
        teamId: number
      }
      cookie?: never
    }
    /** @description At most 16,384 bytes. */
    requestBody: {
      content: {
        'application/json': {
          /** @description Send me a report after each week. */
          Weekly: boolean
          /** @description Send me a report after each month. */
          Monthly: boolean
          /** @description Say which member used what. */
          WithNames: boolean
        }
      }
    }
    responses: {
      /** @description Done. The body is empty. */
      200: {
        headers: {
          [name: string]: unknown
        }
        content?: never
      }
    }
  }
  sendTeamReport: {
    parameters: {
      query?: {
        /** @description Comma-separated paths of the fields to return, from the root of the body; a path through a list applies to each of its items. Absent or empty: the whole body. */
        _shape?: string
      }
      header?: {
        /** @description The ETag of an earlier response; the status is 304 if nothing has changed. */
        'If-None-Match'?: string
      }
      path: {
        /** @description The team's id. */
        teamId: number
      }
      cookie?: never
    }
    /** @description At most 16,384 bytes. */
    requestBody: {
      content: {
        'application/json': {
          /**
           * @description What the report is about.
           * @enum {string}
           */
          Period: 'week' | 'month'
          /** @description Attach the statement of the month as a PDF. */
          WithStatement?: boolean | null
        }
      }
    }
    responses: {
      /** @description The report is sent within a few seconds. */
      200: {
        headers: {
          /** @description Changes whenever the response may have changed. */
          ETag: string
          /** @description The response may be cached, but must be revalidated before each use. */
          'Cache-Control': string
          /** @description Paths in `_shape` that match no field, if any. */
          'X-Unknown-Shape-Paths'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['ReportAsked']
        }
      }
    }
  }
  teamStatement: {
    parameters: {
      query?: {
        /** @description The number of an earlier version; the default is the latest one. */
        version?: number
        /** @description Comma-separated paths of the fields to return, from the root of the body; a path through a list applies to each of its items. Absent or empty: the whole body. */
        _shape?: string
      }
      header?: {
        /** @description The ETag of an earlier response; the status is 304 if nothing has changed. */
        'If-None-Match'?: string
      }
      path: {
        /** @description The team's id. */
        teamId: number
        /** @description The month, such as 2026-10, in the time zone of the team's location. */
        month: string
      }
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description The statement. */
      200: {
        headers: {
          /** @description Changes whenever the response may have changed. */
          ETag: string
          /** @description The response may be cached, but must be revalidated before each use. */
          'Cache-Control': string
          /** @description Paths in `_shape` that match no field, if any. */
          'X-Unknown-Shape-Paths'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['Statement']
        }
      }
    }
  }
  teamStatementCsv: {
    parameters: {
      query?: {
        /** @description The number of an earlier version; the default is the latest one. */
        version?: number
      }
      header?: {
        /** @description The ETag of an earlier response; the status is 304 if nothing has changed. */
        'If-None-Match'?: string
        /** @description The preferred languages, in order: en or es. English for any other. */
        'Accept-Language'?: string
      }
      path: {
        /** @description The team's id. */
        teamId: number
        /** @description The month, such as 2026-10, in the time zone of the team's location. */
        month: string
      }
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description The file. */
      200: {
        headers: {
          /** @description Changes whenever the response may have changed. */
          ETag: string
          /** @description The response may be cached, but must be revalidated before each use. */
          'Cache-Control': string
          /** @description A name for the file. */
          'Content-Disposition': string
          /** @description The language of the response. */
          'Content-Language': string
          /** @description The response depends on Accept-Language. */
          Vary: string
          [name: string]: unknown
        }
        content: {
          'text/csv': string
        }
      }
    }
  }
  teamStatementXlsx: {
    parameters: {
      query?: {
        /** @description The number of an earlier version; the default is the latest one. */
        version?: number
      }
      header?: {
        /** @description The ETag of an earlier response; the status is 304 if nothing has changed. */
        'If-None-Match'?: string
        /** @description The preferred languages, in order: en or es. English for any other. */
        'Accept-Language'?: string
      }
      path: {
        /** @description The team's id. */
        teamId: number
        /** @description The month, such as 2026-10, in the time zone of the team's location. */
        month: string
      }
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description The file. */
      200: {
        headers: {
          /** @description Changes whenever the response may have changed. */
          ETag: string
          /** @description The response may be cached, but must be revalidated before each use. */
          'Cache-Control': string
          /** @description A name for the file. */
          'Content-Disposition': string
          /** @description The language of the response. */
          'Content-Language': string
          /** @description The response depends on Accept-Language. */
          Vary: string
          [name: string]: unknown
        }
        content: {
          'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet': string
        }
      }
    }
  }
  teamStatementPdf: {
    parameters: {
      query?: {
        /** @description The number of an earlier version; the default is the latest one. */
        version?: number
        /** @description The size of the paper. */
        paper?: 'a4' | 'letter'
      }
      header?: {
        /** @description The ETag of an earlier response; the status is 304 if nothing has changed. */
        'If-None-Match'?: string
        /** @description The preferred languages, in order: en or es. English for any other. */
        'Accept-Language'?: string
      }
      path: {
        /** @description The team's id. */
        teamId: number
        /** @description The month, such as 2026-10, in the time zone of the team's location. */
        month: string
      }
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description The file. */
      200: {
        headers: {
          /** @description Changes whenever the response may have changed. */
          ETag: string
          /** @description The response may be cached, but must be revalidated before each use. */
          'Cache-Control': string
          /** @description A name for the file. */
          'Content-Disposition': string
          /** @description The language of the response. */
          'Content-Language': string
          /** @description The response depends on Accept-Language. */
          Vary: string
          [name: string]: unknown
        }
        content: {
          'application/pdf': string
        }
      }
    }
  }
  teamUses: {
    parameters: {
      query?: {
        /** @description Only this member. Without it, the response covers the whole team, and only administrators may request it. */
        coworkerId?: number
        /** @description An instant with a time zone, such as 2026-10-31T18:00:00Z, or a date such as 2026-10-31 in the time zone of the team's location. Uses from then on, or from the start of that day. 90 days before the end by default. */
        from?: string
        /** @description An instant with a time zone, such as 2026-10-31T18:00:00Z, or a date such as 2026-10-31 in the time zone of the team's location. Uses before then, or up to the end of that day. The present by default. */
        to?: string
        /** @description Comma-separated paths of the fields to return, from the root of the body; a path through a list applies to each of its items. Absent or empty: the whole body. */
        _shape?: string
        /** @description The page number, starting at 1; a page past the end is empty. Also accepted as `page`; the name with the underscore takes precedence. */
        _page?: number
        /** @description Records per page; values over 100 count as 100. Also accepted as `size`. */
        _pageSize?: number
      }
      header?: {
        /** @description The ETag of an earlier response; the status is 304 if nothing has changed. */
        'If-None-Match'?: string
      }
      path: {
        /** @description The team's id. */
        teamId: number
      }
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description A page of uses. */
      200: {
        headers: {
          /** @description Changes whenever the response may have changed. */
          ETag: string
          /** @description The response may be cached, but must be revalidated before each use. */
          'Cache-Control': string
          /** @description Paths in `_shape` that match no field, if any. */
          'X-Unknown-Shape-Paths'?: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['TeamUses']
        }
      }
    }
  }
  browserProviders: {
    parameters: {
      query?: never
      header?: never
      path?: never
      cookie?: never
    }
    requestBody?: never
    responses: {
      /** @description The providers. */
      200: {
        headers: {
          /** @description The response must not be stored. */
          'Cache-Control': string
          /** @description The same, for HTTP/1.0 clients. */
          Pragma: string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['SignInProviders']
        }
      }
    }
  }
  browserProviderBegin: {
    parameters: {
      query?: never
      header: {
        /** @description Must be XMLHttpRequest. Pages from another origin cannot send this header. */
        'x-requested-with': 'XMLHttpRequest'
      }
      path?: never
      cookie?: never
    }
    /** @description At most 16,384 bytes. */
    requestBody: {
      content: {
        'application/x-www-form-urlencoded': {
          /** @description The provider's name. */
          provider: string
          /**
           * Format: password
           * @description The part after `#` of the link of an invitation, to accept it with the provider.
           */
          invitation?: string
        }
      }
    }
    responses: {
      /** @description The provider's page. */
      200: {
        headers: {
          /** @description The response must not be stored. */
          'Cache-Control': string
          /** @description The same, for HTTP/1.0 clients. */
          Pragma: string
          /** @description `teamkpi_provider`: HttpOnly, SameSite=Strict, for ten minutes; Secure over https. */
          'Set-Cookie': string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['ProviderAddress']
        }
      }
    }
  }
  browserProviderConfirmation: {
    parameters: {
      query?: never
      header: {
        /** @description Must be XMLHttpRequest. Pages from another origin cannot send this header. */
        'x-requested-with': 'XMLHttpRequest'
        /** @description The preferred languages, in order: en or es. English for any other. */
        'Accept-Language'?: string
      }
      path?: never
      cookie?: {
        /** @description Identifies the sign-in. */
        teamkpi_provider?: string
      }
    }
    /** @description At most 16,384 bytes. */
    requestBody: {
      content: {
        'application/x-www-form-urlencoded': {
          /** @description The `state` that the provider has sent back. */
          state: string
        }
      }
    }
    responses: {
      /** @description The same for every address. */
      200: {
        headers: {
          /** @description The response must not be stored. */
          'Cache-Control': string
          /** @description The same, for HTTP/1.0 clients. */
          Pragma: string
          /** @description `teamkpi_provider` again, for an hour. */
          'Set-Cookie': string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['ProviderConfirmation']
        }
      }
    }
  }
  browserProviderFinish: {
    parameters: {
      query?: never
      header: {
        /** @description Must be XMLHttpRequest. Pages from another origin cannot send this header. */
        'x-requested-with': 'XMLHttpRequest'
      }
      path?: never
      cookie?: {
        /** @description Identifies the sign-in. */
        teamkpi_provider?: string
      }
    }
    /** @description At most 16,384 bytes. */
    requestBody: {
      content: {
        'application/x-www-form-urlencoded': {
          /** @description The `state` that the provider has sent back. Required unless there is a `confirmation`. */
          state?: string
          /**
           * Format: password
           * @description The `code` that it has sent back.
           */
          code?: string
          /** @description The `iss` that it has sent back. */
          iss?: string
          /** @description The `error` that it has sent back instead. */
          error?: string
          /** @description A code from the authenticator app, or a recovery code, after `two_factor_auth_check`. */
          totp?: string
          /**
           * Format: password
           * @description In place of a code: what a passkey signed after `POST /dashboard/session/passkey/challenge`, as JSON.
           */
          passkey?: string
          /**
           * Format: password
           * @description The password of the account, after `confirmation_required`.
           */
          password?: string
          /**
           * Format: password
           * @description The part after `#` of the link in a mail, in place of the state and the password.
           */
          confirmation?: string
        }
      }
    }
    responses: {
      /** @description Completed. */
      200: {
        headers: {
          /** @description The response must not be stored. */
          'Cache-Control': string
          /** @description The same, for HTTP/1.0 clients. */
          Pragma: string
          /** @description As in a sign-in with a password, and the removal of the other. */
          'Set-Cookie': string
          [name: string]: unknown
        }
        content: {
          'application/json': components['schemas']['ProviderSignIn']
        }
      }
    }
  }
}
