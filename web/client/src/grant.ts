/** The calls that grant and revoke tokens: their forms and their answers. */
import type { TokenPair } from './answers.js'
import { UnreadableAnswerError } from './errors.js'
import { answerOf } from './reply.js'
import type { Held } from './sign-in.js'
import type { Credentials } from './tokens.js'
import { type Call, named, type Reply } from './transport.js'

/** Milliseconds to wait for an answer about tokens. */
export const TOKEN_TIMEOUT = 30_000

/** A call that sends a form, with a timeout in case no signal ends it. */
export function formCall(
  url: string,
  headers: Record<string, string>,
  fields: Record<string, string>,
  signal?: AbortSignal,
): Call {
  return { method: 'POST', url, headers, body: new URLSearchParams(fields), signal, timeout: TOKEN_TIMEOUT }
}

/** The fields of a form for the credentials. */
export function fieldsOf({ username, password, totp = '' }: Credentials): Record<string, string> {
  return { username, password, totp }
}

/** The tokens in a successful reply. */
export function grantedBy(call: Call, reply: Reply): Held & { refreshToken: string } {
  const pair = answerOf(call, reply) as Partial<TokenPair> | null
  if (typeof pair?.access_token !== 'string' || typeof pair.expires_in !== 'number') {
    throw new UnreadableAnswerError(named(call), reply.status, reply.headers.get('content-type'))
  }
  return {
    accessToken: pair.access_token,
    refreshToken: pair.refresh_token ?? '',
    expiresAt: Date.now() + 1000 * pair.expires_in,
  }
}
