import { render, screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { PersonPanel } from '@/features/detail/EmbeddedPerson'
import { TeamKpiSection } from '@/features/members/TeamKpiSection'
import { TrendsSection } from '@/features/trends/EmbeddedTrends'
import { JANE, member, Portal, problem } from './portal'
import { onWidth } from './window'

const THEN = [
  { ...JANE, BookedTimeThisMonth: 240, CheckedTimeThisMonth: 420, RemainingBookingCredit: 600 },
  member(102, 'Álvaro Núñez', { BookedTimeTotal: 60 }),
]
const AMOUNTS_THEN = { Members: [{ CoworkerId: 101, Amounts: [{ ToInvoice: 40, CurrencyCode: 'GBP' }] }], Total: [] }

/** A portal that knows another day as well; the page of that day may be on record. */
function portalOf(isOnRecord: boolean, recorded: unknown = THEN): Portal {
  const portal = new Portal()
  const asked = () => portal.requests.at(-1)?.query ?? new URLSearchParams()
  const of =
    (present: unknown, then: unknown, known = then) =>
    () => {
      if (!asked().has('at')) return Response.json(present)
      if (!asked().has('knownAt')) return Response.json(then)
      return isOnRecord ? Response.json(known) : problem(400, 'not_known_then')
    }
  portal.instead.set('GET kpi', of(portal.kpi, { Kpi: THEN }, { Kpi: recorded }))
  portal.instead.set('GET amounts', of(portal.amounts, AMOUNTS_THEN))
  return portal
}

function shown(isOnRecord: boolean, against: string | null = '2025-11-01', recorded: unknown = THEN) {
  const portal = portalOf(isOnRecord, recorded)
  const { container } = render(
    <TeamKpiSection httpClient={portal.client()} teamId={55} language="en" against={against} />,
  )
  const change = (figure: string, coworker = 101) =>
    container.querySelector(`[data-member="${coworker}"] [data-change=${figure}]`)?.textContent
  return { portal, container, change }
}

describe('a month that somebody chose to compare with', () => {
  beforeEach(() => {
    vi.useFakeTimers({ shouldAdvanceTime: true, now: new Date('2026-11-27T12:05:00Z') })
  })
  afterEach(() => {
    vi.useRealTimers()
  })
  it('is under each figure of the table, with the same days of that month in words', async () => {
    const { change } = shown(true)
    await waitFor(() => expect(change('BookedTimeThisMonth')).toMatch(/^\+2\sh, \+2\sh vs Nov 1–27, 2025 \(4\sh\)$/))
    expect(change('CheckedTimeThisMonth')).toMatch(/^−2\sh, −2\sh vs Nov 1–27, 2025 \(7\sh\)$/)
    // A balance is compared with a day, and not with days.
    expect(change('CreditLeft')).toMatch(/^−£100, −£100 vs Nov 27, 2025 \(£600 · 2\sh · 5\suses\)$/)
    expect(change('AmountToInvoice')).toBe('−£25.00, −£25.00 vs Nov 27, 2025 (£40.00)')
    expect(change('BookedTimeThisMonth', 102)).toBeUndefined()
    const team = screen.getByRole('row', { name: /^Team/ })
    expect(team.querySelector('[data-change=BookedTimeThisMonth]')).toHaveTextContent('+2 h')
    expect(screen.getByText(/^Small figures: the change from Nov 1–27, 2025 for/)).toBeVisible()
  })
  it('has no amounts of a day that is not on record, and says so', async () => {
    const { change } = shown(false)
    await waitFor(() => expect(change('BookedTimeThisMonth')).toMatch(/^\+2\sh/))
    expect(change('AmountToInvoice')).toBeUndefined()
    expect(screen.getByText(/because that day isn’t on record: To invoice\.$/)).toBeVisible()
  })
  it('has no amounts of a member who is not in the page on record', async () => {
    const { change, container } = shown(true, '2025-11-01', THEN.slice(1))
    await waitFor(() => expect(change('BookedTimeThisMonth')).toMatch(/^\+2\sh/))
    expect(change('AmountToInvoice')).toBeUndefined()
    expect(change('CreditLeft')).toMatch(/^−£100/)
    const sums = [...container.querySelectorAll('tfoot [data-change]')].map((one) => one.getAttribute('data-change'))
    expect(sums).toContain('BookedTimeThisMonth')
    expect(sums).not.toContain('AmountToInvoice')
  })
  it('is asked for by nobody until it is chosen', async () => {
    const { portal, container } = shown(true, null)
    await waitFor(() => expect(container.querySelector('[data-before]')).not.toBeNull())
    expect(container.querySelector('[data-change]')).toBeNull()
    expect(portal.requests.filter(({ query }) => query.has('knownAt'))).toEqual([])
  })
  it('is on a phone as well', async () => {
    onWidth(360)
    const { change } = shown(true)
    await waitFor(() => expect(change('AmountToInvoice')).toMatch(/^−£25\.00/))
    await userEvent
      .setup({ advanceTimers: vi.advanceTimersByTime })
      .click(screen.getByRole('button', { name: /Jane Smith/ }))
    expect(change('BookedTimeThisMonth')).toMatch(/^\+2\sh/)
    onWidth(1440)
  })
  it('is under the charts and in their tables', async () => {
    const portal = new Portal()
    const [last] = portal.metrics.Metrics.slice(-1)
    portal.instead.set('GET metrics', () => {
      const isThen = portal.requests.at(-1)?.query.has('at')
      return Response.json(
        isThen ? { Metrics: [{ ...last, TeamBookingMinutes: 600 }], Uncertain: ['TotalUnpaid'] } : portal.metrics,
      )
    })
    render(<TrendsSection httpClient={portal.client()} teamId={55} language="en" against="2026-10-01" />)
    const versus = (await screen.findAllByText('Oct 1–27'))[0]?.closest('p')
    expect(versus).toHaveTextContent(/^6\sh ▼ 40% less vs Oct 1–27 \(10\sh\)$/)
    const [hours, amounts] = screen.getAllByRole('table', { hidden: true })
    expect(
      within(hours ?? document.body)
        .getAllByRole('row', { hidden: true })
        .at(-1),
    ).toHaveTextContent(/^Oct 1\s–\s27, 202610\sh/)
    expect(
      within(amounts ?? document.body)
        .getAllByRole('row', { hidden: true })
        .at(-1),
    ).toHaveTextContent(/not known$/)
  })
  it('is under the amount to invoice and the figures of a panel, where they are on record', async () => {
    Object.assign(HTMLDialogElement.prototype, { showModal: () => undefined, close: () => undefined })
    const show = (isOnRecord: boolean) => {
      const portal = portalOf(isOnRecord)
      return render(
        <PersonPanel
          httpClient={portal.client()}
          teamId={55}
          coworkerId={101}
          language="en"
          against="2025-11-01"
          onClose={() => undefined}
        />,
      )
    }
    const { unmount } = show(true)
    const part = () => document.querySelector('section[aria-label="To invoice"]')
    await waitFor(() => expect(part()?.querySelector('[data-before]')).toHaveAttribute('data-before', '40'))
    expect(document.querySelector('[data-figure=RemainingBookingCredit] [data-before]')).toHaveTextContent(
      /vs Nov 27, 2025 \(£600\.00\)$/,
    )
    unmount()
    show(false)
    await waitFor(() =>
      expect(document.querySelector('[data-figure=RemainingBookingCredit] [data-before]')).not.toBeNull(),
    )
    expect(part()?.querySelector('[data-before]')).toBeNull()
  })
})
