import { plurals } from '../plurals'

const some = plurals('en')

/** English texts for invitations. */
export const invitationsTexts = {
  invitations: {
    title: 'Invitations',
    count: (count: number) => some(count, 'invitation', 'invitations'),
    meaning:
      'If you accept, you’ll join the team. Its administrators will see your name, email and company, what will be invoiced to you, the credit and passes you have left, and your bookings and check-ins. You can leave a team at any time.',
    by: (name: string) => `from ${name}`,
    since: (day: string) => `sent on ${day}`,
    until: (day: string) => `expires on ${day}`,
    contractNow: (plan: string) => `If you accept, your contract for the ${plan} plan starts immediately.`,
    contractFrom: (plan: string, day: string) =>
      `If you accept, you’ll get a contract for the ${plan} plan that starts on ${day}.`,
    plan: (id: number) => `no. ${id}`,
    accept: 'Accept',
    decline: 'Decline',
    accepted: (team: string) => `You’ve joined ${team}.`,
    declined: (team: string) => `You’ve declined the invitation to ${team}.`,
    toTeam: 'Go to team',
    linkLeadsNowhere:
      'This link doesn’t match any of your open invitations. It may have expired or been replaced. If it’s for another account, sign in with that account.',
    refused: {
      invitation_not_found: 'This invitation is no longer open. It may have been withdrawn or have expired.',
      team_member_limit: 'The team is full at the moment. Ask the person who invited you.',
      no_active_coworker: 'Your account isn’t linked to an active coworker. Contact your coworking space.',
    },
    none: {
      title: 'You have no open invitations',
      text: 'When a team administrator invites you, the invitation will appear here.',
    },
    failed: 'Couldn’t load your invitations',
  },
  teamInvitations: {
    title: 'Open invitations',
    meaning: 'These people will become members when they accept. Until then, you won’t see their figures.',
    copyLink: 'Copy link',
    withdraw: 'Withdraw',
    withdrawn: (email: string) => `The invitation to ${email} has been withdrawn.`,
    link: 'Invitation link',
    copied: 'Link copied.',
    copyByHand: 'Copy this link.',
    linkMeaning: (day: string) =>
      `Send it to the person you’re inviting, who can then sign in and accept. The link works until ${day}. Earlier links no longer work.`,
    failed: 'Couldn’t load the open invitations',
  },
  accountInvitations: {
    invite: 'Invite members to sign in',
    meaning:
      'Members without an account will get an email with a link to choose a password. The link works once and for seven days.',
    send: 'Send invitations',
    cancel: 'Cancel',
    results: {
      invited: (count: number) =>
        count === 0 ? 'No invitations were sent.' : `${some(count, 'invitation has', 'invitations have')} been sent.`,
      alreadyInvited: (count: number) => `${some(count, 'member was', 'members were')} invited less than a day ago.`,
      hasAccount: (count: number) => `${some(count, 'member already has', 'members already have')} an account.`,
      inactive: (count: number) => `${some(count, 'member is', 'members are')} suspended.`,
    },
    member: {
      title: 'Account',
      states: {
        canSignIn: 'Has an account, and can sign in to this team.',
        noAccount: 'Has no account yet, so they can’t sign in.',
        cannotSignIn: 'Can’t sign in to this team. Only your coworking space can change that.',
      },
      invited: (day: string) => `Invited to sign in. The invitation is valid until ${day}.`,
      invite: 'Invite to sign in',
      inviteAgain: 'Invite again',
      inviteTitle: (name: string) => `Invite ${name} to sign in?`,
      inviteText: 'They’ll get an email with a link to choose a password. The link works once and for seven days.',
      inviteAgainText:
        'They’ll get another email with a link to choose a password, unless they were invited less than a day ago. The earlier link stops working.',
    },
    refused: {
      sends_no_mail: 'This coworking space doesn’t send emails. Ask it to give your members links to sign in.',
      too_many_invitations: 'You have too many open invitations. Try again later, or ask your coworking space.',
    },
  },
}
