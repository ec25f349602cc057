/** The parts of a team's page whose code is read from the server when they are first opened. */
import { lazy } from 'react'

/** The charts. */
export const TrendsSection = lazy(() => import('@/features/trends/TrendsSection'))
/** The invitations. */
export const TeamInvitations = lazy(() => import('@/features/invitations/TeamInvitations'))
/** The week. */
export const AttendanceSection = lazy(() => import('@/features/attendance/AttendanceSection'))
