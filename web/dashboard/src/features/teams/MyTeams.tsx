/** The user's teams as a list, each with the way to leave it. */
import { useInfiniteQuery } from '@tanstack/react-query'
import { useId } from 'react'
import { Link } from 'wouter'
import { useLocale } from '@/i18n/locale'
import { useSession } from '@/session/SessionContext'
import controls from '@/ui/controls.module.css'
import { LeaveTeam } from './LeaveTeam'
import styles from './MyTeams.module.css'
import { teamsOptions } from './queries'

/** The first teams; nothing while they aren't known, or when there are none. */
export function MyTeams({ label }: { label: string }) {
  const { t } = useLocale()
  const id = useId()
  const { client } = useSession()
  const administered = useInfiniteQuery(teamsOptions(client, true))
  const all = useInfiniteQuery(teamsOptions(client, false))
  if (!administered.data || !all.data) return null
  const own = administered.data.pages.flatMap((page) => page.Records)
  const ids = new Set(own.map((one) => one.Id))
  const teams = [...own, ...all.data.pages.flatMap((page) => page.Records).filter((one) => !ids.has(one.Id))]
  if (teams.length === 0) return <p className={styles.none}>{t.teams.none.title}</p>
  return (
    <ul className={styles.list} aria-label={label}>
      {teams.map((one) => (
        <li key={one.Id} data-team={one.Id}>
          <span>
            <Link id={`${id}${one.Id}`} className={controls.link} to={`/team/${one.Id}`}>
              {one.Name}
            </Link>{' '}
            <span className={styles.none}>{ids.has(one.Id) ? t.teams.administrator : t.teams.member}</span>
          </span>
          <LeaveTeam
            teamId={one.Id}
            teamName={one.Name}
            isAdministrator={ids.has(one.Id)}
            inListAt={`${id}${one.Id}`}
          />
        </li>
      ))}
    </ul>
  )
}
