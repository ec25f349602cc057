/** Verifying events that the server sends to a hook. */
import type { WebhookBody } from './webhooks.js'

/** Headers of a request: those of `fetch`, or those of Node. */
export type EventHeaders = Headers | Readonly<Record<string, string | readonly string[] | undefined>>

/** What decides whether an event is too old. */
export interface EventOptions {
  /** How far its timestamp may be from now, in seconds; 300 unless given. */
  readonly tolerance?: number
  /** The present, in milliseconds since 1970; `Date.now()` unless given. */
  readonly now?: number
}

/** An event, as its body has it. */
export interface HookEvent<Data = unknown> {
  /** Such as `alert.fired`. */
  readonly type: string
  /** When it happened, in UTC. */
  readonly timestamp: string
  readonly data: Data
}

const encoder = new TextEncoder()
const ED25519 = { name: 'Ed25519' }

/**
 * Whether a request is a genuine event of a hook, and recent. Verify the body as it was received, before it is parsed.
 *
 * @param body - The body of the request.
 * @param headers - Its headers: `webhook-id`, `webhook-timestamp` and `webhook-signature`.
 * @param key - The secret of the hook (`whsec_…`) or its public key (`whpk_…`).
 * @param options - What decides whether it is too old.
 */
export async function verifyEvent(
  body: WebhookBody,
  headers: EventHeaders,
  key: string,
  { tolerance = 300, now = Date.now() }: EventOptions = {},
): Promise<boolean> {
  const [id, sent, signatures] = ['id', 'timestamp', 'signature'].map((name) => header(headers, `webhook-${name}`))
  if (!id || !sent || !signatures || !/^\d{1,12}$/.test(sent)) return false
  if (Math.abs(now / 1000 - Number(sent)) > tolerance) return false
  const isPublic = key.startsWith('whpk_')
  const bytes = fromBase64(key.replace(/^wh(?:sec|pk)_/, ''))
  if (!bytes?.length) throw new TypeError('The key of a hook begins with whsec_ or whpk_')
  const algorithm = isPublic ? ED25519 : { name: 'HMAC', hash: 'SHA-256' }
  const verifier = await crypto.subtle.importKey('raw', bytes, algorithm, false, ['verify'])
  const content = joined(`${id}.${sent}.`, body)
  const version = isPublic ? 'v1a,' : 'v1,'
  for (const one of signatures.split(' ')) {
    const signature = one.startsWith(version) && fromBase64(one.slice(version.length))
    if (signature && (await crypto.subtle.verify(algorithm, verifier, signature, content))) return true
  }
  return false
}

function header(headers: EventHeaders, name: string): string | null | undefined {
  if (headers instanceof Headers) return headers.get(name)
  const found = Object.entries(headers).find(([one]) => one.toLowerCase() === name)?.[1]
  return typeof found === 'string' ? found : undefined
}

function joined(start: string, body: WebhookBody): Uint8Array<ArrayBuffer> {
  const head = encoder.encode(start)
  const rest = typeof body === 'string' ? encoder.encode(body) : new Uint8Array(body)
  const all = new Uint8Array(head.length + rest.length)
  all.set(head)
  all.set(rest, head.length)
  return all
}

function fromBase64(text: string): Uint8Array<ArrayBuffer> | undefined {
  try {
    return Uint8Array.from(atob(text), (character) => character.charCodeAt(0))
  } catch {
    return undefined
  }
}
