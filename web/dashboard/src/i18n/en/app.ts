import { plurals } from '../plurals'

const some = plurals('en')

/** English texts for every page. */
export const appTexts = {
  app: {
    name: 'Team dashboard',
    skip: 'Skip to content',
    madeUp: 'This space is made up: its people, teams and amounts aren’t real.',
    signOut: 'Sign out',
    account: 'Account',
    yourAccount: 'Your account',
    language: 'Language',
    theme: { label: 'Colours', system: 'same as system', light: 'light', dark: 'dark' },
    notFound: {
      title: 'Page not found',
      text: 'The address may be mistyped, or the page may have been removed.',
      home: 'Go to your teams',
    },
    signOutFailed: 'Sign-out failed. You’re still signed in. Please try again.',
    loading: 'Loading…',
    cancel: 'Cancel',
  },
  page: {
    alerts: 'Alerts',
    tabs: { label: 'Dashboard sections', members: 'Members', trends: 'Trends', attendance: 'Attendance' },
    zoneTip: (zone: string) => `Months and days follow the time zone of the team’s location (${zone}).`,
    upToDate: (ago: string) => `updated ${ago}`,
    asOf: (when: string) => `as of ${when}`,
    mirrored: (ago: string) => `records copied ${ago}`,
    mirroredTip: (when: string) =>
      `The records are kept in another system. They were last copied ${when}; what changed there since is not shown yet.`,
    refresh: 'Refresh now',
    refreshing: 'Refreshing…',
    justNow: 'just now',
    secondsAgo: (count: number) => `${count} sec ago`,
    minutesAgo: (count: number) => `${count} min ago`,
    hoursAgo: (count: number) => `${count} hr ago`,
  },
  states: {
    loadingFigures: 'Loading figures…',
    tryAgain: 'Try again',
    reload: 'Reload the page',
    partFailed: 'Something went wrong on this page',
    nothingLost: 'Nothing was lost, and nothing was changed.',
    figuresFailed: 'Couldn’t load the figures',
    unreachable: 'Can’t reach the server.',
    serverFault: 'The server ran into a problem or is too busy right now.',
    unexpected: 'The server sent a response that this page doesn’t understand.',
    // The server explains each refusal in English.
    refused: (problem: { readonly code: string; readonly detail: string }): string => problem.detail,
    reference: (id: string) => `Request ID, for the server’s administrator: ${id}`,
    offline: (when: string) =>
      `You’re offline. You’re seeing data from ${when}. The page will update when you’re back online.`,
    stale: (when: string) =>
      `Can’t reach the server right now. You’re seeing data from ${when}. The page will keep trying.`,
    noAdmin: {
      title: 'Only team administrators can see these figures',
      ask: 'If you need them, ask one of the team’s administrators or your coworking space.',
    },
    noTeam: {
      title: 'Team not found',
      text: 'The address may be mistyped, or you may no longer belong to this team.',
    },
    noMembers: {
      title: 'This team has no members yet',
      text: 'Once someone joins the team, they get a row here that shows what will be invoiced, which credit and passes are left, and the time they booked and checked in.',
    },
    noMembersThen: (day: string) => `This team had no members on ${day}`,
    noUse:
      'There are no figures yet. They will appear once your coworking space records purchases, credit, bookings or check-ins for these members.',
  },
  moment: {
    label: 'As shown on',
    compare: 'Compare with',
    back: 'Back to today',
    lastMonth: 'last month, in the summary',
    uncertain: 'not known for this day',
    uncertainLong:
      'This figure can’t be known for this day: it is a balance, and only later balances are on record. It is shown grey.',
    shown: (day: string) => `You’re looking at ${day}, as this page showed it then.`,
    calculated: (day: string) =>
      `You’re looking at ${day}, calculated from today’s records: what this page showed on that day isn’t on record.`,
    some: (day: string) => `Some balances aren’t known for days before ${day}; they’re shown grey.`,
  },
  units: {
    days: (count: number) => some(count, 'day', 'days'),
    weeks: (count: number) => some(count, 'week', 'weeks'),
    months: (count: number) => some(count, 'month', 'months'),
    uses: (count: number) => some(count, 'use', 'uses'),
    passes: (count: number) => some(count, 'day pass', 'day passes'),
    exactMinutes: (minutes: string) => `${minutes} min`,
    minutes: 'min',
    seconds: (count: string) => `${count}\u00a0s`,
  },
}
