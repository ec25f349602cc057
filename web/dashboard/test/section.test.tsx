import type { HttpClient } from '@teamkpi/client'
import { render, screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { useState } from 'react'
import { describe, expect, it } from 'vitest'
import { TeamKpiSection } from '@/features/members/TeamKpiSection'
import { DEFAULT_MEMBERS_VIEW, type MembersView } from '@/features/members/view'
import { faultsOf } from './axe'
import { JANE, member, Portal } from './portal'
import { onWidth } from './window'

/** The section with every column. */
function Whole({ client, language }: { client: HttpClient; language: string }) {
  const [view, setView] = useState<MembersView>({ ...DEFAULT_MEMBERS_VIEW, hidden: [] })
  return <TeamKpiSection httpClient={client} teamId={55} language={language} view={view} onViewChange={setView} />
}

function shown(portal = new Portal(), language = 'en') {
  const { container } = render(<Whole client={portal.client()} language={language} />)
  return { portal, container, user: userEvent.setup() }
}

const ANA = member(103, 'Ana Ruiz', { BookedTimeTotal: 600, RemainingBookingCredit: 75.5 })

/** The values of a row, by the wire's names. */
function cellsOf(row: HTMLElement): Record<string, number> {
  const cells = within(row)
    .getAllByRole('cell')
    .filter((one) => one.dataset.value !== undefined)
  return Object.fromEntries(cells.map((one) => [one.dataset.figure ?? '', Number(one.dataset.value)]))
}

async function names(): Promise<(string | null | undefined)[]> {
  const rows = await screen.findAllByRole('rowheader')
  return rows.map((one) => one.querySelector('[data-figure="CoworkerFullName"]')?.textContent ?? one.textContent)
}

describe('the section', () => {
  it('stands alone, with nothing around it but its own client', async () => {
    shown()
    const row = await screen.findByRole('row', { name: /Jane Smith/ })
    const { CoworkerId, CoworkerFullName, CoworkerEmail, ...figures } = JANE
    // What is zero for everybody has no column.
    const used = Object.entries(figures).filter(([name, value]) => value !== 0 || name === 'UninvoicedExtraServices')
    expect(cellsOf(row)).toEqual({ ...Object.fromEntries(used), AmountToInvoice: 15, ToInvoice: 3 })
    expect(row.querySelector('[data-figure=NextExpiry]')).toHaveAttribute('data-date', '2027-01-01')
    expect(within(row).getByRole('rowheader')).toHaveTextContent(
      `${CoworkerFullName}${CoworkerEmail}${String(CoworkerId)}`,
    )
    expect(
      within(row)
        .getByText(/^63\sh\s20/)
        .closest('td'),
    ).toHaveAttribute('data-exact', '3,800 min')
    expect(within(row).getByText('£500.00')).toBeVisible()
    // The lead is the same money.
    expect(document.querySelector('[data-lead=invoice] [data-value]')).toHaveTextContent('£15')
  })
  it('sums the team', async () => {
    shown()
    const row = await screen.findByRole('row', { name: /^Team/ })
    expect(cellsOf(row)).toMatchObject({ BookedTimeTotal: 4260, ToInvoice: 4, RemainingBookingCredit: 500 })
  })
  it('calls figures what the server calls them, and says what they mean', async () => {
    const { user } = shown()
    const heading = await screen.findByRole('columnheader', { name: 'Event tickets' })
    await user.hover(within(heading).getByRole('button'))
    const tip = await screen.findByRole('tooltip')
    expect(tip).toHaveTextContent('UnivoicedEventAttendees')
    expect(tip).toHaveTextContent('UnivoicedEventAttendees is meant.')
  })
  it('sorts by a heading, and says so', async () => {
    const portal = new Portal()
    portal.kpi = { Kpi: [JANE, member(102, 'Álvaro'), ANA] }
    const { user } = shown(portal)
    expect(await names()).toEqual(['Jane Smith', 'Álvaro', 'Ana Ruiz', 'Team (3)'])
    const heading = screen.getByRole('columnheader', { name: 'Member' })
    await user.click(within(heading).getByRole('button'))
    expect((await names()).slice(0, 3)).toEqual(['Álvaro', 'Ana Ruiz', 'Jane Smith'])
    expect(heading).toHaveAttribute('aria-sort', 'ascending')
    await user.click(within(screen.getByRole('columnheader', { name: 'Money' })).getByRole('button'))
    expect((await names()).slice(0, 3)).toEqual(['Jane Smith', 'Ana Ruiz', 'Álvaro'])
    expect(heading).not.toHaveAttribute('aria-sort')
  })
  it('filters by words, whatever their accents, and by what is to be invoiced', async () => {
    const portal = new Portal()
    portal.kpi = { Kpi: [JANE, member(102, 'Álvaro'), ANA] }
    const { user } = shown(portal)
    const search = await screen.findByRole('searchbox', { name: 'Search members' })
    await user.type(search, 'alva')
    expect(await names()).toEqual(['Álvaro', '1 of 3 members'])
    await user.clear(search)
    await user.click(screen.getByRole('checkbox', { name: 'Has open items' }))
    expect(await names()).toEqual(['Jane Smith', '1 of 3 members'])
    await user.type(search, 'nobody')
    await user.click(await screen.findByRole('button', { name: 'Show all members' }))
    expect(await names()).toHaveLength(4)
  })
  it('collapses a group to its sum', async () => {
    const { user } = shown()
    const group = await screen.findByRole('button', { name: 'Credit left', expanded: true })
    await user.click(group)
    expect(screen.queryByRole('columnheader', { name: 'Money' })).toBeNull()
    const row = screen.getByRole('row', { name: /Jane Smith/ })
    expect(within(row).getByText('£500 · 2 h · 5 uses')).toBeVisible()
    expect(screen.getByRole('button', { name: 'Credit left', expanded: false })).toHaveFocus()
  })
  it('hides columns', async () => {
    const { user } = shown()
    await user.click(await screen.findByRole('button', { name: 'Columns' }))
    const chooser = await screen.findByRole('dialog', { name: 'Choose columns' })
    await user.click(within(chooser).getByRole('checkbox', { name: 'Uses' }))
    expect(within(chooser).getByRole('checkbox', { name: 'Uses' })).not.toBeChecked()
    await user.keyboard('{Escape}')
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull())
    expect(screen.queryByRole('columnheader', { name: 'Uses' })).toBeNull()
    expect(screen.getByRole('columnheader', { name: 'Money' })).toBeInTheDocument()
  })
  it('moves from cell to cell with the arrow keys, with one stop of the Tab key', async () => {
    const { user, container } = shown()
    await screen.findByRole('table')
    const stops = () => [...container.querySelectorAll('table [tabindex="0"]')]
    expect(stops().map((one) => one.textContent)).toEqual(['Jane Smithjane@techinnovators.com101'])
    ;(stops()[0] as HTMLElement).focus()
    await user.keyboard('{ArrowRight}{ArrowDown}')
    expect(document.activeElement).toHaveAttribute('data-figure', 'AmountToInvoice')
    expect(document.activeElement?.closest('tr')).toHaveAttribute('data-member', '102')
    await user.keyboard('{End}')
    expect(document.activeElement).toHaveAttribute('data-figure', 'CheckedTimeTotal')
    expect(stops()).toEqual([document.activeElement])
  })
  it('speaks Spanish', async () => {
    const { portal } = shown(undefined, 'es')
    expect(await screen.findByRole('searchbox', { name: 'Buscar miembros' })).toBeVisible()
    expect(screen.getByRole('row', { name: /^Equipo/ })).toBeVisible()
    expect(portal.requests.some((one) => one.path.endsWith('/figures'))).toBe(true)
  })
  it('is a line for each member on a phone, and a tap shows the rest', async () => {
    onWidth(360)
    const { container, user } = shown()
    const line = await screen.findByRole('button', { name: /Jane Smith/, expanded: false })
    expect(screen.queryByRole('table')).toBeNull()
    await user.click(line)
    expect(line).toHaveAttribute('aria-expanded', 'true')
    const item = line.closest('li')
    expect(item?.querySelector('[data-figure="CheckedTimeTotal"]')).toHaveTextContent(/^63\sh\s20/)
    expect(await faultsOf(container)).toEqual([])
  })
  it('has no faults that axe finds', async () => {
    const { container } = shown()
    await screen.findByRole('table')
    expect(await faultsOf(container)).toEqual([])
  })
})
