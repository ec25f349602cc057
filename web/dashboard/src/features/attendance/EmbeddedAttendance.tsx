import type { HttpClient } from '@teamkpi/client'
import { useState } from 'react'
import type { Moment } from '@/data/money'
import { Embedded, type SectionProps } from '@/page/Embedded'
import Attendance from './AttendanceSection'

/** What the section with a team's week is given. */
export interface AttendanceSectionProps extends SectionProps {
  /** Sends the calls, signed in. `put` saves plans that an administrator has changed. */
  httpClient: Pick<HttpClient, 'request' | 'put'>
  /** A day like 2026-11-23 of the week to show, null for this week; without it the section keeps that itself. */
  week?: string | null | undefined
  /** Called with the week that the user chose. */
  onWeekChange?: ((week: string | null) => void) | undefined
  /** The moment that is shown, for administrators; the present by default. Has to stay the same object while it is the same. */
  moment?: Moment | undefined
  /** A day of the month to compare with, like 2026-10-31, for administrators; by default nothing is compared. */
  against?: string | null | undefined
}

/** A team's week, for a page of another portal. */
export function AttendanceSection({ week, onWeekChange, moment, against, ...props }: AttendanceSectionProps) {
  const [own, setOwn] = useState<string | null>(null)
  return (
    <Embedded {...props}>
      <Attendance
        teamId={props.teamId}
        week={week === undefined ? own : week}
        onWeekChange={onWeekChange ?? setOwn}
        moment={moment}
        against={against}
      />
    </Embedded>
  )
}
