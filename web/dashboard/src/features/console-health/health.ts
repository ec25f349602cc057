/** How the installation is, and the checks that can be run. */
import { queryOptions } from '@tanstack/react-query'
import { endpoint, type HttpClient } from '@teamkpi/client'
import { CONSOLE } from '@/console/server'
import { PATIENCE, type Reader } from '@/data/reading'
import type { Formats } from '@/format/formats'

/** A finding of a check. */
export interface Finding {
  readonly Subject: string
  readonly IsProblem: boolean
  readonly Text: string
  readonly Advice: string
}

/** The last run of a check. */
export interface Check {
  readonly Check: 'doctor' | 'verify'
  readonly State: 'never' | 'running' | 'ended' | 'stopped'
  readonly StartedOn: string | null
  readonly EndedOn: string | null
  readonly Done: number
  readonly Problems: number
  readonly Findings: readonly Finding[]
}

/** A mail that has not been sent. */
export interface Message {
  readonly Id: string
  readonly Kind: string
  readonly Email: string
  readonly WrittenOn: string
  readonly Attempts: number
  readonly State: 'waiting' | 'failed' | 'bounced'
  readonly NextOn: string | null
  readonly Reason: string | null
  readonly CanBeResent: boolean
}

/** An address that mail came back from. */
export interface Bounced {
  readonly Email: string
  readonly BouncedOn: string
  readonly Code: string | null
}

/** What the mail server said to a test mail. */
export interface MailTrial {
  readonly Email: string
  readonly IsAccepted: boolean
  readonly Problem: string | null
}

/** How the installation is. */
export interface Health {
  readonly Version: string
  readonly Schema: string
  readonly Server: string
  readonly IsEmbedded: boolean
  readonly DatabaseBytes: number
  readonly Connections: number
  readonly MostConnections: number
  readonly DiskFreeBytes: number | null
  readonly VerifiedBackupOn: string | null
  readonly IsWorker: boolean
  readonly RunsMirror: boolean
  readonly Mirror: 'none' | 'healthy' | 'paused' | 'problem'
  readonly Mail: {
    readonly Sender: string | null
    readonly HasServer: boolean
    readonly Messages: readonly Message[]
    readonly Bounced: readonly Bounced[]
  }
  readonly Checks: readonly Check[]
}

const PATH = '/api/sys/health'
const OFTEN = 1000
const SELDOM = 30_000
/** A mail server may take several seconds for each step. */
const MOST_OF_A_TEST = 90_000

/** The key under which it is cached. */
export const HEALTH = [CONSOLE, 'health'] as const

/** How the installation is; asked often while a check is running. */
export function healthOptions(client: Reader) {
  return queryOptions({
    queryKey: HEALTH,
    queryFn: async ({ signal }) => (await client.request<Health>(endpoint('GET', PATH), { signal })).data,
    ...PATIENCE,
    refetchInterval: ({ state }) => (state.data?.Checks.some((one) => one.State === 'running') ? OFTEN : SELDOM),
  })
}

/** Starts a check. */
export async function runCheck(client: HttpClient, check: Check['Check']): Promise<Health> {
  return (await client.request<Health>(endpoint('POST', `${PATH}/checks`), { body: { Check: check } })).data
}

/** Lets a mail be sent again. */
export async function resend(client: HttpClient, id: string): Promise<Health> {
  return (await client.request<Health>(endpoint('POST', `${PATH}/mail/${id}/resend`))).data
}

/** Has mail sent to an address again. */
export async function tryAgain(client: HttpClient, email: string): Promise<Health> {
  return (await client.request<Health>(endpoint('POST', `${PATH}/mail/try-again`), { body: { Email: email } })).data
}

/** Sends a test mail to the operator who is signed in. */
export async function testMail(client: HttpClient): Promise<MailTrial> {
  return (await client.request<MailTrial>(endpoint('POST', `${PATH}/mail/test`), { timeout: MOST_OF_A_TEST })).data
}

const UNITS = ['kB', 'MB', 'GB', 'TB'] as const

/** A size in bytes, in the unit that people use for it. */
export function size(bytes: number, f: Formats): string {
  let [value, unit]: [number, string] = [bytes / 1000, 'kB']
  for (const next of UNITS.slice(1)) if (value >= 1000) [value, unit] = [value / 1000, next]
  return `${f.number(value < 10 ? Math.round(value * 10) / 10 : Math.round(value))}\u00a0${unit}`
}
