/** The networks of the installation, for its owners. */
import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import { endpoint, type HttpClient } from '@teamkpi/client'
import { ACCESS } from '@/console/access/access'
import { PATIENCE, type Reader } from '@/data/reading'

/** A network, without anything that is in it. */
export interface Network {
  readonly Id: number
  readonly Name: string
  readonly Hosts: readonly string[]
  readonly IsYours: boolean
  readonly People: number
  readonly Teams: number
  readonly HasOperator: boolean
  readonly CanBeSetUp: boolean
}

/** One page of them. */
export interface Networks {
  readonly Networks: readonly Network[]
  readonly Page: number
  readonly Size: number
  readonly TotalItems: number
}

/** A network to set up, with the link for that. */
export interface ToSetUp {
  readonly network: Network
  readonly link: string
}

interface Made {
  readonly Network: Network
  readonly Secret: string
  readonly Page: string
}

const PATH = '/api/sys/networks'

/** The key under which they are cached. */
export const NETWORKS = [...ACCESS, 'networks'] as const

/** One page of the networks. */
export function networksOptions(client: Reader, page: number) {
  return queryOptions({
    queryKey: [...NETWORKS, page],
    queryFn: async ({ signal }) => (await client.request<Networks>(endpoint('GET', PATH, { page }), { signal })).data,
    placeholderData: keepPreviousData,
    ...PATIENCE,
  })
}

/** Creates a network. */
export async function createNetwork(
  client: HttpClient,
  body: { readonly Name: string; readonly Hosts: readonly string[] },
): Promise<ToSetUp> {
  return toSetUp((await client.request<Made>(endpoint('POST', PATH), { body })).data)
}

/** Makes another link to set up a network. */
export async function makeSetupLink(client: HttpClient, id: number): Promise<ToSetUp> {
  return toSetUp((await client.request<Made>(endpoint('POST', `${PATH}/${id}/setup-link`))).data)
}

/** The link leads to a host of that network, by the way that this one is reached. */
function toSetUp({ Network, Secret, Page }: Made): ToSetUp {
  const [host = location.hostname] = Network.Hosts
  const named = host.includes(':') ? `[${host}]` : host
  const port = location.port && `:${location.port}`
  return { network: Network, link: `${location.protocol}//${named}${port}${Page}#${Secret}` }
}
