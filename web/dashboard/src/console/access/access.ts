/** Who has access: accounts of operators and members, their sign-ins, and API keys. */
import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import { endpoint, type HttpClient } from '@teamkpi/client'
import { PATIENCE, type Reader } from '@/data/reading'
import { CONSOLE } from '../server'

/** The sets of roles that can be given here. */
export const SETS = ['Owner', 'Manager', 'FrontDesk', 'Accountant', 'Auditor'] as const

/** A set of roles with a name. */
export type RoleSet = (typeof SETS)[number]

/** An account of an operator or a member. */
export interface Account {
  readonly Id: number
  readonly Email: string
  readonly IsYou: boolean
  readonly IsOperator: boolean
  readonly RoleSet: RoleSet | null
  readonly Roles: readonly string[] | null
  readonly IsActive: boolean
  readonly MustResetPassword: boolean
  readonly HasSecondFactor: boolean
  readonly CreatedOn: string
  readonly LastSignInOn: string | null
  readonly OpenSignIns: number
  readonly People: readonly { readonly Id: number; readonly FullName: string; readonly IsActive: boolean }[]
}

/** A page of the members' accounts. */
export interface Members {
  readonly Accounts: readonly Account[]
  readonly Page: number
  readonly Size: number
  readonly TotalItems: number
}

/** An open sign-in. */
export interface SignIn {
  readonly Id: string
  readonly ClientId: string
  readonly CreatedOn: string
  readonly ExpiresOn: string
  readonly IsCurrent: boolean
}

/** An API key, without its secret. */
export interface Key {
  readonly Id: number
  readonly Name: string
  readonly RoleSet: RoleSet | null
  readonly Roles: readonly string[] | null
  readonly CreatedOn: string
  readonly ExpiresOn: string | null
  readonly RevokedOn: string | null
  readonly LastUsedOn: string | null
}

/** What can be done with an account. */
export type Action = 'suspend' | 'resume' | 'endSignIns' | 'removeSecondFactor' | 'requireNewPassword'

/** The key that everything about access is cached under. */
export const ACCESS = [CONSOLE, 'access'] as const

const OPERATORS = '/api/sys/operators'
const ACCOUNTS = '/api/sys/accounts'
const KEYS = '/api/sys/keys'
const SIZE = 20

/** The operators. */
export function operatorsOptions(client: Reader) {
  return queryOptions({
    queryKey: [...ACCESS, 'operators'],
    queryFn: async ({ signal }) =>
      (await client.request<{ Operators: readonly Account[] }>(endpoint('GET', OPERATORS), { signal })).data.Operators,
    ...PATIENCE,
  })
}

/** A page of the members' accounts that a text finds. */
export function membersOptions(client: Reader, text: string, page: number) {
  const query = { ...(text === '' ? {} : { query: text }), page, size: SIZE }
  return queryOptions({
    queryKey: [...ACCESS, 'members', text, page],
    queryFn: async ({ signal }) => (await client.request<Members>(endpoint('GET', ACCOUNTS, query), { signal })).data,
    placeholderData: keepPreviousData,
    ...PATIENCE,
  })
}

/** The open sign-ins of an account. */
export function signInsOptions(client: Reader, id: number) {
  return queryOptions({
    queryKey: [...ACCESS, 'sign-ins', id],
    queryFn: async ({ signal }) =>
      (await client.request<{ SignIns: readonly SignIn[] }>(endpoint('GET', `${ACCOUNTS}/${id}/sign-ins`), { signal }))
        .data.SignIns,
    ...PATIENCE,
  })
}

/** The keys. */
export function keysOptions(client: Reader) {
  return queryOptions({
    queryKey: [...ACCESS, 'keys'],
    queryFn: async ({ signal }) =>
      (await client.request<{ Keys: readonly Key[] }>(endpoint('GET', KEYS), { signal })).data.Keys,
    ...PATIENCE,
  })
}

/** Makes an operator; returns the first password of a new account. */
export async function addOperator(client: HttpClient, email: string, set: RoleSet): Promise<string | null> {
  const body = { Email: email, RoleSet: set }
  return (await client.request<{ Password: string | null }>(endpoint('POST', OPERATORS), { body })).data.Password
}

/** Replaces an operator's roles. */
export async function setRoles(client: HttpClient, id: number, set: RoleSet): Promise<Account> {
  const body = { RoleSet: set }
  return (await client.request<Account>(endpoint('PUT', `${OPERATORS}/${id}/roles`), { body })).data
}

/** Ends an operator's access to the back office. */
export async function removeOperator(client: HttpClient, id: number): Promise<Account> {
  return (await client.request<Account>(endpoint('DELETE', `${OPERATORS}/${id}`))).data
}

/** Does something with an account. */
export async function act(client: HttpClient, id: number, action: Action): Promise<Account> {
  return (await client.request<Account>(endpoint('POST', `${ACCOUNTS}/${id}/actions`), { body: { Do: action } })).data
}

/** Ends one sign-in. */
export async function endSignIn(client: HttpClient, id: number, name: string): Promise<void> {
  await client.request(endpoint('DELETE', `${ACCOUNTS}/${id}/sign-ins/${name}`))
}

/** What a new key is to be; `expires` is a day, or empty for never. */
export interface NewKey {
  readonly name: string
  readonly set: RoleSet
  readonly expires: string
}

/** Creates a key and returns its secret. */
export async function createKey(client: HttpClient, { name, set, expires }: NewKey): Promise<string> {
  const body = { Name: name, RoleSet: set, ExpiresOn: expires === '' ? null : `${expires}T00:00:00Z` }
  return (await client.request<{ Secret: string }>(endpoint('POST', KEYS), { body })).data.Secret
}

/** Revokes a key. */
export async function revokeKey(client: HttpClient, id: number): Promise<void> {
  await client.request(endpoint('DELETE', `${KEYS}/${id}`))
}

/** Whether an account is the last one that can do everything: it can't lose that right. */
export function isLastOwner(account: Account, operators: readonly Account[]): boolean {
  return isOwner(account) && operators.filter(isOwner).length === 1
}

function isOwner(account: Account): boolean {
  return account.IsOperator && account.IsActive && account.Roles === null
}
