/** Which instant a page is compared with, and when a day counts as not on record. */
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { renderHook, screen, waitFor } from '@testing-library/react'
import type { ReactNode } from 'react'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { useBefore, useComparison } from '@/data/comparison'
import type { Moment } from '@/data/money'
import { sheetOf } from '@/features/trends/sheet'
import { LocaleProvider } from '@/i18n/locale'
import { Portal, problem } from './portal'
import { Site } from './site'

function Around({ children }: { children: ReactNode }) {
  return (
    <QueryClientProvider client={new QueryClient()}>
      <LocaleProvider language="en" zone="Europe/London">
        {children}
      </LocaleProvider>
    </QueryClientProvider>
  )
}

const compared = (moment: Moment, against: string | null = null) =>
  renderHook(() => useComparison(moment, against), { wrapper: Around }).result.current

beforeEach(() => {
  vi.useFakeTimers({ shouldAdvanceTime: true, now: new Date('2026-11-27T12:05:00Z') })
})
afterEach(() => {
  vi.useRealTimers()
})

it('a page as it was then is compared with what was known then', () => {
  expect(compared({ at: '2026-08-15', knownAt: '2026-08-15' }).before).toEqual({
    at: '2026-07-15',
    knownAt: '2026-08-15',
  })
  expect(compared({ at: '2026-08-15' }).before).toEqual({ at: '2026-07-15' })
})

it('the first and last hours of a month stay in their month across a change of the clock', () => {
  vi.setSystemTime('2026-03-31T23:30:00Z')
  expect(compared({})).toMatchObject({
    today: '2026-04-01',
    day: '2026-03-01',
    before: { at: '2026-03-01T00:00:00Z' },
  })
  vi.setSystemTime('2026-11-01T00:30:00Z')
  expect(compared({})).toMatchObject({ day: '2026-10-01', before: { at: '2026-10-01T00:00:00Z' } })
  vi.setSystemTime('2026-10-31T23:30:00Z')
  expect(compared({})).toMatchObject({ day: '2026-09-30', before: { at: '2026-09-30T22:00:00Z' } })
})

it.each([
  [400, 'not_known_then', true],
  [503, 'unavailable', false],
])('a day counts as not on record after an answer %i %s: %s', async (status, code, isKnown) => {
  const portal = new Portal()
  const failed = vi.fn(() => problem(status, code))
  portal.instead.set('GET kpi', () =>
    portal.requests.at(-1)?.query.has('knownAt') ? failed() : Response.json(portal.kpi),
  )
  portal.instead.set('GET amounts', failed)
  const client = portal.client()
  const comparison = compared({}, '2026-10-01')
  const queries = new QueryClient({ defaultOptions: { queries: { retryDelay: 1 } } })
  const { result } = renderHook(() => useBefore(client, 55, comparison, true), {
    wrapper: ({ children }) => <QueryClientProvider client={queries}>{children}</QueryClientProvider>,
  })
  await waitFor(() => expect(queries.isFetching()).toBe(0), { timeout: 5000 })
  expect(failed).toHaveBeenCalled()
  expect(result.current?.unknown.includes('UninvoicedProducts') ?? false).toBe(isKnown)
})

it('the file of Trends has no amount that can’t be known of the earlier days', () => {
  const [month] = new Portal().metrics.Metrics
  if (!month) throw new Error('The example has months.')
  const explain = (name: string) => ({ Name: name, Label: name, Group: '', Meaning: '' }) as never
  const words = { t: { units: { minutes: 'min' } }, language: 'en' } as never
  const { footer } = sheetOf([month], explain, words, { month, days: 'Oct 1–27', unknown: ['TotalUnpaid'] })
  expect(footer).toEqual([
    'Oct 1–27',
    month.TeamBookingMinutes,
    month.TeamCheckingMinutes,
    month.TeamInvoicedAmount,
    '',
  ])
})

it('a month that is not before the one shown is not compared with', async () => {
  const site = new Site()
  site.isSignedIn = true
  site.open('/dashboard/team/55?on=2026-08-15&vs=2026-10-01')
  expect(await screen.findByLabelText('Compare with')).toHaveValue('')
  for (const session of site.sessions) session.close()
})
