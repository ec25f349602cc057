/** What is left of a draft that the browser kept, once the week is loaded. */
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import type { TeamAttendanceDetails } from '@teamkpi/client'
import { act, render, renderHook, screen, waitFor } from '@testing-library/react'
import { expect, it } from 'vitest'
import AttendanceSection from '@/features/attendance/AttendanceSection'
import { changesIn, PLANS, planOf, type Draft } from '@/features/attendance/plans'
import { useDraft } from '@/features/attendance/useDraft'
import { LocaleProvider } from '@/i18n/locale'
import type { Session } from '@/session/session'
import { SessionProvider } from '@/session/SessionContext'
import { example, Portal } from './portal'

const WEEK = example<TeamAttendanceDetails>('teamAttendance')

it('a kept draft only has what still changes the week', () => {
  const [first, second] = WEEK.Attendance.Coworkers
  if (!first || !second) throw new Error('The example has two members.')
  const saved = planOf(first.MondayAttendance)
  const other = PLANS.find((one) => one !== saved) ?? 5
  const kept: Draft = {
    [first.CoworkerId]: { MondayAttendance: saved, TuesdayAttendance: planOf(first.TuesdayAttendance) === 3 ? 4 : 3 },
    [second.CoworkerId]: { MondayAttendance: other },
    999: { MondayAttendance: other },
  }
  expect(changesIn(kept, WEEK.Attendance.Coworkers, [first.CoworkerId, 999])).toEqual({
    [first.CoworkerId]: { TuesdayAttendance: kept[first.CoworkerId]?.TuesdayAttendance },
  })
})

it('a kept draft that changes nothing any more does not hinder leaving', async () => {
  const [first] = WEEK.Attendance.Coworkers
  if (!first) throw new Error('The example has a member.')
  const keeper = {}
  const session = { client: new Portal().client(), keeper, state: { status: 'in' } } as unknown as Session
  const draft = renderHook(() => useDraft(keeper, 55)).result
  act(() => draft.current[1]({ [first.CoworkerId]: { MondayAttendance: planOf(first.MondayAttendance) } }))
  render(
    <QueryClientProvider client={new QueryClient()}>
      <SessionProvider value={session}>
        <LocaleProvider language="en" zone="Europe/London">
          <AttendanceSection teamId={55} week="2026-11-18" onWeekChange={() => undefined} />
        </LocaleProvider>
      </SessionProvider>
    </QueryClientProvider>,
  )
  await screen.findByRole('row', { name: /Jane Smith/ })
  await waitFor(() => expect(draft.current[0]).toEqual({}))
  const leaving = new Event('beforeunload', { cancelable: true })
  dispatchEvent(leaving)
  expect(leaving.defaultPrevented).toBe(false)
})
