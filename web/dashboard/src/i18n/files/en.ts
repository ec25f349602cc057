/** English texts of saved files. */
export const en = {
  about: 'About',
  team: 'Team',
  contents: 'Contents',
  month: 'Month',
  months: 'Months',
  week: 'Week',
  asOf: 'As of',
  zone: 'Time zone',
  endOf: (day: string) => `end of ${day}`,
  asShown: (when: string) => `${when}, as shown then`,
  calculated: (when: string) => `${when}, calculated from today’s records`,
}
