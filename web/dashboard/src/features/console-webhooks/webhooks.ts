/** The webhooks by which another system sends records, and the deliveries that could not be stored. */
import { queryOptions } from '@tanstack/react-query'
import { endpoint, type HttpClient } from '@teamkpi/client'
import { CONSOLE } from '@/console/server'
import { PATIENCE, type Reader } from '@/data/reading'

/** What became of the records of one event. */
export interface EventCount {
  readonly Event: string
  readonly Received: number
  readonly Stored: number
  readonly Unchanged: number
  readonly Stale: number
  readonly Ignored: number
  readonly Kept: number
  readonly LastReceivedOn: string
}

/** A webhook, without its key and its secret. */
export interface Webhook {
  readonly Id: number
  readonly Name: string
  readonly Event: string | null
  readonly Roles: readonly string[] | null
  readonly Signature: string | null
  readonly CreatedOn: string
  readonly RevokedOn: string | null
  readonly PreviousSecretUntil: string | null
  readonly Received: number
  readonly LastReceivedOn: string | null
  readonly Events: readonly EventCount[]
}

/** A delivery that could not be stored. */
export interface Delivery {
  readonly Id: number
  readonly Webhook: string
  readonly Event: string | null
  readonly Reason: string
  readonly Bytes: number
  readonly HasBody: boolean
  readonly ReceivedOn: string
  readonly LastReceivedOn: string
  readonly Times: number
}

/** All of it. */
export interface Webhooks {
  readonly Webhooks: readonly Webhook[]
  readonly Failed: readonly Delivery[]
  readonly FailedCount: number
  readonly KeepDays: number
  readonly KnownEvents: readonly { readonly Name: string; readonly Entity: string; readonly Deletes: boolean }[]
}

/** What a delivery that was processed again did. */
export interface Replayed {
  readonly Stored: number
  readonly Unchanged: number
  readonly Stale: number
  readonly Ignored: number
}

/** What the sender of a new webhook needs. */
export interface Credentials {
  readonly url: string
  readonly secret: string
}

const PATH = '/api/sys/webhooks'
const DELIVERIES = '/api/sys/webhook-deliveries'

/** The key under which they are cached. */
export const WEBHOOKS = [CONSOLE, 'webhooks'] as const

/** The webhooks and the failed deliveries. */
export function webhooksOptions(client: Reader) {
  return queryOptions({
    queryKey: WEBHOOKS,
    queryFn: async ({ signal }) => (await client.request<Webhooks>(endpoint('GET', PATH), { signal })).data,
    ...PATIENCE,
  })
}

/** What arrived in a delivery; null if it was too long to keep. */
export function bodyOptions(client: Reader, id: number) {
  return queryOptions({
    queryKey: [...WEBHOOKS, 'body', id],
    queryFn: async ({ signal }) =>
      (await client.request<{ Body: string | null }>(endpoint('GET', `${DELIVERIES}/${id}`), { signal })).data.Body,
    ...PATIENCE,
  })
}

/** Creates a webhook; `event` is empty for one that accepts any. */
export async function createWebhook(client: HttpClient, name: string, event: string): Promise<Credentials> {
  const body = { Name: name, Event: event === '' ? null : event }
  const made = (await client.request<{ Path: string; Secret: string }>(endpoint('POST', PATH), { body })).data
  return { url: new URL(made.Path, location.origin).href, secret: made.Secret }
}

/** Replaces a webhook's secret and returns the new one; the previous one is accepted for some hours more. */
export async function replaceSecret(client: HttpClient, id: number, hours: number): Promise<string> {
  const body = { OverlapHours: hours }
  return (await client.request<{ Secret: string }>(endpoint('POST', `${PATH}/${id}/secret`), { body })).data.Secret
}

/** Revokes a webhook. */
export async function revokeWebhook(client: HttpClient, id: number): Promise<Webhooks> {
  return (await client.request<Webhooks>(endpoint('DELETE', `${PATH}/${id}`))).data
}

/** Processes a failed delivery again; `asIs` trusts what it does not say itself. */
export async function replay(client: HttpClient, id: number, asIs: boolean): Promise<Replayed> {
  const body = { AsIs: asIs }
  return (await client.request<Replayed>(endpoint('POST', `${DELIVERIES}/${id}/replay`), { body })).data
}

/** Deletes a failed delivery. */
export async function discard(client: HttpClient, id: number): Promise<Webhooks> {
  return (await client.request<Webhooks>(endpoint('DELETE', `${DELIVERIES}/${id}`))).data
}
