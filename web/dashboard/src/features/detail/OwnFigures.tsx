/** What a member sees who is no administrator: their own figures, and what is behind them. */
import { useQuery } from '@tanstack/react-query'
import type { Id } from '@teamkpi/client'
import type { ReactNode } from 'react'
import { ownKpiOptions } from '@/data/money'
import { useLocale } from '@/i18n/locale'
import { useSession } from '@/session/SessionContext'
import { ErrorNotice } from '@/ui/ErrorNotice'
import { Notice } from '@/ui/Notice'
import styles from './Detail.module.css'
import { Person } from './Person'

interface OwnFiguresProps {
  teamId: Id
  currency: string | null
  /** Opens the records behind a figure. */
  onFigure: (figure: string, coworkerId: number) => void
  /** Makes what follows, given the members that whoever is signed in acts for. */
  children: (own: readonly number[]) => ReactNode
}

const PRESENT = {}

/** The page. An account that acts for several members of the team shows each of them. */
export default function OwnFigures({ teamId, currency, onFigure, children }: OwnFiguresProps) {
  const { t } = useLocale()
  const { client } = useSession()
  const { data, error, refetch } = useQuery(ownKpiOptions(client, teamId))
  if (!data) {
    return error ? (
      <ErrorNotice title={t.detail.failed} error={error} retry={() => void refetch()} />
    ) : (
      <Notice kind="loading" title={t.app.loading} />
    )
  }
  return (
    <>
      <p className={styles.quiet}>{t.detail.ownOnly}</p>
      {data.Kpi.map((member) => (
        <section key={member.CoworkerId} className={styles.own} aria-label={member.CoworkerFullName}>
          <h2>{member.CoworkerFullName}</h2>
          <Person
            teamId={teamId}
            coworkerId={member.CoworkerId}
            values={member}
            moment={PRESENT}
            currency={currency}
            onFigure={onFigure}
          />
        </section>
      ))}
      {children(data.Kpi.map((one) => one.CoworkerId))}
    </>
  )
}
