/** The open invitations to a team, for its administrators: the recipients, links to share, and withdrawing. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { ApiError } from '@teamkpi/client'
import type { TeamInvitation, Id } from '@teamkpi/client'
import { useEffect, useId, useRef, useState } from 'react'
import { useLocale } from '@/i18n/locale'
import { useSession } from '@/session/SessionContext'
import controls from '@/ui/controls.module.css'
import { ErrorNotice, reasonOf } from '@/ui/ErrorNotice'
import { Banner } from '@/ui/Notice'
import { invitationLinkOptions, teamInvitationsOptions, withdrawInvitationOptions } from './queries'
import styles from './TeamInvitations.module.css'

/** The section; empty while there are no open invitations. */
export function TeamInvitations({ teamId }: { teamId: Id }) {
  const { t } = useLocale()
  const { client } = useSession()
  const { data, error, isError, refetch } = useQuery(teamInvitationsOptions(client, teamId))
  const title = useId()
  const [withdrawn, setWithdrawn] = useState<string | null>(null)
  const result = useRef<HTMLDivElement>(null)
  // The pressed button is gone then; the keyboard continues from the result.
  useEffect(() => {
    if (withdrawn !== null) result.current?.focus()
  }, [withdrawn])
  // If the user no longer administers the team, the figures say so.
  if (!data) {
    return isError && !(error instanceof ApiError && error.status < 500) ? (
      <ErrorNotice title={t.teamInvitations.failed} error={error} retry={() => void refetch()} />
    ) : null
  }
  if (data.Invitations.length === 0 && withdrawn === null) return null
  return (
    <section className={styles.section} aria-labelledby={title}>
      <h2 className={styles.title} id={title}>
        {t.teamInvitations.title}
      </h2>
      <p className={styles.meaning}>{t.teamInvitations.meaning}</p>
      {withdrawn !== null && (
        <div ref={result} tabIndex={-1}>
          <Banner kind="done">{t.teamInvitations.withdrawn(withdrawn)}</Banner>
        </div>
      )}
      <ul className={styles.list}>
        {data.Invitations.map((one) => (
          <Entry key={one.Id} teamId={teamId} invitation={one} onWithdrawn={() => setWithdrawn(one.Email)} />
        ))}
      </ul>
    </section>
  )
}

interface EntryProps {
  teamId: Id
  invitation: TeamInvitation
  onWithdrawn: () => void
}

function Entry({ teamId, invitation, onWithdrawn }: EntryProps) {
  const { t, f } = useLocale()
  const { client } = useSession()
  const queries = useQueryClient()
  const email = useId()
  const [isCopied, setCopied] = useState(false)
  const linking = useMutation({
    ...invitationLinkOptions(client, teamId),
    onSuccess: async ({ address }) => setCopied(await copied(address)),
  })
  const withdrawing = useMutation({
    ...withdrawInvitationOptions(client, teamId),
    onSuccess: async () => {
      onWithdrawn()
      await queries.invalidateQueries()
    },
  })
  const day = (instant: string) => f.days(f.dayOf(instant), f.dayOf(instant))
  const failed = linking.error ?? withdrawing.error
  const isBusy = linking.isPending || withdrawing.isPending
  return (
    <li className={styles.entry} data-invitation={invitation.Id}>
      <div>
        <p className={styles.email} id={email}>
          {invitation.Email}
        </p>
        <p className={styles.about}>
          {[
            invitation.InvitedBy && t.invitations.by(invitation.InvitedBy),
            t.invitations.since(day(invitation.CreatedOn)),
            t.invitations.until(day(invitation.ExpiresOn)),
          ]
            .filter(Boolean)
            .join(' · ')}
        </p>
      </div>
      <div className={styles.actions}>
        <button
          type="button"
          className={controls.button}
          aria-describedby={email}
          disabled={isBusy}
          onClick={() => linking.mutate(invitation.Id)}
        >
          {t.teamInvitations.copyLink}
        </button>
        <button
          type="button"
          className={controls.button}
          aria-describedby={email}
          disabled={isBusy}
          onClick={() => withdrawing.mutate(invitation.Id)}
        >
          {t.teamInvitations.withdraw}
        </button>
      </div>
      {linking.data && (
        <div className={styles.link}>
          <p role="status">
            {isCopied ? t.teamInvitations.copied : t.teamInvitations.copyByHand}{' '}
            {t.teamInvitations.linkMeaning(day(linking.data.expiresOn))}
          </p>
          <input
            className={controls.field}
            aria-label={t.teamInvitations.link}
            readOnly
            value={linking.data.address}
            onFocus={(event) => event.target.select()}
          />
        </div>
      )}
      {failed && (
        <div className={styles.link}>
          <Banner kind="error">{reasonOf(failed, t)}</Banner>
        </div>
      )}
    </li>
  )
}

/** Copies a text to the clipboard, and says whether that worked: without HTTPS, it may not. */
async function copied(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text)
    return true
  } catch {
    return false
  }
}
