/** Which members of a team have an account to sign in with, and inviting the others. */
import { mutationOptions } from '@tanstack/react-query'
import { endpoints, type HttpClient, type Id, type MemberInvitation } from '@teamkpi/client'
import { dataOptions, type Reader } from './reading'

/** Which members can sign in, or are invited to. */
export function memberAccountsOptions(client: Reader, teamId: Id) {
  return dataOptions(client, endpoints.teams.accounts(teamId))
}

/** Invites members who have no account yet, by default all of them, and gives what came of each. */
export function inviteToAccountsOptions(client: HttpClient, teamId: Id, coworkerIds?: readonly number[]) {
  const body = coworkerIds ? { CoworkerIds: [...coworkerIds] } : {}
  return mutationOptions({
    mutationFn: async () => (await client.post(endpoints.teams.inviteMembersToAccounts(teamId), body)).data.Results,
  })
}

type Result = MemberInvitation['Result']
const ORDER: readonly Result[] = ['invited', 'alreadyInvited', 'hasAccount', 'inactive']

/** How many members got a mail, and why the others did not. */
export function invitationResult(
  results: readonly MemberInvitation[],
  texts: { results: Record<Result, (count: number) => string> },
): string {
  const counts = ORDER.map((result) => ({ result, count: results.filter((one) => one.Result === result).length }))
  return counts
    .filter(({ result, count }) => count > 0 || result === 'invited')
    .map(({ result, count }) => texts.results[result](count))
    .join(' ')
}
