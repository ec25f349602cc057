import { expect, it } from 'vitest'
import { bookingsOf } from '../../examples/bookings-of-a-room.js'
import { deliver } from '../../examples/deliver.js'
import { backOffice } from '../../src/back-office.js'
import { apiKey, createHttpClient } from '../../src/index.js'
import { server } from './space.js'

const client = createHttpClient({ baseUrl: server.url, tokens: apiKey(server.key) })
const FROM = new Date('2026-11-24T09:00:00Z')
const booking = (hour: number) => ({
  ResourceId: 3,
  CoworkerId: 101,
  FromTime: `2026-11-24T${hour}:00:00Z`,
  ToTime: `2026-11-24T${hour}:30:00Z`,
})

it('the back office takes a key: records are created, listed, replaced and removed', async () => {
  const resource = { Id: 3, BusinessId: 1, Name: 'Room', ResourceTypeId: 1 }
  await client.post(backOffice.resources.create(), resource)
  const created = await client.post(backOffice.bookings.create(), booking(10))
  const id = created.data.Value?.Id ?? 0
  const listed = await client.get(backOffice.bookings.list({ filters: { Booking_Resource: 3 } }))
  await client.put(backOffice.bookings.replace(id), { ...booking(11), Notes: 'later' })
  const replaced = await client.get(backOffice.bookings.find(id))

  expect(listed.data.Records.map(({ Id, CoworkerFullName }) => [Id, CoworkerFullName])).toEqual([[id, 'Jane Smith']])
  expect(replaced.data).toMatchObject({ Id: id, Notes: 'later', FromTime: '2026-11-24T11:00:00Z' })
  expect(await bookingsOf(server.url, server.key, 3, FROM)).toEqual([id])
  await client.delete(backOffice.bookings.remove(id))
  expect(await bookingsOf(server.url, server.key, 3, FROM)).toEqual([])
})

it('the server takes a delivery that is signed here, and no other', async () => {
  const record = { Id: 7001, TypeName: 'Booking', UpdatedOn: '2026-11-23T16:20:31Z', ...booking(14), Notes: 'Café' }

  expect(await deliver(server.hook.url, 'another secret', [record])).toBe(false)
  expect(await deliver(server.hook.url, server.hook.secret, [record])).toBe(true)
  expect((await client.get(backOffice.bookings.find(7001))).data.Notes).toBe('Café')
})
