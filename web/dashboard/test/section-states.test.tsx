import type { Statement } from '@teamkpi/client'
import { render, screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { TeamKpiSection } from '@/features/members/TeamKpiSection'
import { DEFAULT_MEMBERS_VIEW } from '@/features/members/view'
import { member, Portal, problem } from './portal'
import { onWidth } from './window'

function shown(portal = new Portal()) {
  const { container } = render(<TeamKpiSection httpClient={portal.client()} teamId={55} language="en" />)
  return { portal, container, user: userEvent.setup() }
}

describe('how often the section asks', () => {
  afterEach(() => {
    vi.useRealTimers()
  })
  const asked = async (props: Partial<Parameters<typeof TeamKpiSection>[0]>) => {
    vi.useFakeTimers({ shouldAdvanceTime: true, now: new Date('2026-11-28T12:05:00Z') })
    const portal = new Portal()
    render(<TeamKpiSection httpClient={portal.client()} teamId={55} language="en" {...props} />)
    await waitFor(() => expect(document.querySelector('[data-new]')).not.toBeNull())
    await vi.advanceTimersByTimeAsync(600_000)
    const calls = portal.requests.map(({ path, query }) => `${path.split('/55/')[1] ?? path} ${query.get('at') ?? ''}`)
    return (call: string) => [call, calls.filter((other) => other === call).length] as const
  }
  it('asks once for what is over', async () => {
    const past = await asked({ moment: { at: '2026-10-14', knownAt: '2026-10-14' } })
    for (const call of [
      'kpi 2026-10-14',
      'kpi 2026-09-14',
      'amounts 2026-10-14',
      'usage 2026-10-14',
      'statements/2026-10 ',
      'statements/2026-09 ',
    ]) {
      expect(past(call)).toEqual([call, 1])
    }
  })
  it('asks again for the present, and not for what it is compared with', async () => {
    const present = await asked({})
    expect(present('kpi ')[1]).toBeGreaterThan(10)
    expect(present('statements/2026-11 ')[1]).toBeGreaterThan(1)
    // Months that are over seldom change.
    expect(present('usage ')[1]).toBe(2)
    for (const call of ['kpi 2026-10-28T12:00:00Z', 'amounts 2026-10-28T12:00:00Z', 'statements/2026-10 ']) {
      expect(present(call)).toEqual([call, 1])
    }
  })
})

describe('the states of the section', () => {
  it('nobody is in the team', async () => {
    const portal = new Portal()
    portal.kpi = { Kpi: [] }
    shown(portal)
    expect(await screen.findByRole('heading', { name: 'This team has no members yet' })).toBeVisible()
  })
  it('nothing has been used yet', async () => {
    const portal = new Portal()
    portal.kpi = { Kpi: [member(1, 'New')] }
    shown(portal)
    expect(await screen.findByText(/^There are no figures yet/)).toBeVisible()
    expect(within(screen.getByRole('row', { name: /New/ })).getAllByText('0')).toHaveLength(5)
  })
  it('the caller is no administrator', async () => {
    const portal = new Portal()
    portal.instead.set('GET kpi', () => problem(401, 'not_team_administrator'))
    shown(portal)
    expect(await screen.findByRole('heading', { name: /Only team administrators/ })).toBeVisible()
  })
  it('an error says what happened, that nothing is lost, and can be tried again', async () => {
    const portal = new Portal()
    portal.instead.set('GET kpi', () => problem(404, 'team_not_found', 'Team not found.'))
    const { user } = shown(portal)
    const alert = await screen.findByRole('alert')
    expect(alert).toHaveTextContent('Team not found.')
    portal.instead.clear()
    await user.click(within(alert).getByRole('button', { name: 'Try again' }))
    expect(await screen.findByRole('table')).toBeVisible()
  })
  it('what could not be loaded says so, and is not taken for nothing', async () => {
    const portal = new Portal()
    portal.instead.set('GET amounts', () => problem(403, 'forbidden'))
    portal.instead.set('GET expiring', () => problem(404, 'not_found'))
    const { user, container } = shown(portal)
    const row = await screen.findByRole('row', { name: /Jane Smith/ })
    const card = (name: string) => container.querySelector<HTMLElement>(`[data-lead=${name}]`) ?? container
    await waitFor(() => {
      for (const name of ['invoice', 'overdue', 'expiring']) expect(card(name)).toHaveTextContent('Couldn’t load this.')
    })
    for (const name of ['AmountToInvoice', 'NextExpiry']) {
      expect(row.querySelector(`[data-figure=${name}]`)).toHaveTextContent(/^\?Couldn’t load this\.$/)
      expect(container.querySelector(`tfoot [data-figure=${name}]`)).toHaveTextContent(/^\?Couldn’t load this\.$/)
    }
    portal.instead.clear()
    await user.click(within(card('expiring')).getByRole('button', { name: 'Try again' }))
    await waitFor(() =>
      expect(row.querySelector('[data-figure=NextExpiry]')).toHaveAttribute('data-date', '2027-01-01'),
    )
  })
  it.each([1440, 360])(
    'a past day whose page is not on record marks what is only known of today, %i wide',
    async (width) => {
      onWidth(width)
      const portal = new Portal()
      portal.kpi = { ...portal.kpi, KnownSince: '2026-11-01T00:00:00Z', Uncertain: ['RemainingBookingCredit'] }
      portal.amounts.Total = portal.amounts.Total.map((one) => ({
        ...one,
        NextRenewal: '2026-12-01T06:00:00Z',
        RenewalAmount: 20,
      }))
      const { container } = render(
        <TeamKpiSection httpClient={portal.client()} teamId={55} language="en" moment={{ at: '2025-12-10' }} />,
      )
      const invoice = await waitFor(() => {
        const card = container.querySelector('[data-lead=invoice]')
        expect(card).toHaveTextContent('the items that are open today')
        return card
      })
      // The next renewal of today's contracts isn't that of a day in the past.
      expect(invoice).not.toHaveTextContent(/renew|\d Dec/)
      await waitFor(() =>
        expect(container.querySelector('[data-member="101"] [data-figure=AmountToInvoice]')).toHaveAttribute(
          'data-uncertain',
        ),
      )
      expect(container.querySelector('[data-total=credit]')).toHaveTextContent('not known for this day')
      expect(container.querySelector('[data-total=passes]')).not.toHaveTextContent('not known for this day')
    },
  )
  it('adds up what is new in the currency of the amounts, also while that of the team is not known', async () => {
    const portal = new Portal()
    portal.instead.set('GET basis', () => problem(404, 'not_found'))
    const item = { DueOn: new Date().toISOString(), Amount: 12.5, CurrencyCode: 'GBP' }
    portal.statement = { Items: [item, { ...item, CurrencyCode: 'EUR' }] as Statement['Items'] }
    const { container } = shown(portal)
    await waitFor(() => expect(container.querySelector('[data-new]')).toHaveAttribute('data-new', '12.5'))
  })
  it('a server without words about its figures is shown with the wire’s names', async () => {
    const portal = new Portal()
    portal.instead.set('GET figures', () => problem(404, 'not_found'))
    portal.instead.set('GET basis', () => problem(404, 'not_found'))
    render(
      <TeamKpiSection
        httpClient={portal.client()}
        teamId={55}
        language="en"
        view={{ ...DEFAULT_MEMBERS_VIEW, hidden: [] }}
      />,
    )
    expect(await screen.findByRole('columnheader', { name: 'UnivoicedEventAttendees' })).toBeVisible()
    expect(screen.getByRole('button', { name: 'To invoice', expanded: true })).toBeVisible()
  })
})
