import { useQuery } from '@tanstack/react-query'
import { useState, type SubmitEvent } from 'react'
import { useClient } from '@/session/SessionContext'
import controls from '@/ui/controls.module.css'
import { Banner } from '@/ui/Notice'
import { useConsole } from '../ConsoleContext'
import { useSave, useSaveError } from '../saving'
import { listOptions } from '../server'
import styles from './acts.module.css'
import type { Whom } from './BookPanel'

const MOST = 1000

/** Adds a person to a team. */
export function TeamForm({ whom, onClose }: { whom: Whom; onClose: () => void }) {
  const { c, entity } = useConsole()
  const teams = useQuery(listOptions(useClient(), entity('teams'), { size: MOST, orderBy: 'Name' })).data?.Records ?? []
  const [id, setId] = useState('')
  const saving = useSave()
  const failure = useSaveError(saving.error)
  const team = teams.find((one) => String(one.Id) === id)
  const submit = (event: SubmitEvent) => {
    event.preventDefault()
    if (!team) return
    saving
      .alter('teams', team.Id, () => ({ AddedTeamMembers: [whom.id] }), c.act.added(whom.name, String(team.Name)))
      .then(onClose, () => undefined)
  }
  return (
    <form className={styles.form} onSubmit={submit}>
      {failure && <Banner kind="error">{failure}</Banner>}
      <label className={styles.field}>
        {c.act.team}
        <select className={controls.select} value={id} required onChange={(event) => setId(event.target.value)}>
          <option value="">{c.form.choose}</option>
          {teams.map((one) => (
            <option key={one.Id} value={one.Id}>
              {[one.Name, one.BusinessName].filter(Boolean).join(' · ')}
            </option>
          ))}
        </select>
      </label>
      <p className={styles.quiet}>{c.act.otherTeams(whom.name)}</p>
      <button type="submit" className={controls.primary} disabled={saving.isBusy || !team}>
        {saving.isBusy ? c.actions.saving : c.actions.save}
      </button>
    </form>
  )
}
