/** An operator's view of a team: a session of its own, read only, with a way out. */
import { screen, waitFor } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { beforeEach, describe, expect, it } from 'vitest'
import { faultsOf } from './axe'
import { Office } from './office'
import { problem } from './portal'

let office: Office
const VIEW = 'teamkpi_view_of_a_test'

beforeEach(() => {
  office = new Office()
  office.mayReadFigures = true
  office.put('teams', { Id: 55, Name: 'Tech Innovators', BusinessId: 1, TeamMembers: [], TeamAdministrators: [] })
  office.instead.set('POST team-views', () =>
    Response.json({ TeamId: 55, TeamName: 'Tech Innovators', Token: VIEW, ExpiresOn: '2026-11-21T12:30:00Z' }),
  )
  office.instead.set('DELETE team-views', () => Response.json({ Ended: 1 }))
})

const asked = (method: string, end: string) =>
  office.requests.filter((one) => one.method === method && one.path.endsWith(end))
const tokenOf = (end: string) => asked('GET', end).at(-1)?.headers.get('authorization')

async function begin() {
  const user = userEvent.setup()
  const page = office.open('/console/teams/55')
  await user.click(await screen.findByRole('link', { name: 'View as administrator' }))
  await user.click(await screen.findByRole('button', { name: 'Start viewing' }))
  return { user, page }
}

async function view() {
  const { user, page } = await begin()
  await screen.findByRole('complementary', { name: 'View as the team’s administrators' })
  return { user, page }
}

describe('a view of a team', () => {
  it('shows its dashboard with the token of the view, and nothing to change anything with', async () => {
    const { page } = await view()
    expect(
      await screen.findByText(/^You’re viewing Tech Innovators as its administrators do. Read only, until/),
    ).toBeVisible()
    expect(await screen.findByText('Álvaro Núñez')).toBeVisible()
    expect(tokenOf('/55/kpi')).toBe(`Bearer ${VIEW}`)
    expect(tokenOf('/55/basis')).toBe(`Bearer ${VIEW}`)
    for (const name of [/^Alerts/, /^Statement/, 'All teams']) expect(screen.queryByRole('link', { name })).toBeNull()
    for (const name of ['Account', /^Leave(?! the view)/, /^Add people/, /^Statement/])
      expect(screen.queryByRole('button', { name })).toBeNull()
    // It uses only calls that are open to views.
    const withView = office.requests.filter((one) => one.headers.get('authorization') === `Bearer ${VIEW}`)
    expect(new Set(withView.map((one) => one.method))).toEqual(new Set(['GET']))
    for (const one of withView) expect(one.path).toMatch(/^\/api\/public\/(teams\/55\/|figures$)/)
    expect(withView.filter((one) => /statements|invitations|alerts/.test(one.path))).toEqual([])
    expect(await faultsOf(page.container)).toEqual([])
  })
  it('ends when it is left, and the session of the console continues', async () => {
    const { user } = await view()
    await user.click(screen.getByRole('button', { name: 'Leave the view' }))
    expect(await screen.findByRole('heading', { name: 'Tech Innovators', level: 1 })).toBeVisible()
    await waitFor(() => expect(asked('DELETE', '/team-views')).toHaveLength(1))
    expect(asked('DELETE', '/team-views')[0]?.headers.get('authorization')).toBe('Bearer a')
    expect(screen.queryByRole('complementary', { name: 'View as the team’s administrators' })).toBeNull()
  })
  it('says so when it has ended by itself, and the operator stays signed in', async () => {
    office.instead.set('GET kpi', () => problem(401, 'not_authenticated'))
    await begin() // it may end before its banner is seen
    expect(await screen.findByText('The view has ended.')).toBeVisible()
    expect(screen.getByRole('button', { name: 'Start viewing' })).toBeEnabled()
    expect(screen.queryByRole('heading', { name: /sign in/i })).toBeNull()
  })
  it('is not offered without the roles, also at its address', async () => {
    office.mayReadFigures = false
    office.open('/console/teams/55').unmount()
    office.open('/console/teams/55/view')
    expect(await screen.findByText('Your roles don’t include this screen')).toBeVisible()
    expect(asked('POST', '/team-views')).toEqual([])
  })
})
