/** Making a member an administrator of the team, after a confirmation that explains what they will see. */
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { endpoints, type Id } from '@teamkpi/client'
import { useLocale } from '@/i18n/locale'
import { useSession } from '@/session/SessionContext'
import { Confirmation } from '@/ui/Confirmation'
import { reasonOf } from '@/ui/ErrorNotice'
import styles from './Detail.module.css'

interface AdministratorRoleProps {
  teamId: Id
  coworkerId: Id
  name: string
  isAdministrator: boolean
}

/** The button, or that the member is an administrator already. */
export function AdministratorRole({ teamId, coworkerId, name, isAdministrator }: AdministratorRoleProps) {
  const { t } = useLocale()
  const { client } = useSession()
  const queries = useQueryClient()
  const adding = useMutation({
    mutationFn: () => client.put(endpoints.teams.addAdministrator(teamId, coworkerId), undefined),
    onSuccess: () => queries.invalidateQueries(),
  })
  if (isAdministrator) {
    return (
      <div className={styles.end}>
        <p className={styles.quiet} role="status">
          {t.administrators.is}
        </p>
      </div>
    )
  }
  return (
    <div className={styles.end}>
      <Confirmation
        label={t.administrators.add}
        title={t.administrators.addTitle(name)}
        text={t.administrators.addText}
        refusal={adding.isError ? reasonOf(adding.error, t) : undefined}
        isBusy={adding.isPending}
        act={() => adding.mutate()}
        onAsk={() => adding.reset()}
      />
    </div>
  )
}
