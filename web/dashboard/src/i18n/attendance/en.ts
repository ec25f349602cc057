import { plurals } from '../plurals'

const some = plurals('en')

/** English texts for the attendance tab. */
export const en = {
  previous: 'Previous week',
  next: 'Next week',
  thisWeek: 'This week',
  plansRepeat: 'Plans repeat every week. Bookings are for the week shown.',
  weekOf: (day: string) => `Week of ${day}`,
  plansThen: (day: string) =>
    `Plans and bookings as they were on record on ${day}. Plans repeat every week; bookings are for the week shown.`,
  noPlans: (day: string) =>
    `Plans aren’t shown: those of ${day} aren’t on record. Bookings are for the week shown, as they are on record today.`,
  plansCompared: (day: string) => `If a plan was different on ${day}, the earlier one is shown below it.`,
  plansNotCompared: (day: string) => `Plans aren’t compared: those of ${day} aren’t on record.`,
  was: (plan: string) => `was: ${plan}`,
  plan: { 1: 'Office', 2: 'Home', 3: 'Abroad', 4: 'Off', 5: 'Not set' },
  today: 'today',
  edit: 'Edit plans',
  editOwn: 'Edit my plans',
  save: 'Save',
  saving: 'Saving…',
  discard: 'Discard',
  done: 'Stop editing',
  unsaved: (count: number) => some(count, 'unsaved change', 'unsaved changes'),
  changed: 'changed',
  saved: 'Plans saved.',
  notSaved: 'Couldn’t save the plans. Your changes are still here, so you can try again.',
  cell: (name: string, day: string) => `${name}, ${day}`,
  allDays: 'All days…',
  unnamed: 'unnamed resource',
  usual: 'Averages over the previous 12 weeks',
  usualBooked: 'booked per week',
  usualBooking: 'members with a booking per working day',
  usualChecked: 'members checked in per working day',
  usualDays: 'check-in days per member per week',
  empty: {
    title: 'This team has no members yet',
    text: 'Once someone joins the team, their plans for the week will appear here.',
  },
  failed: 'Couldn’t load the week',
  captionOfBookings: 'Members’ bookings in the week',
  caption: 'Members’ plans for the week',
  count: (office: number) => `${office} in the office`,
  member: 'Member',
}
