/** The parts of a team's page whose code is read from the server when they are first opened, or when nothing else is. */
import { lazy } from 'react'
import { patient } from '@/ui/patient'

const trends = () => import('@/features/trends/TrendsSection')
const people = () => import('@/features/invitations/TeamPeople')
const attendance = () => import('@/features/attendance/AttendanceSection')

/** What a plain member sees. */
export const OwnFigures = lazy(patient(() => import('@/features/detail/OwnFigures')))
/** The charts. */
export const TrendsSection = lazy(patient(trends))
/** Adding people, and the open invitations. */
export const TeamPeople = lazy(patient(people))
/** The week. */
export const AttendanceSection = lazy(patient(attendance))
/** All of them, for an idle moment. */
export const LATER = [trends, people, attendance]
