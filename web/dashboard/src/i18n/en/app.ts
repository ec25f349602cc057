import { plurals } from '../plurals'

const some = plurals('en')

/** English texts for every page. */
export const appTexts = {
  app: {
    name: 'Team dashboard',
    skip: 'Skip to the content',
    signOut: 'Sign out',
    language: 'Language',
    theme: { label: 'Colours', system: 'as the system', light: 'light', dark: 'dark' },
    notFound: {
      title: 'There is no such page',
      text: 'The address may be mistyped, or the page has gone.',
      home: 'To your teams',
    },
    stillIn: 'You are still signed in: the server could not be told. Try again.',
    loading: 'Loading…',
  },
  page: {
    tabs: { label: 'Parts of the dashboard', members: 'Members', trends: 'Trends', attendance: 'Attendance' },
    zoneTip: (zone: string) => `Months and days are those of the team’s location (${zone}).`,
    upToDate: (ago: string) => `up to date, ${ago}`,
    asOf: (when: string) => `as of ${when}`,
    refresh: 'Refresh now',
    refreshing: 'Refreshing…',
    justNow: 'just now',
    secondsAgo: (count: number) => `${count} s ago`,
    minutesAgo: (count: number) => `${count} min ago`,
    hoursAgo: (count: number) => `${count} h ago`,
  },
  states: {
    loadingFigures: 'Reading the figures…',
    tryAgain: 'Try again',
    nothingLost: 'Nothing is lost: this page only reads, and what it showed before is unchanged on the server.',
    figuresFailed: 'The figures could not be read',
    unreachable: 'The server could not be reached.',
    serverFault: 'The server has a fault, or is too busy right now.',
    unexpected: 'The server answered with something that this page does not understand.',
    reference: (id: string) => `Number of the request, for whoever runs the server: ${id}`,
    offline: (when: string) => `You are offline. This is the state of ${when}; it goes on by itself when you are back.`,
    stale: (when: string) =>
      `The server cannot be reached right now. This is the state of ${when}; it is asked again by itself.`,
    noAdmin: {
      title: 'These figures are for the team’s administrators',
      text: 'You are a member of this team, so you see its attendance. Ask an administrator of the team if you need the figures.',
      ask: 'Only administrators of the team see them. Ask one of them, or your coworking space.',
    },
    noTeam: {
      title: 'There is no such team, or you have no part in it',
      text: 'The address may be mistyped, or you were taken out of the team.',
    },
    noMembers: {
      title: 'Nobody is in this team yet',
      text: 'As soon as your coworking space adds members, each gets a row here: what is to be invoiced, what credit and passes are left, and what was booked and checked in.',
    },
    noUse:
      'No figures yet. They appear by themselves as soon as the space records purchases, credits, bookings or check-ins of these members.',
  },
  units: {
    days: (count: number) => some(count, 'day', 'days'),
    weeks: (count: number) => some(count, 'week', 'weeks'),
    months: (count: number) => some(count, 'month', 'months'),
    uses: (count: number) => some(count, 'use', 'uses'),
    passes: (count: number) => some(count, 'day pass', 'day passes'),
    exactMinutes: (minutes: string) => `${minutes} min`,
    minutes: 'min',
  },
}
