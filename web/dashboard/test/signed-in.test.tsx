/** Completing a sign-in with a provider: the password, or a link by mail, on a portal that answers from memory. */
import { screen, waitFor } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { faultsOf } from './axe'
import { Site } from './site'
import { BOB, JANE, tabOf } from './tabs'

let site: Site
let sent: [string, Record<string, string>, string | null][]
let answers: Partial<Record<string, () => Response>>

const refuse = (error: string, status = 400) => Response.json({ error, error_description: '' }, { status })

beforeEach(() => {
  site = new Site()
  sent = []
  answers = {}
  const fetched = globalThis.fetch
  vi.stubGlobal('fetch', async (input: RequestInfo | URL, init?: RequestInit) => {
    const path = String(input instanceof Request ? input.url : input)
    const end = path.replace(/^.*session\/provider\//, '')
    const answer = answers[end]
    if (answer === undefined) return fetched(input, init)
    const form = Object.fromEntries(init?.body as URLSearchParams) as Record<string, string>
    sent.push([end, form, new Headers(init?.headers).get('accept-language')])
    return answer()
  })
})
afterEach(() => {
  vi.unstubAllGlobals()
  for (const session of site.sessions) session.close()
})

it('sends a link instead of taking the password, and says the same for every address', async () => {
  const user = userEvent.setup()
  answers = {
    finish: () => refuse('confirmation_required'),
    confirmation: () => Response.json({ SendsMail: true }),
  }
  const { container } = site.open('/dashboard/signed-in?state=the-state&code=the-code')
  await user.click(await screen.findByRole('button', { name: 'Send me a link instead' }))
  expect(await screen.findByText(/^If your email address has an account here/)).toBeVisible()
  expect(screen.getByLabelText('Password')).toBeVisible()
  expect(sent.at(-1)).toEqual(['confirmation', { state: 'the-state' }, 'en'])
  expect(location.href).not.toContain('the-state')
  expect(await faultsOf(container)).toEqual([])
})

it.each([
  [() => Response.json({ SendsMail: false }), /^This space doesn’t send email/],
  [() => refuse('too_many_requests', 429), /^Too many attempts/],
  [() => refuse('sign_in_expired'), /has to be opened in the browser in which you signed in/],
])('says why no link is sent', async (answer, reason) => {
  const user = userEvent.setup()
  answers = { finish: () => refuse('confirmation_required'), confirmation: answer }
  site.open('/dashboard/signed-in?state=the-state&code=the-code')
  await user.click(await screen.findByRole('button', { name: 'Send me a link instead' }))
  expect(await screen.findByText(reason)).toBeVisible()
})

it('passes the secret of a mailed link, takes it out of the address, and asks for the code', async () => {
  const user = userEvent.setup()
  answers = { finish: () => refuse('two_factor_auth_check') }
  site.open('/dashboard/signed-in#the-secret')
  await user.type(await screen.findByRole('textbox', { name: /code/i }), '123456')
  expect(location.href).not.toContain('the-secret')
  answers = { finish: () => refuse('sign_in_expired') }
  await user.click(screen.getByRole('button', { name: 'Continue' }))
  expect(await screen.findByText(/has to be opened in the browser in which you signed in/)).toBeVisible()
  expect(sent.map(([, form]) => form)).toEqual([
    { confirmation: 'the-secret' },
    { confirmation: 'the-secret', password: '', totp: '123456' },
  ])
})

it('lets the other tabs know who has signed in', async () => {
  const tab = tabOf(site)
  await tab.signIn(JANE)
  const states: string[] = []
  tab.subscribe(() => states.push(tab.state.status))
  site.email = BOB.username
  answers = { finish: () => Response.json({ Outcome: 'signedIn' }) }
  sessionStorage.setItem('teamkpi.next', '/dashboard/signed-in#done')
  site.open('/dashboard/signed-in?state=the-state&code=the-code')
  await waitFor(() => expect(states).toEqual(['out', 'in']))
  await waitFor(() => expect(location.hash).toBe('#done'))
})
