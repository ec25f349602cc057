/** Days of weeks, as text like 2026-11-23. */
import type { AttendanceBooking, AttendanceDay } from '@teamkpi/client'

/** The day a number of days later. */
export function daysLater(day: string, count: number): string {
  const date = new Date(`${day.slice(0, 10)}T00:00:00Z`)
  date.setUTCDate(date.getUTCDate() + count)
  return date.toISOString().slice(0, 10)
}

/** The bookings of a member on a day. */
export function bookingsOf(day: AttendanceDay, coworkerId: number): AttendanceBooking[] {
  return day.Bookings.filter((one) => one.CoworkerId === coworkerId)
}
