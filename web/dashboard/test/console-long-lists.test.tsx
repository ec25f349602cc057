/** Lists that are too long to be counted and sorted at once: what they show, what they offer, and how to see the rest. */
import { screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { beforeEach, describe, expect, it } from 'vitest'
import { faultsOf } from './axe'
import { Office } from './office'

let office: Office
const CUT = { IsCut: true, OrderFields: ['FromTime', 'Id'], CurrentOrderField: 'FromTime', CurrentSortDirection: 1 }

function answer(total: number, more: object) {
  office.instead.set('GET bookings', () =>
    Response.json({
      Records: total
        ? [{ Id: 7, FromTime: '2026-11-18T09:00:00Z', ToTime: null, CoworkerId: 101, CoworkerFullName: 'Jane' }]
        : [],
      ...{ TotalItems: total, TotalPages: 100, PageNumber: 1, FirstItem: 1, LastItem: total ? 50 : 0 },
      ...more,
    }),
  )
}

const asked = () => office.requests.filter((one) => one.path.endsWith('/bookings')).at(-1)?.query

beforeEach(() => {
  office = new Office()
})

describe('a long list', () => {
  it('says that there is more, and offers only the orders that it has', async () => {
    answer(5_000, CUT)
    const { container } = office.open('/console/records/bookings?sort=ToTime')
    expect(await screen.findByText('1–50 of more than 5,000')).toBeVisible()
    expect(asked()?.get('most')).toBe('5000')
    const table = within(screen.getByRole('table'))
    expect(table.getByRole('button', { name: 'FromTime' })).toBeVisible()
    expect(table.queryByRole('button', { name: 'ToTime' })).toBeNull()
    // The order that it has, not the one that was asked for.
    expect(table.getByRole('columnheader', { name: 'FromTime' })).toHaveAttribute('aria-sort', 'descending')
    expect(table.getByRole('columnheader', { name: 'ToTime' })).not.toHaveAttribute('aria-sort')
    expect(
      screen.getByText(/Only the last 5,000 by FromTime were looked through.* among all of them: CoworkerId\./),
    ).toBeVisible()
    expect(await faultsOf(container)).toEqual([])
  })
  it('turns the order that it has', async () => {
    answer(5_000, CUT)
    const user = userEvent.setup()
    office.open('/console/records/bookings')
    await user.click(await screen.findByRole('button', { name: 'FromTime' }))
    await waitFor(() => expect([asked()?.get('orderBy'), asked()?.get('dir')]).toEqual(['FromTime', 'asc']))
  })
  it('is looked through as a whole on request', async () => {
    answer(0, CUT)
    const user = userEvent.setup()
    office.open('/console/records/bookings?is.CoworkerId=null')
    expect(await screen.findByText('No records')).toBeVisible()
    expect(screen.queryByText('Nothing matches these filters.')).toBeNull()
    answer(12_345, {})
    await user.click(screen.getByRole('button', { name: 'Look through all, which can take longer' }))
    expect(await screen.findByText('1–50 of 12,345')).toBeVisible()
    expect(asked()?.has('most')).toBe(false)
    expect(screen.queryByText(/were looked through/)).toBeNull()
    expect(screen.getByRole('button', { name: 'ToTime' })).toBeVisible()
  })
  it('says how many were found among the first', async () => {
    answer(312, CUT)
    office.open('/console/records/bookings?is.CoworkerId=null')
    expect(await screen.findByText('1–50 of at least 312')).toBeVisible()
  })
})

describe('a short list', () => {
  it('is complete, in any order', async () => {
    answer(50, { IsCut: false, OrderFields: ['FromTime', 'ToTime', 'CoworkerId'] })
    office.open('/console/records/bookings')
    expect(await screen.findByText('1–50 of 50')).toBeVisible()
    expect(screen.getByRole('button', { name: 'ToTime' })).toBeVisible()
    expect(screen.queryByRole('button', { name: /^Look through all/ })).toBeNull()
  })
})
