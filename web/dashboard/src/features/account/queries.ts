/** The calls that change the user's own account. */
import { mutationOptions } from '@tanstack/react-query'
import { endpoints, type HttpClient } from '@teamkpi/client'

/** A password, with a code if the account has a second factor. */
export interface Proof {
  readonly CurrentPassword: string
  readonly Totp: string | null
}

/** Secrets and codes stay with the component that shows them, and not in the cache. */
const FORGET = { gcTime: 0 }

/** Gets a secret for an authenticator app. */
export function newSecretOptions(client: HttpClient) {
  return mutationOptions({
    mutationFn: async () => (await client.post(endpoints.account.newSecondFactor(), undefined)).data,
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
