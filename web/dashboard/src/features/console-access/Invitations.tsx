/** The open invitations to accounts, and the form that invites one person, a list, or the administrators of every team. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { ACCESS } from '@/console/access/access'
import { InvitationLine, InvitationResults } from '@/console/access/InvitationLine'
import { invitationsOptions, invite, type Invitees } from '@/console/access/inviting'
import { useConsole } from '@/console/ConsoleContext'
import { Opener, Section, State } from '@/console/Sections'
import sections from '@/console/Sections.module.css'
import { useLocale } from '@/i18n/locale'
import { useClient, useSession } from '@/session/SessionContext'
import controls from '@/ui/controls.module.css'
import { ErrorNotice, reasonOf } from '@/ui/ErrorNotice'
import { Banner, Notice } from '@/ui/Notice'

/** The section. */
export function Invitations() {
  const { c } = useConsole()
  const { t } = useLocale()
  const found = useQuery(invitationsOptions(useClient()))
  const [isInviting, setInviting] = useState(false)
  return (
    <Section
      title={c.access.invitations}
      about={c.access.invitationsAbout}
      actions={<Opener label={c.access.invite} isOpen={isInviting} open={() => setInviting(true)} />}
    >
      {isInviting && <Invite sendsMail={found.data?.SendsMail ?? true} onClose={() => setInviting(false)} />}
      {found.isError && !found.data ? (
        <ErrorNotice title={c.failed} error={found.error} retry={() => void found.refetch()} />
      ) : !found.data ? (
        <Notice kind="loading" title={t.app.loading} />
      ) : found.data.Invitations.length === 0 ? (
        <State mood="neutral">{c.access.noInvitations}</State>
      ) : (
        <ul className={sections.list}>
          {found.data.Invitations.map((one) => (
            <InvitationLine key={one.Id} invitation={one} />
          ))}
        </ul>
      )}
    </Section>
  )
}

function Invite({ sendsMail, onClose }: { sendsMail: boolean; onClose: () => void }) {
  const { c } = useConsole()
  const { t } = useLocale()
  const { client } = useSession()
  const queries = useQueryClient()
  const [text, setText] = useState('')
  const [isEveryTeam, setEveryTeam] = useState(false)
  const emails = text.split(/[\s,;]+/).filter(Boolean)
  const inviting = useMutation({
    mutationFn: (invitees: Invitees) => invite(client, invitees),
    onSuccess: () => queries.invalidateQueries({ queryKey: ACCESS }),
  })
  if (inviting.data) return <InvitationResults results={inviting.data} onClose={onClose} />
  return (
    <form
      className={`${sections.form ?? ''} ${sections.fields ?? ''}`}
      aria-label={c.access.invite}
      onSubmit={(event) => {
        event.preventDefault()
        inviting.mutate({ emails, isEveryTeam, isAgain: false })
      }}
    >
      <div className={`${sections.field ?? ''} ${sections.whole ?? ''}`}>
        <label htmlFor="invite-emails">{c.access.emails}</label>
        <textarea
          id="invite-emails"
          className={controls.field}
          rows={4}
          // eslint-disable-next-line jsx-a11y/no-autofocus -- the form has just been asked for
          autoFocus
          spellCheck={false}
          value={text}
          aria-describedby="invite-emails-hint"
          onChange={(event) => setText(event.target.value)}
        />
        <small id="invite-emails-hint" className={sections.quiet}>
          {c.access.emailsHint}
        </small>
      </div>
      <div className={sections.whole}>
        <label className={controls.check}>
          <input type="checkbox" checked={isEveryTeam} onChange={(event) => setEveryTeam(event.target.checked)} />
          {c.access.everyTeam}
        </label>
      </div>
      {!sendsMail && <Banner kind="note">{c.access.noMail}</Banner>}
      {inviting.error && <Banner kind="error">{reasonOf(inviting.error, t)}</Banner>}
      <div className={`${sections.buttons ?? ''} ${sections.whole ?? ''}`}>
        <button
          type="submit"
          className={controls.primary}
          disabled={inviting.isPending || (emails.length === 0 && !isEveryTeam)}
        >
          {c.access.inviteThem}
        </button>
        <button type="button" className={controls.button} onClick={onClose}>
          {c.actions.cancel}
        </button>
      </div>
    </form>
  )
}
