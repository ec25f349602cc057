/** An open invitation to an account, and what came of inviting people. */
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useLocale } from '@/i18n/locale'
import { useSession } from '@/session/SessionContext'
import controls from '@/ui/controls.module.css'
import { reasonOf } from '@/ui/ErrorNotice'
import { useConsole } from '../ConsoleContext'
import sections from '../Sections.module.css'
import { ACCESS } from './access'
import { invite, linkOf, withdraw, type AccountInvitation, type InvitationResult } from './inviting'

/** The invitation in a list, with what can be done with it. */
export function InvitationLine({ invitation }: { invitation: AccountInvitation }) {
  const { c } = useConsole()
  const { t, f } = useLocale()
  const { client } = useSession()
  const queries = useQueryClient()
  const done = () => queries.invalidateQueries({ queryKey: ACCESS })
  const resending = useMutation({
    mutationFn: () => invite(client, { emails: [invitation.Email], isEveryTeam: false, isAgain: true }),
    onSuccess: done,
  })
  const withdrawing = useMutation({ mutationFn: () => withdraw(client, invitation.Id), onSettled: done })
  const error = resending.error ?? withdrawing.error
  const isBusy = resending.isPending || withdrawing.isPending
  const [result] = resending.data ?? []
  return (
    <li className={sections.line}>
      <div className={sections.what}>
        <strong>{invitation.Email}</strong>
        <span className={sections.quiet}>
          {[
            invitation.People.join(', '),
            c.access.expiresOn(f.moment(invitation.ExpiresOn)),
            c.access.mails[invitation.Mail],
            invitation.MailReason,
          ]
            .filter(Boolean)
            .join(' · ')}
        </span>
        {result?.Secret != null && <code className={sections.secret}>{linkOf(result.Secret)}</code>}
        {error && <span role="alert">{reasonOf(error, t)}</span>}
      </div>
      <button
        type="button"
        className={controls.button}
        aria-label={c.access.resendOf(invitation.Email)}
        disabled={isBusy}
        onClick={() => resending.mutate()}
      >
        {c.access.resend}
      </button>
      <button
        type="button"
        className={controls.button}
        aria-label={c.access.withdrawOf(invitation.Email)}
        disabled={isBusy}
        onClick={() => withdrawing.mutate()}
      >
        {c.access.withdraw}
      </button>
    </li>
  )
}

/** What came of inviting people; links are shown once. */
export function InvitationResults({ results, onClose }: { results: readonly InvitationResult[]; onClose: () => void }) {
  const { c } = useConsole()
  const count = results.filter((one) => one.Result === 'invited').length
  const others = results.filter((one) => one.Result !== 'invited')
  const links = results.filter((one) => one.Secret !== null)
  return (
    <div className={sections.once} role="group" aria-label={c.access.invite}>
      <p role="status">{c.access.invited(count)}</p>
      {links.length > 0 && <p>{c.access.linksOnce}</p>}
      <ul className={sections.list}>
        {links.map((one) => (
          <li key={one.Email} className={sections.line}>
            <div className={sections.what}>
              <strong>{one.Email}</strong>
              <code className={sections.secret}>{linkOf(one.Secret ?? '')}</code>
            </div>
          </li>
        ))}
        {others.map((one) => (
          <li key={one.Email} className={sections.line}>
            <div className={sections.what}>
              <strong>{one.Email}</strong>
              <span className={sections.quiet}>{c.access.outcomes[one.Result]}</span>
            </div>
          </li>
        ))}
      </ul>
      <div>
        <button type="button" className={controls.button} onClick={onClose}>
          {c.access.done}
        </button>
      </div>
    </div>
  )
}
