import { screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { faultsOf } from './axe'
import { example, problem } from './portal'
import { DONE, Site } from './site'

let site: Site
beforeEach(() => {
  site = new Site()
  site.isSignedIn = true
})
afterEach(() => {
  for (const one of site.sessions) one.close()
})

describe('leaving a team', () => {
  const administrators = (...ids: number[]) =>
    site.instead.set('GET profile', () => Response.json({ TeamAdministrators: ids.map((Id) => ({ Id })) }))
  beforeEach(() => {
    site.instead.set('POST leave', DONE)
  })

  it('asks once more, and can be taken back by keyboard', async () => {
    administrators(101, 102)
    const { container } = site.open('/dashboard/team/55')
    const user = userEvent.setup()
    await user.click(await screen.findByRole('button', { name: 'Leave team' }))
    const question = screen.getByRole('group', { name: 'Leave Tech Innovators?' })
    expect(question).toHaveFocus()
    expect(question).toHaveAccessibleDescription(/Your contracts won’t change/)
    expect(await faultsOf(container)).toEqual([])
    await user.keyboard('{Escape}')
    expect(screen.queryByRole('group', { name: /Leave/ })).toBeNull()
    expect(screen.getByRole('button', { name: 'Leave team' })).toHaveFocus()
    expect(site.changes()).toEqual([])
  })

  it('leads to one’s other teams', async () => {
    administrators(101, 102)
    const list = example<{ Records: [{ Id: number }] }>('myTeams')
    site.instead.set('GET my', () => Response.json({ ...list, Records: [] }))
    site.open('/dashboard/team/55')
    const user = userEvent.setup()
    await user.click(await screen.findByRole('button', { name: 'Leave team' }))
    await user.click(screen.getByRole('button', { name: 'Leave team' }))
    expect(await screen.findByRole('heading', { name: /not on a team yet/ })).toBeVisible()
    expect(site.changes()).toEqual(['POST /teams/55/leave'])
    expect(screen.queryByText(/only administrator/)).toBeNull()
  })

  it('warns the only administrator', async () => {
    administrators(101)
    site.open('/dashboard/team/55')
    const user = userEvent.setup()
    await user.click(await screen.findByRole('button', { name: 'Leave team' }))
    expect(await screen.findByText(/^You’re the team’s only administrator/)).toBeVisible()
  })

  it('says why it failed', async () => {
    site.basis = { ...site.basis, IsTeamAdministrator: false }
    site.instead.set('POST leave', () => problem(503, 'unavailable'))
    site.open('/dashboard/team/55')
    const user = userEvent.setup()
    await user.click(await screen.findByRole('button', { name: 'Leave team' }))
    await user.click(screen.getByRole('button', { name: 'Leave team' }))
    expect(await screen.findByText(/^The server ran into a problem/)).toBeVisible()
  })
})
