/** Going through a list without minding its pages. */
import type { GetEndpoint } from './endpoint.js'
import type { CallOptions, HttpClient } from './http-client.js'

/** A page of a list. */
export interface Page<Item> {
  readonly Records: readonly Item[]
  readonly HasNextPage: boolean
}

/**
 * Reads a list page by page, each when the records before it have been taken.
 *
 * @param client - The client that reads.
 * @param page - The endpoint of a page, by its number from 1: `(page) => endpoints.teams.list(true, { page })`.
 * @param options - The signal and the time limit of each call.
 * @returns The records, for `for await`.
 */
export async function* recordsOf<Item>(
  client: Pick<HttpClient, 'request'>,
  page: (number: number) => GetEndpoint<Page<Item>>,
  options: CallOptions = {},
): AsyncGenerator<Item, void, undefined> {
  for (let number = 1; ; number++) {
    const { data } = await client.request<Page<Item>>(page(number), options)
    yield* data.Records
    if (!data.HasNextPage) return
  }
}
