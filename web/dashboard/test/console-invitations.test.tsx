/** Invitations to accounts, and links to reset a password, on the Access screen. */
import { screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { beforeEach, expect, it } from 'vitest'
import type { Account } from '@/console/access/access'
import type { AccountInvitation } from '@/console/access/inviting'
import { faultsOf } from './axe'
import { Office } from './office'

const DESK: Account = {
  ...{
    Id: 2,
    Email: 'desk@example.com',
    IsYou: false,
    IsOperator: true,
    RoleSet: 'FrontDesk',
    Roles: ['Booking-List'],
  },
  ...{ IsActive: true, MustResetPassword: false, HasSecondFactor: true, CreatedOn: '2026-01-05T09:00:00Z' },
  ...{ LastSignInOn: null, OpenSignIns: 0, People: [] },
}
const INVITED: AccountInvitation = {
  ...{ Id: 4, Email: 'ann@example.com', People: ['Ann Lee'], ExpiresOn: '2026-11-25T09:00:00Z' },
  ...{ Mail: 'sent', MailReason: null },
}

let office: Office
let done: unknown[]

function asked(): Record<string, unknown> {
  return JSON.parse(office.requests.at(-1)?.body ?? '{}') as Record<string, unknown>
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
  done = []
  const none = { Accounts: [], Page: 1, Size: 20, TotalItems: 0 }
  office.instead.set('GET operators', () => Response.json({ Operators: [DESK], RoleSets: [] }))
  office.instead.set('GET accounts', () => Response.json(none))
  office.instead.set('GET keys', () => Response.json({ Keys: [], RoleSets: [] }))
  office.instead.set('GET sign-ins', () => Response.json({ SignIns: [] }))
  office.instead.set('GET account-invitations', () => Response.json({ Invitations: [INVITED], SendsMail: true }))
})

it('invites a pasted list, says what came of each address, and withdraws an invitation', async () => {
  const user = userEvent.setup()
  office.instead.set('POST account-invitations', () => {
    done.push(asked())
    const Results = [
      { Email: 'bob@example.com', Result: 'invited', Secret: null },
      { Email: 'eve@example.com', Result: 'noPerson', Secret: null },
    ]
    return Response.json({ Results, SendsMail: true })
  })
  office.instead.set('DELETE 4', () => {
    done.push('withdraw')
    return Response.json({ Invitations: [], SendsMail: true })
  })
  office.open('/console/access')
  const section = await screen.findByRole('region', { name: 'Invitations' })
  expect(await within(section).findByText(/^Ann Lee · expires .* · email sent$/)).toBeVisible()
  await user.click(within(section).getByRole('button', { name: 'Invite people' }))
  await user.click(within(section).getByRole('textbox', { name: 'Email addresses' }))
  await user.paste('bob@example.com;\n eve@example.com')
  await user.click(within(section).getByRole('checkbox', { name: /every team/ }))
  expect(await faultsOf(section)).toEqual([])
  await user.click(within(section).getByRole('button', { name: 'Invite' }))
  expect(await within(section).findByText('1 person invited')).toBeVisible()
  expect(within(section).getByText('no active person has this address')).toBeVisible()
  await user.click(within(section).getByRole('button', { name: 'Done' }))
  await user.click(within(section).getByRole('button', { name: 'Send again to ann@example.com' }))
  await user.click(within(section).getByRole('button', { name: 'Withdraw the invitation to ann@example.com' }))
  await waitFor(() =>
    expect(done).toEqual([
      { Emails: ['bob@example.com', 'eve@example.com'], EveryTeam: true, Again: false },
      { Emails: ['ann@example.com'], EveryTeam: false, Again: true },
      'withdraw',
    ]),
  )
})

it('shows the links of invitations when the space sends no mail', async () => {
  const user = userEvent.setup()
  office.instead.set('GET account-invitations', () => Response.json({ Invitations: [], SendsMail: false }))
  office.instead.set('POST account-invitations', () =>
    Response.json({ Results: [{ Email: 'bob@example.com', Result: 'invited', Secret: 's3cret' }], SendsMail: false }),
  )
  office.open('/console/access')
  await user.click(await screen.findByRole('button', { name: 'Invite people' }))
  expect(await screen.findByText(/^This space doesn’t send email/)).toBeVisible()
  await user.type(screen.getByRole('textbox', { name: 'Email addresses' }), 'bob@example.com')
  await user.click(screen.getByRole('button', { name: 'Invite' }))
  expect(await screen.findByText(/\/dashboard\/choose-password#s3cret$/)).toBeVisible()
})

it('creates a link to reset a password, for others only', async () => {
  const user = userEvent.setup()
  office.instead.set('POST reset-link', () => Response.json({ Secret: 's3cret' }))
  office.open('/console/access')
  await user.click(await screen.findByRole('button', { name: 'Open desk@example.com' }))
  await user.click(screen.getByRole('button', { name: 'Create a link to reset the password' }))
  expect(await screen.findByText(/\/dashboard\/choose-password#s3cret$/)).toBeVisible()
  await user.click(screen.getByRole('button', { name: 'I’ve copied it' }))
  expect(screen.queryByText(/s3cret/)).toBeNull()
})
