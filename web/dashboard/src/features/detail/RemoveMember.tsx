/** Removing a member from the team, after a confirmation that explains the consequences. */
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { endpoints, type Id } from '@teamkpi/client'
import { useLocale } from '@/i18n/locale'
import { useSession } from '@/session/SessionContext'
import { Confirmation } from '@/ui/Confirmation'
import { reasonOf } from '@/ui/ErrorNotice'
import styles from './Detail.module.css'

interface RemoveMemberProps {
  teamId: Id
  coworkerId: Id
  name: string
  onRemoved: () => void
}

/** The button at the end of a member's panel, replaced by the confirmation once pressed. */
export function RemoveMember({ teamId, coworkerId, name, onRemoved }: RemoveMemberProps) {
  const { t } = useLocale()
  const { client } = useSession()
  const queries = useQueryClient()
  const removing = useMutation({
    mutationFn: () => client.delete(endpoints.teams.removeMember(teamId, coworkerId)),
    onSuccess: async () => {
      onRemoved()
      await queries.invalidateQueries()
    },
  })
  return (
    <div className={styles.end}>
      <Confirmation
        label={t.people.remove}
        title={t.people.removeTitle(name)}
        text={t.people.removeText}
        refusal={removing.isError ? reasonOf(removing.error, t, t.people.refused) : undefined}
        isBusy={removing.isPending}
        act={() => removing.mutate()}
        onAsk={() => removing.reset()}
      />
    </div>
  )
}
