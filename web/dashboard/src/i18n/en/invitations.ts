import { plurals } from '../plurals'

const some = plurals('en')

/** English texts for invitations. */
export const invitationsTexts = {
  invitations: {
    title: 'Invitations',
    count: (count: number) => some(count, 'invitation', 'invitations'),
    meaning:
      'If you accept, you become a member of the team. Its administrators then see your name, e-mail and company, what is to be invoiced to you, what you have left, and what you book and check in. You can leave a team at any time.',
    by: (name: string) => `from ${name}`,
    since: (day: string) => `sent on ${day}`,
    until: (day: string) => `open until ${day}`,
    contractNow: (plan: string) => `If you accept, you get a contract for the plan ${plan}, which begins at once.`,
    contractFrom: (plan: string, day: string) =>
      `If you accept, you get a contract for the plan ${plan}, which begins on ${day}.`,
    plan: (id: number) => `number ${id}`,
    accept: 'Accept',
    decline: 'Decline',
    accepted: (team: string) => `You are now a member of ${team}.`,
    declined: (team: string) => `You have declined the invitation to ${team}.`,
    toTeam: 'Go to the team',
    linkLeadsNowhere:
      'The link does not lead to an open invitation of yours. It may have expired or been replaced, or it is for somebody else: then sign in with that person’s account.',
    refused: {
      invitation_not_found: 'This invitation is no longer open. It may have been withdrawn or have expired.',
      team_member_limit: 'The team has no room for another member at present. Ask the person who invited you.',
      no_active_coworker: 'Your account has no active coworker record. Ask your coworking space.',
    },
    none: {
      title: 'You have no open invitations',
      text: 'When the administrator of a team invites you, the invitation appears here.',
    },
    failed: 'Your invitations could not be read',
  },
  teamInvitations: {
    title: 'Open invitations',
    meaning: 'These people become members when they accept. Until then you see nothing of them here.',
    copyLink: 'Copy link',
    withdraw: 'Withdraw',
    withdrawn: (email: string) => `The invitation to ${email} is withdrawn.`,
    link: 'Link to the invitation',
    copied: 'The link is copied.',
    copyByHand: 'Copy this link.',
    linkMeaning: (day: string) =>
      `Send it to the person, who signs in and accepts. It works until ${day}, and links made before no longer work.`,
    failed: 'The open invitations could not be read',
  },
}
