/** The calls that a user makes without a token. */
import { mutationOptions } from '@tanstack/react-query'
import type { HttpClient, PasswordChange } from '@teamkpi/client'
import { endpoints } from '@teamkpi/client'

/** Changes the user's password, which ends every session of the account. */
export function changePasswordOptions(client: Pick<HttpClient, 'post'>) {
  return mutationOptions({ mutationFn: (change: PasswordChange) => client.post(endpoints.account.password, change) })
}
