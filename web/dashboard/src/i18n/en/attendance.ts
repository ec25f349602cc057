import { plurals } from '../plurals'

const some = plurals('en')

/** English texts for the attendance tab. */
export const attendanceTexts = {
  attendance: {
    previous: 'Week before',
    next: 'Week after',
    thisWeek: 'This week',
    plansRepeat: 'Plans are the same every week. Bookings are those of the week shown.',
    plan: { 1: 'Office', 2: 'Home', 3: 'Abroad', 4: 'Off', 5: 'Not set' },
    today: 'today',
    edit: 'Edit the plans',
    save: 'Save',
    saving: 'Saving…',
    discard: 'Discard',
    done: 'Stop editing',
    unsaved: (count: number) => `${some(count, 'change', 'changes')} not saved yet`,
    changed: 'changed',
    saved: 'The plans are saved.',
    notSaved: 'The plans were not saved. Your changes still stand here; try again.',
    cell: (name: string, day: string) => `${name}, ${day}`,
    unnamed: 'a place without a name',
    usual: 'Usual, over the twelve weeks before',
    usualBooked: 'booked in a week',
    usualBooking: 'members with a booking, each working day',
    usualChecked: 'members checked in, each working day',
    usualDays: 'days with a check-in, each member and week',
    empty: {
      title: 'Nobody is in this team yet',
      text: 'Members appear here with their plans for the week as soon as they belong to the team.',
    },
    failed: 'The week could not be read',
    scroll: 'The week of each member; scrolls sideways',
    count: (office: number) => `${office} in the office`,
    member: 'Member',
  },
}
