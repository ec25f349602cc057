/** The host names on the Access screen, on a back office that answers from memory. */
import { screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { beforeEach, expect, it } from 'vitest'
import type { Hosts } from '@/features/console-access/hosts'
import { faultsOf } from './axe'
import { Office } from './office'

let office: Office
let hosts: Hosts
let done: unknown[]

beforeEach(() => {
  office = new Office()
  done = []
  hosts = { Network: 'default', Hosts: [], YourHost: 'localhost', MayChange: true, MayManageNetworks: false }
  office.instead.set('GET operators', () => Response.json({ Operators: [], RoleSets: [] }))
  office.instead.set('GET accounts', () => Response.json({ Accounts: [], Page: 1, Size: 50, TotalItems: 0 }))
  office.instead.set('GET keys', () => Response.json({ Keys: [], RoleSets: [] }))
  office.instead.set('GET account-invitations', () => Response.json({ Invitations: [], SendsMail: true }))
  office.instead.set('GET hosts', () => Response.json(hosts))
  office.instead.set('POST hosts', () => {
    const body = JSON.parse(office.requests.at(-1)?.body ?? '') as { Add?: string[]; Remove?: string[] }
    done.push(body)
    const { Add = [], Remove = [] } = body
    hosts = { ...hosts, Hosts: [...hosts.Hosts, ...Add].filter((one) => !Remove.includes(one)) }
    return Response.json(hosts)
  })
})

it('adds the name in use with the first host name, and offers to remove all others', async () => {
  const user = userEvent.setup()
  const { container } = office.open('/console/access')
  const section = await screen.findByRole('region', { name: 'Host names' })
  expect(await within(section).findByText('Every host name that leads to this server.')).toBeVisible()
  await user.type(within(section).getByLabelText('Host name'), 'kpi.example.com')
  await user.click(within(section).getByRole('button', { name: 'Add host name' }))
  expect(await within(section).findByText('the one that you are using')).toBeVisible()
  expect(within(section).queryByRole('button', { name: 'Remove localhost' })).toBeNull()
  await user.click(within(section).getByRole('button', { name: 'Remove kpi.example.com' }))
  const question = within(section).getByRole('group', { name: 'Remove kpi.example.com?' })
  await user.click(within(question).getByRole('button', { name: 'Remove kpi.example.com' }))
  await waitFor(() => expect(within(section).queryByText('kpi.example.com')).toBeNull())
  expect(done).toEqual([{ Add: ['kpi.example.com', 'localhost'] }, { Remove: ['kpi.example.com'] }])
  // The last name can go, because every name works then.
  expect(within(section).getByRole('button', { name: 'Remove localhost' })).toBeVisible()
  expect(await faultsOf(container)).toEqual([])
})

it('only shows the host names where there are several networks', async () => {
  hosts = { ...hosts, Hosts: ['kpi.example.com'], MayChange: false }
  office.open('/console/access')
  const section = await screen.findByRole('region', { name: 'Host names' })
  expect(await within(section).findByText('kpi.example.com')).toBeVisible()
  expect(within(section).getByText(/^There are several networks on this server/)).toBeVisible()
  expect(within(section).queryByRole('button')).toBeNull()
})
