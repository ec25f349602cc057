/** Adding people to a team, and the invitations that have not been accepted yet, for its administrators. */
import type { Id } from '@teamkpi/client'
import { AddPeople } from './AddPeople'
import { TeamInvitations } from './TeamInvitations'

/** Both, one below the other. */
export default function TeamPeople({ teamId }: { teamId: Id }) {
  return (
    <>
      <AddPeople teamId={teamId} />
      <TeamInvitations teamId={teamId} />
    </>
  )
}
