/** The API keys: a list, the form that creates one, and its secret, which is shown once. */
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { ACCESS, createKey, keysOptions, revokeKey, type Key, type RoleSet } from '@/console/access/access'
import { rolesOf, SetChoice } from '@/console/access/Lines'
import { useConsole } from '@/console/ConsoleContext'
import { Once } from '@/console/Once'
import { Opener, Section, State } from '@/console/Sections'
import sections from '@/console/Sections.module.css'
import { useLocale } from '@/i18n/locale'
import { useClient, useSession } from '@/session/SessionContext'
import { Confirmation } from '@/ui/Confirmation'
import controls from '@/ui/controls.module.css'
import { ErrorNotice, reasonOf } from '@/ui/ErrorNotice'
import { Banner, Notice } from '@/ui/Notice'
import { useNow } from '@/ui/useNow'

const MINUTE = 60_000

/** The section. */
export function Keys() {
  const { c } = useConsole()
  const { t } = useLocale()
  const found = useQuery(keysOptions(useClient()))
  const now = useNow(MINUTE)
  const [isAdding, setAdding] = useState(false)
  const isOver = (key: Key) =>
    key.RevokedOn !== null || (key.ExpiresOn !== null && new Date(key.ExpiresOn).getTime() <= now)
  const all = found.data ?? []
  const over = all.filter(isOver)
  return (
    <Section
      title={c.access.keys}
      about={c.access.keysAbout}
      actions={<Opener label={c.access.addKey} isOpen={isAdding} open={() => setAdding(true)} />}
    >
      {isAdding && <AddKey known={all} onClose={() => setAdding(false)} />}
      {found.isError && !found.data ? (
        <ErrorNotice title={c.failed} error={found.error} retry={() => void found.refetch()} />
      ) : !found.data ? (
        <Notice kind="loading" title={t.app.loading} />
      ) : all.length === 0 ? (
        <State mood="neutral">{c.access.noKeys}</State>
      ) : (
        <>
          <List keys={all.filter((one) => !isOver(one))} isOver={false} />
          {over.length > 0 && (
            <details>
              <summary className={sections.quiet}>{c.access.oldKeys(over.length)}</summary>
              <List keys={over} isOver />
            </details>
          )}
        </>
      )}
    </Section>
  )
}

function List({ keys, isOver }: { keys: readonly Key[]; isOver: boolean }) {
  return (
    <ul className={sections.list}>
      {keys.map((one) => (
        <KeyLine key={one.Id} apiKey={one} isOver={isOver} />
      ))}
    </ul>
  )
}

function KeyLine({ apiKey, isOver }: { apiKey: Key; isOver: boolean }) {
  const { c } = useConsole()
  const { t, f } = useLocale()
  const { client } = useSession()
  const queries = useQueryClient()
  const revoking = useMutation({
    mutationFn: () => revokeKey(client, apiKey.Id),
    onSettled: () => queries.invalidateQueries({ queryKey: ACCESS }),
  })
  return (
    <li className={sections.line}>
      <div className={sections.what}>
        <strong>{apiKey.Name}</strong>
        <span className={sections.quiet}>
          {[
            rolesOf(apiKey, c.access.sets, c.access.chosen),
            apiKey.RevokedOn !== null
              ? c.access.revokedOn(f.moment(apiKey.RevokedOn))
              : apiKey.ExpiresOn === null
                ? c.access.neverExpires
                : isOver
                  ? c.access.expiredOn(f.moment(apiKey.ExpiresOn))
                  : c.access.expiresOn(f.moment(apiKey.ExpiresOn)),
            apiKey.LastUsedOn === null ? c.access.neverUsed : c.access.usedOn(f.moment(apiKey.LastUsedOn)),
          ].join(' · ')}
        </span>
      </div>
      {!isOver && (
        <Confirmation
          label={c.access.revoke(apiKey.Name)}
          title={c.access.revokeTitle(apiKey.Name)}
          text={c.access.revokeText}
          refusal={revoking.error ? reasonOf(revoking.error, t) : undefined}
          isBusy={revoking.isPending}
          act={() => revoking.mutate()}
        />
      )}
    </li>
  )
}

function AddKey({ known, onClose }: { known: readonly Key[]; onClose: () => void }) {
  const { c } = useConsole()
  const { t, f } = useLocale()
  const { client } = useSession()
  const queries = useQueryClient()
  const now = useNow(MINUTE)
  const [name, setName] = useState('')
  const [set, setSet] = useState<RoleSet>('Auditor')
  const [expires, setExpires] = useState('')
  const adding = useMutation({
    mutationFn: () => createKey(client, { name: name.trim(), set, expires }),
    onSuccess: () => queries.invalidateQueries({ queryKey: ACCESS }),
  })
  const isKnown = known.some((one) => one.RevokedOn === null && one.Name.toLowerCase() === name.trim().toLowerCase())
  if (adding.data) return <Once text={c.access.secret(name.trim())} secret={adding.data} onDone={onClose} />
  return (
    <form
      className={`${sections.form ?? ''} ${sections.fields ?? ''}`}
      aria-label={c.access.addKey}
      onSubmit={(event) => {
        event.preventDefault()
        if (!isKnown) adding.mutate()
      }}
    >
      <div className={sections.field}>
        <label htmlFor="key-name">{c.access.keyName}</label>
        <input
          id="key-name"
          className={controls.field}
          required
          maxLength={100}
          autoComplete="off"
          // eslint-disable-next-line jsx-a11y/no-autofocus -- the form has just been asked for
          autoFocus
          value={name}
          aria-describedby="key-name-hint"
          onChange={(event) => setName(event.target.value)}
        />
        <small id="key-name-hint" className={sections.quiet} aria-live="polite">
          {isKnown ? c.access.keyTaken : c.access.keyNameHint}
        </small>
      </div>
      <SetChoice value={set} onChange={setSet} />
      <div className={sections.field}>
        <label htmlFor="key-expires">{c.access.keyExpires}</label>
        <input
          id="key-expires"
          className={controls.field}
          type="date"
          min={f.dayOf(now + 24 * 60 * MINUTE)}
          value={expires}
          aria-describedby="key-expires-hint"
          onChange={(event) => setExpires(event.target.value)}
        />
        <small id="key-expires-hint" className={sections.quiet}>
          {c.access.keyExpiresHint}
        </small>
      </div>
      {adding.error && <Banner kind="error">{reasonOf(adding.error, t)}</Banner>}
      <div className={`${sections.buttons ?? ''} ${sections.whole ?? ''}`}>
        <button type="submit" className={controls.primary} disabled={adding.isPending || isKnown}>
          {c.access.addKey}
        </button>
        <button type="button" className={controls.button} onClick={onClose}>
          {c.actions.cancel}
        </button>
      </div>
    </form>
  )
}
