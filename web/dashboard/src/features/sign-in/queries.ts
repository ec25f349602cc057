/** What the holder of an account asks for without a token. */
import { mutationOptions } from '@tanstack/react-query'
import type { HttpClient, PasswordChange } from '@teamkpi/client'
import { endpoints } from '@teamkpi/client'

/** Changes one's password, which ends every sign-in of the account. */
export function changePasswordOptions(client: Pick<HttpClient, 'post'>) {
  return mutationOptions({ mutationFn: (change: PasswordChange) => client.post(endpoints.account.password, change) })
}
