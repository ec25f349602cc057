/** Whether a member can sign in to the team, and inviting them if they have no account yet. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import type { Id } from '@teamkpi/client'
import { useEffect, useRef } from 'react'
import { invitationResult, inviteToAccountsOptions, memberAccountsOptions } from '@/data/member-accounts'
import { useLocale } from '@/i18n/locale'
import { useSession } from '@/session/SessionContext'
import { Confirmation } from '@/ui/Confirmation'
import { reasonOf } from '@/ui/ErrorNotice'
import { Banner } from '@/ui/Notice'
import styles from './Detail.module.css'
import { Part } from './Part'

interface MemberAccountProps {
  teamId: Id
  coworkerId: number
  name: string
}

/** What is known of the account, and the button. */
export function MemberAccount({ teamId, coworkerId, name }: MemberAccountProps) {
  const { t, f } = useLocale()
  const { client } = useSession()
  const queries = useQueryClient()
  const { data } = useQuery(memberAccountsOptions(client, teamId))
  const inviting = useMutation({
    ...inviteToAccountsOptions(client, teamId, [coworkerId]),
    onSuccess: () => queries.invalidateQueries(),
  })
  const result = useRef<HTMLDivElement>(null)
  // The pressed button is gone then; the keyboard continues from the result.
  useEffect(() => {
    if (inviting.data) result.current?.focus()
  }, [inviting.data])
  const texts = t.accountInvitations
  const found = data?.Accounts.find((one) => one.CoworkerId === coworkerId)
  if (!found) {
    return (
      <Part title={texts.member.title}>
        <p className={styles.quiet}>{t.lead.failed}</p>
      </Part>
    )
  }
  const day = found.InvitedUntil === null ? '' : f.dayOf(found.InvitedUntil)
  const isInvitable = found.State === 'noAccount' || found.State === 'invited'
  return (
    <Part title={texts.member.title}>
      <p className={styles.quiet} data-account={found.State}>
        {found.State === 'invited' ? texts.member.invited(f.days(day, day)) : texts.member.states[found.State]}
      </p>
      {inviting.data ? (
        <div ref={result} tabIndex={-1}>
          <Banner kind="done">{invitationResult(inviting.data, texts)}</Banner>
        </div>
      ) : (
        isInvitable && (
          <div className={styles.action}>
            <Confirmation
              label={found.State === 'invited' ? texts.member.inviteAgain : texts.member.invite}
              title={texts.member.inviteTitle(name)}
              text={found.State === 'invited' ? texts.member.inviteAgainText : texts.member.inviteText}
              refusal={inviting.isError ? reasonOf(inviting.error, t, texts.refused) : undefined}
              isBusy={inviting.isPending}
              act={() => inviting.mutate()}
              onAsk={() => inviting.reset()}
            />
          </div>
        )
      )}
    </Part>
  )
}
