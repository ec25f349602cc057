/** The console on a back office that answers from memory. */
import { screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { beforeEach, describe, expect, it } from 'vitest'
import { faultsOf } from './axe'
import { Office } from './office'

let office: Office
const JANE = {
  Id: 101,
  FullName: 'Jane Smith',
  CompanyName: 'Smith Ltd',
  Archived: false,
  Email: 'jane@x',
  Active: true,
}

// jsdom has no modal dialogs.
HTMLDialogElement.prototype.showModal = function showModal() {
  this.open = true
}
HTMLDialogElement.prototype.close = function close() {
  this.open = false
}

beforeEach(() => {
  office = new Office()
  office.put('coworkers', JANE)
})

describe('the navigation', () => {
  it('has what the roles allow, and nothing else', async () => {
    office.mayDoEverything = false
    office.rights = new Map([['coworkers', ['List']]])
    office.open('/console/')
    const screens = await screen.findByRole('navigation', { name: 'Screens' })
    expect(
      within(screens)
        .getAllByRole('link')
        .map((one) => one.textContent),
    ).toEqual(['People', 'Records'])
    expect(await screen.findByRole('heading', { name: 'People', level: 1 })).toBeVisible()
    expect(screen.queryByRole('link', { name: 'Add a person' })).toBeNull()
  })
  it('tells somebody who is no operator, and where a role is missing', async () => {
    office.isOperator = false
    office.open('/console/today').unmount()
    office.open('/console/today')
    expect(await screen.findByText('This account is not an operator’s')).toBeVisible()
  })
  it('is left out for a screen that a role does not allow, whose address says so', async () => {
    office.rights = new Map([['coworkers', ['List']]])
    office.open('/console/audit')
    expect(await screen.findByText('Your roles don’t include this screen')).toBeVisible()
  })
  it('has keys, and a search that finds people and screens', async () => {
    const user = userEvent.setup()
    office.open('/console/teams')
    await screen.findByRole('heading', { name: 'Teams', level: 1 })
    // What the button shows is in its name, for those who say what they see.
    expect(screen.getByText('Ctrl K').closest('button')).toHaveAccessibleName('Search everything Ctrl K')
    await user.keyboard('?')
    expect(await screen.findByText('Go to Today')).toBeVisible()
    await user.click(screen.getByRole('button', { name: 'Close' }))
    await user.keyboard('{Control>}k{/Control}')
    await user.type(await screen.findByRole('combobox', { name: 'Search people, teams and screens' }), 'jane')
    await screen.findByRole('option', { name: /Jane Smith/ })
    await user.keyboard('{Enter}')
    expect(await screen.findByRole('heading', { name: 'Jane Smith', level: 1 })).toBeVisible()
    await user.keyboard('gr')
    expect(await screen.findByRole('heading', { name: 'Locations', level: 1 })).toBeVisible()
  })
})

describe('a record', () => {
  it('is saved with what was changed, for the version that was read, and the change can be undone', async () => {
    const user = userEvent.setup()
    const { container } = office.open('/console/records/coworkers')
    await user.click(await screen.findByRole('button', { name: 'Jane Smith' }))
    const company = await screen.findByLabelText('CompanyName')
    expect(screen.getByRole('button', { name: 'Save' })).toBeDisabled()
    await user.clear(company)
    await user.type(company, 'New Ltd')
    await user.click(screen.getByRole('button', { name: 'Save' }))
    await user.click(await screen.findByRole('button', { name: 'Undo' }))
    expect(await screen.findByText('Undone.')).toBeVisible()
    expect(office.changed).toEqual([
      [{ Entity: 'coworkers', Do: 'edit', Id: 101, Version: 'v1', Values: { CompanyName: 'New Ltd' } }],
      [{ Entity: 'coworkers', Do: 'setback', Id: 101, Version: 'v2', To: 'v1' }],
    ])
    expect(await faultsOf(container)).toEqual([])
  })
  it('that somebody else changed is not written over: both versions are shown', async () => {
    const user = userEvent.setup()
    office.open('/console/records/coworkers?open=101')
    const company = await screen.findByLabelText('CompanyName')
    await user.clear(company)
    await user.type(company, 'Mine')
    office.put('coworkers', { ...JANE, CompanyName: 'Theirs' })
    await user.click(screen.getByRole('button', { name: 'Save' }))
    const conflict = await screen.findByRole('alert')
    expect(await within(conflict).findByRole('cell', { name: 'Theirs' })).toBeVisible()
    expect(within(conflict).getByRole('cell', { name: 'Mine' })).toBeVisible()
    await user.click(screen.getByRole('button', { name: 'Overwrite with mine' }))
    await waitFor(() => expect(office.records.get('coworkers')?.get(101)?.CompanyName).toBe('Mine'))
    expect(office.changed.map(([one]) => one?.Version)).toEqual(['v1', 'v2'])
  })
  it('keeps what was typed when the session ends, until somebody signs in again', async () => {
    const user = userEvent.setup()
    office.open('/console/records/coworkers?open=101')
    await user.type(await screen.findByLabelText('CompanyName'), ' and more')
    office.isSignedIn = false
    const refused = office.instead.get('POST changes')
    office.instead.set('POST changes', () =>
      Response.json(
        { code: 'not_authenticated' },
        { status: 401, headers: { 'content-type': 'application/problem+json' } },
      ),
    )
    await user.click(screen.getByRole('button', { name: 'Save' }))
    await user.type(await screen.findByLabelText('Email'), 'desk@example.com')
    await user.type(screen.getByLabelText('Password'), 'secret')
    if (refused) office.instead.set('POST changes', refused)
    await user.click(screen.getByRole('button', { name: 'Sign in' }))
    expect(await screen.findByLabelText('CompanyName')).toHaveValue('Smith Ltd and more')
    expect(screen.getByText(/They were restored/)).toBeVisible()
  })
})

describe('today', () => {
  it('checks in with a name and Enter, and out again, and both can be undone', async () => {
    const user = userEvent.setup()
    const { container } = office.open('/console/today')
    await user.type(await screen.findByRole('combobox', { name: 'Check in' }), 'smith')
    await screen.findByRole('option', { name: /Jane Smith/ })
    await user.keyboard('{Enter}')
    expect(await screen.findByText('Jane Smith is checked in.')).toBeVisible()
    const [[made] = []] = office.changed
    expect(made).toMatchObject({ Entity: 'checkins', Do: 'create', Values: { BusinessId: 1, CoworkerId: 101 } })
    const [checkin] = [...(office.records.get('checkins')?.values() ?? [])]
    if (!checkin) throw new Error('nobody was checked in')
    office.put('checkins', { ...checkin, ToTime: null, CoworkerFullName: 'Jane Smith', CoworkerTimePassGuid: null })
    await user.click(screen.getByRole('button', { name: 'Close' }))
    await user.type(screen.getByRole('combobox', { name: 'Check in' }), 'nobody')
    expect(await screen.findByText('No match for “nobody”.')).toBeVisible()
    expect(await faultsOf(container)).toEqual([])
  })
  it('checks in somebody for whom Enter was pressed before the search has answered', async () => {
    const user = userEvent.setup()
    let answer: () => void = () => undefined
    const waiting = new Promise<void>((resolve) => (answer = resolve))
    const { fetch } = office
    Object.assign(office, {
      fetch: async (...asked: Parameters<typeof fetch>) => {
        if (JSON.stringify(asked[0]).includes('/api/sys/search')) await waiting
        return fetch(...asked)
      },
    })
    office.open('/console/today')
    await user.type(await screen.findByRole('combobox', { name: 'Check in' }), 'smith{Enter}')
    expect(screen.queryByRole('option', { name: /Jane/ })).toBeNull()
    answer()
    expect(await screen.findByText('Jane Smith is checked in.')).toBeVisible()
    expect(office.changed).toHaveLength(1)
  })
})

describe('the figures of a person', () => {
  const KPI = { CoworkerId: 101, CoworkerFullName: 'Jane Smith', RemainingBookingCredit: 12.5, CheckedTimeTotal: 90 }
  const answer = () => {
    const { path, query } = office.requests.at(-1) ?? {}
    if (path === '/api/public/figures') return Response.json({ Kpi: [], Metrics: [] })
    const team = query?.has('teamId') ? Number(query.get('teamId')) : null
    return Response.json({
      ...{ TeamId: team, TeamName: team && `T${team}`, BusinessId: 1, BusinessName: 'Hub', CurrencyCode: 'GBP' },
      ...{ Zone: 'Europe/London', Month: '2026-11-01', Kpi: { ...KPI, UninvoicedProducts: team ?? 0 } },
    })
  }

  it('are those of the chosen team', async () => {
    const user = userEvent.setup()
    office.mayReadFigures = true
    office.put('coworkers', { ...JANE, TeamIds: '55,56', TeamNames: 'T55, and so on, T56' })
    office.put('teams', { Id: 55, Name: 'T55, and so on' })
    office.put('teams', { Id: 56, Name: 'T56' })
    office.instead.set('GET figures', answer)
    const { container } = office.open('/console/people/101')
    const figures = within(await screen.findByRole('region', { name: 'Figures' }))
    const value = (name: string) => container.querySelector(`[data-figure="${name}"] dd`)?.textContent
    await waitFor(() => expect(value('UninvoicedProducts')).toBe('55'))
    expect(value('RemainingBookingCredit')).toBe('£12.50')
    expect(value('CheckedTimeTotal')).toMatch(/^1\sh\s30$/)
    await user.selectOptions(await figures.findByRole('combobox', { name: 'Team' }), 'T56')
    await waitFor(() => expect(value('UninvoicedProducts')).toBe('56'))
    expect(figures.getByText(/^As the administrators of T56 see them/)).toBeVisible()
    expect(screen.getByRole('link', { name: 'T55, and so on' })).toHaveAttribute('href', '/console/teams/55')
    expect(await faultsOf(container)).toEqual([])
  })
  it('are shown for the location of a person in no team', async () => {
    office.mayReadFigures = true
    office.instead.set('GET figures', answer)
    office.open('/console/people/101')
    expect(await screen.findByText(/^Not in a team. Shown for Hub/)).toBeVisible()
    expect(office.requests.find((one) => one.path.endsWith('/101/figures'))?.query.get('businessId')).toBe('1')
  })
  it('are neither shown nor asked for without the roles', async () => {
    office.open('/console/people/101')
    expect(await screen.findByRole('heading', { name: 'Jane Smith', level: 1 })).toBeVisible()
    expect(screen.queryByRole('region', { name: 'Figures' })).toBeNull()
    expect(office.requests.filter((one) => one.path.endsWith('/101/figures'))).toEqual([])
  })
})
