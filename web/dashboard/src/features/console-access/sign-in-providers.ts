/** The providers that people sign in with, and whether passwords sign in. */
import { queryOptions } from '@tanstack/react-query'
import { endpoint, type HttpClient } from '@teamkpi/client'
import { ACCESS } from '@/console/access/access'
import { PATIENCE, type Reader } from '@/data/reading'

/** Whose accounts may sign in with a provider. */
export const FOR_WHOM = ['everybody', 'operators', 'members'] as const

/** A provider, without its secret. */
export interface Provider {
  readonly Id: number
  readonly Name: string
  readonly Label: string
  readonly Issuer: string
  readonly ClientId: string
  readonly HasSecret: boolean
  readonly Scopes: readonly string[]
  readonly ForWhom: (typeof FOR_WHOM)[number]
  readonly RoleClaim: string | null
  readonly RoleMap: Readonly<Record<string, readonly string[]>> | null
  readonly Connected: number
}

/** All of them. */
export interface Providers {
  readonly Providers: readonly Provider[]
  readonly RedirectPath: string
  readonly CanStoreSecrets: boolean
  readonly PasswordsSignIn: boolean
  readonly PasswordOwner: string | null
}

/** What a provider publishes about itself. */
export interface ProviderTest {
  readonly SignInPage: string
  readonly Algorithms: readonly string[]
  readonly Keys: number
}

/** What the form sends; without `Secret`, the secret stays. */
export interface ProviderFields {
  readonly Label: string
  readonly ClientId: string
  readonly Secret?: string | null
  readonly Scopes: readonly string[]
  readonly ForWhom: string
  readonly RoleClaim: string | null
  readonly RoleMap: Readonly<Record<string, readonly string[]>> | null
}

const PATH = '/api/sys/sign-in-providers'

/** The key under which they are cached. */
export const PROVIDERS = [...ACCESS, 'providers'] as const

/** The providers. */
export function providersOptions(client: Reader) {
  return queryOptions({
    queryKey: PROVIDERS,
    queryFn: async ({ signal }) => (await client.request<Providers>(endpoint('GET', PATH), { signal })).data,
    ...PATIENCE,
  })
}

/** Adds a provider. */
export async function addProvider(
  client: HttpClient,
  body: ProviderFields & { readonly Name: string; readonly Issuer: string },
): Promise<Providers> {
  return (await client.request<Providers>(endpoint('POST', PATH), { body })).data
}

/** Changes a provider. */
export async function changeProvider(client: HttpClient, id: number, body: ProviderFields): Promise<Providers> {
  return (await client.request<Providers>(endpoint('PUT', `${PATH}/${id}`), { body })).data
}

/** Asks a provider what it publishes. */
export async function testProvider(client: HttpClient, id: number): Promise<ProviderTest> {
  return (await client.request<ProviderTest>(endpoint('POST', `${PATH}/${id}/test`))).data
}

/** Removes a provider. */
export async function removeProvider(client: HttpClient, id: number): Promise<Providers> {
  return (await client.request<Providers>(endpoint('DELETE', `${PATH}/${id}`))).data
}

/** Turns passwords on, or off except that of the caller. */
export async function setPasswords(client: HttpClient, signIn: boolean): Promise<Providers> {
  const body = { PasswordsSignIn: signIn }
  return (await client.request<Providers>(endpoint('POST', `${PATH}/passwords`), { body })).data
}

/** The lines `value=role` of a mapping. */
export function linesOf(map: Provider['RoleMap']): string {
  return Object.entries(map ?? {})
    .flatMap(([value, roles]) => roles.map((role) => `${value}=${role}`))
    .join('\n')
}

/** The mapping that lines `value=role` say; null for none. A line without “=” is a value without a role. */
export function mapOf(text: string): Record<string, string[]> | null {
  const found: Record<string, string[]> = {}
  for (const line of text.split('\n').map((one) => one.trim())) {
    if (line === '') continue
    const at = line.lastIndexOf('=')
    const [value, role] = at < 0 ? [line, ''] : [line.slice(0, at), line.slice(at + 1)]
    found[value] = [...(found[value] ?? []), role]
  }
  return Object.keys(found).length === 0 ? null : found
}
