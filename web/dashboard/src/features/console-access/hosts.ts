/** The host names that the network answers for. */
import { queryOptions } from '@tanstack/react-query'
import { endpoint, type HttpClient } from '@teamkpi/client'
import { ACCESS } from '@/console/access/access'
import { PATIENCE, type Reader } from '@/data/reading'

/** The host names. */
export interface Hosts {
  readonly Network: string
  readonly Hosts: readonly string[]
  readonly YourHost: string
  readonly MayChange: boolean
  readonly MayManageNetworks: boolean
}

const PATH = '/api/sys/hosts'

/** The key under which they are cached. */
export const HOSTS = [...ACCESS, 'hosts'] as const

/** The host names of the network. */
export function hostsOptions(client: Reader) {
  return queryOptions({
    queryKey: HOSTS,
    queryFn: async ({ signal }) => (await client.request<Hosts>(endpoint('GET', PATH), { signal })).data,
    ...PATIENCE,
  })
}

/** Adds and removes host names, all or none. */
export async function changeHosts(
  client: HttpClient,
  body: { readonly Add?: readonly string[]; readonly Remove?: readonly string[] },
): Promise<Hosts> {
  return (await client.request<Hosts>(endpoint('POST', PATH), { body })).data
}
