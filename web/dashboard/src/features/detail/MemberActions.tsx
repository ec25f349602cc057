/** What an administrator can do with a member, at the end of the member's panel. */
import { useQuery } from '@tanstack/react-query'
import type { Id } from '@teamkpi/client'
import { administratorsOptions } from '@/data/administrators'
import { useClient } from '@/session/SessionContext'
import { AdministratorRole } from './AdministratorRole'
import { RemoveMember } from './RemoveMember'

interface MemberActionsProps {
  teamId: Id
  coworkerId: Id
  name: string
  onRemoved: () => void
}

/** All of it at once, so that nothing moves under the pointer: when it is known, or can't be had, who administers the team. */
export function MemberActions({ teamId, coworkerId, name, onRemoved }: MemberActionsProps) {
  const { data, failureCount } = useQuery(administratorsOptions(useClient(), teamId))
  if (!data && failureCount === 0) return null
  return (
    <>
      {data && (
        <AdministratorRole
          teamId={teamId}
          coworkerId={coworkerId}
          name={name}
          isAdministrator={data.TeamAdministrators.some((one) => one.Id === coworkerId)}
        />
      )}
      <RemoveMember teamId={teamId} coworkerId={coworkerId} name={name} onRemoved={onRemoved} />
    </>
  )
}
