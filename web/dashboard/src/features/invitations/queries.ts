/** What the pages about invitations, and about leaving a team, ask for. */
import { mutationOptions, queryOptions } from '@tanstack/react-query'
import { type HttpClient, type Id } from '@teamkpi/client'
import { endpoints } from '@teamkpi/client'
import { dataOptions, PATIENCE } from '@/data/reading'

/** The invitation that a link leads to. */
export function linkedInvitationOptions(client: HttpClient, secret: string | null) {
  return queryOptions({
    // The secret is not part of the key, so it is nowhere in the cache.
    queryKey: ['teamkpi', 'linked invitation'],
    queryFn: async ({ signal }) =>
      (await client.post(endpoints.invitations.find(), { Secret: secret ?? '' }, { signal })).data,
    enabled: secret !== null,
    ...PATIENCE,
    staleTime: Infinity,
  })
}

/** Accepts or declines an invitation. */
export function answerInvitationOptions(client: HttpClient) {
  return mutationOptions({
    mutationFn: ({ id, accepts }: { id: Id; accepts: boolean }) =>
      client.post(accepts ? endpoints.invitations.accept(id) : endpoints.invitations.decline(id), undefined),
  })
}

/** The open invitations of a team. */
export function teamInvitationsOptions(client: HttpClient, teamId: Id) {
  return dataOptions(client, endpoints.teams.invitations(teamId))
}

/** Makes a link to an invitation, and gives the whole address. */
export function invitationLinkOptions(client: HttpClient, teamId: Id) {
  return mutationOptions({
    mutationFn: async (invitationId: Id) => {
      const { data } = await client.post(endpoints.teams.invitationLink(teamId, invitationId), undefined)
      return { address: new URL(data.Link, location.origin).href, expiresOn: data.ExpiresOn }
    },
  })
}

/** Someone to add to a team. */
export interface Newcomer {
  readonly name: string
  readonly email: string
}

/** Adds people to a team; those whom the coworking space knows already are invited. */
export function addPeopleOptions(client: HttpClient, teamId: Id) {
  return mutationOptions({
    mutationFn: (people: readonly Newcomer[]) =>
      client.post(endpoints.teams.addMembers(teamId), {
        FullNames: people.map((one) => one.name),
        Emails: people.map((one) => one.email),
      }),
  })
}

/** Ends the role of an administrator. */
export function endAdministratorOptions(client: HttpClient, teamId: Id) {
  return mutationOptions({
    mutationFn: (coworkerId: Id) => client.delete(endpoints.teams.removeAdministrator(teamId, coworkerId)),
  })
}

/** Takes an invitation back. */
export function withdrawInvitationOptions(client: HttpClient, teamId: Id) {
  return mutationOptions({
    mutationFn: (invitationId: Id) => client.delete(endpoints.teams.withdrawInvitation(teamId, invitationId)),
  })
}
