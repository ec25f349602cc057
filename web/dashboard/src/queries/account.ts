/** What the holder of an account asks for without a token. */
import { mutationOptions } from '@tanstack/react-query'
import { endpoint, type HttpClient } from '@teamkpi/client'

/** What is shown to change one's password. */
export interface PasswordChange {
  Email: string
  CurrentPassword: string
  NewPassword: string
  Totp: string
}

const PASSWORD = endpoint<null, PasswordChange, 'POST'>('POST', '/api/account/password', {}, true)

/** Changes one's password, which ends every sign-in of the account. */
export function changePasswordOptions(client: Pick<HttpClient, 'post'>) {
  return mutationOptions({ mutationFn: (change: PasswordChange) => client.post(PASSWORD, change) })
}
