/** The Hooks screen on a back office that answers from memory. */
import { screen, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { beforeEach, expect, it } from 'vitest'
import type { Content, Hook, HookEvent, Hooks } from '@/features/console-hooks/hooks'
import { en } from '@/i18n/console/en'
import { es } from '@/i18n/console/es'
import { faultsOf } from './axe'
import { Office } from './office'

const KNOWN = ['alert.fired', 'alert.resolved', 'import.finished', 'something.new']
const HOOK: Hook = {
  ...{ Id: 3, Name: 'Portal', Url: 'https://portal.example.com/in', Events: ['alert.fired', 'import.finished'] },
  ...{ CreatedOn: '2026-11-01T09:00:00Z', StoppedOn: null, StoppedBy: null, PreviousSecretUntil: null },
  ...{ Failures: 0, Waiting: 0, NextTryOn: null, LastAcceptedOn: '2026-11-18T09:00:00Z' },
}
const FAILING: Hook = { ...HOOK, Id: 4, Name: 'Door', Failures: 2, Waiting: 1, NextTryOn: '2026-11-18T10:05:00Z' }
const GONE: Hook = { ...HOOK, Id: 5, Name: 'Old', StoppedOn: '2026-11-17T09:00:00Z', StoppedBy: 'receiver' }
const ID = '7c1d5c5e-3c0f-4c5b-9a43-0b8a0f6f7a11'
const WAITING: HookEvent = {
  ...{ Id: ID, Hook: 'Door', Event: 'import.finished', State: 'waiting', Problem: 'status 500', Tries: 2 },
  ...{ WrittenOn: '2026-11-18T09:58:00Z', NextTryOn: '2026-11-18T10:05:00Z', EndedOn: null },
}
const ACCEPTED: HookEvent = {
  ...{ Id: ID.replace('7c', '8c'), Hook: 'Portal', Event: 'alert.fired', State: 'accepted', Problem: null, Tries: 1 },
  ...{ WrittenOn: '2026-11-18T09:00:00Z', NextTryOn: null, EndedOn: '2026-11-18T09:00:00Z' },
}
const CONTENT: Content = {
  Body: '{"type":"import.finished"}',
  Tries: [
    {
      Number: 1,
      TriedOn: '2026-11-18T09:58:00Z',
      Status: 500,
      Problem: null,
      Milliseconds: 12,
      Answer: 'out of order',
    },
    {
      ...{ Number: 2, TriedOn: '2026-11-18T09:59:00Z', Status: null, Milliseconds: 15000, Answer: null },
      Problem: 'no answer within 15 seconds',
    },
  ],
}

let office: Office
let state: Hooks
let events: readonly HookEvent[]
let sent: unknown[]

function answers(method: string, last: string, answer: (body: unknown) => Response) {
  office.instead.set(`${method} ${last}`, () => {
    const { body } = office.requests.at(-1) ?? {}
    const read: unknown = body ? JSON.parse(body) : null
    sent.push(read)
    return answer(read)
  })
}

beforeEach(() => {
  office = new Office()
  sent = []
  state = { Hooks: [FAILING, GONE, HOOK], KnownEvents: KNOWN }
  events = [WAITING]
  office.instead.set('GET hooks', () => Response.json(state))
  office.instead.set('GET hook-events', () => {
    const withAccepted = office.requests.at(-1)?.query.get('all') === 'true'
    return Response.json({ Events: withAccepted ? [...events, ACCEPTED] : events, KeepDays: 30 })
  })
  office.instead.set(`GET ${ID}`, () => Response.json(CONTENT))
})

it('shows the state of each hook, and what is sent of an event with every attempt', async () => {
  const user = userEvent.setup()
  const { container } = office.open('/console/hooks')
  expect(
    await screen.findByText(/2 attempts in a row failed; 1 event is waiting, next attempt Nov 18, 10:05/),
  ).toBeVisible()
  expect(
    screen.getByText(/Stopped on Nov 17, 09:00.*: the receiver answered that it wants no more events/),
  ).toBeVisible()
  expect(screen.getByText(/Last accepted Nov 18, 09:00/)).toBeVisible()
  const list = await screen.findByRole('region', { name: 'Events' })
  expect(await within(list).findByText('Import finished')).toBeVisible()
  expect(within(list).getByText(': status 500')).toBeVisible()
  await user.click(within(list).getByRole('button', { name: /^Details: Import finished, Nov 18, 09:58/ }))
  expect(await within(list).findByText('{"type":"import.finished"}')).toBeVisible()
  const attempts = within(list).getByRole('list', { name: 'Attempts' })
  expect(
    within(attempts)
      .getAllByRole('listitem')
      .map((one) => one.textContent),
  ).toEqual([
    expect.stringMatching(/Nov 18, 09:58.*: status 500 \(12 ms\)/),
    expect.stringMatching(/Nov 18, 09:59.*: no answer within 15 seconds \(15000 ms\)/),
  ])
  await user.click(within(list).getByLabelText('Also show accepted events'))
  expect(await within(list).findByText('Alert: a threshold was reached')).toBeVisible()
  expect(await faultsOf(container)).toEqual([])
})

it('creates a hook for some events, and shows its secret and public key once', async () => {
  const user = userEvent.setup()
  answers('POST', 'hooks', () => Response.json({ Hook: HOOK, Secret: 'whsec_x', PublicKey: 'whpk_y' }))
  const { container } = office.open('/console/hooks')
  await user.click(await screen.findByRole('button', { name: 'Create a hook' }))
  const form = screen.getByRole('form', { name: 'Create a hook' })
  await user.type(within(form).getByLabelText('Name'), 'Portal')
  expect(within(form).getByText('Another hook already has this name.')).toBeVisible()
  await user.type(within(form).getByLabelText('Name'), ' too')
  await user.type(within(form).getByLabelText('Address'), 'https://portal.example.com/2')
  const create = within(form).getByRole('button', { name: 'Create a hook' })
  const boxes = within(form).getAllByRole('checkbox')
  for (const one of boxes) await user.click(one)
  expect(within(form).getByText('Choose at least one event.')).toBeVisible()
  expect(create).toBeDisabled()
  await user.click(within(form).getByLabelText('something.new'))
  await user.click(within(form).getByLabelText('Import finished'))
  expect(await faultsOf(container)).toEqual([])
  await user.click(create)
  expect(await screen.findByText('whsec_x')).toBeVisible()
  expect(screen.getByText('whpk_y')).toBeVisible()
  expect(sent).toEqual([
    {
      Name: 'Portal too',
      Url: 'https://portal.example.com/2',
      Events: ['something.new', 'import.finished'],
    },
  ])
  await user.click(screen.getByRole('button', { name: 'I’ve copied it' }))
  expect(screen.queryByText('whsec_x')).toBeNull()
})

it('changes a hook, and says why an address was refused', async () => {
  const user = userEvent.setup()
  let isRefused = true
  answers('PUT', '3', (body) => {
    if (isRefused)
      return Response.json(
        {
          ...{ Status: 400, Message: 'Url: the address is not public', WasSuccessful: false },
          Errors: [{ AttemptedValue: null, Message: 'the address is not public', PropertyName: 'Url' }],
        },
        { status: 400 },
      )
    state = { ...state, Hooks: [{ ...HOOK, ...(body as Partial<Hook>) }] }
    return Response.json(state)
  })
  office.open('/console/hooks')
  await user.click(await screen.findByRole('button', { name: 'Change Portal' }))
  const form = screen.getByRole('form', { name: 'Change Portal' })
  expect(within(form).getByLabelText('Import finished')).toBeChecked()
  expect(within(form).getByLabelText('Alert: no longer at a threshold')).not.toBeChecked()
  await user.clear(within(form).getByLabelText('Address'))
  await user.type(within(form).getByLabelText('Address'), 'https://10.0.0.1/')
  await user.click(within(form).getByRole('button', { name: 'Save' }))
  expect(await within(form).findByText(/the address is not public/)).toBeVisible()
  isRefused = false
  await user.click(within(form).getByRole('button', { name: 'Save' }))
  expect(await screen.findByText('https://10.0.0.1/')).toBeVisible()
  expect(screen.queryByRole('form', { name: 'Change Portal' })).toBeNull()
  expect(sent.at(-1)).toEqual({ Name: 'Portal', Url: 'https://10.0.0.1/', Events: HOOK.Events })
})

it('replaces a secret with an overlap, and says until when both secrets are used', async () => {
  const user = userEvent.setup()
  answers('POST', 'secret', () => {
    state = { ...state, Hooks: [{ ...HOOK, PreviousSecretUntil: '2026-11-21T09:00:00Z' }] }
    return Response.json({ Hook: state.Hooks[0], Secret: 'whsec_new', PublicKey: 'whpk_new' })
  })
  office.open('/console/hooks')
  await user.click(await screen.findByRole('button', { name: 'Replace the secret of Portal' }))
  await user.selectOptions(screen.getByLabelText('Requests are signed with the previous secret'), '72')
  await user.click(screen.getByRole('button', { name: 'Replace the secret' }))
  expect(await screen.findByText('whsec_new')).toBeVisible()
  expect(await screen.findByText(/also signed with the previous secret until Nov 21, 09:00/)).toBeVisible()
  expect(sent).toEqual([{ OverlapHours: 72 }])
})

it('sends a test and says what came back', async () => {
  const user = userEvent.setup()
  const results = [
    { IsAccepted: false, Status: 500, Problem: null, Milliseconds: 7, Answer: null },
    { IsAccepted: false, Status: null, Problem: 'the host could not be reached', Milliseconds: 3, Answer: null },
    { IsAccepted: true, Status: 204, Problem: null, Milliseconds: 9, Answer: null },
  ]
  answers('POST', 'test', () => Response.json(results.shift()))
  office.open('/console/hooks')
  const button = await screen.findByRole('button', { name: 'Send a test to Portal' })
  await user.click(button)
  expect(await screen.findByText('Not accepted: status 500 after 7 ms.')).toBeVisible()
  await user.click(button)
  expect(await screen.findByText('the host could not be reached')).toBeVisible()
  await user.click(button)
  expect(await screen.findByText('Accepted with status 204 after 9 ms.')).toBeVisible()
})

it('stops and starts a hook, deletes one after asking, and sends an event again', async () => {
  const user = userEvent.setup()
  answers('POST', 'actions', (body) => {
    const isStop = (body as { Do: string }).Do === 'stop'
    const next = isStop
      ? { ...FAILING, Failures: 0, Waiting: 0, StoppedOn: '2026-11-18T10:00:00Z', StoppedBy: 'operator' }
      : { ...FAILING, Failures: 0, Waiting: 0 }
    state = { ...state, Hooks: [next] }
    return Response.json(state)
  })
  answers('DELETE', '4', () => {
    state = { ...state, Hooks: [] }
    return Response.json(state)
  })
  answers('POST', 'resend', () => {
    events = [{ ...WAITING, Problem: null, Tries: 0 }]
    return Response.json({ Events: events, KeepDays: 30 })
  })
  office.open('/console/hooks')
  await user.click(await screen.findByRole('button', { name: /^Send again: Import finished/ }))
  expect(await screen.findByText('It will be sent again within a few seconds.')).toBeVisible()
  await user.click(screen.getByRole('button', { name: 'Stop Door' }))
  const question = screen.getByRole('group', { name: 'Stop Door?' })
  expect(within(question).getByText(/1 waiting event is dropped/)).toBeVisible()
  await user.click(within(question).getByRole('button', { name: 'Stop Door' }))
  expect(await screen.findByText(/^Stopped on Nov 18, 10:00/)).toBeVisible()
  await user.click(screen.getByRole('button', { name: 'Start Door' }))
  expect(await screen.findByRole('button', { name: 'Stop Door' })).toBeVisible()
  await user.click(screen.getByRole('button', { name: 'Delete Door' }))
  await user.click(screen.getByRole('button', { name: 'Delete Door' }))
  expect(await screen.findByText('There are no hooks yet.')).toBeVisible()
  expect(sent).toEqual([null, { Do: 'stop' }, { Do: 'start' }, null])
})

it('is absent for operators who are limited by roles', async () => {
  office.mayDoEverything = false
  office.open('/console/hooks')
  expect(await screen.findByRole('heading', { name: 'Your roles don’t include this screen' })).toBeVisible()
  expect(screen.queryByRole('link', { name: 'Hooks' })).toBeNull()
})

it('has a name for each event in both languages', () => {
  expect(Object.keys(es.hooks.events)).toEqual(Object.keys(en.hooks.events))
})
