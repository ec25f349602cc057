/** The teams of the space. */
import { useQuery } from '@tanstack/react-query'
import { useDeferredValue, useState } from 'react'
import { Link } from 'wouter'
import { useConsole } from '@/console/ConsoleContext'
import { Screen } from '@/console/Screen'
import { listOptions, searchOptions } from '@/console/server'
import { useLocale } from '@/i18n/locale'
import { useClient } from '@/session/SessionContext'
import controls from '@/ui/controls.module.css'
import { ErrorNotice } from '@/ui/ErrorNotice'
import { Notice } from '@/ui/Notice'
import styles from './Teams.module.css'

const MOST = 50

/** The screen: the first teams by name, or those that were searched for. */
export function TeamsPage() {
  const { c, entity, may } = useConsole()
  const { t } = useLocale()
  const client = useClient()
  const [text, setText] = useState('')
  const typed = useDeferredValue(text.trim())
  const all = useQuery({
    ...listOptions(client, entity('teams'), { size: MOST, orderBy: 'Name' }),
    enabled: typed === '',
  })
  const found = useQuery({
    ...searchOptions(client, typed, MOST),
    enabled: typed !== '',
    placeholderData: (before) => before,
  })
  const teams =
    typed === ''
      ? all.data?.Records.map((one) => ({
          ...{ id: one.Id, name: String(one.Name), place: one.BusinessName as string | null },
          members: typeof one.CoworkerIds === 'string' ? one.CoworkerIds.split(',').filter(Boolean).length : null,
        }))
      : found.data?.Teams.map((one) => ({ id: one.Id, name: one.Name, place: one.Location, members: one.Members }))
  const current = typed === '' ? all : found
  return (
    <Screen
      title={c.teams.title}
      actions={
        may('teams', 'Create') && (
          <Link className={controls.button} to="/records/teams?open=new">
            {c.teams.new}
          </Link>
        )
      }
    >
      <div className={styles.search} role="search">
        <label htmlFor="find-teams">{c.teams.find}</label>
        <input
          id="find-teams"
          className={controls.field}
          type="search"
          autoComplete="off"
          value={text}
          onChange={(event) => setText(event.target.value)}
        />
      </div>
      {current.isError && !teams && (
        <ErrorNotice title={c.failed} error={current.error} retry={() => void current.refetch()} />
      )}
      {current.isPending && !teams && <Notice kind="loading" title={t.app.loading} />}
      {teams?.length === 0 && <Notice kind="empty" title={c.teams.none} />}
      <ul className={styles.teams}>
        {teams?.map((one) => (
          <li key={one.id}>
            <Link className={styles.team} to={`/teams/${one.id}`}>
              <strong>{one.name}</strong>
              <small>
                {[one.place, one.members !== null && c.teams.members(one.members)].filter(Boolean).join(' · ')}
              </small>
            </Link>
          </li>
        ))}
      </ul>
    </Screen>
  )
}
