/** The administrators of a team, for its administrators: who they are, and ending the role of another one. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import type { Id } from '@teamkpi/client'
import { useEffect, useId, useRef, useState } from 'react'
import { administratorsOptions, type Administrator } from '@/data/administrators'
import { useLocale } from '@/i18n/locale'
import { useSession } from '@/session/SessionContext'
import { Confirmation } from '@/ui/Confirmation'
import { reasonOf } from '@/ui/ErrorNotice'
import { Banner } from '@/ui/Notice'
import { endAdministratorOptions } from './queries'
import styles from './TeamInvitations.module.css'

/** The section; nothing until it is known who they are. */
export function TeamAdministrators({ teamId }: { teamId: Id }) {
  const { t } = useLocale()
  const { client } = useSession()
  const { data } = useQuery(administratorsOptions(client, teamId))
  const title = useId()
  const [ended, setEnded] = useState<string | null>(null)
  const result = useRef<HTMLDivElement>(null)
  // The pressed button is gone then; the keyboard continues from the result.
  useEffect(() => {
    if (ended !== null) result.current?.focus()
  }, [ended])
  if (!data) return null
  const administrators = data.TeamAdministrators
  return (
    <section className={styles.section} aria-labelledby={title}>
      <h2 className={styles.title} id={title}>
        {t.administrators.title}
      </h2>
      <p className={styles.meaning}>{t.administrators.meaning}</p>
      {ended !== null && (
        <div ref={result} tabIndex={-1}>
          <Banner kind="done">{t.administrators.ended(ended)}</Banner>
        </div>
      )}
      <ul className={styles.list}>
        {administrators.map((one) => (
          <Entry
            key={one.Id}
            teamId={teamId}
            administrator={one}
            mayEnd={administrators.length > 1}
            onEnded={() => setEnded(one.FullName)}
          />
        ))}
      </ul>
    </section>
  )
}

interface EntryProps {
  teamId: Id
  administrator: Administrator
  mayEnd: boolean
  onEnded: () => void
}

function Entry({ teamId, administrator, mayEnd, onEnded }: EntryProps) {
  const { t } = useLocale()
  const { client } = useSession()
  const queries = useQueryClient()
  const name = useId()
  const ending = useMutation({
    ...endAdministratorOptions(client, teamId),
    onSuccess: async () => {
      onEnded()
      await queries.invalidateQueries()
    },
  })
  return (
    <li className={styles.entry} data-administrator={administrator.Id}>
      <p className={styles.email} id={name}>
        {administrator.FullName}
      </p>
      {mayEnd && (
        <Confirmation
          describedBy={name}
          label={t.administrators.end}
          title={t.administrators.endTitle(administrator.FullName)}
          text={t.administrators.endText}
          refusal={ending.isError ? reasonOf(ending.error, t, t.administrators.refused) : undefined}
          isBusy={ending.isPending}
          act={() => ending.mutate(administrator.Id)}
          onAsk={() => ending.reset()}
        />
      )}
    </li>
  )
}
