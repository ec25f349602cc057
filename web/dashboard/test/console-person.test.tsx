/** A person's account and history, on the person's page. */
import { screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { beforeEach, expect, it } from 'vitest'
import type { Account } from '@/console/access/access'
import type { AccountInvitation, PersonAccount } from '@/console/access/inviting'
import { faultsOf } from './axe'
import { Office } from './office'

const JANE = { Id: 101, FullName: 'Jane Smith', Archived: false, Email: 'jane@example.com', Active: true }
const ACCOUNT: Account = {
  ...{ Id: 3, Email: 'jane@example.com', IsYou: false, IsOperator: false, RoleSet: null, Roles: null },
  ...{ IsActive: true, MustResetPassword: false, HasSecondFactor: false, CreatedOn: '2026-01-05T09:00:00Z' },
  ...{ LastSignInOn: null, OpenSignIns: 0, People: [{ Id: 101, FullName: 'Jane Smith', IsActive: true }] },
}
const INVITED: AccountInvitation = {
  ...{ Id: 4, Email: 'jane@example.com', People: ['Jane Smith'], ExpiresOn: '2026-11-25T09:00:00Z' },
  ...{ Mail: 'sent', MailReason: null },
}

let office: Office
let found: PersonAccount
let done: unknown[]

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
  found = { Accounts: [], Invitation: null, CanBeInvited: true, SendsMail: true }
  done = []
  const body = () => JSON.parse(office.requests.at(-1)?.body ?? '{}') as Record<string, unknown>
  office.instead.set('GET account', () => Response.json(found))
  office.instead.set('GET versions', () => Response.json({ Versions: [] }))
  office.instead.set('GET operators', () => Response.json({ Operators: [], RoleSets: [] }))
  office.instead.set('GET sign-ins', () => Response.json({ SignIns: [] }))
  office.instead.set('POST account-invitations', () => {
    done.push(body())
    found = { ...found, Invitation: INVITED }
    return Response.json({ Results: [{ Email: 'jane@example.com', Result: 'invited', Secret: null }] })
  })
  office.instead.set('DELETE 4', () => {
    found = { ...found, Invitation: null }
    return Response.json({ Invitations: [], SendsMail: true })
  })
  office.instead.set('POST actions', () => {
    done.push(body())
    found = { ...found, Accounts: [{ ...ACCOUNT, IsActive: body().Do !== 'suspend' }] }
    return Response.json(found.Accounts[0])
  })
})

async function section() {
  return screen.findByRole('region', { name: 'Account' })
}

it('invites someone without an account, sends the invitation again and withdraws it', async () => {
  const user = userEvent.setup()
  const { container } = office.open('/console/people/101')
  const account = await section()
  expect(await within(account).findByText('No account: this person can’t sign in.')).toBeVisible()
  await user.click(within(account).getByRole('button', { name: 'Invite to an account' }))
  expect(await within(account).findByText('1 person invited')).toBeVisible()
  await user.click(within(account).getByRole('button', { name: 'Done' }))
  expect(await within(account).findByText('Invited, but hasn’t chosen a password yet.')).toBeVisible()
  expect(within(account).getByText(/email sent$/)).toBeVisible()
  await user.click(within(account).getByRole('button', { name: 'Send again to jane@example.com' }))
  const asked = { Emails: ['jane@example.com'], EveryTeam: false }
  await waitFor(() =>
    expect(done).toEqual([
      { ...asked, Again: false },
      { ...asked, Again: true },
    ]),
  )
  expect(await faultsOf(container)).toEqual([])
  await user.click(await within(account).findByRole('button', { name: 'Withdraw the invitation to jane@example.com' }))
  expect(await within(account).findByRole('button', { name: 'Invite to an account' })).toBeEnabled()
})

