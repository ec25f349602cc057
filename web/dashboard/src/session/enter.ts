/** Signing in by other means than a password. */
import { ApiError, type ErrorCode } from '@teamkpi/client'

/** Sends a call of such a sign-in; fails with the server's refusal. */
export async function enter(
  send: typeof fetch,
  path: string,
  body: URLSearchParams | Record<string, string> | null,
): Promise<unknown> {
  const isForm = body instanceof URLSearchParams
  const headers = { 'x-requested-with': 'XMLHttpRequest', ...(!isForm && { 'content-type': 'application/json' }) }
  const sent = isForm || body === null ? body : JSON.stringify(body)
  const answer = await send(path, { method: 'POST', headers, body: sent })
  const said = (await answer.json()) as { error?: string; error_description?: string }
  if (answer.ok) return said
  const wait = Number(answer.headers.get('retry-after')) || null
  throw new ApiError(
    answer.status,
    (said.error ?? 'unrecognised') as ErrorCode,
    null,
    said.error_description ?? '',
    wait,
    null,
  )
}
