import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import type { TeamAttendanceDetails } from '@teamkpi/client'
import { act, render, renderHook, screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Moment } from '@/data/money'
import AttendanceSection from '@/features/attendance/AttendanceSection'
import { changed, countOf, DAY_FIELDS, PLANS, planOf, updateOf, type Draft } from '@/features/attendance/plans'
import { useDraft } from '@/features/attendance/useDraft'
import { daysLater } from '@/features/attendance/week'
import { LocaleProvider } from '@/i18n/locale'
import { Session } from '@/session/session'
import { SessionProvider } from '@/session/SessionContext'
import { example, Portal, problem } from './portal'

const WEEK = example<TeamAttendanceDetails>('teamAttendance')

interface Which {
  week: string | null
  moment?: Moment
}

function shown(portal = new Portal(), which: Which = { week: '2026-11-18' }) {
  // This part of the page only needs the session's client, and to know that it is not a view.
  const session = { client: portal.client(), state: { status: 'in' } } as unknown as Session
  render(
    <QueryClientProvider client={new QueryClient()}>
      <SessionProvider value={session}>
        <LocaleProvider language="en" zone="Europe/London">
          <AttendanceSection teamId={55} {...which} onWeekChange={() => undefined} />
        </LocaleProvider>
      </SessionProvider>
    </QueryClientProvider>,
  )
  return { portal, user: userEvent.setup() }
}

describe('the week', () => {
  it('shows plans by picture and word, and bookings under the day, in the zone of the location', async () => {
    const { portal } = shown()
    const row = await screen.findByRole('row', { name: /Jane Smith/ })
    const cells = within(row).getAllByRole('cell')
    expect(cells.map((one) => one.firstChild?.textContent)).toEqual([
      'Office',
      'Office',
      'Home',
      'Office',
      'Home',
      'Off',
      'Off',
    ])
    expect(cells[0]).toHaveTextContent('09:00–11:30 Meeting room 1')
    expect(portal.requests.find(({ path }) => path.endsWith('/attendance'))?.query.get('date')).toBe('2026-11-18')
  })
  it('is that of the day which the page shows, with the plans that were on record then, and only to read', async () => {
    const { portal } = shown(new Portal(), { week: null, moment: { at: '2026-10-31', knownAt: '2026-10-31' } })
    const row = await screen.findByRole('row', { name: /Jane Smith/ })
    expect(within(row).getAllByRole('cell')[0]).toHaveTextContent('Office')
    expect(screen.getByText(/^Plans and bookings as they were on record on Oct 31, 2026\./)).toBeVisible()
    expect(screen.queryByRole('button', { name: 'Edit plans' })).toBeNull()
    const asked = portal.requests.filter(({ path }) => path.endsWith('/attendance'))
    expect(asked.map(({ query }) => query.toString())).toEqual(['date=2026-10-31&at=2026-10-31&knownAt=2026-10-31'])
  })
  it('has no plans of a day that is not on record, and says so', async () => {
    const { portal } = shown(new Portal(), { week: '2026-11-18', moment: { at: '2026-10-31' } })
    const row = await screen.findByRole('row', { name: /Jane Smith/ })
    expect(within(row).getAllByRole('cell')[0]?.textContent).toBe('09:00–11:30 Meeting room 1')
    expect(screen.getByText(/^Plans aren’t shown: those of Oct 31, 2026 aren’t on record\./)).toBeVisible()
    expect(screen.getByRole('button', { name: 'Week of Oct 31, 2026' })).toBeVisible()
    const asked = portal.requests.filter(({ path }) => path.endsWith('/attendance'))
    expect(asked.map(({ query }) => query.toString())).toEqual(['date=2026-11-18&at=2026-10-31'])
  })
  it('is edited by keyboard, shows what is not saved, and saves it as one request', async () => {
    const { portal, user } = shown()
    await user.click(await screen.findByRole('button', { name: 'Edit plans' }))
    const monday = screen.getByRole('combobox', { name: 'Jane Smith, Monday' })
    monday.focus()
    await user.selectOptions(monday, 'Abroad')
    await user.selectOptions(screen.getByRole('combobox', { name: 'Leo Marchetti, Sunday' }), 'Off')
    expect(await screen.findByText('2 unsaved changes')).toBeVisible()
    portal.attendance = {
      ...WEEK,
      Attendance: {
        ...WEEK.Attendance,
        Coworkers: WEEK.Attendance.Coworkers.map((one) =>
          one.CoworkerId === 101 ? { ...one, MondayAttendance: 3 } : one,
        ),
      },
    }
    await user.click(screen.getByRole('button', { name: 'Save' }))
    expect(await screen.findByText('Plans saved.')).toBeVisible()
    const sent = portal.requests.filter((one) => one.method === 'PUT')
    expect(sent.map((one) => [one.path, JSON.parse(one.body) as unknown])).toEqual([
      [
        '/api/public/teams/55/attendance',
        [
          { CoworkerId: 101, MondayAttendance: 3 },
          { CoworkerId: 102, SundayAttendance: 4 },
        ],
      ],
    ])
    expect(within(screen.getByRole('row', { name: /Jane Smith/ })).getAllByRole('cell')[0]).toHaveTextContent('Abroad')
  })
  it('keeps the changes when they could not be saved, and discards them when asked', async () => {
    const { portal, user } = shown()
    portal.instead.set('PUT attendance', () => problem(403, 'not_team_administrator', 'Administrator no longer.'))
    await user.click(await screen.findByRole('button', { name: 'Edit plans' }))
    await user.selectOptions(screen.getByRole('combobox', { name: 'Jane Smith, Monday' }), 'Abroad')
    const leaving = new Event('beforeunload', { cancelable: true })
    dispatchEvent(leaving)
    expect(leaving.defaultPrevented).toBe(true)
    await user.click(screen.getByRole('button', { name: 'Save' }))
    expect(await screen.findByRole('alert')).toHaveTextContent('Administrator no longer.')
    expect(screen.getByRole('combobox', { name: 'Jane Smith, Monday' })).toHaveValue('3')
    await user.click(screen.getByRole('button', { name: 'Discard' }))
    await waitFor(() => expect(screen.getByRole('combobox', { name: 'Jane Smith, Monday' })).toHaveValue('1'))
    const free = new Event('beforeunload', { cancelable: true })
    dispatchEvent(free)
    expect(free.defaultPrevented).toBe(false)
  })
})

