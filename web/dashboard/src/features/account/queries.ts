/** The calls that change the user's own account. */
import { mutationOptions } from '@tanstack/react-query'
import {
  endpoint,
  endpoints,
  type FileContent,
  type HttpClient,
  type PasskeyOptions,
  type RecoveryCodes,
} from '@teamkpi/client'
import { make, sign } from '@/passkeys/webauthn'

/** A password, with a code if the account has a second factor. */
export interface Proof {
  readonly CurrentPassword: string
  readonly Totp: string | null
  /** What a passkey signed in place of the code. */
  readonly Passkey?: string | null
}

const PASSKEYS = '/api/account/passkeys'

/** Secrets and codes stay with the component that shows them, and not in the cache. */
const FORGET = { gcTime: 0 }

/** Gets a secret for an authenticator app. */
export function newSecretOptions(client: HttpClient) {
  return mutationOptions({
    mutationFn: async () => (await client.post(endpoints.account.newSecondFactor(), undefined)).data,
    ...FORGET,
  })
}

/** Asks a passkey to sign in place of a code; null when none did. */
export async function signedInstead(client: HttpClient): Promise<string | null> {
  const asked = endpoint<PasskeyOptions, undefined, 'POST'>('POST', `${PASSKEYS}/challenge`)
  return sign((await client.post(asked, undefined)).data.PublicKey)
}

/** Makes a passkey and adds it; gets recovery codes, if the account had none. Null when no passkey was made. */
export function addPasskeyOptions(client: HttpClient) {
  return mutationOptions({
    mutationFn: async ({ Name, ...proof }: Proof & { Name: string }) => {
      const begin = endpoint<PasskeyOptions, Proof, 'POST'>('POST', `${PASSKEYS}/options`)
      const Passkey = await make((await client.post(begin, proof)).data.PublicKey)
      if (Passkey === null) return null
      const add = endpoint<RecoveryCodes, { Name: string; Passkey: string }, 'POST'>('POST', PASSKEYS)
      return (await client.post(add, { Name, Passkey })).data.RecoveryCodes
    },
    ...FORGET,
  })
}

/** Gives a passkey another name. */
export function renamePasskeyOptions(client: HttpClient) {
  return mutationOptions({
    mutationFn: ({ id, Name }: { id: number; Name: string }) =>
      client.put(endpoint<null, { Name: string }, 'PUT'>('PUT', `${PASSKEYS}/${id}`), { Name }),
  })
}

/** Removes a passkey. */
export function removePasskeyOptions(client: HttpClient) {
  return mutationOptions({
    mutationFn: ({ id, ...proof }: Proof & { id: number }) =>
      client.post(endpoint<null, Proof, 'POST'>('POST', `${PASSKEYS}/${id}/remove`), proof),
    ...FORGET,
  })
}

/** Turns the second factor on, or replaces it, and gets the recovery codes. */
export function setFactorOptions(client: HttpClient) {
  return mutationOptions({
    mutationFn: async (said: Proof & { Secret: string; Code: string }) =>
      (await client.post(endpoints.account.setSecondFactor(), said)).data.RecoveryCodes,
    ...FORGET,
  })
}

/** Turns the second factor off. */
export function removeFactorOptions(client: HttpClient) {
  return mutationOptions({
    mutationFn: async (said: Proof) => {
      await client.post(endpoints.account.removeSecondFactor(), said)
    },
    ...FORGET,
  })
}

/** Gets new recovery codes in the place of the old ones. */
export function newCodesOptions(client: HttpClient) {
  return mutationOptions({
    mutationFn: async (said: Proof) =>
      (await client.post(endpoints.account.replaceRecoveryCodes(), said)).data.RecoveryCodes,
    ...FORGET,
  })
}

/** Ends one sign-in, or all others when none is named. */
export function endSignInsOptions(client: HttpClient) {
  return mutationOptions({
    mutationFn: (id: string | null) =>
      client.delete(id === null ? endpoints.account.endOtherSignIns() : endpoints.account.endSignIn(id)),
  })
}

const DATA = endpoint<FileContent, undefined, 'GET'>('GET', '/api/account/data', {}, false, true)

/** Gets the file with everything that is stored about the user. */
export function ownDataOptions(client: HttpClient) {
  return mutationOptions({
    mutationFn: async () => (await client.request<FileContent>(DATA)).data,
    ...FORGET,
  })
}
