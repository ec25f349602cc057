import type { ApiListResult, Team } from '@teamkpi/client'
import { cleanup, screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { Session } from '@/session/session'
import { faultsOf } from './axe'
import { example, problem } from './portal'
import { Site } from './site'

let site: Site
beforeEach(() => {
  site = new Site()
})
afterEach(() => {
  cleanup()
  for (const one of site.sessions) one.close()
})

async function signIn(user = userEvent.setup()) {
  await user.type(await screen.findByLabelText('Email'), 'jane@techinnovators.com')
  await user.type(screen.getByLabelText('Password'), 'a password')
  await user.click(screen.getByRole('button', { name: 'Sign in' }))
  return user
}

const address = () => location.pathname + location.search

describe('the sign-in', () => {
  it('leads back to the view that was asked for', async () => {
    site.open('/dashboard/team/55?sort=-BookedTimeTotal&fold=credit')
    await signIn()
    expect(await screen.findByRole('table')).toBeVisible()
    expect(address()).toBe('/dashboard/team/55?sort=-BookedTimeTotal&fold=credit')
  })
  it('leads to no other site', async () => {
    for (const next of ['//evil.example/', '/\\evil.example', 'https://evil.example/', '/sign-in?next=/']) {
      site.isSignedIn = true
      const { unmount } = site.open(`/dashboard/sign-in?next=${encodeURIComponent(next)}`)
      await waitFor(() => expect(address()).toMatch(/^\/dashboard\/(team\/55)?$/))
      unmount()
    }
  })
  it('asks for a second factor where there is one', async () => {
    site.refusals = [{ error: 'two_factor_auth_check' }]
    const { container } = site.open('/dashboard/team/55')
    const user = await signIn()
    const code = await screen.findByLabelText('Code from your authenticator app')
    await waitFor(() => expect(code).toHaveFocus())
    expect(await faultsOf(container)).toEqual([])
    await user.type(code, '123456')
    await user.click(screen.getByRole('button', { name: 'Sign in' }))
    expect(await screen.findByRole('table')).toBeVisible()
    expect(new URLSearchParams(site.signIns.at(-1)).get('totp')).toBe('123456')
  })
  it('says that the password is wrong, and how long to wait', async () => {
    site.refusals = [{ error: 'invalid_grant' }]
    site.open('/dashboard/')
    await signIn()
    expect(await screen.findByRole('alert')).toHaveTextContent('is incorrect')
  })
  it('lets a password be changed that has to be', async () => {
    site.refusals = [{ error: 'must_reset_password' }]
    site.instead.set('POST password', () => new Response(null, { status: 200 }))
    site.open('/dashboard/')
    const user = await signIn()
    await user.type(await screen.findByLabelText('New password'), 'another password')
    await user.click(screen.getByRole('button', { name: 'Change password' }))
    expect(await screen.findByText(/^Your password has been changed/)).toBeVisible()
    expect(JSON.parse(site.requests.findLast(({ path }) => path.endsWith('/password'))?.body ?? '')).toEqual({
      Email: 'jane@techinnovators.com',
      CurrentPassword: 'a password',
      NewPassword: 'another password',
      Totp: '',
    })
  })
  it('is left again, in every tab', async () => {
    site.isSignedIn = true
    site.open('/dashboard/team/55?tab=trends')
    await screen.findByRole('heading', { name: /Tech Innovators/ })
    const other = new Session({ fetch: site.fetch, language: () => 'en' })
    site.sessions.push(other)
    await other.resume()
    await other.signOut()
    expect(await screen.findByText(/^You’ve been signed out/)).toBeVisible()
    expect(address()).toBe(`/dashboard/sign-in?next=${encodeURIComponent('/team/55?tab=trends')}`)
  })
  it('is asked for when the server ends it', async () => {
    site.isSignedIn = true
    site.open('/dashboard/team/55')
    const user = userEvent.setup()
    await screen.findByRole('table')
    site.isSignedIn = false
    for (const name of ['kpi', 'basis', 'metrics'])
      site.instead.set(`GET ${name}`, () => problem(401, 'not_authenticated'))
    await user.click(screen.getByRole('button', { name: 'Refresh now' }))
    expect(await screen.findByText(/^You’ve been signed out/)).toBeVisible()
  })
})

describe('the page of a team', () => {
  beforeEach(() => {
    site.isSignedIn = true
  })

  it('says month, zone and freshness', async () => {
    site.open('/dashboard/team/55')
    expect(await screen.findByText('November 2026')).toBeVisible()
    expect(screen.getByText('United Kingdom Time')).toBeVisible()
    expect(await screen.findByText(/^updated /)).toBeVisible()
  })
  it('keeps what is chosen in the address', async () => {
    site.open('/dashboard/team/55')
    const user = userEvent.setup()
    await user.click(within(await screen.findByRole('columnheader', { name: 'Credit left' })).getByRole('button'))
    await user.type(screen.getByRole('searchbox'), 'jane')
    await waitFor(() => expect(address()).toBe('/dashboard/team/55?sort=-CreditLeft&q=jane'))
    await user.click(screen.getByRole('tab', { name: 'Trends' }))
    expect(await screen.findByRole('figure', { name: /Booked and checked-in hours/ })).toBeVisible()
    expect(new URLSearchParams(location.search).get('tab')).toBe('trends')
  })
  it('keeps the last answer, dated, while the server is away', async () => {
    site.open('/dashboard/team/55')
    const user = userEvent.setup()
    await screen.findByRole('table')
    for (const name of ['kpi', 'basis', 'metrics']) site.instead.set(`GET ${name}`, () => problem(503, 'unavailable'))
    await user.click(screen.getByRole('button', { name: 'Refresh now' }))
    expect(await screen.findByText(/^Can’t reach the server right now. You’re seeing data from/)).toBeVisible()
    expect(screen.getByRole('row', { name: /Jane Smith/ })).toBeVisible()
  })
  it('shows a plain member what is theirs, and asks for the records of nobody else', async () => {
    site.basis = { ...site.basis, IsTeamAdministrator: false }
    site.attendance = { ...site.attendance, IsTeamAdministrator: false }
    site.open('/dashboard/team/55')
    expect(await screen.findByRole('heading', { name: 'Jane Smith' })).toBeVisible()
    expect(screen.queryByText('Álvaro Núñez', { selector: 'h2' })).toBeNull()
    expect(await screen.findByRole('columnheader', { name: /Mon/ })).toBeVisible()
    const asked = site.requests.filter(({ path }) => path.startsWith('/api/public/teams/55/'))
    const records = asked.filter(({ path }) => /\/(explain|uses)$/.test(path))
    expect(new Set(records.map(({ query }) => query.get('coworkerId')))).toEqual(new Set(['101']))
  })
  it('lets a plain member set their own week, and nobody else’s', async () => {
    site.basis = { ...site.basis, IsTeamAdministrator: false }
    site.attendance = { ...site.attendance, IsTeamAdministrator: false }
    site.open('/dashboard/team/55')
    const user = userEvent.setup()
    await user.click(await screen.findByRole('button', { name: 'Edit my plans' }))
    const choices = screen.getAllByRole('combobox', { name: /Smith|Núñez|day/ })
    // One for each day, and one for all of them.
    expect(choices).toHaveLength(8)
    await user.selectOptions(choices[1] as HTMLSelectElement, '2')
    await user.click(screen.getByRole('button', { name: /^Save/ }))
    await waitFor(() => expect(site.changes()).toHaveLength(1))
    expect(site.changes()[0]).toMatch(/^PUT \/teams\/55\/attendance\/my \[\{"CoworkerId":101,/)
  })
  it.each([true, false])('has no attendance where the space shows none, administrator or not: %s', async (isAdmin) => {
    site.basis = { ...site.basis, IsTeamAdministrator: isAdmin, DisableAttendanceDashboard: true }
    site.open('/dashboard/team/55?tab=attendance')
    await waitFor(() => expect(screen.getByRole(isAdmin ? 'row' : 'heading', { name: /Jane Smith/ })).toBeVisible())
    expect(screen.queryByRole('tab', { name: 'Attendance' })).toBeNull()
    expect(screen.queryByRole('columnheader', { name: /Mon/ })).toBeNull()
  })
  it('has the name and the logo of the space', async () => {
    document.head.insertAdjacentHTML(
      'beforeend',
      '<meta name="teamkpi-space" content="Harbour" /><meta name="teamkpi-logo" content="/dashboard/assets/logo.svg" />',
    )
    const { unmount } = site.open('/dashboard/team/55')
    expect(await screen.findByRole('img', { name: 'Harbour' })).toHaveAttribute('src', '/dashboard/assets/logo.svg')
    await waitFor(() => expect(document.title).toBe('Tech Innovators · Harbour'))
    unmount()
    document.querySelector('meta[name=teamkpi-logo]')?.remove()
    site.isSignedIn = false
    site.open('/dashboard/sign-in')
    expect(await screen.findByText('Harbour')).toBeVisible()
    document.querySelector('meta[name=teamkpi-space]')?.remove()
  })
  it('says that there is no such team', async () => {
    site.instead.set('GET basis', () => problem(404, 'team_not_found'))
    site.instead.set('GET kpi', () => problem(404, 'team_not_found'))
    site.open('/dashboard/team/56')
    expect(await screen.findByRole('heading', { level: 1, name: /Team not found/ })).toBeVisible()
  })
  it('changes its language at once', async () => {
    site.open('/dashboard/team/55')
    const user = userEvent.setup()
    await screen.findByRole('table')
    await user.click(screen.getByRole('button', { name: 'Account' }))
    await user.selectOptions(await screen.findByRole('combobox', { name: 'Language' }), 'es')
    expect(await screen.findByRole('tab', { name: 'Miembros' })).toBeVisible()
    expect(document.documentElement.lang).toBe('es')
  })
  it('has no faults that axe finds, in any of its parts', async () => {
    for (const [tab, role, name] of [
      ['members', 'table', /Members of/],
      ['trends', 'figure', /Booked and checked-in hours/],
      ['attendance', 'table', /Members’ plans for the week/],
    ] as const) {
      const { container, unmount } = site.open(`/dashboard/team/55?tab=${tab}`)
      await screen.findByRole(role, { name })
      expect(await faultsOf(container)).toEqual([])
      unmount()
    }
  })
})

describe('the list of teams', () => {
  it('shows roles, and leads on when there is one team only', async () => {
    site.isSignedIn = true
    const list = example<ApiListResult<Team>>('myTeams')
    const [team] = list.Records
    if (!team) throw new Error('the example has no team')
    site.instead.set('GET my', () => {
      const isAdministrator = site.requests.at(-1)?.query.get('isTeamAdmin') === 'true'
      return Response.json({ ...list, Records: isAdministrator ? [team] : [team, { ...team, Id: 56, Name: 'Other' }] })
    })
    site.open('/dashboard/')
    expect(await screen.findByRole('link', { name: /Tech Innovators.*Administrator/ })).toHaveAttribute(
      'href',
      '/dashboard/team/55',
    )
    expect(screen.getByRole('link', { name: /Other.*Member/ })).toBeVisible()
    site.instead.set('GET my', () => Response.json({ ...list, Records: [team] }))
    cleanup()
    site.open('/dashboard/')
    await waitFor(() => expect(address()).toBe('/dashboard/team/55'))
  })

  it('says how old the copy is, where the records are mirrored', async () => {
    site.isSignedIn = true
    site.open('/dashboard/team/55')
    await screen.findByRole('table')
    expect(screen.queryByText(/^records copied/)).toBeNull()
    cleanup()

    site.basis = { ...site.basis, MirroredOn: new Date(Date.now() - 4.5 * 60_000).toISOString() }
    site.open('/dashboard/team/55')
    const age = await screen.findByText('records copied 4 min ago')
    expect(age).toHaveAttribute('title', expect.stringMatching(/^The records are kept in another system\./))
  })
})
