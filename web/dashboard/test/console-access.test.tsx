/** The Access screen on a back office that answers from memory. */
import { screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { beforeEach, expect, it } from 'vitest'
import type { Account, Key } from '@/console/access/access'
import { faultsOf } from './axe'
import { Office } from './office'

const BOSS: Account = {
  ...{ Id: 1, Email: 'boss@example.com', IsYou: true, IsOperator: true, RoleSet: 'Owner', Roles: null },
  ...{ IsActive: true, MustResetPassword: false, HasSecondFactor: true, CreatedOn: '2026-01-05T09:00:00Z' },
  ...{ LastSignInOn: '2026-11-18T08:00:00Z', OpenSignIns: 1, People: [] },
}
const DESK: Account = {
  ...BOSS,
  ...{ Id: 2, Email: 'desk@example.com', IsYou: false, RoleSet: 'FrontDesk', Roles: ['Booking-List'] },
}
const JANE: Account = {
  ...BOSS,
  ...{ Id: 3, Email: 'jane@example.com', IsYou: false, IsOperator: false, RoleSet: null, OpenSignIns: 0 },
  People: [{ Id: 101, FullName: 'Jane Smith', IsActive: true }],
}
const KEY: Key = {
  ...{ Id: 1, Name: 'sync', RoleSet: 'Auditor', Roles: ['Booking-List'], CreatedOn: '2026-01-05T09:00:00Z' },
  ...{ ExpiresOn: null, RevokedOn: null, LastUsedOn: null },
}

let office: Office
let operators: Account[]
let members: Account[]
let keys: Key[]
let done: unknown[]

function asked(): Record<string, unknown> {
  return JSON.parse(office.requests.at(-1)?.body ?? '{}') as Record<string, unknown>
}

/** Changes an account wherever it is listed, and answers with it. */
function changed(id: number, change: Partial<Account>): Response {
  const found = [...operators, ...members].find((one) => one.Id === id)
  const next = { ...(found ?? BOSS), ...change }
  operators = [...operators.filter((one) => one.Id !== id), next].filter((one) => one.IsOperator)
  members = [...members.filter((one) => one.Id !== id), next].filter((one) => !one.IsOperator)
  return Response.json(next)
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
  operators = [BOSS, DESK]
  members = [JANE]
  keys = [KEY]
  done = []
  office.instead.set('GET operators', () => Response.json({ Operators: operators, RoleSets: [] }))
  office.instead.set('GET accounts', () => {
    const text = office.requests.at(-1)?.query.get('query') ?? ''
    const Accounts = members.filter((one) => one.Email.includes(text))
    return Response.json({ Accounts, Page: 1, Size: 20, TotalItems: Accounts.length })
  })
  office.instead.set('GET keys', () => Response.json({ Keys: keys, RoleSets: [] }))
  office.instead.set('GET hosts', () =>
    Response.json({ Network: 'default', Hosts: [], YourHost: 'localhost', MayChange: true }),
  )
  office.instead.set('GET account-invitations', () => Response.json({ Invitations: [], SendsMail: true }))
  office.instead.set('GET sign-ins', () =>
    Response.json({
      SignIns: [
        {
          ...{ Id: 'a'.repeat(24), ClientId: 'teamkpi.dashboard', CreatedOn: '2026-11-18T08:00:00Z' },
          ...{ ExpiresOn: '2026-12-18T08:00:00Z', IsCurrent: false },
        },
      ],
    }),
  )
  office.instead.set('POST actions', () => {
    done.push(asked().Do)
    return changed(3, { IsActive: asked().Do !== 'suspend' })
  })
})

it('lists operators, members and keys without faults', async () => {
  const { container } = office.open('/console/access')
  const list = await screen.findByRole('region', { name: 'Operators' })
  expect(await within(list).findByText('boss@example.com')).toBeVisible()
  expect(within(list).getByText(/^Owner · last sign-in/)).toBeVisible()
  expect(within(list).getByText(/^Front desk · last sign-in/)).toBeVisible()
  const accounts = screen.getByRole('region', { name: 'Members’ accounts' })
  expect(await within(accounts).findByText(/^Jane Smith · last sign-in/)).toBeVisible()
  const ofKeys = screen.getByRole('region', { name: 'API keys' })
  expect(await within(ofKeys).findByText('Auditor · never expires · never used')).toBeVisible()
  expect(await faultsOf(container)).toEqual([])
})

