/** Whatever deletes, archives or removes says first what happens to whose figures, and does nothing until it is confirmed. */
import { screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { beforeEach, expect, it } from 'vitest'
import { faultsOf } from './axe'
import { Office } from './office'

const LEO = { Id: 101, FullName: 'Leo Torres', Archived: false, Active: true, Email: 'leo@example.com', TeamIds: '55' }
const HOUR = '2026-11-18T10:00:00Z'

let office: Office

// jsdom has no modal dialogs.
HTMLDialogElement.prototype.showModal = function showModal() {
  this.open = true
}
HTMLDialogElement.prototype.close = function close() {
  this.open = false
}

beforeEach(() => {
  office = new Office()
  office.put('coworkers', { ...LEO, TeamNames: 'Tech Innovators' })
  const booking = { CoworkerId: 101, CoworkerFullName: 'Leo Torres', ResourceId: 1 }
  office.put('bookings', { ...booking, Id: 7, FromTime: HOUR, ToTime: '2026-11-18T12:30:00Z' })
  office.put('bookings', { ...booking, Id: 8, FromTime: HOUR, ToTime: '2026-11-18T12:00:00Z' })
  office.put('bookings', { ...booking, Id: 9, CoworkerFullName: 'Ana Wu', FromTime: HOUR, ToTime: HOUR })
  office.instead.set('GET versions', () => Response.json({ Versions: [] }))
  office.instead.set('GET account', () =>
    Response.json({ Accounts: [], Invitation: null, CanBeInvited: false, SendsMail: false }),
  )
})

it('deletes selected records after it has said what that means for each person', async () => {
  const user = userEvent.setup()
  const { container } = office.open('/console/records/bookings')
  const [, ...boxes] = await screen.findAllByRole('checkbox', { name: /elect/ })
  for (const one of boxes) await user.click(one)
  await user.click(screen.getByRole('button', { name: 'Delete' }))
  expect(screen.getByText(/^Delete 3 records\?/)).toBeVisible()
  expect(await screen.findByText('Leo Torres: 2 records, −4 h 30')).toBeVisible()
  expect(screen.getByText('Ana Wu: 1 record')).toBeVisible()
  expect(office.changed).toEqual([])
  expect(await faultsOf(container)).toEqual([])
})

it('deletes the record that is open only after it was confirmed', async () => {
  const user = userEvent.setup()
  office.open('/console/records/bookings?open=7')
  const panel = await screen.findByRole('dialog')
  await user.click(await within(panel).findByRole('button', { name: 'Delete' }))
  const question = within(panel).getByRole('group', { name: 'Delete this record?' })
  expect(question).toHaveTextContent('Leo Torres: 1 record, −2 h 30')
  expect(office.changed).toEqual([])
  await user.click(within(question).getByRole('button', { name: 'Delete' }))
  await waitFor(() => expect(office.changed).toMatchObject([[{ Do: 'delete', Id: 7 }]]))
})

it('archives a person after it has named the teams whose figures change', async () => {
  const user = userEvent.setup()
  office.open('/console/people/101')
  await user.click(await screen.findByRole('button', { name: 'Archive' }))
  const question = screen.getByRole('group', { name: 'Archive Leo Torres?' })
  expect(question).toHaveTextContent('The figures of Tech Innovators no longer include Leo Torres.')
  await user.keyboard('{Escape}')
  expect(screen.getByRole('button', { name: 'Archive' })).toHaveFocus()
  expect(office.changed).toEqual([])
  await user.click(screen.getByRole('button', { name: 'Archive' }))
  const again = screen.getByRole('group', { name: 'Archive Leo Torres?' })
  await user.click(within(again).getByRole('button', { name: 'Archive' }))
  await waitFor(() => expect(office.changed).toMatchObject([[{ Id: 101, Values: { Archived: true } }]]))
  expect(await screen.findByRole('button', { name: 'Bring back' })).toBeVisible()
})

it('removes a member from a team, and ends an administrator, after it was confirmed', async () => {
  const user = userEvent.setup()
  office.put('teams', { Id: 55, Name: 'Tech Innovators', BusinessId: 1, TeamMembers: [101], TeamAdministrators: [101] })
  office.open('/console/teams/55')
  await user.click(await screen.findByRole('button', { name: 'Remove: Leo Torres' }))
  const question = screen.getByRole('group', { name: 'Remove Leo Torres?' })
  expect(question).toHaveTextContent('The figures of Tech Innovators no longer include Leo Torres')
  await user.keyboard('{Escape}')
  await user.click(screen.getByRole('button', { name: /administrator.*Leo Torres|Leo Torres.*administrator/ }))
  expect(screen.getByRole('group', { name: 'Should Leo Torres be a plain member?' })).toBeVisible()
  expect(office.changed).toEqual([])
})
