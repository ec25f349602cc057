/** The name and look of the space: on the Access screen, and on the page of the set-up link. */
import { screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { beforeEach, expect, it, vi } from 'vitest'
import type { Look, LookChange } from '@/console/look'
import { faultsOf } from './axe'
import { Office } from './office'

vi.mock('@/page/load', () => ({ loadPage: (path: string) => loaded.push(path) }))

const loaded: string[] = []
let office: Office
let look: Look
let changes: LookChange[]
const PICTURE = new File(['png'], 'logo.png', { type: 'image/png' })
const LOGO = { Path: '/dashboard/assets/space-logo-0f1e2d3c4b5a.png', MediaType: 'image/png', Bytes: 3 }

beforeEach(() => {
  office = new Office()
  changes = []
  loaded.length = 0
  look = { Name: null, Accent: null, AccentInDark: null, Logo: null }
  office.instead.set('GET operators', () => Response.json({ Operators: [], RoleSets: [] }))
  office.instead.set('GET accounts', () => Response.json({ Accounts: [], Page: 1, Size: 50, TotalItems: 0 }))
  office.instead.set('GET keys', () => Response.json({ Keys: [], RoleSets: [] }))
  office.instead.set('GET account-invitations', () => Response.json({ Invitations: [], SendsMail: true }))
  office.instead.set('GET look', () => Response.json(look))
  office.instead.set('PUT look', () => {
    const { Logo, ...texts } = JSON.parse(office.requests.at(-1)?.body ?? '') as LookChange
    changes.push({ ...texts, ...(Logo !== undefined && { Logo }) })
    look = { ...look, ...texts, ...(Logo !== undefined && { Logo: Logo === null ? null : LOGO }) }
    return Response.json(look)
  })
})

async function section() {
  const found = await screen.findByRole('region', { name: 'Name and look' })
  await within(found).findByLabelText('Space name')
  return within(found)
}

it('sends what is changed and nothing else, and shows the logo', async () => {
  const user = userEvent.setup()
  const { container } = office.open('/console/access')
  const part = await section()
  await user.type(part.getByLabelText('Space name'), 'Harbour & Hive')
  await user.upload(part.getByLabelText('Logo'), PICTURE)
  await user.click(part.getByRole('button', { name: 'Save the look' }))
  expect(await part.findByRole('img', { name: 'Your logo' })).toHaveAttribute('src', LOGO.Path)
  expect(part.getByText(/^Saved/)).toBeVisible()
  expect(part.getByRole('button', { name: 'Reload the page' })).toBeVisible()
  expect(await faultsOf(container)).toEqual([])
  await user.clear(part.getByLabelText('Space name'))
  await user.type(part.getByLabelText('Accent colour, dark'), '#e3a8cd')
  await user.click(part.getByRole('checkbox', { name: 'Remove the logo' }))
  await user.click(part.getByRole('button', { name: 'Save the look' }))
  await waitFor(() => expect(part.queryByRole('img')).toBeNull())
  expect(changes).toEqual([
    { Name: 'Harbour & Hive', Logo: btoa('png') },
    { Name: null, AccentInDark: '#e3a8cd', Logo: null },
  ])
})

it('shows why a colour is refused, and keeps what was typed', async () => {
  const user = userEvent.setup()
  const reason = 'must not be #ffcc00: text in it would be hard to read in the light theme.'
  office.instead.set('PUT look', () => {
    const Errors = [{ AttemptedValue: null, Message: reason, PropertyName: 'Accent' }]
    return Response.json({ Status: 400, Message: reason, WasSuccessful: false, Errors }, { status: 400 })
  })
  office.open('/console/access')
  const part = await section()
  await user.type(part.getByLabelText('Accent colour, light'), '#ffcc00')
  await user.click(part.getByRole('button', { name: 'Save the look' }))
  expect(await part.findByRole('alert')).toHaveTextContent('text in it would be hard to read')
  expect(part.getByLabelText('Accent colour, light')).toHaveValue('#ffcc00')
})

it('does not send a logo that is too large', async () => {
  const user = userEvent.setup()
  office.open('/console/access')
  const part = await section()
  await user.upload(part.getByLabelText('Logo'), new File([new Uint8Array(262_145)], 'logo.png', { type: 'image/png' }))
  await user.click(part.getByRole('button', { name: 'Save the look' }))
  expect(part.getByLabelText('Logo')).toBeInvalid()
  expect(changes).toEqual([])
})

async function startEmpty(user: ReturnType<typeof userEvent.setup>) {
  await user.type(screen.getByLabelText('Name'), 'North Hub')
  await user.type(screen.getByLabelText(/^Currency/), 'eur')
  await user.click(screen.getByRole('radio', { name: 'Start empty' }))
  await user.click(screen.getByRole('button', { name: 'Start' }))
}

it('is set with the first location, and the next page is loaded with it', async () => {
  const user = userEvent.setup()
  const { container } = office.open('/console/setup')
  await user.type(await screen.findByLabelText('Space name'), 'Harbour')
  await user.type(screen.getByLabelText('Accent colour, light'), '#7a1f5c')
  await user.upload(screen.getByLabelText('Logo'), PICTURE)
  expect(await faultsOf(container)).toEqual([])
  await startEmpty(user)
  await waitFor(() => expect(loaded).toEqual(['/console/today']))
  expect(changes).toEqual([{ Name: 'Harbour', Accent: '#7a1f5c', Logo: btoa('png') }])
  expect(office.changed).toHaveLength(1)
})

it('can be left empty', async () => {
  const user = userEvent.setup()
  office.open('/console/setup')
  await screen.findByLabelText('Space name')
  await startEmpty(user)
  expect(await screen.findByRole('heading', { name: 'Today' })).toBeVisible()
  expect(loaded).toEqual([])
  expect(changes).toEqual([])
})
