/** Adding people to a team, inviting them to accounts, and the open invitations, for its administrators. */
import type { Id } from '@teamkpi/client'
import { AddPeople } from './AddPeople'
import { InviteToAccounts } from './InviteToAccounts'
import { TeamInvitations } from './TeamInvitations'

/** All three, one below the other. */
export default function TeamPeople({ teamId }: { teamId: Id }) {
  return (
    <>
      <AddPeople teamId={teamId} />
      <InviteToAccounts teamId={teamId} />
      <TeamInvitations teamId={teamId} />
    </>
  )
}