describe('a draft', () => {
  const members = WEEK.Attendance.Coworkers
  const edits = fc.array(
    fc.record({
      member: fc.constantFrom(...members),
      day: fc.constantFrom(...DAY_FIELDS),
      plan: fc.constantFrom(...PLANS),
    }),
  )
  it('holds exactly what differs from what is saved, whatever was changed in between', () => {
    fc.assert(
      fc.property(edits, (list) => {
        const draft = list.reduce<Draft>((before, one) => changed(before, one.member, one.day, one.plan), {})
        const last = new Map(list.map((one) => [`${String(one.member.CoworkerId)} ${one.day}`, one]))
        const differing = [...last.values()].filter((one) => planOf(one.member[one.day]) !== one.plan)
        expect(countOf(draft)).toBe(differing.length)
        for (const { member, day, plan } of differing) expect(draft[member.CoworkerId]?.[day]).toBe(plan)
        expect(updateOf(draft).every((one) => Object.keys(one).length > 1)).toBe(true)
      }),
    )
  })
})

it('weeks go over the ends of years and of summer time', () => {
  expect(daysLater('2026-12-28T00:00:00', 7)).toBe('2027-01-04')
  expect(daysLater('2026-10-19', 7)).toBe('2026-10-26')
  expect(daysLater('2026-03-02', -7)).toBe('2026-02-23')
})

it('unsaved changes outlive a session that ends by itself, and nothing else', async () => {
  const portal = new Portal()
  const granted = () => Response.json({ access_token: 'a', token_type: 'bearer', expires_in: 600 })
  portal.instead.set('POST session', granted)
  portal.instead.set('POST token', granted)
  portal.instead.set('DELETE session', () => new Response(null, { status: 200 }))
  const session = new Session({ fetch: portal.fetch, language: () => 'en' })
  const jane = { username: 'jane@techinnovators.com', password: 'x' }

  await session.signIn(jane)
  const first = session.keeper
  session.ended()
  await session.signIn({ ...jane, username: 'Jane@techinnovators.com' })
  expect(session.keeper).toBe(first)

  session.ended()
  await session.signIn({ ...jane, username: 'bob@techinnovators.com' })
  expect(session.keeper).not.toBe(first)

  const second = session.keeper
  await session.signOut()
  expect(session.keeper).not.toBe(second)
  session.close()
})

it('unsaved changes outlive a reload of the page, for the same person in the same tab', async () => {
  sessionStorage.clear()
  const portal = new Portal()
  const granted = () => Response.json({ access_token: 'a', token_type: 'bearer', expires_in: 600 })
  portal.instead.set('POST session', granted)
  portal.instead.set('POST token', granted)
  portal.instead.set('DELETE session', () => new Response(null, { status: 200 }))
  const loaded = () => new Session({ fetch: portal.fetch, language: () => 'en' })
  const jane = { username: 'jane@techinnovators.com', password: 'x' }
  const plans = { 101: { MondayAttendance: 2 } } as const
  const draftIn = (session: Session) => renderHook(() => useDraft(session.keeper, 55)).result
  const plan = (session: Session) => {
    const draft = draftIn(session)
    act(() => draft.current[1](plans))
  }
  const first = loaded()
  await first.signIn(jane)
  plan(first)
  expect(JSON.stringify(Object.entries(sessionStorage))).not.toContain('jane')

  const second = loaded()
  expect(draftIn(second).current[0]).toEqual(plans)
  second.ended()
  await second.signIn(jane)
  expect(draftIn(second).current[0]).toEqual(plans)

  const third = loaded()
  await third.signIn({ ...jane, username: 'bob@techinnovators.com' })
  expect(draftIn(third).current[0]).toEqual({})
  plan(third)
  await third.signOut()
  expect(draftIn(loaded()).current[0]).toEqual({})
  sessionStorage.setItem('teamkpi.unsaved-owner', '1')
  sessionStorage.setItem('teamkpi.unsaved', '{"55":{"101":{"MondayAttendance":9,"X":1},"x":{"MondayAttendance":1}}}')
  expect(draftIn(loaded()).current[0]).toEqual({})
  for (const one of [first, second, third]) one.close()
})
