/** The Webhooks screen on a back office that answers from memory. */
import { screen, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { beforeEach, expect, it } from 'vitest'
import type { Delivery, Webhook, Webhooks } from '@/features/console-webhooks/webhooks'
import { faultsOf } from './axe'
import { Office } from './office'

const HOOK: Webhook = {
  ...{ Id: 3, Name: 'New bookings', Event: 'BookingCreate', Roles: null, Signature: 'ascii' },
  ...{ CreatedOn: '2026-11-01T09:00:00Z', RevokedOn: null, PreviousSecretUntil: null, Received: 12 },
  LastReceivedOn: '2026-11-18T09:00:00Z',
  Events: [
    {
      ...{ Event: 'BookingCreate', Received: 12, Stored: 9, Unchanged: 1, Stale: 0, Ignored: 0, Kept: 2 },
      LastReceivedOn: '2026-11-18T09:00:00Z',
    },
  ],
}
const FAILED: Delivery = {
  ...{ Id: 17, Webhook: 'New bookings', Event: 'BookingCreate', Reason: 'Booking: ToTime is a required field' },
  ...{ Bytes: 20, HasBody: true, ReceivedOn: '2026-11-18T08:00:00Z', LastReceivedOn: '2026-11-18T09:00:00Z', Times: 2 },
}
const TOO_LONG: Delivery = { ...FAILED, Id: 18, HasBody: false, Reason: 'body is not valid UTF-8', Times: 1 }

let office: Office
let state: Webhooks
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
  state = {
    ...{ Webhooks: [HOOK], Failed: [FAILED, TOO_LONG], FailedCount: 2, KeepDays: 30 },
    KnownEvents: [
      { Name: 'BookingCreate', Entity: 'bookings', Deletes: false },
      { Name: 'CheckinCreated', Entity: 'checkins', Deletes: false },
    ],
  }
  office.instead.set('GET webhooks', () => Response.json(state))
  office.instead.set('GET 17', () => Response.json({ Body: '[{"Id": 7001}]' }))
})

it('shows what each webhook received, and what failed', async () => {
  const user = userEvent.setup()
  const { container } = office.open('/console/webhooks')
  expect(
    await screen.findByText('BookingCreate: 12 received, 10 stored or already known, 0 not kept here, 2 failed'),
  ).toBeVisible()
  const failed = screen.getByRole('region', { name: 'Failed deliveries' })
  expect(within(failed).getByText('Booking: ToTime is a required field')).toBeVisible()
  expect(within(failed).getByText(/2 times since Nov 18, 08:00/)).toBeVisible()
  expect(within(failed).getByText('Too long to keep: it has to be sent again.')).toBeVisible()
  await user.click(within(failed).getByRole('button', { name: 'What arrived at New bookings, Nov 18, 09:00' }))
  expect(await within(failed).findByText('[{"Id": 7001}]')).toBeVisible()
  expect(await faultsOf(container)).toEqual([])
})

it('creates a webhook and shows its address and secret once', async () => {
  const user = userEvent.setup()
  answers('POST', 'webhooks', () =>
    Response.json({ Webhook: HOOK, Path: '/webhooks/nexudus/the-key', Secret: 'the secret' }),
  )
  office.open('/console/webhooks')
  await user.click(await screen.findByRole('button', { name: 'Create a webhook' }))
  const form = screen.getByRole('form', { name: 'Create a webhook' })
  await user.type(within(form).getByLabelText('Name'), 'New bookings')
  expect(within(form).getByText('A webhook in use already has this name.')).toBeVisible()
  expect(within(form).getByRole('button', { name: 'Create a webhook' })).toBeDisabled()
  await user.type(within(form).getByLabelText('Name'), ' too')
  await user.selectOptions(within(form).getByLabelText('Event'), 'CheckinCreated')
  await user.click(within(form).getByRole('button', { name: 'Create a webhook' }))
  expect(await screen.findByText('the secret')).toBeVisible()
  expect(screen.getByText(`${location.origin}/webhooks/nexudus/the-key`)).toBeVisible()
  expect(sent).toEqual([{ Name: 'New bookings too', Event: 'CheckinCreated' }])
  await user.click(screen.getByRole('button', { name: 'I’ve copied it' }))
  expect(screen.queryByText('the secret')).toBeNull()
})

