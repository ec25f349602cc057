/** What needs attention on the Today screen besides people and invoices. */
import { screen, within } from '@testing-library/react'
import { beforeEach, expect, it } from 'vitest'
import { Office } from './office'

let office: Office

beforeEach(() => {
  office = new Office()
  const mirror = { Problem: 'The password was refused.', RefusedCount: 2, MissingCount: 1 }
  office.instead.set('GET mirror', () => Response.json({ Mirrors: [mirror] }))
  office.instead.set('GET webhooks', () => Response.json({ FailedCount: 4 }))
})

const matters = async () => screen.findByRole('region', { name: 'Needs attention' })

it('says what is wrong with the mirror and the webhooks, and leads there', async () => {
  office.open('/console/today')
  const section = await matters()
  for (const [text, screenPath] of [
    ['The mirror has a problem: The password was refused.', 'mirror'],
    [/^The mirror couldn’t store 3.records$/, 'mirror'],
    [/^4.deliveries of webhooks failed$/, 'webhooks'],
  ] as const)
    expect(await within(section).findByRole('link', { name: text })).toHaveAttribute('href', `/console/${screenPath}`)
  expect(within(section).queryByText('Nothing needs attention.')).toBeNull()
})

it('says nothing of it to operators who cannot open those screens, and asks for none of it', async () => {
  office.mayDoEverything = false
  office.open('/console/today')
  expect(await within(await matters()).findByText('Nothing needs attention.')).toBeVisible()
  expect(office.requests.filter(({ path }) => /\/(mirror|webhooks)$/.test(path))).toEqual([])
})

it('lists time credit that expires within the week beside money credit and passes', async () => {
  office.mayDoEverything = false
  const credit = { Id: 9, CoworkerId: 101, CoworkerFullName: 'Jane Smith', ExtraServiceName: 'Meeting hours' }
  office.put('coworkerextraservices', { ...credit, RemainingUses: 60, ExpireDate: '2026-11-20T12:00:00Z' })
  office.open('/console/today')
  expect(await within(await matters()).findByText(/^Jane Smith: Meeting hours expires/)).toBeVisible()
})
