/** A team's week beside the plans and averages of an earlier month. */
import type { TeamAttendanceDetails } from '@teamkpi/client'
import { render, screen, waitFor } from '@testing-library/react'
import { afterEach, describe, expect, it, vi } from 'vitest'
import type { Earlier } from '@/features/attendance/earlier'
import { AttendanceSection } from '@/features/attendance/EmbeddedAttendance'
import { sheetOf } from '@/features/attendance/sheet'
import { daysLater } from '@/features/attendance/week'
import { formatsOf } from '@/format/formats'
import { example, Portal, problem } from './portal'

const WEEK = example<TeamAttendanceDetails>('teamAttendance')

function shown(portal: Portal, which: { week: string | null; against: string }) {
  return render(<AttendanceSection httpClient={portal.client()} teamId={55} language="en" {...which} />)
}

describe('a week that is compared', () => {
  const then = {
    ...WEEK,
    Attendance: {
      ...WEEK.Attendance,
      AvgBookedMinutesPerWeek: 2 * WEEK.Attendance.AvgBookedMinutesPerWeek,
      AvgCheckinsDaysPerWeek: 0,
      Coworkers: WEEK.Attendance.Coworkers.map((one) =>
        one.CoworkerId === 101 ? { ...one, MondayAttendance: 2 as const } : one,
      ),
      Days: WEEK.Attendance.Days.map((one) => ({ ...one, Date: `${daysLater(one.Date, -35)}T00:00:00` })),
    },
  }
  /** The page of Saturday, 21 November, in a week that may be another. */
  function compared(isOnRecord: boolean, week: string | null = null) {
    vi.useFakeTimers({ shouldAdvanceTime: true, now: new Date('2026-11-21T12:05:00Z') })
    const portal = new Portal()
    portal.instead.set('GET attendance', () => {
      const { query } = portal.requests.at(-1) ?? { query: new URLSearchParams() }
      if (query.has('knownAt') && !isOnRecord) return problem(400, 'not_known_then')
      return Response.json(query.has('at') ? then : portal.attendance)
    })
    shown(portal, { week, against: '2026-10-01' })
    return portal
  }
  const usual = (text: string) => screen.getByText(text).closest('div')?.querySelector('[data-before]')
  afterEach(() => {
    vi.useRealTimers()
  })
  it('has earlier plans under those that are different, and the averages of the same week of that month', async () => {
    const portal = compared(true)
    expect(await screen.findByText('was: Home')).toBeVisible()
    expect(document.querySelectorAll('[data-plan-before]')).toHaveLength(1)
    expect(
      screen.getByText('If a plan was different on Oct 21, 2026, the earlier one is shown below it.'),
    ).toBeVisible()
    expect(usual('booked per week')).toHaveTextContent(/^▼ 50% less vs Oct 12\s–\s18, 2026 \(.+\)$/)
    expect(usual('check-in days per member per week')).toHaveTextContent(/^Oct 12\s–\s18, 2026: none$/)
    const asked = portal.requests.filter(({ path, query }) => path.endsWith('/attendance') && query.has('at'))
    expect(asked.map(({ query }) => [query.get('date'), query.get('at'), query.get('knownAt')])).toEqual([
      ['2026-10-21', '2026-10-21T12:00:00Z', null],
      ['2026-10-21', '2026-10-21T12:00:00Z', '2026-10-21T12:00:00Z'],
    ])
  })
  it('is as many weeks away from that day as the week shown is from today', async () => {
    const monday = WEEK.Attendance.Days[0]?.Date.slice(0, 10) ?? ''
    expect(monday).toBe('2026-11-16')
    const portal = new Portal()
    const dates = async (now: string) => {
      vi.useFakeTimers({ shouldAdvanceTime: true, now: new Date(now) })
      const { unmount } = shown(portal, { week: monday, against: '2026-10-01' })
      const asked = () =>
        portal.requests.filter(({ query }) => query.has('knownAt')).map(({ query }) => query.get('date'))
      await waitFor(() => expect(asked()).toHaveLength(1))
      const found = asked()
      portal.requests.length = 0
      unmount()
      vi.useRealTimers()
      return found
    }
    expect(await dates('2026-11-16T12:00:00Z')).toEqual(['2026-10-16'])
    expect(await dates('2026-11-22T12:00:00Z')).toEqual(['2026-10-22'])
    expect(await dates('2026-11-23T12:00:00Z')).toEqual(['2026-10-16'])
    expect(await dates('2026-11-15T12:00:00Z')).toEqual(['2026-10-22'])
  })
  it('has no earlier plans where they are not on record, and says so', async () => {
    compared(false)
    expect(await screen.findByText('Plans aren’t compared: those of Oct 21, 2026 aren’t on record.')).toBeVisible()
    expect(document.querySelector('[data-plan-before]')).toBeNull()
    expect(usual('booked per week')).toHaveTextContent(/^▼ 50% less/)
  })
  it('has the earlier plans in its file', () => {
    const earlier: Earlier = {
      day: '2026-10-21',
      week: then.Attendance,
      planned: new Map(then.Attendance.Coworkers.map((one) => [one.CoworkerId, one])),
    }
    const locale = { f: formatsOf('en-GB', 'Europe/London'), language: 'en' as const }
    const [jane] = sheetOf(WEEK.Attendance, locale, true, earlier).rows
    expect(String(jane?.[1]).split('\n')[0]).toBe('Office (was: Home)')
    expect(String(jane?.[2])).not.toContain('was')
  })
})
