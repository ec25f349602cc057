import { plurals } from '../plurals'

const some = plurals('en')

/** English texts for the list of teams, and leaving a team. */
export const teamsTexts = {
  teams: {
    title: 'Your teams',
    all: 'All teams',
    members: (count: number) => some(count, 'member', 'members'),
    administrator: 'You administer this team',
    member: 'You are a member',
    none: {
      title: 'You are in no team yet',
      text: 'As soon as your coworking space makes you a member or an administrator of a team, it stands here.',
    },
    more: 'Show more',
    failed: 'Your teams could not be read',
  },
  leave: {
    button: 'Leave team',
    title: (team: string) => `Leave ${team}?`,
    text: 'You will no longer see this team, and its administrators will no longer see your figures. Contracts are not affected and stay with you. To come back you need a new invitation.',
    lastAdministrator:
      'You are its only administrator. Nobody will administer the team until your coworking space names somebody.',
    cancel: 'Cancel',
  },
}
