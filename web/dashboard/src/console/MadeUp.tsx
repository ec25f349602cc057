/** The notice above every screen of a made-up space, with the button that removes its records. */
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { endpoint } from '@teamkpi/client'
import { useState } from 'react'
import { useLocation } from 'wouter'
import { useLocale } from '@/i18n/locale'
import { useSession } from '@/session/SessionContext'
import controls from '@/ui/controls.module.css'
import { reasonOf } from '@/ui/ErrorNotice'
import { Banner } from '@/ui/Notice'
import { useConsole } from './ConsoleContext'
import styles from './Screen.module.css'
import { askAgainAfterUndo } from './undo'
import { UndoPlan } from './UndoPlan'

/** The notice; nothing in other spaces. */
export function MadeUp() {
  const { c, operator } = useConsole()
  const { t } = useLocale()
  const { client } = useSession()
  const queries = useQueryClient()
  const [, navigate] = useLocation()
  const [isAsking, setAsking] = useState(false)
  const importId = operator.MadeUpImport ?? null
  const removing = useMutation({
    mutationFn: (id: number) =>
      client.request(endpoint('POST', `/api/sys/imports/${id}/undo`), { body: { LeaveChanged: true } }),
    onSuccess: async (_, id) => {
      await askAgainAfterUndo(queries, id)
      navigate('/setup')
    },
  })
  if (importId === null) return null
  return (
    <div className={styles.madeUp}>
      <Banner kind="note">{isAsking ? c.madeUp.question : c.madeUp.text}</Banner>
      {isAsking && <UndoPlan id={importId} />}
      {removing.error && <Banner kind="error">{reasonOf(removing.error, t)}</Banner>}
      {operator.MayDoEverything &&
        (isAsking ? (
          <span className={styles.actions}>
            <button
              type="button"
              className={controls.primary}
              disabled={removing.isPending}
              onClick={() => removing.mutate(importId)}
            >
              {removing.isPending ? c.madeUp.removing : c.madeUp.remove}
            </button>
            <button type="button" className={controls.button} onClick={() => setAsking(false)}>
              {c.actions.cancel}
            </button>
          </span>
        ) : (
          <button type="button" className={controls.button} onClick={() => setAsking(true)}>
            {c.madeUp.remove}
          </button>
        ))}
    </div>
  )
}
