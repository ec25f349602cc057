/** The operators, and the form that adds one. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { ACCESS, addOperator, operatorsOptions, type Account, type RoleSet } from '@/console/access/access'
import { AccountLine, SetChoice } from '@/console/access/Lines'
import { useConsole } from '@/console/ConsoleContext'
import { Once } from '@/console/Once'
import { Opener, Section } from '@/console/Sections'
import sections from '@/console/Sections.module.css'
import { useLocale } from '@/i18n/locale'
import { useClient, useSession } from '@/session/SessionContext'
import controls from '@/ui/controls.module.css'
import { ErrorNotice, reasonOf } from '@/ui/ErrorNotice'
import { Banner, Notice } from '@/ui/Notice'

/** The section. */
export function Operators({ onOpen }: { onOpen: (account: Account) => void }) {
  const { c } = useConsole()
  const { t } = useLocale()
  const found = useQuery(operatorsOptions(useClient()))
  const [isAdding, setAdding] = useState(false)
  return (
    <Section
      title={c.access.operators}
      about={c.access.operatorsAbout}
      actions={<Opener label={c.access.add} isOpen={isAdding} open={() => setAdding(true)} />}
    >
      {isAdding && <AddOperator known={found.data ?? []} onClose={() => setAdding(false)} />}
      {found.isError && !found.data ? (
        <ErrorNotice title={c.failed} error={found.error} retry={() => void found.refetch()} />
      ) : !found.data ? (
        <Notice kind="loading" title={t.app.loading} />
      ) : (
        <ul className={sections.list}>
          {found.data.map((one) => (
            <AccountLine key={one.Id} account={one} onOpen={onOpen} />
          ))}
        </ul>
      )}
    </Section>
  )
}

function AddOperator({ known, onClose }: { known: readonly Account[]; onClose: () => void }) {
  const { c } = useConsole()
  const { t } = useLocale()
  const { client } = useSession()
  const queries = useQueryClient()
  const [email, setEmail] = useState('')
  const [set, setSet] = useState<RoleSet>('FrontDesk')
  const adding = useMutation({
    mutationFn: () => addOperator(client, email.trim(), set),
    onSuccess: (password) => {
      void queries.invalidateQueries({ queryKey: ACCESS })
      if (password === null) onClose()
    },
  })
  const isKnown = known.some((one) => one.Email.toLowerCase() === email.trim().toLowerCase())
  if (adding.data) return <Once text={c.access.firstPassword(email.trim())} secret={adding.data} onDone={onClose} />
  return (
    <form
      className={`${sections.form ?? ''} ${sections.fields ?? ''}`}
      aria-label={c.access.add}
      onSubmit={(event) => {
        event.preventDefault()
        if (!isKnown) adding.mutate()
      }}
    >
      <div className={sections.field}>
        <label htmlFor="operator-email">{c.access.email}</label>
        <input
          id="operator-email"
          className={controls.field}
          type="email"
          required
          autoComplete="off"
          // eslint-disable-next-line jsx-a11y/no-autofocus -- the form has just been asked for
          autoFocus
          value={email}
          aria-describedby="operator-email-hint"
          onChange={(event) => setEmail(event.target.value)}
        />
        <small id="operator-email-hint" className={sections.quiet} aria-live="polite">
          {isKnown ? c.access.already : c.access.emailHint}
        </small>
      </div>
      <SetChoice value={set} onChange={setSet} />
      {adding.error && <Banner kind="error">{reasonOf(adding.error, t)}</Banner>}
      <div className={`${sections.buttons ?? ''} ${sections.whole ?? ''}`}>
        <button type="submit" className={controls.primary} disabled={adding.isPending || isKnown}>
          {c.access.addIt}
        </button>
        <button type="button" className={controls.button} onClick={onClose}>
          {c.actions.cancel}
        </button>
      </div>
    </form>
  )
}
