/** The user's open invitations: `/dashboard/invitations`. Invitation links lead here. */
import { useQuery } from '@tanstack/react-query'
import { ApiError } from '@teamkpi/client'
import type { Invitation } from '@teamkpi/client'
import { useEffect, useRef, useState } from 'react'
import { Link } from 'wouter'
import { myInvitationsOptions } from '@/data/my-invitations'
import { useLocale } from '@/i18n/locale'
import { Frame } from '@/page/Frame'
import { useSession } from '@/session/SessionContext'
import controls from '@/ui/controls.module.css'
import { ErrorNotice } from '@/ui/ErrorNotice'
import { Banner, Notice } from '@/ui/Notice'
import { InvitationCard } from './InvitationCard'
import styles from './Invitations.module.css'
import { forgetLinkSecret, linkSecret } from './link-secret'
import { linkedInvitationOptions } from './queries'

/** The list, and the result of the latest answer. */
export default function InvitationsPage() {
  const { t } = useLocale()
  const { client } = useSession()
  const [answered, setAnswered] = useState<{ invitation: Invitation; accepted: boolean } | null>(null)
  const { data, isError, error, refetch } = useQuery(myInvitationsOptions(client))
  const linked = useLinkedInvitation()
  const result = useRef<HTMLDivElement>(null)
  // The pressed button is gone then; the keyboard continues from the result.
  useEffect(() => {
    if (answered) result.current?.focus()
  }, [answered])

  return (
    <Frame title={t.invitations.title}>
      {answered && (
        <div ref={result} tabIndex={-1}>
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
        </div>
      )}
      {linked === 'not here' && !answered && <Banner kind="note">{t.invitations.linkLeadsNowhere}</Banner>}
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

/** The ID of the linked invitation; `not here` when the link doesn't match any of the user's invitations. */
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
