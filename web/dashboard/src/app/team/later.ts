/** The parts of a team's page whose code is read from the server when they are first opened. */
import { lazy } from 'react'
import { patient } from '@/ui/patient'

/** The charts. */
export const TrendsSection = lazy(patient(() => import('@/features/trends/TrendsSection')))
/** The invitations. */
export const TeamInvitations = lazy(patient(() => import('@/features/invitations/TeamInvitations')))
/** The week. */
export const AttendanceSection = lazy(patient(() => import('@/features/attendance/AttendanceSection')))
