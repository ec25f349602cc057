/** An invitation to a team, with its answers. */
import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { Invitation } from '@teamkpi/client'
import { useId } from 'react'
import { useLocale } from '@/i18n/locale'
import { useSession } from '@/session/SessionContext'
import controls from '@/ui/controls.module.css'
import { reasonOf } from '@/ui/ErrorNotice'
import { Banner } from '@/ui/Notice'
import styles from './Invitations.module.css'
import { answerInvitationOptions } from './queries'

interface InvitationCardProps {
  invitation: Invitation
  /** A link has led to this one. */
  isLinked: boolean
  onAnswered: (accepted: boolean) => void
}

/** Who invites to which team, since when and until when, and with which contract. */
export function InvitationCard({ invitation, isLinked, onAnswered }: InvitationCardProps) {
  const { t, f } = useLocale()
  const { client } = useSession()
  const queries = useQueryClient()
  const title = useId()
  const answering = useMutation({
    ...answerInvitationOptions(client),
    onSuccess: async (_, { accepts }) => {
      onAnswered(accepts)
      await queries.invalidateQueries()
    },
  })
  const day = (instant: string) => f.days(f.dayOf(instant), f.dayOf(instant))
  const { TariffId: plan, TariffName: planName, StartDate: start } = invitation
  return (
    <li className={styles.card} data-linked={isLinked} data-invitation={invitation.Id}>
      <div>
        <h2 className={styles.name} id={title}>
          {invitation.TeamName}
        </h2>
        <p className={styles.about}>
          {[
            invitation.BusinessName,
            invitation.InvitedBy && t.invitations.by(invitation.InvitedBy),
            t.invitations.since(day(invitation.CreatedOn)),
            t.invitations.until(day(invitation.ExpiresOn)),
          ]
            .filter(Boolean)
            .join(' · ')}
        </p>
        {plan !== null && (
          <p className={styles.contract}>
            {start === null
              ? t.invitations.contractNow(planName ?? t.invitations.plan(plan))
              : t.invitations.contractFrom(planName ?? t.invitations.plan(plan), day(start))}
          </p>
        )}
      </div>
      <div className={styles.answers}>
        <button
          type="button"
          className={controls.primary}
          aria-describedby={title}
          disabled={answering.isPending}
          onClick={() => answering.mutate({ id: invitation.Id, accepts: true })}
        >
          {t.invitations.accept}
        </button>
        <button
          type="button"
          className={controls.button}
          aria-describedby={title}
          disabled={answering.isPending}
          onClick={() => answering.mutate({ id: invitation.Id, accepts: false })}
        >
          {t.invitations.decline}
        </button>
      </div>
      {answering.isError && (
        <div className={styles.refusal}>
          <Banner kind="error">{reasonOf(answering.error, t, t.invitations.refused)}</Banner>
        </div>
      )}
    </li>
  )
}
