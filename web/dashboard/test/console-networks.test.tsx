/** The networks of the server on the Access screen, on a back office that answers from memory. */
import { screen, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { beforeEach, expect, it } from 'vitest'
import type { Network } from '@/features/console-access/networks'
import { faultsOf } from './axe'
import { Office } from './office'

const HOSTS = { Network: 'default', Hosts: ['kpi.example.com'], YourHost: 'kpi.example.com', MayChange: true }
const FULL = { IsYours: false, People: 240, Teams: 1, HasOperator: true, CanBeSetUp: false }

let office: Office
let networks: Network[]

beforeEach(() => {
  office = new Office()
  networks = [
    { ...FULL, Id: 1, Name: 'default', Hosts: ['kpi.example.com'], IsYours: true },
    { ...FULL, Id: 2, Name: 'North', Hosts: [], HasOperator: false },
  ]
  office.instead.set('GET operators', () => Response.json({ Operators: [], RoleSets: [] }))
  office.instead.set('GET accounts', () => Response.json({ Accounts: [], Page: 1, Size: 50, TotalItems: 0 }))
  office.instead.set('GET keys', () => Response.json({ Keys: [], RoleSets: [] }))
  office.instead.set('GET account-invitations', () => Response.json({ Invitations: [], SendsMail: true }))
  office.instead.set('GET hosts', () => Response.json({ ...HOSTS, MayManageNetworks: true }))
  office.instead.set('GET networks', () =>
    Response.json({ Networks: networks, Page: 1, Size: 50, TotalItems: networks.length }),
  )
})

it('creates a network and shows the link to set it up', async () => {
  const user = userEvent.setup()
  office.instead.set('POST networks', () => {
    const { Name, Hosts } = JSON.parse(office.requests.at(-1)?.body ?? '') as { Name: string; Hosts: string[] }
    const made = { ...FULL, Id: 3, Name, Hosts, People: 0, Teams: 0, HasOperator: false, CanBeSetUp: true }
    networks = [...networks, made]
    return Response.json({ Network: made, Secret: 'once', Page: '/console/setup', ExpiresOn: '2026-11-21T13:00:00Z' })
  })
  const { container } = office.open('/console/access')
  const section = await screen.findByRole('region', { name: 'Networks' })
  expect(await within(section).findByText('your network · 240 people · 1 team')).toBeVisible()
  expect(within(section).getByText('240 people · 1 team · no operator')).toBeVisible()
  // There is no way into a network that is in use.
  expect(within(section).queryByRole('button', { name: /set-up link/ })).toBeNull()
  await user.click(within(section).getByRole('button', { name: 'Create a network' }))
  await user.type(within(section).getByLabelText('Name'), ' South Hubs ')
  await user.type(within(section).getByLabelText('Host name'), 'south.example.com')
  await user.click(within(section).getByRole('button', { name: 'Create' }))
  const { protocol, port } = location
  const link = `${protocol}//south.example.com${port && `:${port}`}/console/setup#once`
  expect(await within(section).findByText(link)).toBeVisible()
  expect(await within(section).findByText('0 people · 0 teams · not set up yet')).toBeVisible()
  expect(
    JSON.parse(office.requests.find((one) => one.method === 'POST' && one.path.endsWith('networks'))?.body ?? ''),
  ).toEqual({
    Name: 'South Hubs',
    Hosts: ['south.example.com'],
  })
  await user.click(within(section).getByRole('button', { name: 'I’ve copied it' }))
  expect(within(section).queryByText(link)).toBeNull()
  expect(within(section).getByRole('button', { name: 'Create a set-up link for South Hubs' })).toBeVisible()
  expect(await faultsOf(container)).toEqual([])
})

it('says why a network cannot be created', async () => {
  const user = userEvent.setup()
  const taken = { PropertyName: 'Name', Message: 'a network named North already exists', AttemptedValue: null }
  office.instead.set('POST networks', () =>
    Response.json(
      { Status: 400, Message: 'Name: a network named North already exists', Errors: [taken], WasSuccessful: false },
      { status: 400 },
    ),
  )
  office.open('/console/access')
  const section = await screen.findByRole('region', { name: 'Networks' })
  await user.click(within(section).getByRole('button', { name: 'Create a network' }))
  await user.type(within(section).getByLabelText('Name'), 'North')
  await user.type(within(section).getByLabelText('Host name'), 'a.example')
  await user.click(within(section).getByRole('button', { name: 'Create' }))
  expect(await within(section).findByText(/already exists/)).toBeVisible()
  expect(within(section).getByLabelText('Name')).toHaveValue('North')
})

it('asks for no networks unless the owner’s network manages the server', async () => {
  office.instead.set('GET hosts', () => Response.json({ ...HOSTS, MayManageNetworks: false }))
  office.open('/console/access')
  const section = await screen.findByRole('region', { name: 'Host names' })
  expect(await within(section).findByText('kpi.example.com')).toBeVisible()
  expect(screen.queryByRole('region', { name: 'Networks' })).toBeNull()
  expect(office.requests.some((one) => one.path.includes('networks'))).toBe(false)
})
