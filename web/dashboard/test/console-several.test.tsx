/** Several records are changed at once: only the chosen fields, each record by itself, with what that means said first. */
import { screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { beforeEach, expect, it } from 'vitest'
import { faultsOf } from './axe'
import { Office } from './office'

let office: Office
let user: ReturnType<typeof userEvent.setup>

// jsdom has no modal dialogs.
HTMLDialogElement.prototype.showModal = function showModal() {
  this.open = true
}
HTMLDialogElement.prototype.close = function close() {
  this.open = false
}

const HOURS = { FromTime: '2026-11-18T10:00:00Z', ToTime: '2026-11-18T12:30:00Z' }
const LEO = { CoworkerId: 101, CoworkerFullName: 'Leo Torres', ResourceId: 1 }
const ANA = { CoworkerId: 102, CoworkerFullName: 'Ana Wu', ResourceId: 1 }

beforeEach(() => {
  office = new Office()
  user = userEvent.setup()
  office.put('coworkers', { Id: 102, FullName: 'Ana Wu' })
  office.put('bookings', { ...LEO, ...HOURS, Id: 7 })
  office.put('bookings', { ...LEO, ...HOURS, Id: 8, ToTime: '2026-11-18T12:00:00Z' })
  office.put('bookings', { ...ANA, ...HOURS, Id: 9 })
  office.instead.set('GET versions', () => Response.json({ Versions: [] }))
})

async function edit(): Promise<HTMLElement> {
  office.open('/console/records/bookings')
  await user.click(await screen.findByRole('checkbox', { name: 'Select all on this page' }))
  await user.click(screen.getByRole('button', { name: 'Edit' }))
  return screen.findByRole('dialog', { name: /^Edit 3\srecords$/ })
}

async function untilOne(panel: HTMLElement): Promise<void> {
  await user.click(await within(panel).findByRole('checkbox', { name: 'Change: ToTime' }))
  const field = within(panel).getByLabelText('ToTime')
  await user.clear(field)
  await user.type(field, '2026-11-18T13:00')
}

const bookings = () => [...(office.records.get('bookings')?.values() ?? [])]

it('changes the chosen field alone, once it has said what that means, and takes it back', async () => {
  const before = bookings()
  const panel = await edit()
  expect(await within(panel).findByRole('checkbox', { name: 'Change: ToTime' })).toHaveAccessibleDescription(
    'Left as is: different values',
  )
  expect(within(panel).getByRole('button', { name: 'Save' })).toBeDisabled()
  await untilOne(panel)
  expect(within(panel).getByText('3 records change. You can undo this.')).toBeVisible()
  expect(within(panel).getByText('Leo Torres: 2 records, +1 h 30')).toBeVisible()
  expect(within(panel).getByText('Ana Wu: 1 record, +30 min')).toBeVisible()
  expect(await faultsOf(panel)).toEqual([])
  expect(office.changed).toEqual([])
  await user.click(within(panel).getByRole('button', { name: 'Save' }))
  const result = await screen.findByRole('group', { name: 'Result' })
  expect(result).toHaveFocus()
  expect(office.changed).toEqual([
    [7, 8, 9].map((Id) => ({
      ...{ Entity: 'bookings', Do: 'edit', Id, Version: 'v1', Values: { ToTime: '2026-11-18T13:00:00.000Z' } },
    })),
  ])
  await user.click(screen.getByRole('button', { name: 'Undo' }))
  expect(await screen.findByText('Undone.')).toBeVisible()
  expect(bookings()).toEqual(before)
})

it('moves records to another person, and names both', async () => {
  const panel = await edit()
  await user.click(await within(panel).findByRole('checkbox', { name: 'Change: CoworkerId' }))
  await user.type(within(panel).getByRole('combobox'), 'Ana')
  await user.click(await within(panel).findByRole('option', { name: /Ana Wu/ }))
  expect(
    await within(panel).findByText('2 records change. 1 record already has these values. You can undo this.'),
  ).toBeVisible()
  expect(within(panel).getByText('Leo Torres: 2 records, −4 h 30')).toBeVisible()
  expect(await within(panel).findByText('Ana Wu: 2 records, +4 h 30')).toBeVisible()
})

it('leaves a record that someone changed meanwhile, and one that the server refuses, and changes the others', async () => {
  const panel = await edit()
  await untilOne(panel)
  office.put('bookings', { ...LEO, ...HOURS, Id: 8, ToTime: '2026-11-18T11:00:00Z' })
  office.refuses = ({ Id, Do }) => (Id === 9 && Do === 'edit' ? ['ToTime', 'must be earlier'] : null)
  await user.click(within(panel).getByRole('button', { name: 'Save' }))
  const result = await screen.findByRole('group', { name: 'Result' })
  expect(result).toHaveTextContent('1 record was changed: Leo Torres')
  expect(result).toHaveTextContent('1 record was left as it was. Someone else changed it in the meantime.Leo Torres')
  expect(result).toHaveTextContent('1 record was left as it was. ToTime: must be earlierAna Wu')
  expect(await faultsOf(result)).toEqual([])
  expect(screen.getByText('2 records selected')).toBeVisible()
  expect(bookings().map((one) => one.ToTime)).toEqual([
    ...['2026-11-18T13:00:00.000Z', '2026-11-18T11:00:00Z', '2026-11-18T12:30:00Z'],
  ])
})

it('says at the field what the server refuses in every record, and keeps what was typed', async () => {
  const panel = await edit()
  await untilOne(panel)
  office.refuses = () => ['ToTime', 'must be earlier']
  await user.click(within(panel).getByRole('button', { name: 'Save' }))
  expect(await within(panel).findByText('must be earlier')).toBeVisible()
  expect(within(panel).getByLabelText('ToTime')).toHaveValue('2026-11-18T13:00')
})

it('undoes the records that are still as they were written, and names the others', async () => {
  const panel = await edit()
  await untilOne(panel)
  await user.click(within(panel).getByRole('button', { name: 'Save' }))
  await screen.findByRole('group', { name: 'Result' })
  office.put('bookings', { ...ANA, ...HOURS, Id: 9, ToTime: '2026-11-18T11:00:00Z' })
  await user.click(screen.getByRole('button', { name: 'Undo' }))
  expect(await screen.findByText(/^2 records restored\. 1 record was not restored.*: Ana Wu$/)).toBeVisible()
  expect(bookings().map((one) => one.ToTime)).toEqual([HOURS.ToTime, '2026-11-18T12:00:00Z', '2026-11-18T11:00:00Z'])
})

it('changes more records than the server takes at once', async () => {
  for (let Id = 200; Id < 450; Id++) office.put('bookings', { ...ANA, ...HOURS, Id })
  office.open('/console/records/bookings')
  await user.click(await screen.findByRole('checkbox', { name: 'Select all on this page' }))
  await user.click(screen.getByRole('button', { name: 'Edit' }))
  const panel = await screen.findByRole('dialog', { name: /^Edit 253\srecords$/ })
  await untilOne(panel)
  office.put('bookings', { ...ANA, ...HOURS, Id: 300 })
  await user.click(within(panel).getByRole('button', { name: 'Save' }))
  await waitFor(() =>
    expect(screen.getByRole('group', { name: 'Result' })).toHaveTextContent('252 records were changed'),
  )
  expect(office.changed.length).toBeLessThan(20)
}, 60_000)

it('offers no field that tells records apart, and needs the right to edit', async () => {
  office.open('/console/records/coworkers')
  await user.click(await screen.findByRole('checkbox', { name: 'Select all on this page' }))
  await user.click(screen.getByRole('button', { name: 'Edit' }))
  const panel = await screen.findByRole('dialog', { name: /^Edit 1\srecord$/ })
  await within(panel).findByRole('checkbox', { name: 'Change: Archived' })
  expect(within(panel).queryByRole('checkbox', { name: 'Change: FullName' })).toBeNull()
  await user.click(within(panel).getByRole('button', { name: 'Cancel' }))
  office.rights = new Map([...office.rights, ['coworkers', ['List', 'Read', 'Delete']]])
  document.body.replaceChildren()
  office.open('/console/records/coworkers')
  await user.click(await screen.findByRole('checkbox', { name: 'Select all on this page' }))
  expect(screen.getByRole('button', { name: 'Delete' })).toBeVisible()
  expect(screen.queryByRole('button', { name: 'Edit' })).toBeNull()
})
