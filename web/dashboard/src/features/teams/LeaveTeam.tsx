/** Leaving a team, after a confirmation that explains the consequences. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import type { Id } from '@teamkpi/client'
import { useState } from 'react'
import { useLocation } from 'wouter'
import { administratorsOptions } from '@/data/administrators'
import { useLocale } from '@/i18n/locale'
import { useSession } from '@/session/SessionContext'
import { Confirmation } from '@/ui/Confirmation'
import { reasonOf } from '@/ui/ErrorNotice'
import styles from './LeaveTeam.module.css'
import { leaveTeamOptions } from './queries'

interface LeaveTeamProps {
  teamId: Id
  teamName: string
  isAdministrator: boolean
  /** The id of the team's name, where it stands in a list of teams and not at the end of the team's own page. */
  inListAt?: string
}

/** The button, replaced by the confirmation once pressed. */
export function LeaveTeam({ teamId, teamName, isAdministrator, inListAt }: LeaveTeamProps) {
  const { t } = useLocale()
  const { client } = useSession()
  const queries = useQueryClient()
  const [, navigate] = useLocation()
  const [isAsked, setAsked] = useState(false)
  const { data: team } = useQuery({ ...administratorsOptions(client, teamId), enabled: isAsked && isAdministrator })
  const leaving = useMutation({
    ...leaveTeamOptions(client, teamId),
    onSuccess: async () => {
      navigate('/', { replace: true })
      await queries.resetQueries()
    },
  })
  return (
    <div className={inListAt === undefined ? styles.place : undefined}>
      <Confirmation
        describedBy={inListAt}
        label={t.leave.button}
        title={t.leave.title(teamName)}
        text={t.leave.text}
        warning={team?.TeamAdministrators.length === 1 ? t.leave.lastAdministrator : undefined}
        refusal={leaving.isError ? reasonOf(leaving.error, t) : undefined}
        isBusy={leaving.isPending}
        act={() => leaving.mutate(undefined)}
        onAsk={() => {
          leaving.reset()
          setAsked(true)
        }}
      />
    </div>
  )
}
