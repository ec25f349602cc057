export type { PasswordChange } from '@teamkpi/client'
