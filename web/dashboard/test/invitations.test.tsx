import type { Invitation } from '@teamkpi/client'
import { cleanup, screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { takeLinkSecret } from '@/features/invitations/link-secret'
import { chooseLanguage } from '@/page/preferences'
import { faultsOf } from './axe'
import { example, problem } from './portal'
import { DONE, Site } from './site'

const [INVITATION] = example<{ Invitations: [Invitation] }>('myInvitations').Invitations

let site: Site
beforeEach(() => {
  site = new Site()
  site.isSignedIn = true
})
afterEach(() => {
  cleanup()
  for (const one of site.sessions) one.close()
})

/** The first of the invitations that are shown. */
async function firstCard() {
  const [card] = await screen.findAllByRole('listitem')
  return within(card ?? expect.fail('there is none'))
}

describe('the invitations of a person', () => {
  beforeEach(() => {
    site.myInvitations = { Invitations: [INVITATION, { ...INVITATION, Id: 3, TeamName: 'Early Birds' }] }
    for (const name of ['accept', 'decline']) site.instead.set(`POST invitations/2/${name}`, DONE)
  })

  it('are led to from every page while there are any', async () => {
    site.open('/dashboard/team/55')
    const user = userEvent.setup()
    await user.click(await screen.findByRole('link', { name: /2.invitations/ }))
    expect(await screen.findByRole('heading', { level: 1, name: 'Invitations' })).toBeVisible()
    expect(screen.queryByRole('link', { name: /2.invitations/ })).toBeNull()
    site.myInvitations = { Invitations: [] }
    cleanup()
    site.open('/dashboard/team/55')
    expect(await screen.findByRole('table')).toBeVisible()
    expect(screen.queryByRole('link', { name: /invitation/ })).toBeNull()
  })

  it('say who invites to which team, until when, and with which contract', async () => {
    site.myInvitations.Invitations.push(
      { ...INVITATION, Id: 4, TariffId: 7, TariffName: 'Resident' },
      { ...INVITATION, Id: 5, TariffId: 8, StartDate: null },
    )
    const { container } = site.open('/dashboard/invitations')
    const cards = await screen.findAllByRole('listitem')
    expect(cards.map((card) => within(card).getByRole('heading').textContent)).toEqual([
      'Night Owls',
      'Early Birds',
      'Night Owls',
      'Night Owls',
    ])
    const [plain, , named, unnamed] = cards
    expect(plain).toHaveTextContent(
      'Downtown Coworking Hub · from Ada Long · sent on Nov 21, 2026 · expires on Dec 21, 2026',
    )
    expect(plain).not.toHaveTextContent('contract')
    expect(named).toHaveTextContent('a contract for the Resident plan that starts on Dec 1, 2026')
    expect(unnamed).toHaveTextContent('your contract for the no. 8 plan starts immediately')
    expect(await faultsOf(container)).toEqual([])
  })

  it('are accepted', async () => {
    site.open('/dashboard/invitations')
    const user = userEvent.setup()
    const card = await firstCard()
    site.myInvitations = { Invitations: [] }
    await user.click(card.getByRole('button', { name: 'Accept' }))
    const result = await screen.findByText(/^You’ve joined Night Owls/)
    expect(result).toBeVisible()
    expect(document.activeElement).toContainElement(result)
    expect(screen.getByRole('link', { name: 'Go to team' })).toHaveAttribute('href', '/dashboard/team/58')
    expect(await screen.findByText('You have no open invitations')).toBeVisible()
    expect(site.changes()).toEqual(['POST /invitations/2/accept'])
  })

  it('are declined', async () => {
    site.open('/dashboard/invitations')
    const user = userEvent.setup()
    await user.click((await firstCard()).getByRole('button', { name: 'Decline' }))
    expect(await screen.findByText('You’ve declined the invitation to Night Owls.')).toBeVisible()
    expect(site.changes()).toEqual(['POST /invitations/2/decline'])
  })

  it('say in the language of the page why they cannot be accepted', async () => {
    chooseLanguage('es')
    site.instead.set('POST invitations/2/accept', () => problem(400, 'team_member_limit'))
    site.open('/dashboard/invitations')
    const user = userEvent.setup()
    await user.click((await firstCard()).getByRole('button', { name: 'Aceptar' }))
    expect(await screen.findByRole('alert')).toHaveTextContent('el equipo no admite más miembros')
  })

  it('are led to from the page of somebody who has no team', async () => {
    site.instead.set('GET my', () => Response.json({ ...example<object>('myTeams'), Records: [] }))
    site.open('/dashboard/')
    expect(await screen.findByRole('heading', { name: /not on a team yet/ })).toBeVisible()
    expect(await screen.findAllByRole('link', { name: /2.invitations/ })).toHaveLength(2)
  })
})

describe('a link to an invitation', () => {
  const follow = () => {
    history.replaceState(null, '', '/dashboard/invitations#the-secret')
    takeLinkSecret()
    return site.open(location.pathname + location.search)
  }
  beforeEach(() => {
    site.myInvitations = { Invitations: [{ ...INVITATION, Id: 3, TeamName: 'Early Birds' }, INVITATION] }
  })

  it('shows which invitation it is for, and its secret stands nowhere', async () => {
    site.instead.set('POST invitations/find', () => Response.json(INVITATION))
    const { container } = follow()
    await waitFor(() => expect(container.querySelector('[data-linked=true]')).toHaveTextContent('Night Owls'))
    expect(location.href).not.toContain('secret')
    expect(JSON.stringify([Object.entries(sessionStorage), Object.entries(localStorage)])).not.toContain('secret')
    expect(site.changes()).toEqual(['POST /invitations/find {"Secret":"the-secret"}'])
  })

  it('waits for the sign-in, without being in the address', async () => {
    site.isSignedIn = false
    site.instead.set('POST invitations/find', () => Response.json(INVITATION))
    const { container } = follow()
    const user = userEvent.setup()
    await user.type(await screen.findByLabelText('Email'), 'jane@techinnovators.com')
    expect(location.href).not.toContain('secret')
    await user.type(screen.getByLabelText('Password'), 'a password')
    await user.click(screen.getByRole('button', { name: 'Sign in' }))
    await waitFor(() => expect(container.querySelector('[data-linked=true]')).toHaveTextContent('Night Owls'))
    expect(site.requests.filter(({ path, query }) => `${path}?${query}`.includes('secret'))).toEqual([])
  })

  it('that is for somebody else says so, and shows one’s own', async () => {
    site.instead.set('POST invitations/find', () => problem(404, 'invitation_not_found'))
    follow()
    expect(await screen.findByText(/^This link doesn’t match any of your open invitations/)).toBeVisible()
    expect(await screen.findAllByRole('listitem')).toHaveLength(2)
    expect(Object.keys(sessionStorage)).toEqual(['teamkpi.unsaved-owner'])
  })
})
