/** One's open invitations to teams: `/dashboard/invitations`. A link that an administrator has passed on leads here. */
import { useQuery } from '@tanstack/react-query'
import { ApiError } from '@teamkpi/client'
import { useEffect, useState } from 'react'
import { Link } from 'wouter'
import { Frame } from '@/app/Frame'
import { forgetLinkSecret, linkSecret } from '@/app/link-secret'
import { useSession } from '@/app/SessionContext'
import controls from '@/components/controls.module.css'
import { ErrorNotice } from '@/components/ErrorNotice'
import { Banner, Notice } from '@/components/Notice'
import { useLocale } from '@/i18n/locale'
import { linkedInvitationOptions, myInvitationsOptions } from '@/queries/invitations'
import type { Invitation } from '@/types/endpoints/Invitation'
import { InvitationCard } from './InvitationCard'
import styles from './Invitations.module.css'

/** The list, and what became of those that were answered here. */
export default function InvitationsPage() {
  const { t } = useLocale()
  const { client } = useSession()
  const [answered, setAnswered] = useState<{ invitation: Invitation; accepted: boolean } | null>(null)
  const { data, isError, error, refetch } = useQuery(myInvitationsOptions(client))
  const linked = useLinkedInvitation()

  return (
    <Frame title={t.invitations.title}>
      {answered && (
        <Banner kind="done">
          {answered.accepted ? (
            <>
              {t.invitations.accepted(answered.invitation.TeamName)}{' '}
              <Link className={controls.link} to={`/team/${answered.invitation.TeamId}`}>
                {t.invitations.toTeam}
              </Link>
            </>
          ) : (
            t.invitations.declined(answered.invitation.TeamName)
          )}
        </Banner>
      )}
      {linked === 'not here' && <Banner kind="note">{t.invitations.linkLeadsNowhere}</Banner>}
      {!data ? (
        isError ? (
          <ErrorNotice title={t.invitations.failed} error={error} retry={() => void refetch()} />
        ) : (
          <Notice kind="loading" title={t.app.loading} />
        )
      ) : data.Invitations.length === 0 ? (
        <Notice
          kind="empty"
          title={t.invitations.none.title}
          text={t.invitations.none.text}
          link={{ label: t.teams.all, to: '/' }}
        />
      ) : (
        <>
          <p className={styles.meaning}>{t.invitations.meaning}</p>
          <ul className={styles.list}>
            {data.Invitations.map((one) => (
              <InvitationCard
                key={one.Id}
                invitation={one}
                isLinked={one.Id === linked}
                onAnswered={(accepted) => setAnswered({ invitation: one, accepted })}
              />
            ))}
          </ul>
          <p>
            <Link className={controls.link} to="/">
              {t.teams.all}
            </Link>
          </p>
        </>
      )}
    </Frame>
  )
}

/** The id of the invitation that a link has led to; `not here` when it leads to none of the caller's. */
function useLinkedInvitation(): number | 'not here' | null {
  const { client } = useSession()
  const [secret] = useState(linkSecret)
  const { data, error } = useQuery(linkedInvitationOptions(client, secret))
  const isRefused = error instanceof ApiError && error.status < 500
  useEffect(() => {
    if (data || isRefused) forgetLinkSecret()
  }, [data, isRefused])
  if (data) return data.Id
  return isRefused ? 'not here' : null
}
