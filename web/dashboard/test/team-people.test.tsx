import type { TeamAccounts } from '@teamkpi/client'
import { screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { faultsOf } from './axe'
import { problem } from './portal'
import { DONE, Site } from './site'

let site: Site
beforeEach(() => {
  site = new Site()
  site.isSignedIn = true
})
afterEach(() => {
  for (const one of site.sessions) one.close()
})

async function openForm() {
  const opened = site.open('/dashboard/team/55')
  const user = userEvent.setup()
  await user.click(await screen.findByRole('button', { name: 'Add people' }))
  return { ...opened, user, form: await screen.findByRole('form', { name: 'Add people' }) }
}

describe('adding people to a team', () => {
  beforeEach(() => {
    site.instead.set('POST members', DONE)
  })

  it('sends all rows at once, and says what happens next', async () => {
    const { container, user, form } = await openForm()
    expect(within(form).getByRole('textbox', { name: 'Name' })).toHaveFocus()
    await user.keyboard(' Ada Long {Tab}ada@long.example')
    await user.click(within(form).getByRole('button', { name: 'Add another person' }))
    expect(within(form).getAllByRole('textbox', { name: 'Name' })[1]).toHaveFocus()
    await user.keyboard('Sam Short{Tab}sam@short.example')
    expect(await faultsOf(container)).toEqual([])
    await user.click(within(form).getByRole('button', { name: /^Add 2.people$/ }))
    const done = await screen.findByText(/^Done: Ada Long, Sam Short\. Anyone who has to accept/)
    expect(document.activeElement).toContainElement(done)
    const sent = { FullNames: ['Ada Long', 'Sam Short'], Emails: ['ada@long.example', 'sam@short.example'] }
    expect(site.changes()).toEqual([`POST /teams/55/members ${JSON.stringify(sent)}`])
  })

  it('removes a row, but not the last one', async () => {
    const { user, form } = await openForm()
    expect(within(form).getByRole('button', { name: 'Remove row 1' })).toBeDisabled()
    await user.keyboard('Ada')
    await user.click(within(form).getByRole('button', { name: 'Add another person' }))
    await user.keyboard('Sam')
    await user.click(within(form).getByRole('button', { name: 'Remove row 1' }))
    expect(within(form).getByRole('textbox', { name: 'Name' })).toHaveValue('Sam')
    await user.click(within(form).getByRole('button', { name: 'Cancel' }))
    expect(screen.getByRole('button', { name: 'Add people' })).toHaveFocus()
    expect(site.changes()).toEqual([])
  })

  it('keeps what was typed when the server refuses, and says why', async () => {
    site.instead.set('POST members', () => problem(400, 'already_team_member'))
    const { user, form } = await openForm()
    await user.keyboard('Ada Long{Tab}ada@long.example{Enter}')
    expect(await within(form).findByText(/^One of these people is already in the team/)).toBeVisible()
    expect(within(form).getByRole('textbox', { name: 'Name' })).toHaveValue('Ada Long')
  })
})

describe('inviting members to accounts', () => {
  const result = (CoworkerId: number, Result: string) => ({ CoworkerId, Result })

  async function ask() {
    const { container } = site.open('/dashboard/team/55')
    const user = userEvent.setup()
    await user.click(await screen.findByRole('button', { name: 'Invite members to sign in' }))
    expect(site.changes()).toEqual([])
    expect(await faultsOf(container)).toEqual([])
    return user
  }

  it('asks once more, and says what came of it', async () => {
    const results = [result(101, 'hasAccount'), result(102, 'invited'), result(103, 'invited'), result(104, 'inactive')]
    site.instead.set('POST account-invitations', () => Response.json({ Results: results }))
    const user = await ask()
    await user.click(screen.getByRole('button', { name: 'Send invitations' }))
    const done = await screen.findByText(
      /^2.invitations have been sent\. 1.member already has an account\. 1.member is suspended\.$/,
    )
    expect(document.activeElement).toContainElement(done)
    expect(site.changes()).toEqual(['POST /teams/55/account-invitations {}'])
  })

  it('says why it is not possible, and goes back to the button', async () => {
    site.instead.set('POST account-invitations', () => problem(400, 'sends_no_mail'))
    const user = await ask()
    await user.click(screen.getByRole('button', { name: 'Send invitations' }))
    expect(await screen.findByText(/^This coworking space doesn’t send emails\./)).toBeVisible()
    await user.click(screen.getByRole('button', { name: 'Cancel' }))
    expect(screen.getByRole('button', { name: 'Invite members to sign in' })).toHaveFocus()
  })
})

describe('the account of a member', () => {
  beforeEach(() => {
    // Dialogs of jsdom cannot be shown.
    HTMLDialogElement.prototype.showModal = function show() {
      this.open = true
    }
    HTMLDialogElement.prototype.close = function close() {
      this.open = false
    }
  })
  const state = (State: TeamAccounts['Accounts'][number]['State'], InvitedUntil: string | null = null) => {
    site.memberAccounts = { Accounts: [{ CoworkerId: 102, State, InvitedUntil }] }
  }
  async function account() {
    const { container } = site.open('/dashboard/team/55?member=102')
    const part = await screen.findByRole('region', { name: 'Account' })
    expect(await faultsOf(container)).toEqual([])
    return within(part)
  }

  it.each([
    ['canSignIn', null, 'Has an account, and can sign in to this team.', null],
    ['cannotSignIn', null, /^Can’t sign in to this team\./, null],
    ['noAccount', null, /^Has no account yet/, 'Invite to sign in'],
    ['invited', '2026-12-06T12:00:00Z', /valid until Dec 6, 2026/, 'Invite again'],
  ] as const)('is said where it is %s', async (is, until, text, button) => {
    state(is, until)
    const part = await account()
    expect(part.getByText(text)).toBeVisible()
    expect(part.queryAllByRole('button').map((one) => one.textContent)).toEqual(button === null ? [] : [button])
  })

  it('is offered to a member who has none, after asking', async () => {
    state('noAccount')
    site.instead.set('POST account-invitations', () => {
      state('invited', '2026-12-06T12:00:00Z')
      return Response.json({ Results: [{ CoworkerId: 102, Result: 'invited' }] })
    })
    const part = await account()
    const user = userEvent.setup()
    await user.click(part.getByRole('button', { name: 'Invite to sign in' }))
    expect(site.changes()).toEqual([])
    const question = part.getByRole('group', { name: 'Invite Álvaro Núñez to sign in?' })
    await user.click(within(question).getByRole('button', { name: 'Invite to sign in' }))
    const done = await part.findByText(/^1.invitation has been sent\.$/)
    expect(document.activeElement).toContainElement(done)
    expect(await part.findByText(/valid until Dec 6, 2026/)).toBeVisible()
    expect(site.changes()).toEqual(['POST /teams/55/account-invitations {"CoworkerIds":[102]}'])
  })

  it('says why nobody can be invited', async () => {
    state('noAccount')
    site.instead.set('POST account-invitations', () => problem(400, 'sends_no_mail'))
    const part = await account()
    const user = userEvent.setup()
    await user.click(part.getByRole('button', { name: 'Invite to sign in' }))
    await user.click(part.getByRole('button', { name: 'Invite to sign in' }))
    expect(await part.findByText(/^This coworking space doesn’t send emails\./)).toBeVisible()
  })

  it('leaves the other actions where it cannot be had', async () => {
    site.instead.set('GET account-invitations', () => problem(500, 'internal_error'))
    const part = await account()
    expect(part.getByText('Couldn’t load this.')).toBeVisible()
    expect(screen.getByRole('button', { name: 'Remove from the team' })).toBeVisible()
  })
})

describe('removing a member', () => {
  beforeEach(() => {
    // Dialogs of jsdom cannot be shown.
    HTMLDialogElement.prototype.showModal = function show() {
      this.open = true
    }
    HTMLDialogElement.prototype.close = function close() {
      this.open = false
    }
    site.instead.set('DELETE 101', DONE)
  })

  it('asks once more, and can be taken back without closing the panel', async () => {
    site.open('/dashboard/team/55?member=101')
    const user = userEvent.setup()
    await user.click(await screen.findByRole('button', { name: 'Remove from the team' }))
    const question = screen.getByRole('group', { name: 'Remove Jane Smith from the team?' })
    expect(question).toHaveAccessibleDescription(/you’ll no longer see their figures/)
    await user.keyboard('{Escape}')
    expect(await screen.findByRole('button', { name: 'Remove from the team' })).toHaveFocus()
    await user.click(screen.getByRole('button', { name: 'Remove from the team' }))
    await user.click(screen.getByRole('button', { name: 'Remove from the team' }))
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull())
    expect(site.changes()).toEqual(['DELETE /teams/55/members/101'])
  })

  it('says why it failed', async () => {
    site.instead.set('DELETE 101', () => problem(400, 'member_has_active_contracts'))
    site.open('/dashboard/team/55?member=101')
    const user = userEvent.setup()
    await user.click(await screen.findByRole('button', { name: 'Remove from the team' }))
    await user.click(screen.getByRole('button', { name: 'Remove from the team' }))
    expect(await screen.findByText(/^Members whose contract hasn’t ended can’t be removed/)).toBeVisible()
  })
})
