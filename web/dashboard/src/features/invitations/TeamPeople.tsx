/** A team's people for its administrators: adding them, inviting them to accounts, open invitations, administrators. */
import type { Id } from '@teamkpi/client'
import { AddPeople } from './AddPeople'
import { InviteToAccounts } from './InviteToAccounts'
import { TeamAdministrators } from './TeamAdministrators'
import { TeamInvitations } from './TeamInvitations'

/** All four, one below the other. */
export default function TeamPeople({ teamId }: { teamId: Id }) {
  return (
    <>
      <AddPeople teamId={teamId} />
      <InviteToAccounts teamId={teamId} />
      <TeamInvitations teamId={teamId} />
      <TeamAdministrators teamId={teamId} />
    </>
  )
}
