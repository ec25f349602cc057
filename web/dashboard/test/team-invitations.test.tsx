import type { TeamInvitation } from '@teamkpi/client'
import { screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { faultsOf } from './axe'
import { example } from './portal'
import { DONE, Site } from './site'

const [OPEN] = example<{ Invitations: [TeamInvitation] }>('teamInvitations').Invitations

let site: Site
beforeEach(() => {
  site = new Site()
  site.isSignedIn = true
})
afterEach(() => {
  for (const one of site.sessions) one.close()
})

describe('the open invitations of a team', () => {
  const LINK = { Link: '/dashboard/invitations#abc', ExpiresOn: '2026-11-28T12:00:00Z' }
  beforeEach(() => {
    site.teamInvitations = { Invitations: [OPEN] }
    site.instead.set('POST invitations/1/link', () => Response.json(LINK))
    site.instead.set('DELETE invitations/1', DONE)
  })

  it('are named by the e-mail that was typed, with a link to pass on', async () => {
    const { container } = site.open('/dashboard/team/55')
    const user = userEvent.setup()
    const section = await screen.findByRole('region', { name: 'Open invitations' })
    expect(within(section).getByText('bob@techinnovators.example')).toBeVisible()
    await user.click(within(section).getByRole('button', { name: 'Copy link' }))
    expect(await within(section).findByText(/^Link copied. .* until Nov 28, 2026/)).toBeVisible()
    const address = `${location.origin}/dashboard/invitations#abc`
    expect(await navigator.clipboard.readText()).toBe(address)
    expect(within(section).getByRole('textbox', { name: 'Invitation link' })).toHaveValue(address)
    expect(await faultsOf(container)).toEqual([])
  })

  it('can be copied by hand where the browser does not let the page do it', async () => {
    site.open('/dashboard/team/55')
    const user = userEvent.setup()
    vi.spyOn(navigator.clipboard, 'writeText').mockRejectedValue(new Error('not allowed'))
    await user.click(await screen.findByRole('button', { name: 'Copy link' }))
    expect(await screen.findByText(/^Copy this link/)).toBeVisible()
  })

  it('are withdrawn', async () => {
    site.open('/dashboard/team/55')
    const user = userEvent.setup()
    const button = await screen.findByRole('button', { name: 'Withdraw' })
    site.teamInvitations = { Invitations: [] }
    await user.click(button)
    const result = await screen.findByText('The invitation to bob@techinnovators.example has been withdrawn.')
    expect(result).toBeVisible()
    expect(document.activeElement).toContainElement(result)
    await waitFor(() => expect(screen.queryByRole('button', { name: 'Withdraw' })).toBeNull())
    expect(site.changes()).toEqual(['DELETE /teams/55/invitations/1'])
  })

  it('are not asked for by a plain member', async () => {
    site.basis = { ...site.basis, IsTeamAdministrator: false }
    site.attendance = { ...site.attendance, IsTeamAdministrator: false }
    site.open('/dashboard/team/55')
    expect(await screen.findByRole('columnheader', { name: /Mon/ })).toBeVisible()
    expect(site.requests.map(({ path }) => path)).not.toContain('/api/public/teams/55/invitations')
  })
})
