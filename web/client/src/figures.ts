// Written by "npm run generate" from contract/openapi.json; do not edit.

/** The figures of a member in the order of the response, with their groups and units; `''` counts nothing. */
export const kpiFigures = [
  { name: 'CoworkerId', group: 'member', heading: 'Member', unit: '' },
  { name: 'CoworkerFullName', group: 'member', heading: 'Member', unit: '' },
  { name: 'CoworkerEmail', group: 'member', heading: 'Member', unit: '' },
  { name: 'UninvoicedProducts', group: 'invoice', heading: 'To invoice', unit: 'count' },
  { name: 'UninvoicedExtraServices', group: 'invoice', heading: 'To invoice', unit: 'count' },
  { name: 'UnivoicedEventAttendees', group: 'invoice', heading: 'To invoice', unit: 'count' },
  { name: 'UnivoicedTimepasses', group: 'invoice', heading: 'To invoice', unit: 'count' },
  { name: 'RemainingBookingCredit', group: 'credit', heading: 'Credit left', unit: 'money' },
  { name: 'RemainingTimeCreditMinutes', group: 'credit', heading: 'Credit left', unit: 'minutes' },
  { name: 'RemainingTimeCreditDays', group: 'credit', heading: 'Credit left', unit: 'days' },
  { name: 'RemainingTimeCreditWeeks', group: 'credit', heading: 'Credit left', unit: 'weeks' },
  { name: 'RemainingTimeCreditMonths', group: 'credit', heading: 'Credit left', unit: 'months' },
  { name: 'RemainingTimeCreditUses', group: 'credit', heading: 'Credit left', unit: 'uses' },
  { name: 'RemainingTimePassesMinutes', group: 'passes', heading: 'Passes left', unit: 'minutes' },
  { name: 'RemainingTimePassesCount', group: 'passes', heading: 'Passes left', unit: 'passes' },
  { name: 'BookedTimeTotal', group: 'booked', heading: 'Booked', unit: 'minutes' },
  { name: 'BookedTimeThisMonth', group: 'booked', heading: 'Booked', unit: 'minutes' },
  { name: 'CheckedTimeTotal', group: 'checked', heading: 'Checked in', unit: 'minutes' },
  { name: 'CheckedTimeThisMonth', group: 'checked', heading: 'Checked in', unit: 'minutes' },
] as const
