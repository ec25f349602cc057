/** The hooks that notify other systems, their events, and every attempt to send one. */
import { queryOptions } from '@tanstack/react-query'
import { endpoint, type HttpClient } from '@teamkpi/client'
import { CONSOLE } from '@/console/server'
import { PATIENCE, type Reader } from '@/data/reading'

/** A hook, without its secret. */
export interface Hook {
  readonly Id: number
  readonly Name: string
  readonly Url: string
  readonly Events: readonly string[]
  readonly CreatedOn: string
  readonly StoppedOn: string | null
  readonly StoppedBy: string | null
  readonly PreviousSecretUntil: string | null
  readonly Failures: number
  readonly Waiting: number
  readonly NextTryOn: string | null
  readonly LastAcceptedOn: string | null
}

/** All hooks. */
export interface Hooks {
  readonly Hooks: readonly Hook[]
  readonly KnownEvents: readonly string[]
}

/** The fields of a hook that can be entered. */
export interface HookInput {
  readonly Name: string
  readonly Url: string
  readonly Events: readonly string[]
}

/** The keys with which a hook's receiver checks signatures. */
export interface HookSecret {
  readonly Secret: string
  readonly PublicKey: string
}

/** What a receiver answered to a test. */
export interface Trial {
  readonly IsAccepted: boolean
  readonly Status: number | null
  readonly Problem: string | null
  readonly Milliseconds: number
  /** The beginning of the body of an answer that did not accept the event. */
  readonly Answer: string | null
}

/** An event for a hook. */
export interface HookEvent {
  readonly Id: string
  readonly Hook: string
  readonly Event: string
  readonly State: string
  readonly Problem: string | null
  readonly Tries: number
  readonly WrittenOn: string
  readonly NextTryOn: string | null
  readonly EndedOn: string | null
}

/** The newest events. */
export interface HookEvents {
  readonly Events: readonly HookEvent[]
  readonly KeepDays: number
}

/** An attempt to send an event. */
export interface Try {
  readonly Number: number
  readonly TriedOn: string
  readonly Status: number | null
  readonly Problem: string | null
  readonly Milliseconds: number
  /** The beginning of the body of an answer that did not accept the event. */
  readonly Answer: string | null
}

/** What is sent for an event, and every attempt. */
export interface Content {
  readonly Body: string
  readonly Tries: readonly Try[]
}

const PATH = '/api/sys/hooks'
const EVENTS = '/api/sys/hook-events'

/** The key under which all of it is cached. */
export const HOOKS = [CONSOLE, 'hooks'] as const

/** The hooks. */
export function hooksOptions(client: Reader) {
  return queryOptions({
    queryKey: [...HOOKS, 'list'],
    queryFn: async ({ signal }) => (await client.request<Hooks>(endpoint('GET', PATH), { signal })).data,
    ...PATIENCE,
  })
}

/** The newest events that have not been accepted, or all of them. */
export function eventsOptions(client: Reader, withAccepted: boolean) {
  return queryOptions({
    queryKey: [...HOOKS, 'events', withAccepted],
    queryFn: async ({ signal }) =>
      (await client.request<HookEvents>(endpoint('GET', EVENTS, { all: withAccepted }), { signal })).data,
    ...PATIENCE,
  })
}

/** What is sent for an event, and every attempt. */
export function contentOptions(client: Reader, id: string) {
  return queryOptions({
    queryKey: [...HOOKS, 'content', id],
    queryFn: async ({ signal }) => (await client.request<Content>(endpoint('GET', `${EVENTS}/${id}`), { signal })).data,
    ...PATIENCE,
  })
}

/** Creates a hook. */
export async function createHook(client: HttpClient, body: HookInput): Promise<HookSecret> {
  return (await client.request<HookSecret>(endpoint('POST', PATH), { body })).data
}

/** Changes a hook; its secret stays the same. */
export async function changeHook(client: HttpClient, id: number, body: HookInput): Promise<Hooks> {
  return (await client.request<Hooks>(endpoint('PUT', `${PATH}/${id}`), { body })).data
}

/** Replaces a hook's secret; requests are also signed with the previous one for some hours. */
export async function replaceSecret(client: HttpClient, id: number, hours: number): Promise<HookSecret> {
  const body = { OverlapHours: hours }
  return (await client.request<HookSecret>(endpoint('POST', `${PATH}/${id}/secret`), { body })).data
}

/** Stops or starts a hook. */
export async function stopOrStart(client: HttpClient, id: number, what: 'stop' | 'start'): Promise<Hooks> {
  return (await client.request<Hooks>(endpoint('POST', `${PATH}/${id}/actions`), { body: { Do: what } })).data
}

/** Sends a test event now. */
export async function tryHook(client: HttpClient, id: number): Promise<Trial> {
  return (await client.request<Trial>(endpoint('POST', `${PATH}/${id}/test`))).data
}

/** Deletes a hook. */
export async function deleteHook(client: HttpClient, id: number): Promise<Hooks> {
  return (await client.request<Hooks>(endpoint('DELETE', `${PATH}/${id}`))).data
}

/** Sends an event again. */
export async function resend(client: HttpClient, id: string): Promise<HookEvents> {
  return (await client.request<HookEvents>(endpoint('POST', `${EVENTS}/${id}/resend`))).data
}
