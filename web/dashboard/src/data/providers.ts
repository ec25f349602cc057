/** The calls for signing in with a provider. */
import { queryOptions } from '@tanstack/react-query'
import { endpoint, type HttpClient, type SignInProviders } from '@teamkpi/client'

const SESSION = '/dashboard/session'
const NEXT = 'teamkpi.next'

/** A refusal of the server, by its code. */
export class Refused extends Error {
  /**
   * Makes a refusal.
   *
   * @param code - The reason.
   */
  constructor(readonly code: string) {
    super(code)
  }
}

/** Sends a form as only a page of the server's own can. */
async function send(
  path: string,
  fields: Record<string, string>,
  headers: Record<string, string> = {},
): Promise<Record<string, string>> {
  const reply = await fetch(`${SESSION}/${path}`, {
    method: 'POST',
    headers: { 'x-requested-with': 'XMLHttpRequest', ...headers },
    body: new URLSearchParams(fields),
  })
  const body = (await reply.json()) as Record<string, string>
  if (!reply.ok) throw new Refused(body.error ?? body.code ?? 'failed')
  return body
}

/** How people can sign in. */
export function providersOptions(client: HttpClient) {
  return queryOptions({
    queryKey: ['providers'],
    queryFn: async () =>
      (await client.request<SignInProviders>(endpoint('GET', `${SESSION}/providers`, {}, true))).data,
    retry: false,
    staleTime: Infinity,
  })
}

/** Goes to a provider's page; the way back leads to `next`. */
export function leaveFor(address: string, next: string): void {
  sessionStorage.setItem(NEXT, next)
  location.assign(address)
}

/** Begins a sign-in, and returns the address of the provider's page. */
export async function begin(provider: string, invitation?: string): Promise<string> {
  return (await send('provider', { provider, ...(invitation && { invitation }) })).Location ?? ''
}

/** Completes a sign-in: `signedIn` or `connected`. */
export async function finish(fields: Record<string, string>): Promise<string> {
  return (await send('provider/finish', fields)).Outcome ?? ''
}

/** Asks for a mail with a link that confirms a sign-in; the answer says whether this space sends mail. */
export async function askForLink(state: string, language: string): Promise<boolean> {
  const said: Record<string, unknown> = await send('provider/confirmation', { state }, { 'accept-language': language })
  return said.SendsMail === true
}

/** What a passkey has to sign in place of a code. */
export async function passkeyQuestion(): Promise<Record<string, unknown>> {
  const body: Record<string, unknown> = await send('passkey/challenge', {})
  return body.PublicKey as Record<string, unknown>
}

/** Where the sign-in was to lead to: a page of this server. */
export function takeNext(): string {
  const next = sessionStorage.getItem(NEXT) ?? ''
  sessionStorage.removeItem(NEXT)
  return /^\/(dashboard|console)(\/|$)/.test(next) ? next : '/dashboard/'
}
