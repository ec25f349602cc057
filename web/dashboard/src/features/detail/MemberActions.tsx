/** What an administrator sees of a member's account, and can do with the member, at the end of the member's panel. */
import { useQuery } from '@tanstack/react-query'
import type { Id } from '@teamkpi/client'
import { administratorsOptions } from '@/data/administrators'
import { memberAccountsOptions } from '@/data/member-accounts'
import { useClient } from '@/session/SessionContext'
import { AdministratorRole } from './AdministratorRole'
import { MemberAccount } from './MemberAccount'
import { RemoveMember } from './RemoveMember'

interface MemberActionsProps {
  teamId: Id
  coworkerId: number
  name: string
  onRemoved: () => void
}

/** All of it at once, so that nothing moves under the pointer: when the answers that it depends on are there, or can't be had. */
export function MemberActions({ teamId, coworkerId, name, onRemoved }: MemberActionsProps) {
  const client = useClient()
  const { data, failureCount } = useQuery(administratorsOptions(client, teamId))
  const accounts = useQuery(memberAccountsOptions(client, teamId))
  if (!data && failureCount === 0) return null
  if (!accounts.data && accounts.failureCount === 0) return null
  return (
    <>
      <MemberAccount teamId={teamId} coworkerId={coworkerId} name={name} />
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
