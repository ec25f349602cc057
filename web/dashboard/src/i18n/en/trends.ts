/** English texts for the trends tab. */
export const trendsTexts = {
  trends: {
    hours: 'Booked and checked-in hours',
    amounts: 'Invoiced and unpaid amounts',
    hoursUnit: 'hours per month',
    amountsUnit: (currency: string) => `${currency} per month`,
    month: 'Month',
    asTable: 'Show as table',
    soFar: 'so far',
    summary: (label: string, now: string, month: string, most: string, peak: string, total: string) =>
      `${label}: ${now} in ${month} so far. Highest in ${peak} (${most}). Total: ${total}.`,
    nothing: (label: string) => `${label}: nothing in these months.`,
    balance: (label: string, now: string, most: string, peak: string) =>
      `${label}: ${now} now. Highest at the end of ${peak} (${most}).`,
    noCurrency: 'The currency of the team’s location isn’t known yet.',
    empty: {
      title: 'No activity yet',
      text: 'Once members book, check in or are invoiced, you’ll see twelve months of activity here.',
    },
    failed: 'Couldn’t load the monthly figures',
  },
}