it('suspends the account after a question, lifts the suspension, and makes a link to reset the password', async () => {
  const user = userEvent.setup()
  found = { ...found, Accounts: [ACCOUNT], CanBeInvited: false }
  office.instead.set('POST reset-link', () => Response.json({ Secret: 's3cret' }))
  office.open('/console/people/101')
  const account = await section()
  await user.click(await within(account).findByRole('button', { name: 'Open jane@example.com' }))
  const panel = within(account).getByRole('dialog', { name: 'jane@example.com' })
  await user.click(within(panel).getByRole('button', { name: 'Create a link to reset the password' }))
  expect(await within(panel).findByText(/choose-password#s3cret$/)).toBeVisible()
  await user.click(within(panel).getByRole('button', { name: 'Suspend' }))
  expect(done).toEqual([])
  await user.click(within(panel).getByRole('button', { name: 'Suspend' }))
  expect(await within(panel).findByText('suspended')).toBeVisible()
  await user.click(within(panel).getByRole('button', { name: 'Lift the suspension' }))
  await waitFor(() => expect(done).toEqual([{ Do: 'suspend' }, { Do: 'resume' }]))
})

it('says why someone can’t be invited, and which account doesn’t act for them', async () => {
  found = { ...found, CanBeInvited: false }
  const { unmount } = office.open('/console/people/101')
  expect(await screen.findByText(/^No account\. Only active people/)).toBeVisible()
  expect(screen.queryByRole('button', { name: 'Invite to an account' })).toBeNull()
  unmount()
  found = { ...found, Accounts: [{ ...ACCOUNT, People: [] }] }
  office.open('/console/people/101')
  expect(await screen.findByText(/^This account has the same email address/)).toBeVisible()
})

it('shows no account to operators who are limited by roles, who may not manage accounts', async () => {
  office.mayDoEverything = false
  office.open('/console/people/101')
  expect(await screen.findByRole('region', { name: 'History' })).toBeVisible()
  expect(screen.queryByRole('region', { name: 'Account' })).toBeNull()
  expect(office.requests.filter(({ path }) => path !== '/api/account' && path.endsWith('/account'))).toEqual([])
})

it('shows the newest versions of the record, with links to all and to the audit trail', async () => {
  const user = userEvent.setup()
  const versions = [6, 5, 4, 3, 2, 1].map((number) => ({
    ...{ Version: `v${number}`, HeldSince: `2026-11-1${number}T09:00:00Z`, IsDeleted: false, By: 'desk@example.com' },
    ...{ Channel: 'backoffice', IsKey: false },
    Changes: [{ PropertyName: 'FullName', OldValue: `Jane ${number - 1}`, NewValue: `Jane ${number}` }],
  }))
  office.instead.set('GET versions', () => Response.json({ Versions: versions }))
  office.open('/console/people/101')
  const history = await screen.findByRole('region', { name: 'History' })
  expect(await within(history).findByText('Jane 1')).toBeVisible()
  expect(within(history).queryByText('Jane 0')).toBeNull()
  expect(within(history).getByRole('link', { name: 'Show all 6' })).toHaveAttribute(
    'href',
    '/console/records/coworkers?open=101&tab=history',
  )
  expect(within(history).getByRole('link', { name: 'Show in the audit trail' })).toHaveAttribute(
    'href',
    '/console/audit?entity=Person&id=101',
  )
  const [restore] = within(history).getAllByRole('button', { name: 'Restore this version' })
  if (!restore) throw new Error('no version can be restored')
  await user.click(restore)
  expect(office.changed).toEqual([])
  const question = within(history).getByRole('group', { name: 'Restore this version?' })
  expect(question).toHaveTextContent('1 newer version is replaced')
  expect(question).toHaveTextContent('Figures that count this record change accordingly.')
  await user.click(within(question).getByRole('button', { name: 'Restore this version' }))
  await waitFor(() =>
    expect(office.changed.at(-1)).toMatchObject([{ Do: 'setback', Id: 101, To: 'v5', Version: 'v6' }]),
  )
})