it('adds an operator and shows the first password once', async () => {
  const user = userEvent.setup()
  office.instead.set('POST operators', () => {
    done.push(asked())
    return Response.json({ Account: DESK, Password: 'first-password' })
  })
  office.open('/console/access')
  await user.click(await screen.findByRole('button', { name: 'Add an operator' }))
  const form = screen.getByRole('form', { name: 'Add an operator' })
  const email = within(form).getByRole('textbox', { name: 'Email address' })
  expect(email).toHaveFocus()
  await user.type(email, 'DESK@example.com')
  await waitFor(() => expect(within(form).getByText(/^This is an operator already/)).toBeVisible())
  expect(within(form).getByRole('button', { name: 'Add' })).toBeDisabled()
  await user.clear(email)
  await user.type(email, 'new@example.com')
  await user.selectOptions(within(form).getByRole('combobox', { name: 'Roles' }), 'Accountant')
  expect(within(form).getByText(/Changes invoices, charges/)).toBeVisible()
  await user.click(within(form).getByRole('button', { name: 'Add' }))
  expect(await screen.findByText('first-password')).toBeVisible()
  expect(screen.getByRole('group', { name: /^new@example\.com can sign in/ })).toHaveFocus()
  expect(done).toEqual([{ Email: 'new@example.com', RoleSet: 'Accountant' }])
  await user.click(screen.getByRole('button', { name: 'I’ve copied it' }))
  expect(screen.queryByText('first-password')).toBeNull()
})

it('gives other roles to an operator, and removes one after saying what that means', async () => {
  const user = userEvent.setup()
  office.instead.set('PUT roles', () => {
    done.push(asked())
    return changed(2, { RoleSet: 'Owner', Roles: null })
  })
  office.instead.set('DELETE 2', () => changed(2, { IsOperator: false, RoleSet: null }))
  office.open('/console/access')
  await user.click(await screen.findByRole('button', { name: 'Open desk@example.com' }))
  const panel = screen.getByRole('dialog', { name: 'desk@example.com' })
  await user.selectOptions(within(panel).getByRole('combobox', { name: 'Roles' }), 'Owner')
  expect(await within(panel).findByText(/^Saved/)).toBeVisible()
  expect(done).toEqual([{ RoleSet: 'Owner' }])
  expect(await faultsOf(panel)).toEqual([])
  await user.click(within(panel).getByRole('button', { name: 'Remove as an operator' }))
  expect(within(panel).getByText(/can’t open this console any more/)).toBeVisible()
  expect(operators).toHaveLength(2)
  await user.click(within(panel).getByRole('button', { name: 'Remove as an operator' }))
  await waitFor(() => expect(operators).toHaveLength(1))
  expect(await within(panel).findByText('Member')).toBeVisible()
})

it('does not offer to change the only owner, or to remove one’s own second factor', async () => {
  const user = userEvent.setup()
  office.open('/console/access')
  await user.click(await screen.findByRole('button', { name: 'Open boss@example.com' }))
  const panel = screen.getByRole('dialog', { name: 'boss@example.com' })
  expect(within(panel).getByText(/^The only owner/)).toBeVisible()
  expect(within(panel).queryByRole('combobox')).toBeNull()
  for (const name of ['Suspend', 'Remove as an operator', 'Remove the second factor'])
    expect(within(panel).queryByRole('button', { name })).toBeNull()
  await user.click(within(panel).getByRole('button', { name: 'Sign out everywhere' }))
  expect(within(panel).getByText('This is your own account.')).toBeVisible()
})

