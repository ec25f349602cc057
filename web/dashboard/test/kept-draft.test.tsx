/** What is left of a draft that the browser kept, once the week is loaded. */
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import type { TeamAttendanceDetails } from '@teamkpi/client'
import { act, render, renderHook, screen, waitFor } from '@testing-library/react'
import type { ComponentProps } from 'react'
import { expect, it } from 'vitest'
import AttendanceSection from '@/features/attendance/AttendanceSection'
import { changesIn, PLANS, planOf, type Draft } from '@/features/attendance/plans'
import { attendanceOptions } from '@/features/attendance/queries'
import { useDraft } from '@/features/attendance/useDraft'
import { LocaleProvider } from '@/i18n/locale'
import type { Session } from '@/session/session'
import { SessionProvider } from '@/session/SessionContext'
import { example, Portal, problem } from './portal'

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

const [FIRST] = WEEK.Attendance.Coworkers
if (!FIRST) throw new Error('The example has a member.')
const SAVED = planOf(FIRST.MondayAttendance)
const CHANGE: Draft = { [FIRST.CoworkerId]: { MondayAttendance: PLANS.find((one) => one !== SAVED) ?? 5 } }

type Answer = () => Response | Promise<Response>

/** Shows a week to a user of whom the browser kept a draft, and returns the draft, whatever becomes of it. */
async function shown(
  kept: Draft,
  props: Partial<ComponentProps<typeof AttendanceSection>> = {},
  { isAdministrator = true, status = 'in' } = {},
  { earlier, answer, until }: { earlier?: TeamAttendanceDetails; answer?: Answer; until?: object } = {},
) {
  const keeper = {}
  const portal = new Portal()
  const week = { ...WEEK, IsTeamAdministrator: isAdministrator }
  portal.instead.set('GET attendance', answer ?? (() => Response.json(week)))
  const client = portal.client()
  const session = { client, keeper, state: { status } } as unknown as Session
  const queries = new QueryClient()
  const { queryKey } = attendanceOptions(client, 55, '2026-11-18')
  if (earlier) queries.setQueryData(queryKey, earlier, { updatedAt: Date.now() - 60_000 })
  const draft = renderHook(() => useDraft(keeper, 55)).result
  act(() => draft.current[1](kept))
  render(
    <QueryClientProvider client={queries}>
      <SessionProvider value={session}>
        <LocaleProvider language="en" zone="Europe/London">
          <AttendanceSection teamId={55} week="2026-11-18" onWeekChange={() => undefined} {...props} />
        </LocaleProvider>
      </SessionProvider>
    </QueryClientProvider>,
  )
  // While it loads, nothing is known of the plans or of the right to edit them.
  expect(draft.current[0]).toEqual(kept)
  await screen.findByRole('row', { name: /Jane Smith/ })
  if (until) await waitFor(() => expect(queries.getQueryState(queryKey)).toMatchObject(until))
  return draft
}

function hindersLeaving(): boolean {
  const leaving = new Event('beforeunload', { cancelable: true })
  dispatchEvent(leaving)
  return leaving.defaultPrevented
}

it('a kept draft that changes nothing any more does not keep the user from leaving', async () => {
  const draft = await shown({ [FIRST.CoworkerId]: { MondayAttendance: SAVED } })
  await waitFor(() => expect(draft.current[0]).toEqual({}))
  expect(hindersLeaving()).toBe(false)
})

it('a kept draft of a user who may no longer edit any plan does not keep the user from leaving', async () => {
  const draft = await shown(CHANGE, { own: [] }, { isAdministrator: false })
  await waitFor(() => expect(draft.current[0]).toEqual({}))
  expect(hindersLeaving()).toBe(false)
})

it.each([
  ['may edit the plan', {}, {}],
  ['may edit their own plan', { own: [FIRST.CoworkerId] }, { isAdministrator: false }],
  ['has members that are not known yet', { own: null }, { isAdministrator: false }],
  ['looks at a past day', { moment: { at: '2026-11-18' } }, {}],
  ['has an operator’s view', {}, { isAdministrator: false, status: 'view' }],
])('a kept draft is there as long as the user %s', async (_, props, who) => {
  const draft = await shown(CHANGE, props, who)
  expect(draft.current[0]).toEqual(CHANGE)
  expect(hindersLeaving()).toBe(true)
})

const never = new Promise<Response>(() => undefined)

it.each<[string, Answer, object]>([
  ['is read again', () => never, { fetchStatus: 'fetching' }],
  ['cannot be read again', () => problem(404, 'not_found'), { fetchStatus: 'idle', status: 'error' }],
  ['has been read again', () => Response.json(WEEK), { fetchStatus: 'idle', data: WEEK }],
])('a kept draft that an earlier answer agrees with is there when the week %s', async (_, answer, until) => {
  const planned = { ...FIRST, ...CHANGE[FIRST.CoworkerId] }
  const Coworkers = WEEK.Attendance.Coworkers.map((one) => (one === FIRST ? planned : one))
  const earlier = { ...WEEK, Attendance: { ...WEEK.Attendance, Coworkers } }
  const draft = await shown(CHANGE, {}, {}, { earlier, answer, until })
  expect(draft.current[0]).toEqual(CHANGE)
})
