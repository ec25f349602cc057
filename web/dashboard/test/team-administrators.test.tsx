import { screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { faultsOf } from './axe'
import { problem } from './portal'
import { DONE, Site } from './site'

const JANE = { Id: 101, FullName: 'Jane Smith' }
const ALVARO = { Id: 102, FullName: 'Álvaro Núñez' }
const OUTSIDE = { Id: 200, FullName: 'Ana Outside' }

let site: Site
beforeEach(() => {
  site = new Site()
  site.isSignedIn = true
  // Dialogs of jsdom cannot be shown.
  HTMLDialogElement.prototype.showModal = function show() {
    this.open = true
  }
  HTMLDialogElement.prototype.close = function close() {
    this.open = false
  }
})
afterEach(() => {
  for (const one of site.sessions) one.close()
})

const administrators = (...all: object[]) =>
  site.instead.set('GET profile', () => Response.json({ TeamAdministrators: all }))

describe('the administrators of a team', () => {
  it('are listed, also those who are no members, and the role of one is ended after asking', async () => {
    administrators(JANE, OUTSIDE)
    site.instead.set('DELETE 200', () => {
      administrators(JANE)
      return DONE()
    })
    const { container } = site.open('/dashboard/team/55')
    const user = userEvent.setup()
    const section = await screen.findByRole('region', { name: 'Administrators' })
    expect(
      within(section)
        .getAllByRole('listitem')
        .map((one) => one.firstChild?.textContent),
    ).toEqual(['Jane Smith', 'Ana Outside'])
    await user.click(within(section).getByRole('button', { name: 'End role', description: 'Ana Outside' }))
    const question = within(section).getByRole('group', { name: 'End Ana Outside’s role as an administrator?' })
    expect(site.changes()).toEqual([])
    expect(await faultsOf(container)).toEqual([])
    await user.click(within(question).getByRole('button', { name: 'End role' }))
    const done = await screen.findByText('Ana Outside is no longer an administrator.')
    expect(document.activeElement).toContainElement(done)
    expect(site.changes()).toEqual(['DELETE /teams/55/administrators/200'])
    // The last one stays.
    await waitFor(() => expect(within(section).queryByRole('button', { name: 'End role' })).toBeNull())
  })

  it('cannot end their own role, and are told why', async () => {
    administrators(JANE, ALVARO)
    site.instead.set('DELETE 101', () => problem(400, 'CANNOT_REMOVE_ITSELF'))
    site.open('/dashboard/team/55')
    const user = userEvent.setup()
    const section = await screen.findByRole('region', { name: 'Administrators' })
    await user.click(within(section).getByRole('button', { name: 'End role', description: 'Jane Smith' }))
    await user.click(within(within(section).getByRole('group')).getByRole('button', { name: 'End role' }))
    expect(await screen.findByText(/^You can’t end your own role/)).toBeVisible()
  })

  it('are made of members in their panel, after saying what they will see', async () => {
    administrators(JANE)
    site.instead.set('PUT 102', () => {
      administrators(JANE, ALVARO)
      return DONE()
    })
    site.open('/dashboard/team/55?member=102')
    const user = userEvent.setup()
    const panel = await screen.findByRole('dialog')
    await user.click(await within(panel).findByRole('button', { name: 'Make administrator' }))
    const question = within(panel).getByRole('group', { name: 'Make Álvaro Núñez an administrator?' })
    expect(question).toHaveAccessibleDescription(/see the figures of all members/)
    expect(site.changes()).toEqual([])
    await user.click(within(question).getByRole('button', { name: 'Make administrator' }))
    expect(await within(panel).findByText('This member is an administrator of the team.')).toBeVisible()
    expect(site.changes()).toEqual(['PUT /teams/55/administrators/102'])
  })

  it('are neither listed nor made by a plain member', async () => {
    administrators(JANE)
    site.basis = { ...site.basis, IsTeamAdministrator: false }
    site.attendance = { ...site.attendance, IsTeamAdministrator: false }
    site.open('/dashboard/team/55')
    expect(await screen.findByRole('columnheader', { name: /Mon/ })).toBeVisible()
    expect(screen.queryByRole('region', { name: 'Administrators' })).toBeNull()
    expect(site.requests.map(({ path }) => path)).not.toContain('/api/public/teams/55/profile')
  })
})
