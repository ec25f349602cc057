/** The Mirror screen on a back office that answers from memory. */
import { screen, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { beforeEach, expect, it } from 'vitest'
import type { Mirror } from '@/features/console-mirror/mirror'
import { faultsOf } from './axe'
import { Office } from './office'

const MIRROR: Mirror = {
  ...{ Kind: 'nexudus', BaseUrl: 'https://spaces.nexudus.com', IsPaused: false },
  ...{ LastStartedOn: '2026-11-18T09:00:00Z', LastCompletedOn: '2026-11-18T09:00:04Z' },
  ...{ ProblemCode: null, Problem: null, Advice: null, ProblemSince: null, AgeSeconds: 30 },
  ...{ RefusedCount: 0, MissingCount: 0, Refused: [] },
  Kinds: [
    {
      ...{ Entity: 'bookings', There: 2500, Here: 2499, FollowedTo: null, AgeSeconds: 5400 },
      NewestVersion: '2026-11-18T07:31:00Z',
      ...{ SweptOn: '2026-11-18T04:00:00Z', IsLoading: false, Refused: 1, Missing: 0, Note: '1 refused' },
    },
  ],
}

let office: Office
let mirror: Mirror
let done: unknown[]

beforeEach(() => {
  office = new Office()
  mirror = MIRROR
  done = []
  office.instead.set('GET mirror', () => Response.json({ Mirrors: [mirror] }))
  office.instead.set('POST actions', () => {
    const body = JSON.parse(office.requests.at(-1)?.body ?? '') as { Do: string }
    done.push(body)
    mirror = { ...mirror, IsPaused: body.Do === 'pause', MissingCount: body.Do === 'confirm' ? 0 : mirror.MissingCount }
    return Response.json({ Mirrors: [mirror] })
  })
})

it('says what to do while there is no mirror', async () => {
  office.instead.set('GET mirror', () => Response.json({ Mirrors: [] }))
  office.open('/console/mirror')
  expect(await screen.findByRole('heading', { name: 'No account is mirrored' })).toBeVisible()
  expect(screen.getByText(/^teamkpi mirror add nexudus/)).toBeVisible()
})

it('shows each kind with its counts and age, and pauses and resumes', async () => {
  const user = userEvent.setup()
  office.open('/console/mirror')
  expect(await screen.findByText(/^Up to date/)).toBeVisible()
  expect(
    screen.getByRole('row', { name: /^Bookings 2,500 2,499 Nov 18, 07:31 1.h.30 Nov 18, 04:00 1 refused$/ }),
  ).toBeVisible()
  await user.click(screen.getByRole('button', { name: 'Pause' }))
  expect(await screen.findByText(/^Paused/)).toBeVisible()
  expect(screen.queryByRole('button', { name: 'Run now' })).toBeNull()
  await user.click(screen.getByRole('button', { name: 'Resume' }))
  await user.click(await screen.findByRole('button', { name: 'Run now' }))
  expect(done).toEqual([{ Do: 'pause' }, { Do: 'resume' }, { Do: 'retry' }])
})

it('says what is wrong and what to do, and lists what could not be stored', async () => {
  mirror = {
    ...MIRROR,
    ...{ ProblemCode: 'firewall', Problem: 'it refuses (403)', ProblemSince: '2026-11-18T08:00:00Z' },
    Advice: 'Ask the service, or run `teamkpi mirror check`.',
    RefusedCount: 1,
    Refused: [
      {
        ...{ Entity: 'bookings', Id: 5, Version: null, FirstOn: '2026-11-18T08:01:00Z' },
        Reason: 'ToTime is a required field',
      },
    ],
  }
  const { container } = office.open('/console/mirror')
  expect(await screen.findByText(/^There is a problem/)).toBeVisible()
  expect(screen.getByText('The service’s firewall refuses this server.')).toBeVisible()
  expect(screen.getByText(/^Ask the service, or run/)).toHaveTextContent(/run teamkpi mirror check\.$/)
  const refused = screen.getByRole('region', { name: 'Records that couldn’t be stored' })
  expect(within(refused).getByText('ToTime is a required field')).toBeVisible()
  expect(await faultsOf(container)).toEqual([])
})

it('deletes missing records only after saying what that means', async () => {
  const user = userEvent.setup()
  mirror = { ...MIRROR, MissingCount: 40 }
  office.open('/console/mirror')
  await user.click(await screen.findByRole('button', { name: 'Delete them here too…' }))
  expect(screen.getByText(/The next run deletes those of the 40 records that are still missing there/)).toBeVisible()
  expect(done).toEqual([])
  await user.click(screen.getByRole('button', { name: 'Delete them here' }))
  expect(await screen.findByText(/^Up to date/)).toBeVisible()
  expect(screen.queryByText(/missing at the source: too many/)).toBeNull()
  expect(done).toEqual([{ Do: 'confirm' }])
})

it('is not for operators who are limited by roles', async () => {
  office.mayDoEverything = false
  office.open('/console/mirror')
  expect(await screen.findByText('Your roles don’t include this screen')).toBeVisible()
  expect(screen.queryByRole('link', { name: 'Mirror' })).toBeNull()
})
