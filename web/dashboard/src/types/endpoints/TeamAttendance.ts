export type {
  AttendanceBooking,
  AttendanceCoworker,
  AttendanceDay,
  TeamAttendance,
  TeamAttendanceDetails,
  TeamAttendanceUpdate,
} from '@teamkpi/client'
