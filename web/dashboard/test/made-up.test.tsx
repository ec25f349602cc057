/** A space that is filled with made-up records is marked as made up on every page. */
import { screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { beforeEach, expect, it } from 'vitest'
import { faultsOf } from './axe'
import { Office } from './office'
import { problem } from './portal'
import { Site } from './site'

const MARK = 'This space is made up: its people, teams and amounts aren’t real.'
let site: Site

beforeEach(() => {
  site = new Site()
  site.isSignedIn = true
})

it('is marked on the dashboard of a team, and other spaces are not', async () => {
  const { unmount } = site.open('/dashboard/team/55')
  expect(await screen.findByRole('table')).toBeVisible()
  expect(screen.queryByText(MARK)).toBeNull()
  unmount()
  const made = new Site()
  made.isSignedIn = true
  made.isMadeUp = true
  const { container } = made.open('/dashboard/team/55')
  expect(await screen.findByText(MARK)).toBeVisible()
  expect(await faultsOf(container)).toEqual([])
})

it('is marked after signing in, not before', async () => {
  const user = userEvent.setup()
  site.isSignedIn = false
  site.isMadeUp = true
  site.open('/dashboard/sign-in')
  await user.type(await screen.findByLabelText('Email'), 'jane@techinnovators.com')
  await user.type(screen.getByLabelText('Password'), 'a password')
  expect(screen.queryByText(MARK)).toBeNull()
  await user.click(screen.getByRole('button', { name: 'Sign in' }))
  expect(await screen.findByText(MARK)).toBeVisible()
})

it('is marked in an operator’s view of a team', async () => {
  const user = userEvent.setup()
  const office = new Office()
  office.isMadeUp = true
  office.mayReadFigures = true
  office.put('teams', { Id: 55, Name: 'Tech Innovators', BusinessId: 1, TeamMembers: [], TeamAdministrators: [] })
  office.instead.set('POST team-views', () =>
    Response.json({ TeamId: 55, TeamName: 'T', Token: 'teamkpi_view_x', ExpiresOn: '2026-11-21T12:30:00Z' }),
  )
  office.instead.set('DELETE team-views', () => problem(401, 'not_authenticated'))
  office.open('/console/teams/55')
  await user.click(await screen.findByRole('link', { name: 'View as administrator' }))
  await user.click(await screen.findByRole('button', { name: 'Start viewing' }))
  expect(await screen.findByText(MARK)).toBeVisible()
})
