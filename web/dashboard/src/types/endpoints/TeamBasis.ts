export type { TeamBasis } from '@teamkpi/client'
