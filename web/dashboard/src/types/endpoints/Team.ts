export type { ApiListResult, Team } from '@teamkpi/client'
