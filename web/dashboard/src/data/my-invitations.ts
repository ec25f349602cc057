import { endpoints, type HttpClient } from '@teamkpi/client'
import { dataOptions } from './reading'

const SELDOM = 300_000

/** The user's open invitations. Every page asks for them, so they are refreshed less often than figures. */
export function myInvitationsOptions(client: HttpClient) {
  return dataOptions(client, endpoints.invitations.list(), { every: SELDOM })
}
