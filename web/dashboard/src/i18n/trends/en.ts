/** English texts for the trends tab. */
export const en = {
  hours: 'Booked and checked-in hours',
  amounts: 'Invoiced and unpaid amounts',
  hoursUnit: 'hours per month',
  amountsUnit: (currency: string) => `${currency} per month`,
  month: 'Month',
  asTable: 'Show as table',
  soFar: 'so far',
  upTo: (day: string) => `up to ${day}`,
  inMonth: (month: string) => `in ${month} so far`,
  inMonthUpTo: (day: string) => `in the month up to ${day}`,
  now: 'now',
  notKnown: 'not known',
  onDay: (day: string) => `on ${day}`,
  summary: (label: string, now: string, when: string, most: string, peak: string, total: string) =>
    `${label}: ${now} ${when}. Highest in ${peak} (${most}). Total: ${total}.`,
  nothing: (label: string) => `${label}: nothing in these months.`,
  balance: (label: string, now: string, when: string, most: string, peak: string) =>
    `${label}: ${now} ${when}. Highest at the end of ${peak} (${most}).`,
  balanceHighest: (label: string, now: string, when: string) =>
    `${label}: ${now} ${when}, the highest in these months.`,
  noCurrency: 'The currency of the team’s location isn’t known yet.',
  uncertain: 'What was unpaid on this day isn’t known exactly: partial payments made later are already deducted.',
  empty: {
    title: 'No activity yet',
    text: 'Once members book, check in or are invoiced, you’ll see twelve months of activity here.',
  },
  failed: 'Couldn’t load the monthly figures',
}
