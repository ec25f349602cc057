/** Invitations to accounts, and links to reset a password. */
import { queryOptions } from '@tanstack/react-query'
import { endpoint, type HttpClient } from '@teamkpi/client'
import { PATIENCE, type Reader } from '@/data/reading'
import { ACCESS, type Account } from './access'

/** An open invitation. */
export interface AccountInvitation {
  readonly Id: number
  readonly Email: string
  readonly People: readonly string[]
  readonly ExpiresOn: string
  readonly Mail: 'none' | 'waiting' | 'sent' | 'failed' | 'bounced'
  readonly MailReason: string | null
}

/** What came of inviting an address; the secret of its link only when this space sends no mail. */
export interface InvitationResult {
  readonly Email: string
  readonly Result: 'invited' | 'alreadyInvited' | 'hasAccount' | 'noPerson' | 'invalid'
  readonly Secret: string | null
}

/** Who is to be invited. */
export interface Invitees {
  readonly emails: readonly string[]
  readonly isEveryTeam: boolean
  /** Those with an open invitation get another link. */
  readonly isAgain: boolean
}

interface Invitations {
  readonly Invitations: readonly AccountInvitation[]
  readonly SendsMail: boolean
}

const PATH = '/api/sys/account-invitations'

/** The open invitations. */
export function invitationsOptions(client: Reader) {
  return queryOptions({
    queryKey: [...ACCESS, 'invitations'],
    queryFn: async ({ signal }) => (await client.request<Invitations>(endpoint('GET', PATH), { signal })).data,
    ...PATIENCE,
  })
}

/** How a person can sign in. */
export interface PersonAccount {
  readonly Accounts: readonly Account[]
  readonly Invitation: AccountInvitation | null
  readonly CanBeInvited: boolean
  readonly SendsMail: boolean
}

/** How a person can sign in, or is invited to. */
export function personAccountOptions(client: Reader, coworkerId: number) {
  const path = `/api/sys/coworkers/${coworkerId}/account`
  return queryOptions({
    queryKey: [...ACCESS, 'person', coworkerId],
    queryFn: async ({ signal }) => (await client.request<PersonAccount>(endpoint('GET', path), { signal })).data,
    ...PATIENCE,
  })
}

/** Invites people. */
export async function invite(client: HttpClient, invitees: Invitees): Promise<readonly InvitationResult[]> {
  const body = { Emails: invitees.emails, EveryTeam: invitees.isEveryTeam, Again: invitees.isAgain }
  return (await client.request<{ Results: readonly InvitationResult[] }>(endpoint('POST', PATH), { body })).data.Results
}

/** Withdraws an invitation. */
export async function withdraw(client: HttpClient, id: number): Promise<void> {
  await client.request(endpoint('DELETE', `${PATH}/${id}`))
}

/** Makes a link to reset the password of an account. */
export async function makeResetLink(client: HttpClient, accountId: number): Promise<string> {
  const made = await client.request<{ Secret: string }>(endpoint('POST', `/api/sys/accounts/${accountId}/reset-link`))
  return linkOf(made.data.Secret)
}

/** The link with a secret. */
export function linkOf(secret: string): string {
  return `${location.origin}/dashboard/choose-password#${secret}`
}
