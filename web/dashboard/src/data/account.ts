/** The calls about the user's own account. */
import { mutationOptions } from '@tanstack/react-query'
import { endpoints, type HttpClient, type PasswordChange } from '@teamkpi/client'
import { dataOptions } from './reading'

/** The user's account: email, second factor, open sign-ins. */
export function accountOptions(client: HttpClient) {
  return dataOptions(client, endpoints.account.get())
}

/** Changes the user's password, which ends every session of the account. It needs no sign-in. */
export function changePasswordOptions(client: Pick<HttpClient, 'post'>) {
  return mutationOptions({ mutationFn: (change: PasswordChange) => client.post(endpoints.account.password, change) })
}
