/** The page about readers on a back office that answers from memory. */
import { screen, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { beforeEach, expect, it } from 'vitest'
import type { ReaderEntries, ReaderEntry } from '@/features/console-audit/readers'
import { faultsOf } from './axe'
import { Office } from './office'

const MOMENT = '2026-11-18T09:00:00Z'
const FIGURES: ReaderEntry = {
  ...{ Id: 'a', ReadOn: MOMENT, LastReadOn: '2026-11-18T09:47:00Z', Reader: 'jane@example.com', AccountId: 1 },
  ...{ KeyId: null, Call: 'teamKpi', TeamId: 55, TeamName: 'Innovators', PeopleCount: 12, Address: '192.0.2.7' },
  ...{ People: [{ Id: 101, FullName: 'Jane Smith' }], RequestId: null },
}
const LIST: ReaderEntry = {
  ...{ ...FIGURES, Id: 'b', LastReadOn: MOMENT, Reader: 'Sync', AccountId: null, KeyId: 3, Call: 'listBookings' },
  ...{ TeamId: null, TeamName: null, Address: null, PeopleCount: 1, People: [{ Id: 102, FullName: null }] },
}
const GONE: ReaderEntry = {
  ...{ ...LIST, Id: 'c', Reader: null, KeyId: null, AccountId: 12, Call: 'getBooking', PeopleCount: 0, People: [] },
}
const CALENDAR: ReaderEntry = { ...GONE, Id: 'd', AccountId: null, Call: 'expiringCalendar', TeamId: 56 }
const OLDER: ReaderEntry = { ...GONE, Id: 'e', AccountId: null, KeyId: 7, Call: 'aNewCall' }

let office: Office
let pages: ReadonlyMap<string | null, ReaderEntries>

beforeEach(() => {
  office = new Office()
  office.put('coworkers', { Id: 101, FullName: 'Jane Smith' })
  pages = new Map<string | null, ReaderEntries>([
    [null, { IsRecorded: true, Entries: [FIGURES, LIST, GONE, CALENDAR], Next: 'place' }],
    ['place', { IsRecorded: true, Entries: [OLDER], Next: null }],
  ])
  office.instead.set('GET readers', () => Response.json(pages.get(asked()?.get('after') ?? null)))
})

function asked() {
  return office.requests.findLast(({ path }) => path.endsWith('/readers'))?.query
}

it('says who looked at what of whom, and turns pages', async () => {
  const user = userEvent.setup()
  const { container } = office.open('/console/audit')
  await user.click(await screen.findByRole('link', { name: 'Who looked' }))
  const [first, ...others] = within(await screen.findByText('Figures of a team').then(listOf)).getAllByRole('listitem')
  const words = (one: HTMLElement | undefined) => one?.textContent.replaceAll(/[\u00a0\u202f]/g, ' ')
  expect(words(first)).toBe(
    'Nov 18, 09:00last viewed at 09:47jane@example.com192.0.2.7Figures of a teamInnovatorsJane Smith+ 11 more people',
  )
  expect(others.map(words)).toEqual([
    'Nov 18, 09:00Sync (API key)BookingsID 102',
    'Nov 18, 09:00Account 12, deletedBookingno names recorded',
    'Nov 18, 09:00Someone with a calendar linkExpiry calendarID 56',
  ])
  expect(await faultsOf(container)).toEqual([])
  await user.click(screen.getByRole('button', { name: 'Older' }))
  expect(await screen.findByText('aNewCall')).toBeVisible()
  expect(screen.getByText('API key 7, deleted')).toBeVisible()
  expect(screen.getByRole('button', { name: 'Older' })).toBeDisabled()
  await user.click(screen.getByRole('button', { name: 'Newest' }))
  expect(await screen.findByText('Figures of a team')).toBeVisible()
})

it('filters by person, reader and day, from the first page on', async () => {
  const user = userEvent.setup()
  office.open('/console/audit/readers?after=place&since=2026-11-01&until=2026-11-02')
  await screen.findByText('aNewCall')
  await user.type(screen.getByRole('combobox', { name: 'Whose data' }), 'Jane')
  await user.click(await screen.findByRole('option', { name: /Jane Smith/ }))
  await user.type(screen.getByRole('textbox', { name: 'Reader' }), 'x')
  expect(Object.fromEntries(asked() ?? [])).toEqual({
    ...{ size: '50', coworkerId: '101', reader: 'x' },
    ...{ from: '2026-11-01T00:00:00.000Z', to: '2026-11-03T00:00:00.000Z' },
  })
  await user.click(await screen.findByRole('button', { name: 'Jane Smith Clear' }))
  expect(asked()?.has('coworkerId')).toBe(false)
  await user.click(await screen.findByRole('button', { name: 'Show only entries about ID 102' }))
  expect(asked()?.get('coworkerId')).toBe('102')
})

it('says why there is nothing', async () => {
  const nothing = { IsRecorded: false, Entries: [], Next: null }
  pages = new Map([[null, nothing]])
  const { unmount } = office.open('/console/audit/readers')
  expect(await screen.findByText('Views aren’t being recorded')).toBeVisible()
  unmount()
  pages = new Map([[null, { ...nothing, Entries: [LIST] }]])
  const { unmount: leave } = office.open('/console/audit/readers')
  expect(await screen.findByText(/aren’t being recorded at the moment/)).toBeVisible()
  leave()
  pages = new Map([[null, { ...nothing, IsRecorded: true }]])
  office.open('/console/audit/readers')
  expect(await screen.findByText('No one has looked at anything yet')).toBeVisible()
  await userEvent.setup().type(screen.getByRole('textbox', { name: 'Reader' }), 'x')
  expect(await screen.findByText('No entries match these filters')).toBeVisible()
})

it('is for operators who may read the audit trail', async () => {
  office.rights.delete('audittrailentries')
  office.open('/console/audit/readers')
  expect(await screen.findByText('Your roles don’t include this screen')).toBeVisible()
})

function listOf(found: HTMLElement): HTMLElement {
  const list = found.closest('ul')
  if (!list) throw new Error('not in a list')
  return list
}