it('replaces a secret with an overlap, and says until when both are accepted', async () => {
  const user = userEvent.setup()
  answers('POST', 'secret', () => {
    state = { ...state, Webhooks: [{ ...HOOK, PreviousSecretUntil: '2026-11-21T09:00:00Z' }] }
    return Response.json({ Webhook: state.Webhooks[0], Secret: 'another secret' })
  })
  office.open('/console/webhooks')
  await user.click(await screen.findByRole('button', { name: 'Replace the secret of New bookings' }))
  await user.selectOptions(screen.getByLabelText('The previous secret is accepted'), '72')
  await user.click(screen.getByRole('button', { name: 'Replace the secret' }))
  expect(await screen.findByText('another secret')).toBeVisible()
  expect(await screen.findByText(/^The previous secret stays valid until Nov 21, 09:00/)).toBeVisible()
  expect(sent).toEqual([{ OverlapHours: 72 }])
})

it('processes a failed delivery again, or trusts it only after asking', async () => {
  const user = userEvent.setup()
  answers('POST', 'replay', (body) => {
    if (!(body as { AsIs: boolean }).AsIs)
      return Response.json(
        {
          ...{ Status: 400, Message: 'deliveryId: cannot be processed', WasSuccessful: false },
          Errors: [{ AttemptedValue: null, Message: 'cannot be processed', PropertyName: 'deliveryId' }],
        },
        { status: 400 },
      )
    state = { ...state, Failed: [TOO_LONG], FailedCount: 1 }
    return Response.json({ Stored: 1, Unchanged: 0, Stale: 0, Ignored: 0 })
  })
  office.open('/console/webhooks')
  await user.click(
    await screen.findByRole('button', { name: 'Process again what arrived at New bookings, Nov 18, 09:00' }),
  )
  await user.click(await screen.findByRole('button', { name: 'Trust this delivery' }))
  expect(sent).toEqual([{ AsIs: false }])
  const question = screen.getByRole('group', { name: 'Trust this delivery?' })
  await user.click(within(question).getByRole('button', { name: 'Trust this delivery' }))
  expect(await screen.findByText('1 record was stored.')).toBeVisible()
  expect(sent).toEqual([{ AsIs: false }, { AsIs: true }])
  expect(screen.queryByText('Booking: ToTime is a required field')).toBeNull()
})

it('revokes a webhook and deletes a delivery after asking', async () => {
  const user = userEvent.setup()
  answers('DELETE', '3', () => {
    state = { ...state, Webhooks: [{ ...HOOK, RevokedOn: '2026-11-18T10:00:00Z' }] }
    return Response.json(state)
  })
  answers('DELETE', '18', () => {
    state = { ...state, Failed: [FAILED], FailedCount: 1 }
    return Response.json(state)
  })
  office.open('/console/webhooks')
  await user.click(await screen.findByRole('button', { name: 'Revoke New bookings' }))
  await user.click(screen.getByRole('button', { name: 'Revoke New bookings' }))
  expect(await screen.findByText('1 revoked webhook')).toBeVisible()
  const failed = screen.getByText('body is not valid UTF-8').closest('li')
  if (!failed) throw new Error('the delivery is in no list')
  await user.click(within(failed).getByRole('button', { name: 'Delete' }))
  const question = screen.getByRole('group', { name: 'Delete this delivery?' })
  await user.click(within(question).getByRole('button', { name: 'Delete' }))
  expect(await screen.findByText('The delivery was deleted.')).toBeVisible()
  expect(screen.queryByText('body is not valid UTF-8')).toBeNull()
})

it('is absent for operators who are limited by roles', async () => {
  office.mayDoEverything = false
  office.open('/console/webhooks')
  expect(await screen.findByRole('heading', { name: 'Your roles don’t include this screen' })).toBeVisible()
  expect(screen.queryByRole('link', { name: 'Webhooks' })).toBeNull()
})
