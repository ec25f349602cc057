/** The Health screen on a back office that answers from memory. */
import { act, screen, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { beforeEach, expect, it } from 'vitest'
import type { Check, Health, Message } from '@/features/console-health/health'
import { chooseLanguage } from '@/page/preferences'
import { faultsOf } from './axe'
import { Office } from './office'
import { problem } from './portal'

const NEVER = { State: 'never', StartedOn: null, EndedOn: null, Done: 0, Problems: 0, Findings: [] } as const
const DOCTOR: Check = { Check: 'doctor', ...NEVER }
const VERIFY: Check = { Check: 'verify', ...NEVER }
const MESSAGE: Message = {
  ...{ Id: 'a1', Kind: 'team_invitation', Email: 'jane@example.com', WrittenOn: '2026-11-18T09:00:00Z' },
  ...{ Attempts: 2, State: 'failed', NextOn: null, Reason: '550 no such user', CanBeResent: true },
}
const HEALTH: Health = {
  ...{ Version: '0.1.0 (commit 1234567890ab)', Schema: '0038_checks', Server: '17.2', IsEmbedded: false },
  ...{ DatabaseBytes: 52_428_800, Connections: 7, MostConnections: 100, DiskFreeBytes: null, VerifiedBackupOn: null },
  ...{ IsWorker: true, RunsMirror: true, Mirror: 'problem' },
  Mail: { Sender: 'kpi@example.com', HasServer: true, Messages: [MESSAGE], Bounced: [] },
  Checks: [DOCTOR, VERIFY],
}
const FINDING = {
  Subject: 'schema',
  IsProblem: true,
  Text: '0038_checks not applied yet',
  Advice: 'run `teamkpi migrate`',
}
const ENDED: Check = {
  ...{ Check: 'doctor', State: 'ended', StartedOn: '2026-11-18T09:00:00Z', EndedOn: '2026-11-18T09:00:04Z' },
  ...{ Done: 0, Problems: 1 },
  Findings: [FINDING, { Subject: 'clock', IsProblem: false, Text: 'differs from this machine’s by 0.0 s', Advice: '' }],
}

let office: Office
let health: Health

beforeEach(() => {
  office = new Office()
  health = HEALTH
  office.instead.set('GET health', () => Response.json(health))
})

it('says how the installation is', async () => {
  const { container } = office.open('/console/health')
  const system = await screen.findByRole('region', { name: 'System' })
  for (const text of ['0.1.0 (commit 1234567890ab)', 'PostgreSQL 17.2', '52 MB', '7 of 100', 'none yet'])
    expect(within(system).getByText(text)).toBeVisible()
  expect(within(system).getByText('has a problem')).toBeVisible()
  expect(within(system).queryByText('Free disk space')).toBeNull()
  expect(await faultsOf(container)).toEqual([])
})

it('asks for the findings again in another language', async () => {
  health = { ...HEALTH, Checks: [ENDED, VERIFY] }
  office.open('/console/health')
  expect(await screen.findByText(/not applied yet/)).toBeVisible()
  health = { ...HEALTH, Checks: [{ ...ENDED, Findings: [{ ...FINDING, Text: 'sin aplicar' }] }, VERIFY] }
  act(() => chooseLanguage('es'))
  expect(await screen.findByText('sin aplicar')).toBeVisible()
})

it('runs a check, follows it, and lists problems first with what to do', async () => {
  const user = userEvent.setup()
  const running: Check = { ...VERIFY, State: 'running', StartedOn: '2026-11-18T09:00:00Z', Done: 4000 }
  office.instead.set('POST checks', () => {
    health = { ...HEALTH, Checks: [DOCTOR, running] }
    return Response.json(health)
  })
  const { container } = office.open('/console/health')
  await user.click(await screen.findByRole('button', { name: 'Run verify' }))
  expect(JSON.parse(office.requests.findLast(({ method }) => method === 'POST')?.body ?? '')).toEqual({
    Check: 'verify',
  })
  expect(await screen.findByText(/4,000 people verified\. You can leave this page/)).toBeVisible()
  expect(screen.getByRole('button', { name: 'Run doctor' })).toBeDisabled()
  health = { ...HEALTH, Checks: [ENDED, VERIFY] }
  expect(await screen.findByText(/1 problem\. Last run: Nov 18, 2026, 09:00/)).toBeVisible()
  const [schema] = screen.getAllByRole('listitem').filter((one) => within(one).queryByText('Schema'))
  expect(schema).toHaveTextContent('0038_checks not applied yet→ run teamkpi migrate')
  expect(screen.getByText('1 check passed')).toBeVisible()
  expect(screen.getByRole('button', { name: 'Run doctor' })).toBeEnabled()
  expect(await faultsOf(container)).toEqual([])
})

it('sends a failed mail again', async () => {
  const user = userEvent.setup()
  office.instead.set('POST resend', () => {
    health = { ...HEALTH, Mail: { ...HEALTH.Mail, Messages: [] } }
    return Response.json(health)
  })
  office.open('/console/health')
  const mail = await screen.findByRole('region', { name: /Email/ })
  expect(within(mail).getByText('550 no such user')).toBeVisible()
  await user.click(within(mail).getByRole('button', { name: 'Send the email to jane@example.com again' }))
  expect(await within(mail).findByText('All email has been sent.')).toBeVisible()
})

it('lists addresses that mail came back from, and has one tried again', async () => {
  const user = userEvent.setup()
  const bounced = { Email: 'leo@example.com', BouncedOn: '2026-11-18T09:00:00Z', Code: '5.1.1' }
  const returned: Message = { ...MESSAGE, State: 'bounced', Reason: 'came back', CanBeResent: false }
  health = { ...HEALTH, Mail: { ...HEALTH.Mail, Messages: [returned], Bounced: [bounced] } }
  office.instead.set('POST try-again', () => {
    health = { ...HEALTH, Mail: { ...HEALTH.Mail, Messages: [] } }
    return Response.json(health)
  })
  const { container } = office.open('/console/health')
  const mail = await screen.findByRole('region', { name: 'Email that hasn’t been sent' })
  expect(within(mail).getByRole('listitem')).toHaveTextContent('came back')
  const list = screen.getByRole('region', { name: 'Addresses that bounce' })
  expect(within(list).getByText(/^came back .*, status 5\.1\.1$/)).toBeVisible()
  expect(await faultsOf(container)).toEqual([])
  await user.click(within(list).getByRole('button', { name: 'Send email to leo@example.com again' }))
  expect(await screen.findByText('All email has been sent.')).toBeVisible()
  expect(screen.queryByText('leo@example.com')).toBeNull()
  expect(JSON.parse(office.requests.findLast(({ method }) => method === 'POST')?.body ?? '')).toEqual({
    Email: 'leo@example.com',
  })
})

it('sends a test mail to the operator, and says what came of it beside the button', async () => {
  const user = userEvent.setup()
  let answer: (response: Response) => void = () => undefined
  const answered = new Promise<Response>((resolve) => (answer = resolve))
  office.instead.set('POST test', () => answered)
  const { container } = office.open('/console/health')
  const mail = await screen.findByRole('region', { name: /Email/ })
  const button = within(mail).getByRole('button', { name: 'Send a test email to me' })
  button.focus()
  await user.keyboard('{Enter}')
  expect(await within(mail).findByRole('button', { name: 'Sending…' })).toHaveFocus()
  await user.keyboard('{Enter}')
  answer(Response.json({ Email: 'desk@example.com', IsAccepted: true, Problem: null }))
  const said = within(mail).getByRole('status')
  expect(await within(said).findByText(/accepted a test email to desk@example\.com\./)).toBeVisible()
  expect(button).toHaveFocus()
  expect(button).toHaveAccessibleName('Send a test email to me')
  const sent = office.requests.filter(({ path }) => path.startsWith('/api/sys/health/'))
  expect(sent.map(({ path, body }) => [path, body])).toEqual([['/api/sys/health/mail/test', '']])
  expect(await faultsOf(container)).toEqual([])
})

it('says why a test mail was not sent, and how long to wait for the next one', async () => {
  const user = userEvent.setup()
  const Problem = 'the mail server refused the user or the password (535)'
  office.instead.set('POST test', () => Response.json({ Email: 'desk@example.com', IsAccepted: false, Problem }))
  office.open('/console/health')
  const button = await screen.findByRole('button', { name: 'Send a test email to me' })
  const said = within(screen.getByRole('region', { name: /Email/ })).getByRole('status')
  await user.click(button)
  expect(await within(said).findByText(Problem)).toBeVisible()
  expect(said).toHaveTextContent(`The test email wasn’t sent: ${Problem}`)
  const tooMany = { status: 429, headers: { 'content-type': 'application/problem+json', 'retry-after': '4' } }
  office.instead.set('POST test', () => Response.json({ code: 'too_many_requests', status: 429 }, tooMany))
  await user.click(button)
  expect(await within(said).findByText('You have sent several test emails. Try again in 4 seconds.')).toBeVisible()
  expect(said).not.toHaveTextContent(Problem)
  expect(button).toHaveFocus()
})

it('offers no test mail where none can be sent', async () => {
  health = { ...HEALTH, Mail: { ...HEALTH.Mail, HasServer: false } }
  office.open('/console/health')
  expect(await screen.findByText(/^No mail server is configured here/)).toBeVisible()
  expect(screen.queryByRole('button', { name: 'Send a test email to me' })).toBeNull()
})

it('says why a check could not be started', async () => {
  const user = userEvent.setup()
  office.instead.set('POST checks', () => problem(503, 'unavailable'))
  office.open('/console/health')
  await user.click(await screen.findByRole('button', { name: 'Run doctor' }))
  expect(await screen.findByRole('alert')).toBeVisible()
})

it('is not for operators who are limited by roles', async () => {
  office.mayDoEverything = false
  office.open('/console/health')
  expect(await screen.findByText('Your roles don’t include this screen')).toBeVisible()
  expect(screen.queryByRole('link', { name: 'Health' })).toBeNull()
  expect(office.requests.some(({ path }) => path.endsWith('/health'))).toBe(false)
})
