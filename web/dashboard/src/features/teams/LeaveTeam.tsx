/** Leaving a team, after a confirmation that explains the consequences. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import type { Id } from '@teamkpi/client'
import { useEffect, useId, useRef, useState } from 'react'
import { useLocation } from 'wouter'
import { useLocale } from '@/i18n/locale'
import { useSession } from '@/session/SessionContext'
import controls from '@/ui/controls.module.css'
import { reasonOf } from '@/ui/ErrorNotice'
import { Banner } from '@/ui/Notice'
import styles from './LeaveTeam.module.css'
import { administratorsOptions, leaveTeamOptions } from './queries'

interface LeaveTeamProps {
  teamId: Id
  teamName: string
  isAdministrator: boolean
}

/** The button at the end of a team's page, replaced by the confirmation once pressed. */
export function LeaveTeam(props: LeaveTeamProps) {
  const { t } = useLocale()
  const [isAsking, setAsking] = useState(false)
  const button = useRef<HTMLButtonElement>(null)
  const wasAsking = useRef(false)
  useEffect(() => {
    if (wasAsking.current && !isAsking) button.current?.focus()
    wasAsking.current = isAsking
  }, [isAsking])
  return (
    <div className={styles.place}>
      {isAsking ? (
        <Question {...props} cancel={() => setAsking(false)} />
      ) : (
        <button ref={button} type="button" className={controls.plain} onClick={() => setAsking(true)}>
          {t.leave.button}
        </button>
      )}
    </div>
  )
}

function Question({ teamId, teamName, isAdministrator, cancel }: LeaveTeamProps & { cancel: () => void }) {
  const { t } = useLocale()
  const { client } = useSession()
  const queries = useQueryClient()
  const [, navigate] = useLocation()
  const title = useId()
  const text = useId()
  const box = useRef<HTMLDivElement>(null)
  const { data: team } = useQuery({ ...administratorsOptions(client, teamId), enabled: isAdministrator })
  const leaving = useMutation({
    ...leaveTeamOptions(client, teamId),
    onSuccess: async () => {
      navigate('/', { replace: true })
      await queries.resetQueries()
    },
  })
  useEffect(() => box.current?.focus(), [])
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key === 'Escape') cancel()
    }
    const element = box.current
    element?.addEventListener('keydown', onKey)
    return () => element?.removeEventListener('keydown', onKey)
  }, [cancel])
  return (
    <div
      ref={box}
      className={styles.question}
      role="group"
      tabIndex={-1}
      aria-labelledby={title}
      aria-describedby={text}
    >
      <h2 className={styles.title} id={title}>
        {t.leave.title(teamName)}
      </h2>
      <div id={text}>
        <p>{t.leave.text}</p>
        {team?.TeamAdministrators.length === 1 && <p className={styles.warning}>{t.leave.lastAdministrator}</p>}
      </div>
      {leaving.isError && <Banner kind="error">{reasonOf(leaving.error, t)}</Banner>}
      <div className={styles.answers}>
        <button
          type="button"
          className={controls.primary}
          disabled={leaving.isPending}
          onClick={() => leaving.mutate(undefined)}
        >
          {t.leave.button}
        </button>
        <button type="button" className={controls.button} disabled={leaving.isPending} onClick={cancel}>
          {t.leave.cancel}
        </button>
      </div>
    </div>
  )
}
