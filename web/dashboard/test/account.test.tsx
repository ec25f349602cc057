import { onlineManager } from '@tanstack/react-query'
import { screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { faultsOf } from './axe'
import { AccountSite, part, PHONE } from './own-account'
import { example, problem } from './portal'
import { DONE } from './site'

let site: AccountSite
beforeEach(() => {
  site = new AccountSite()
})
afterEach(() => site.end())

function limited() {
  const headers = { 'content-type': 'application/problem+json', 'retry-after': '30' }
  return new Response(JSON.stringify({ status: 429, code: 'too_many_requests', detail: '' }), { status: 429, headers })
}

describe('the menu of the account', () => {
  it('is on every page, with the account, the colours, the language and the way out', async () => {
    site.open('/dashboard/team/55')
    const user = userEvent.setup()
    await user.click(await screen.findByRole('button', { name: 'Account' }))
    const menu = within(await screen.findByRole('dialog', { name: 'Account' }))
    expect(await menu.findByText('jane@techinnovators.com')).toBeVisible()
    await user.selectOptions(menu.getByLabelText('Colours'), 'dark')
    expect(document.documentElement.dataset.theme).toBe('dark')
    await user.selectOptions(menu.getByLabelText('Language'), 'es')
    await user.click(await menu.findByRole('link', { name: 'Tu cuenta' }))
    expect(await screen.findByRole('heading', { level: 1, name: 'Tu cuenta' })).toBeVisible()
    await user.click(screen.getByRole('button', { name: 'Cuenta' }))
    await user.click(await screen.findByRole('button', { name: 'Cerrar sesión' }))
    expect(await screen.findByText('Has cerrado la sesión.')).toBeVisible()
  })
})

describe('the account', () => {
  it('has no faults that axe knows, whatever is open', async () => {
    const { user, container } = await site.visit()
    expect(await faultsOf(container)).toEqual([])
    await user.click(screen.getByRole('button', { name: 'Change password' }))
    await user.click(screen.getByRole('button', { name: 'Turn on' }))
    expect(await screen.findByRole('img', { name: /^QR code/ })).toBeVisible()
    expect(await faultsOf(container)).toEqual([])
  })

  it('that cannot be loaded says so, and leaves what this browser keeps', async () => {
    site.instead.set('GET account', () => problem(500, 'internal_error'))
    site.open('/dashboard/account')
    expect(await screen.findByText('Couldn’t load your account')).toBeVisible()
    expect(screen.getByLabelText('Colours')).toBeVisible()
    site.instead.set('GET account', () => Response.json(site.account))
    await userEvent.setup().click(screen.getByRole('button', { name: 'Try again' }))
    expect(await screen.findByText('jane@techinnovators.com')).toBeVisible()
  })

  it('says that nothing can be changed offline', async () => {
    await site.visit()
    onlineManager.setOnline(false)
    expect(await screen.findByText(/^You’re offline. You can change your account again/)).toBeVisible()
  })

  it('lists the teams, and leads to invitations', async () => {
    site.myInvitations = example('myInvitations')
    await site.visit()
    const teams = await part('Your teams')
    expect(await teams.findByRole('link', { name: /open invitation/ })).toHaveAttribute(
      'href',
      '/dashboard/invitations',
    )
    expect(await teams.findByRole('link', { name: 'Tech Innovators' })).toBeVisible()
    expect(teams.getAllByRole('button', { name: 'Leave team' })[0]).toHaveAccessibleDescription('Tech Innovators')
  })

  it('is that of an operator without a team as well', async () => {
    site.instead.set('GET my', () => Response.json({ ...example<object>('myTeams'), Records: [], HasNextPage: false }))
    await site.visit()
    expect(await screen.findByText('You’re not on a team yet')).toBeVisible()
  })
})

describe('the password', () => {
  async function change() {
    const { user } = await site.visit()
    await user.click(screen.getByRole('button', { name: 'Change password' }))
    expect(screen.getByLabelText('Current password')).toHaveFocus()
    await user.type(screen.getByLabelText('Current password'), 'the old one')
    await user.type(screen.getByLabelText('New password'), 'another password')
    await user.click(screen.getByRole('button', { name: 'Change password' }))
    return user
  }

  it('is changed, and has to be used at once', async () => {
    site.instead.set('POST password', () => {
      site.isSignedIn = false
      return DONE()
    })
    await change()
    expect(await screen.findByText(/^Your password has been changed. Sign in with the new one/)).toBeVisible()
    expect(location.search).toBe('?next=%2Faccount')
    const body = {
      Email: site.account.Email,
      CurrentPassword: 'the old one',
      NewPassword: 'another password',
      Totp: null,
    }
    expect(site.sent()).toEqual([`POST password ${JSON.stringify(body)}`])
  })

  it.each([
    ['wrong', () => problem(400, 'invalid_grant'), /^The password is incorrect/],
    ['too simple', () => problem(400, 'bad_request'), /^This password can’t be used/],
    ['guessed too often', limited, /^Too many failed attempts. Try again in 30.seconds/],
    ['not answered about', () => problem(503, 'unavailable'), /^The server ran into a problem/],
  ])('is refused when it is %s', async (_, answer, text) => {
    site.instead.set('POST password', answer)
    const user = await change()
    expect(await screen.findByRole('alert')).toHaveTextContent(text)
    await user.click(screen.getByRole('button', { name: 'Cancel' }))
    expect(screen.queryByRole('alert')).toBeNull()
    expect(screen.getByRole('button', { name: 'Change password' })).toHaveFocus()
  })

  it('asks for a code once there is a second factor', async () => {
    site.instead.set('POST password', () => {
      site.account.SecondFactorSetOn = '2026-11-20T12:00:00Z'
      return problem(400, 'two_factor_auth_check')
    })
    await change()
    expect(await screen.findByRole('alert')).toHaveTextContent('Enter a code as well')
    expect(await screen.findByLabelText('Code from your authenticator app')).toBeVisible()
  })
})

describe('mail that came back', () => {
  it('is said, and sent again when the user asks for it', async () => {
    site.account = { ...site.account, MailCameBackOn: '2026-11-18T09:00:00Z' }
    site.instead.set('POST try-again', () => {
      site.account = { ...site.account, MailCameBackOn: null }
      return DONE()
    })
    const { user, container } = await site.visit()
    const email = await part('Email')
    expect(email.getByText(/^Email to this address came back on Nov 18, 2026/)).toBeVisible()
    expect(await faultsOf(container)).toEqual([])
    await user.click(email.getByRole('button', { name: 'Try again' }))
    const done = await screen.findByText('Alerts and reports are sent to this address again.')
    expect(done.closest('[tabindex]')).toHaveFocus()
    expect(site.sent()).toEqual(['POST mail/try-again'])
  })

  it('is not mentioned otherwise', async () => {
    await site.visit()
    expect(screen.queryByRole('heading', { name: 'Email' })).toBeNull()
  })
})

describe('the open sign-ins', () => {
  it('are ended one by one, and all but this one', async () => {
    const { user } = await site.visit()
    const list = await part('Where you’re signed in')
    const entries = list.getAllByRole('listitem')
    expect(entries[0]).toHaveTextContent(/^Browser \(this one\)since/)
    site.instead.set(`DELETE ${PHONE}`, () => {
      site.account = { ...site.account, SignIns: site.account.SignIns.filter((one) => one.IsCurrent) }
      return DONE()
    })
    await user.click(list.getByRole('button', { name: /^Sign out their phone, signed in/ }))
    expect(await screen.findByText('That sign-in has ended.')).toBeVisible()
    expect(list.getAllByRole('listitem')).toHaveLength(1)
    expect(list.queryByRole('button')).toBeNull()
    expect(site.sent()).toEqual([`DELETE sign-ins/${PHONE}`])
  })

  it('say why they could not be ended', async () => {
    site.instead.set('DELETE sign-ins', () => problem(503, 'unavailable'))
    const { user } = await site.visit()
    await user.click(screen.getByRole('button', { name: 'Sign out everywhere else' }))
    expect(await screen.findByRole('alert')).toHaveTextContent('The server ran into a problem')
  })
})

describe('the data about the user', () => {
  const saved: string[] = []
  beforeEach(() => {
    saved.length = 0
    URL.createObjectURL = () => 'blob:made'
    URL.revokeObjectURL = () => undefined
    vi.spyOn(HTMLAnchorElement.prototype, 'click').mockImplementation(function (this: HTMLAnchorElement) {
      saved.push(this.download)
    })
  })
  afterEach(() => vi.restoreAllMocks())

  it('is saved as a file, after a while in which the button waits', async () => {
    let answer: () => void = () => undefined
    const waiting = new Promise<void>((resolve) => (answer = resolve))
    const headers = { 'content-disposition': 'attachment; filename="my-data.json"' }
    site.instead.set('GET data', () => new Response('{"Tables":{}}', { headers }))
    const { fetch } = site
    Object.assign(site, {
      fetch: async (...asked: Parameters<typeof fetch>) => {
        if (JSON.stringify(asked[0]).includes('/api/account/data')) await waiting
        return fetch(...asked)
      },
    })
    const { user, container } = await site.visit()
    const data = await part('Your data')
    const button = data.getByRole('button', { name: 'Download my data' })
    await user.click(button)
    expect(await data.findByText('Preparing your file…')).toBeVisible()
    expect(button).toBeDisabled()
    answer()
    await waitFor(() => expect(saved).toEqual(['my-data.json']))
    expect(await data.findByText('Your file has been downloaded.')).toBeVisible()
    expect(button).toBeEnabled()
    expect(await faultsOf(container)).toEqual([])
    expect(site.requests.filter(({ path }) => path === '/api/account/data')).toHaveLength(1)
  })

  it('says why it could not be saved, and can be tried again', async () => {
    site.instead.set('GET data', () => problem(503, 'unavailable'))
    const { user } = await site.visit()
    const data = await part('Your data')
    await user.click(data.getByRole('button', { name: 'Download my data' }))
    expect(await data.findByRole('alert')).toHaveTextContent(
      /^Couldn’t download your data. The server ran into a problem/,
    )
    expect(saved).toEqual([])
    expect(data.getByRole('button', { name: 'Download my data' })).toBeEnabled()
  })
})
