/** Choosing a password with a link, and asking for one, on a portal that answers from memory. */
import { screen, waitFor } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { faultsOf } from './axe'
import { problem } from './portal'
import { Site } from './site'

let site: Site

beforeEach(() => {
  site = new Site()
})
afterEach(() => {
  for (const session of site.sessions) session.close()
})

function asked(end: string): unknown[] {
  return site.requests.filter(({ path }) => path.endsWith(end)).map(({ body }) => JSON.parse(body) as unknown)
}

it('asks for a link from the sign-in page, and says the same for every address', async () => {
  const user = userEvent.setup()
  site.instead.set('POST forgotten-password', () => Response.json({ SendsMail: true }))
  const signIn = site.open('/dashboard/sign-in')
  expect(await screen.findByRole('link', { name: 'Forgot your password?' })).toHaveAttribute(
    'href',
    '/dashboard/forgotten-password',
  )
  signIn.unmount()
  const { container } = site.open('/dashboard/forgotten-password')
  await user.type(await screen.findByRole('textbox', { name: 'Email' }), ' ann@example.com')
  await user.click(screen.getByRole('button', { name: 'Send the link' }))
  expect(await screen.findByText(/^If ann@example\.com has an account here/)).toBeVisible()
  expect(asked('forgotten-password')).toEqual([{ Email: 'ann@example.com' }])
  expect(await faultsOf(container)).toEqual([])
  await user.click(screen.getByRole('button', { name: 'Use another address' }))
  expect(screen.getByRole('textbox', { name: 'Email' })).toBeVisible()
})

it('says whom to ask when the space sends no mail', async () => {
  const user = userEvent.setup()
  site.instead.set('POST forgotten-password', () => Response.json({ SendsMail: false }))
  site.open('/dashboard/forgotten-password')
  await user.type(await screen.findByRole('textbox', { name: 'Email' }), 'ann@example.com')
  await user.click(screen.getByRole('button', { name: 'Send the link' }))
  expect(await screen.findByText(/^This space doesn’t send email/)).toBeVisible()
})

it('chooses a password, takes the secret out of the address, and signs in', async () => {
  const user = userEvent.setup()
  const link = { Purpose: 'reset', Email: 'ann@example.com', NeedsCode: false }
  site.instead.set('POST find', () => Response.json(link))
  site.instead.set('POST use', () => Response.json(link))
  const { container } = site.open('/dashboard/choose-password#the-secret')
  expect(await screen.findByRole('textbox', { name: 'Email' })).toHaveValue('ann@example.com')
  expect(location.href).not.toContain('the-secret')
  expect(await faultsOf(container)).toEqual([])
  await user.type(screen.getByLabelText('New password'), 'purple monkey')
  await user.click(screen.getByRole('button', { name: 'Save the password' }))
  await waitFor(() => expect(location.pathname).not.toBe('/dashboard/choose-password'))
  expect(asked('use')).toEqual([{ Secret: 'the-secret', NewPassword: 'purple monkey', Totp: null }])
  expect(asked('find')).toEqual([{ Secret: 'the-secret' }])
  expect(site.signIns).toEqual(['username=ann%40example.com&password=purple+monkey&totp='])
  expect(site.requests.some(({ path, query }) => `${path}${query.toString()}`.includes('the-secret'))).toBe(false)
})

it('asks for a code of the second factor, and leaves signing in to its holder', async () => {
  const user = userEvent.setup()
  const link = { Purpose: 'reset', Email: 'ann@example.com', NeedsCode: true }
  let isRight = false
  site.instead.set('POST find', () => Response.json(link))
  site.instead.set('POST use', () => (isRight ? Response.json(link) : problem(400, 'invalid_grant')))
  site.open('/dashboard/choose-password#another-secret')
  await user.type(await screen.findByLabelText('New password'), 'purple monkey')
  await user.type(screen.getByLabelText('Code from your authenticator app'), '000000')
  await user.click(screen.getByRole('button', { name: 'Save the password' }))
  expect(await screen.findByText(/^The code is incorrect/)).toBeVisible()
  isRight = true
  await user.click(screen.getByRole('button', { name: 'Save the password' }))
  expect(await screen.findByText(/^Your password has been saved/)).toBeVisible()
  expect(screen.getByRole('link', { name: 'Sign in' })).toBeVisible()
  expect(site.signIns).toEqual([])
})

it('creates an account from an invitation', async () => {
  site.instead.set('POST find', () =>
    Response.json({ Purpose: 'invitation', Email: 'ann@example.com', NeedsCode: false }),
  )
  site.open('/dashboard/choose-password#invited')
  expect(await screen.findByRole('heading', { name: 'Create your account' })).toBeVisible()
})

it('says that a link is not valid any more, and leads to another one', async () => {
  site.instead.set('POST find', () => problem(400, 'link_refused'))
  const { container } = site.open('/dashboard/choose-password#old')
  expect(await screen.findByText('This link isn’t valid any more')).toBeVisible()
  expect(screen.getByRole('link', { name: 'Get another link' })).toBeVisible()
  expect(await faultsOf(container)).toEqual([])
})
