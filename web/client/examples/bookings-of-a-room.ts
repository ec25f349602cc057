import { apiKey, createHttpClient, recordsOf } from '@teamkpi/client'
import { backOffice } from '@teamkpi/client/back-office'

/** The ids of a room's bookings from an instant on. */
export async function bookingsOf(baseUrl: string, key: string, resourceId: number, from: Date): Promise<number[]> {
  const client = createHttpClient({ baseUrl, tokens: apiKey(key) })
  const filters = { Booking_Resource: resourceId, from_Booking_FromTime: from }
  const ids: number[] = []
  for await (const { Id } of recordsOf(client, (page) => backOffice.bookings.list({ page, filters }))) ids.push(Id)
  return ids
}
