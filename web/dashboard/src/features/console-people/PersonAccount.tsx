/** Whether and how a person can sign in; and the invitation, or the account, with what can be done with it. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { ACCESS, type Account } from '@/console/access/access'
import { AccountPanel } from '@/console/access/AccountPanel'
import { InvitationLine, InvitationResults } from '@/console/access/InvitationLine'
import { invite, personAccountOptions, type PersonAccount as Found } from '@/console/access/inviting'
import { AccountLine } from '@/console/access/Lines'
import { useConsole } from '@/console/ConsoleContext'
import sections from '@/console/Sections.module.css'
import { useLocale } from '@/i18n/locale'
import { useClient, useSession } from '@/session/SessionContext'
import controls from '@/ui/controls.module.css'
import { ErrorNotice, reasonOf } from '@/ui/ErrorNotice'
import { Banner, Notice } from '@/ui/Notice'
import styles from './People.module.css'

/** The section, for operators who are not limited by roles. */
export function PersonAccount({ id, email }: { id: number; email: string }) {
  const { c } = useConsole()
  const { t } = useLocale()
  const found = useQuery(personAccountOptions(useClient(), id))
  const [open, setOpen] = useState<Account | null>(null)
  return (
    <section className={styles.part} aria-labelledby="account">
      <h2 id="account">{c.people.account}</h2>
      {found.data ? (
        <State id={id} email={email} found={found.data} onOpen={setOpen} />
      ) : found.isError ? (
        <ErrorNotice title={c.failed} error={found.error} retry={() => void found.refetch()} />
      ) : (
        <Notice kind="loading" title={t.app.loading} />
      )}
      {open && <AccountPanel key={open.Id} account={open} onChange={setOpen} onClose={() => setOpen(null)} />}
    </section>
  )
}

interface StateProps {
  id: number
  email: string
  found: Found
  onOpen: (account: Account) => void
}

function State({ id, email, found, onOpen }: StateProps) {
  const { c } = useConsole()
  const { t } = useLocale()
  const { client } = useSession()
  const queries = useQueryClient()
  const inviting = useMutation({
    mutationFn: () => invite(client, { emails: [email], isEveryTeam: false, isAgain: false }),
    onSuccess: () => queries.invalidateQueries({ queryKey: ACCESS }),
  })
  if (inviting.data) return <InvitationResults results={inviting.data} onClose={() => inviting.reset()} />
  if (found.Accounts.length > 0) {
    const doesAct = found.Accounts.some((one) => one.People.some((person) => person.Id === id))
    return (
      <>
        <ul className={sections.list}>
          {found.Accounts.map((one) => (
            <AccountLine key={one.Id} account={one} onOpen={onOpen} />
          ))}
        </ul>
        {!doesAct && <p className={styles.quiet}>{c.people.accountOfNone}</p>}
      </>
    )
  }
  if (found.Invitation) {
    return (
      <>
        <p className={styles.quiet}>{c.people.invited}</p>
        <ul className={sections.list}>
          <InvitationLine invitation={found.Invitation} />
        </ul>
      </>
    )
  }
  return (
    <>
      <p className={styles.quiet}>{found.CanBeInvited ? c.people.noAccount : c.people.cannotBeInvited}</p>
      {found.CanBeInvited && !found.SendsMail && <p className={styles.quiet}>{c.access.noMail}</p>}
      {inviting.error && <Banner kind="error">{reasonOf(inviting.error, t)}</Banner>}
      {found.CanBeInvited && (
        <button
          type="button"
          className={controls.button}
          disabled={inviting.isPending}
          onClick={() => inviting.mutate()}
        >
          {c.people.invite}
        </button>
      )}
    </>
  )
}
