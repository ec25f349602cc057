/** Inviting members without an account to sign in, by mail, for the administrators of a team. */
import { useMutation } from '@tanstack/react-query'
import type { Id } from '@teamkpi/client'
import { useEffect, useId, useRef, useState } from 'react'
import { invitationResult, inviteToAccountsOptions } from '@/data/member-accounts'
import { useLocale } from '@/i18n/locale'
import { useSession } from '@/session/SessionContext'
import controls from '@/ui/controls.module.css'
import { reasonOf } from '@/ui/ErrorNotice'
import { Banner } from '@/ui/Notice'
import { useReturningFocus } from '@/ui/useReturningFocus'
import styles from './AddPeople.module.css'

/** The button; once it is pressed, what will happen and one more button; then the result. */
export function InviteToAccounts({ teamId }: { teamId: Id }) {
  const { t } = useLocale()
  const { client } = useSession()
  const title = useId()
  const [isOpen, setOpen] = useState(false)
  const result = useRef<HTMLDivElement>(null)
  const button = useReturningFocus(isOpen, result)
  const send = useRef<HTMLButtonElement>(null)
  const inviting = useMutation({ ...inviteToAccountsOptions(client, teamId), onSuccess: () => setOpen(false) })
  useEffect(() => {
    if (isOpen) send.current?.focus()
  }, [isOpen])
  if (isOpen) {
    return (
      <section className={styles.form} aria-labelledby={title}>
        <h2 className={styles.title} id={title}>
          {t.accountInvitations.invite}
        </h2>
        <p className={styles.meaning}>{t.accountInvitations.meaning}</p>
        {inviting.error && <Banner kind="error">{reasonOf(inviting.error, t, t.accountInvitations.refused)}</Banner>}
        <div className={styles.actions}>
          <button
            type="button"
            ref={send}
            className={controls.primary}
            disabled={inviting.isPending}
            onClick={() => inviting.mutate()}
          >
            {t.accountInvitations.send}
          </button>
          <button type="button" className={controls.button} onClick={() => setOpen(false)}>
            {t.accountInvitations.cancel}
          </button>
        </div>
      </section>
    )
  }
  return (
    <div className={styles.place}>
      {inviting.data && (
        <div ref={result} tabIndex={-1}>
          <Banner kind="done">{invitationResult(inviting.data, t.accountInvitations)}</Banner>
        </div>
      )}
      <button
        ref={button}
        type="button"
        className={controls.button}
        onClick={() => {
          inviting.reset()
          setOpen(true)
        }}
      >
        {t.accountInvitations.invite}
      </button>
    </div>
  )
}
