/** Signing what is sent to the server's webhooks, and verifying what carries such a signature. */

/** The header with the signature. */
export const SIGNATURE_HEADER = 'x-nexudus-hook-signature'

/** A body as it is sent, byte for byte: sign before parsing, not after writing it again. */
export type WebhookBody = string | ArrayBuffer | Uint8Array<ArrayBuffer>

const encoder = new TextEncoder()

/**
 * Signs a delivery to a webhook that was made with `--signature bytes`.
 *
 * @param body - The body.
 * @param secret - The webhook's secret.
 * @returns The value of the header: HMAC-SHA256 in upper-case hexadecimal digits.
 */
export async function signWebhook(body: WebhookBody, secret: string): Promise<string> {
  const mac = await crypto.subtle.sign('HMAC', await keyOf(secret, 'sign'), bytesOf(body))
  return [...new Uint8Array(mac)].map((byte) => byte.toString(16).padStart(2, '0').toUpperCase()).join('')
}

/**
 * Whether a delivery was signed with the secret. How long this takes says nothing about the right signature.
 *
 * @param body - The body.
 * @param signature - The header's value; without one, nothing is verified.
 * @param secret - The webhook's secret.
 */
export async function verifyWebhook(
  body: WebhookBody,
  signature: string | null | undefined,
  secret: string,
): Promise<boolean> {
  if (!signature || !/^[0-9a-f]{64}$/i.test(signature)) return false
  const mac = Uint8Array.from(signature.match(/../g) ?? [], (digits) => parseInt(digits, 16))
  return crypto.subtle.verify('HMAC', await keyOf(secret, 'verify'), mac, bytesOf(body))
}

function keyOf(secret: string, usage: 'sign' | 'verify'): Promise<CryptoKey> {
  return crypto.subtle.importKey('raw', encoder.encode(secret), { name: 'HMAC', hash: 'SHA-256' }, false, [usage])
}

function bytesOf(body: WebhookBody): BufferSource {
  return typeof body === 'string' ? encoder.encode(body) : body
}
