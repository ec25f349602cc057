/** English texts for the trends tab. */
export const trendsTexts = {
  trends: {
    hours: 'Booked and checked-in hours',
    amounts: 'Invoiced and open amounts',
    hoursUnit: 'hours a month',
    amountsUnit: (currency: string) => `${currency} a month`,
    month: 'Month',
    asTable: 'As a table',
    soFar: 'so far',
    summary: (label: string, now: string, month: string, most: string, peak: string, total: string) =>
      `${label}: ${now} in ${month} so far; most in ${peak} (${most}); ${total} in all.`,
    nothing: (label: string) => `${label}: nothing in these months.`,
    standing: (label: string, now: string, most: string, peak: string) =>
      `${label}: ${now} now; most at the end of ${peak} (${most}).`,
    noCurrency: 'The currency of the team’s location is not known yet.',
    empty: {
      title: 'Nothing to draw yet',
      text: 'Once members book, check in or are invoiced, twelve months of it appear here.',
    },
    failed: 'The months could not be read',
  },
}
