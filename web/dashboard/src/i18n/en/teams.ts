import { plurals } from '../plurals'

const some = plurals('en')

/** English texts for the list of teams, and leaving a team. */
export const teamsTexts = {
  teams: {
    title: 'Your teams',
    all: 'All teams',
    members: (count: number) => some(count, 'member', 'members'),
    administrator: 'Administrator',
    member: 'Member',
    none: {
      title: 'You’re not on a team yet',
      text: 'When your coworking space adds you to a team, it will appear here.',
    },
    more: 'Show more',
    failed: 'Couldn’t load your teams',
  },
  leave: {
    button: 'Leave team',
    title: (team: string) => `Leave ${team}?`,
    text: 'You will lose access to this team, and its administrators will no longer see your figures. Your contracts won’t change. You’ll need a new invitation to rejoin.',
    lastAdministrator:
      'You’re the team’s only administrator. If you leave, the team won’t have one until your coworking space appoints someone.',
    cancel: 'Cancel',
  },
}
