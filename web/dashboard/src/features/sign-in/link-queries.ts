/** The calls for choosing a password with a link. */
import { mutationOptions } from '@tanstack/react-query'
import { endpoints, type HttpClient } from '@teamkpi/client'

/** Asks for a mail with a link; the answer says whether this space sends mail. */
export function requestLinkOptions(client: HttpClient) {
  return mutationOptions({
    mutationFn: async (email: string) =>
      (await client.post(endpoints.account.requestPasswordLink, { Email: email })).data.SendsMail,
  })
}

/** Reads what a link is for. It isn’t a query: those are forgotten whenever it turns out that no user is signed in. */
export function findLinkOptions(client: HttpClient) {
  return mutationOptions({
    mutationFn: async (secret: string) =>
      (await client.post(endpoints.account.findPasswordLink, { Secret: secret })).data,
  })
}

/** Chooses the password. */
export function chooseOptions(client: HttpClient, secret: string) {
  return mutationOptions({
    mutationFn: async ({ password, code }: { password: string; code: string }) => {
      const body = { Secret: secret, NewPassword: password, Totp: code === '' ? null : code }
      return (await client.post(endpoints.account.usePasswordLink, body)).data
    },
  })
}