it('says why roles were not changed', async () => {
  const user = userEvent.setup()
  const Message = 'Roles: is refused'
  office.instead.set('PUT roles', () =>
    Response.json({ Status: 400, Message, Errors: [], WasSuccessful: false }, { status: 400 }),
  )
  office.open('/console/access')
  await user.click(await screen.findByRole('button', { name: 'Open desk@example.com' }))
  await user.selectOptions(screen.getByRole('combobox', { name: 'Roles' }), 'Auditor')
  expect(await screen.findByText(Message)).toBeVisible()
  expect(screen.getByRole('combobox', { name: 'Roles' })).toHaveValue('FrontDesk')
})

it('finds a member’s account, suspends it after a question, and ends a sign-in', async () => {
  const user = userEvent.setup()
  office.instead.set(`DELETE ${'a'.repeat(24)}`, () => {
    done.push('end')
    return Response.json({ SignIns: [] })
  })
  office.open('/console/access')
  await user.type(await screen.findByRole('searchbox', { name: 'Name or email address' }), 'nobody')
  expect(await screen.findByText('No accounts found.')).toBeVisible()
  await user.clear(screen.getByRole('searchbox'))
  await user.click(await screen.findByRole('button', { name: 'Open jane@example.com' }))
  const panel = screen.getByRole('dialog', { name: 'jane@example.com' })
  await user.click(await within(panel).findByRole('button', { name: /^End the sign-in from/ }))
  await waitFor(() => expect(done).toEqual(['end']))
  await user.click(within(panel).getByRole('button', { name: 'Suspend' }))
  await user.keyboard('{Escape}')
  expect(done).toEqual(['end'])
  expect(within(panel).getByRole('button', { name: 'Suspend' })).toHaveFocus()
  await user.click(within(panel).getByRole('button', { name: 'Suspend' }))
  await user.click(within(panel).getByRole('button', { name: 'Suspend' }))
  await user.click(await within(panel).findByRole('button', { name: 'Lift the suspension' }))
  await waitFor(() => expect(done).toEqual(['end', 'suspend', 'resume']))
})

it('creates a key, shows it once, and revokes it after a question', async () => {
  const user = userEvent.setup()
  office.instead.set('POST keys', () => {
    done.push(asked())
    keys = [...keys, { ...KEY, Id: 2, Name: 'door' }]
    return Response.json({ Key: keys[1], Secret: 'teamkpi_key_secret' })
  })
  office.instead.set('DELETE 1', () => {
    keys = keys.map((one) => (one.Id === 1 ? { ...one, RevokedOn: '2026-11-18T09:00:00Z' } : one))
    return Response.json({ Keys: keys, RoleSets: [] })
  })
  office.open('/console/access')
  await user.click(await screen.findByRole('button', { name: 'Create a key' }))
  const form = screen.getByRole('form', { name: 'Create a key' })
  await user.type(within(form).getByRole('textbox', { name: 'Name' }), 'door')
  await user.type(within(form).getByLabelText('Expires on'), '2027-01-31')
  await user.click(within(form).getByRole('button', { name: 'Create a key' }))
  expect(await screen.findByText('teamkpi_key_secret')).toBeVisible()
  expect(done).toEqual([{ Name: 'door', RoleSet: 'Auditor', ExpiresOn: '2027-01-31T00:00:00Z' }])
  await user.click(screen.getByRole('button', { name: 'I’ve copied it' }))
  await user.click(await screen.findByRole('button', { name: 'Revoke sync' }))
  expect(screen.getByText(/Programs that use it are refused from now on/)).toBeVisible()
  expect(keys[0]?.RevokedOn).toBeNull()
  await user.click(screen.getByRole('button', { name: 'Revoke sync' }))
  expect(await screen.findByText('1 revoked or expired key')).toBeVisible()
  expect(screen.queryByRole('button', { name: 'Revoke sync' })).toBeNull()
})

it('is not for operators who are limited by roles', async () => {
  office.mayDoEverything = false
  office.open('/console/access')
  expect(await screen.findByText('Your roles don’t include this screen')).toBeVisible()
  expect(screen.queryByRole('link', { name: 'Access' })).toBeNull()
})
