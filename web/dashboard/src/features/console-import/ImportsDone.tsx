/** The imports that stored something, and undoing one. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { ApiError } from '@teamkpi/client'
import { useState } from 'react'
import { useConsole } from '@/console/ConsoleContext'
import { CONSOLE } from '@/console/server'
import { askAgainAfterUndo } from '@/console/undo'
import { UndoPlan } from '@/console/UndoPlan'
import { useLocale } from '@/i18n/locale'
import { useClient, useSession } from '@/session/SessionContext'
import controls from '@/ui/controls.module.css'
import { ErrorNotice, reasonOf } from '@/ui/ErrorNotice'
import { Banner } from '@/ui/Notice'
import styles from './Import.module.css'
import { importsOptions, undoImport, type ImportDone } from './uploads'

/** The list; nothing as long as there is no import. */
export function ImportsDone() {
  const { c } = useConsole()
  const found = useQuery(importsOptions(useClient()))
  if (found.isError && !found.data)
    return <ErrorNotice title={c.failed} error={found.error} retry={() => void found.refetch()} />
  if (!found.data?.Imports.length) return null
  return (
    <section aria-labelledby="imports-done">
      <h2 id="imports-done" className={styles.heading}>
        {c.import.done}
      </h2>
      <ul className={styles.list}>
        {found.data.Imports.map((one) => (
          <ImportLine key={one.Id} done={one} />
        ))}
      </ul>
    </section>
  )
}

function ImportLine({ done }: { done: ImportDone }) {
  const { c } = useConsole()
  const { t, f } = useLocale()
  const { client } = useSession()
  const queries = useQueryClient()
  const [isAsking, setAsking] = useState(false)
  const undoing = useMutation({
    mutationFn: (leaveChanged: boolean) => undoImport(client, done.Id, leaveChanged),
    onSuccess: () => askAgainAfterUndo(queries, done.Id),
    onError: () => queries.invalidateQueries({ queryKey: [CONSOLE] }),
  })
  const counts = c.import.brought(done.New, done.Changed, done.Deleted)
  return (
    <li className={styles.line}>
      <strong>{done.Source ?? c.import.unnamed}</strong>
      <span className={styles.quiet}>
        {[c.import.number(done.Id), f.moment(done.CreatedOn), done.By, counts].filter(Boolean).join(' · ')}
      </span>
      {done.UndoneOn !== null ? (
        <span className={styles.quiet}>{c.import.undoneOn(f.moment(done.UndoneOn))}</span>
      ) : (
        !isAsking && (
          <button type="button" className={controls.button} onClick={() => setAsking(true)}>
            {c.import.undo(done.Id)}
          </button>
        )
      )}
      {isAsking && done.UndoneOn === null && (
        <div className={styles.question} role="group" aria-label={c.import.undo(done.Id)}>
          <UndoPlan id={done.Id} />
          {undoing.error && <Banner kind="error">{reasonOf(undoing.error, t)}</Banner>}
          <div className={styles.buttons}>
            <button
              type="button"
              className={controls.primary}
              disabled={undoing.isPending}
              onClick={() => undoing.mutate(false)}
            >
              {undoing.isPending ? c.import.undoing : c.import.undo(done.Id)}
            </button>
            {undoing.error instanceof ApiError && undoing.error.status === 400 && (
              <button type="button" className={controls.button} onClick={() => undoing.mutate(true)}>
                {c.import.undoOthers}
              </button>
            )}
            <button type="button" className={controls.button} onClick={() => setAsking(false)}>
              {c.actions.cancel}
            </button>
          </div>
        </div>
      )}
    </li>
  )
}
