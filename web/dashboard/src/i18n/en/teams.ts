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
      'You’re the team’s only administrator. Make a member an administrator first, or the team won’t have one until your coworking space appoints someone.',
  },
  administrators: {
    title: 'Administrators',
    meaning:
      'They see the figures of all members and manage the team’s people. To make a member an administrator, open the member by pressing their name.',
    is: 'This member is an administrator of the team.',
    add: 'Make administrator',
    addTitle: (name: string) => `Make ${name} an administrator?`,
    addText:
      'They’ll see the figures of all members, including what will be invoiced, and can add and remove people and administrators.',
    end: 'End role',
    endTitle: (name: string) => `End ${name}’s role as an administrator?`,
    endText:
      'They’ll no longer see the figures of the team or manage its people. Members stay members and see their own figures.',
    ended: (name: string) => `${name} is no longer an administrator.`,
    refused: {
      CANNOT_REMOVE_ITSELF: 'You can’t end your own role. Ask another administrator, or leave the team.',
    },
  },
  people: {
    add: 'Add people',
    meaning:
      'Someone new to this coworking space becomes a member at once. Someone it already knows gets an invitation and joins by accepting it.',
    name: 'Name',
    email: 'Email',
    another: 'Add another person',
    leaveOut: (number: number) => `Remove row ${number}`,
    numbered: (number: number) => `Person ${number}`,
    save: (count: number) => `Add ${some(count, 'person', 'people')}`,
    done: (names: string) => `Done: ${names}. Anyone who has to accept first is listed under open invitations.`,
    remove: 'Remove from the team',
    removeTitle: (name: string) => `Remove ${name} from the team?`,
    removeText:
      'They lose access to the team, and you’ll no longer see their figures. Their bookings, credits and upcoming invoices don’t change.',
    refused: {
      already_team_member: 'One of these people is already in the team or has been invited.',
      team_member_limit: 'The team would exceed its member limit. Ask your coworking space.',
      too_many_invitations:
        'The team has invited too many people recently. Try again later, or ask your coworking space.',
      CANNOT_REMOVE_ITSELF: 'You can’t remove yourself. Use “Leave team” at the end of the team’s page instead.',
      member_has_active_contracts: 'Members whose contract hasn’t ended can’t be removed. Ask your coworking space.',
    },
  },
}
