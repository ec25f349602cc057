/** The passkeys of the account: adding, renaming and removing them. */
import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { OwnAccount } from '@teamkpi/client'
import { useEffect, useRef, useState } from 'react'
import { useLocale } from '@/i18n/locale'
import { passkeyTexts } from '@/i18n/passkeys/texts'
import { canUsePasskeys } from '@/passkeys/webauthn'
import { useSession } from '@/session/SessionContext'
import controls from '@/ui/controls.module.css'
import { reasonOf } from '@/ui/ErrorNotice'
import { Field } from '@/ui/Field'
import { Banner } from '@/ui/Notice'
import styles from './Account.module.css'
import { Part } from './Part'
import { ProofForm } from './ProofForm'
import { addPasskeyOptions, removePasskeyOptions, renamePasskeyOptions } from './queries'
import { RecoveryCodes } from './RecoveryCodes'

type Passkey = OwnAccount['Passkeys'][number]

/** What is open: the form to add one, or that to rename or to remove one. */
type Open = { readonly what: 'add' } | { readonly what: 'rename' | 'remove'; readonly passkey: Passkey } | null

/** The part of the page. */
export function PasskeysPart({ account }: { account: OwnAccount }) {
  const { t, f, language } = useLocale()
  const texts = passkeyTexts(language)
  const { client } = useSession()
  const queries = useQueryClient()
  const [open, setOpen] = useState<Open>(null)
  const [codes, setCodes] = useState<readonly string[] | null>(null)
  const [result, setResult] = useState<string | null>(null)
  const shown = useRef<HTMLDivElement>(null)
  // The form is gone then; the keyboard continues from the result.
  useEffect(() => {
    if (result !== null) shown.current?.focus()
  }, [result])

  const finish = async (said: string | null) => {
    await queries.invalidateQueries()
    setOpen(null)
    setResult(said)
  }
  const onError = () => queries.invalidateQueries()
  const adding = useMutation({
    ...addPasskeyOptions(client),
    onSuccess: async (made) => {
      await finish(made === null ? texts.notMade : made.length > 0 ? null : texts.made)
      setCodes(made && made.length > 0 ? made : null)
    },
    onError,
  })
  const renaming = useMutation({ ...renamePasskeyOptions(client), onSuccess: () => finish(texts.renamed), onError })
  const removing = useMutation({ ...removePasskeyOptions(client), onSuccess: () => finish(texts.removed), onError })
  const start = (what: Open) => {
    setResult(null)
    for (const one of [adding, renaming, removing]) one.reset()
    setOpen(what)
  }
  const close = () => setOpen(null)
  const name = <Field name="name" label={texts.name} hint={texts.nameHint} type="text" autoComplete="off" takesFocus />

  return (
    <Part title={texts.title} meaning={texts.meaning}>
      {result !== null && (
        <div ref={shown} tabIndex={-1}>
          <Banner kind={result === texts.notMade ? 'note' : 'done'}>{result}</Banner>
        </div>
      )}
      {codes && (
        <RecoveryCodes
          email={account.Email}
          codes={codes}
          onKept={() => {
            setCodes(null)
            setResult(texts.made)
          }}
        />
      )}
      {account.Passkeys.length === 0 && <p>{texts.none}</p>}
      <ul className={styles.list}>
        {account.Passkeys.map((one) => (
          <li key={one.Id} data-passkey={one.Id}>
            <span className={styles.name}>{one.Name}</span>
            <span className={styles.about}>
              {[
                texts.since(f.date(f.dayOf(one.CreatedOn))),
                one.LastUsedOn === null ? texts.unused : texts.used(f.date(f.dayOf(one.LastUsedOn))),
                ...(one.Host === window.location.hostname ? [] : [texts.elsewhere(one.Host)]),
              ].join(' · ')}
            </span>
            <span className={styles.buttons}>
              <button
                type="button"
                className={controls.button}
                aria-label={texts.renameOf(one.Name)}
                onClick={() => start({ what: 'rename', passkey: one })}
              >
                {texts.rename}
              </button>
              <button
                type="button"
                className={controls.button}
                aria-label={texts.removeOf(one.Name)}
                onClick={() => start({ what: 'remove', passkey: one })}
              >
                {texts.remove}
              </button>
            </span>
          </li>
        ))}
      </ul>
      {open?.what === 'add' && (
        <ProofForm
          account={account}
          label={texts.next}
          isBusy={adding.isPending}
          error={adding.error}
          before={name}
          onSubmit={(text, proof) => adding.mutate({ Name: text('name'), ...proof })}
          onCancel={close}
        />
      )}
      {open?.what === 'remove' && (
        <>
          <p className={styles.meaning}>{texts.removeMeaning(open.passkey.Name)}</p>
          <ProofForm
            account={account}
            label={texts.remove}
            isBusy={removing.isPending}
            error={removing.error}
            onSubmit={(_, proof) => removing.mutate({ id: open.passkey.Id, ...proof })}
            onCancel={close}
          />
        </>
      )}
      {open?.what === 'rename' && (
        <form
          className={styles.form}
          onSubmit={(event) => {
            event.preventDefault()
            const said = new FormData(event.currentTarget).get('name')
            renaming.mutate({ id: open.passkey.Id, Name: typeof said === 'string' ? said : '' })
          }}
        >
          {name}
          {renaming.error && <Banner kind="error">{reasonOf(renaming.error, t)}</Banner>}
          <p className={styles.buttons}>
            <button type="submit" className={controls.primary} disabled={renaming.isPending}>
              {texts.save}
            </button>
            <button type="button" className={controls.button} onClick={close}>
              {t.app.cancel}
            </button>
          </p>
        </form>
      )}
      {open === null && codes === null && (
        <p className={styles.buttons}>
          {canUsePasskeys() ? (
            <button type="button" className={controls.button} onClick={() => start({ what: 'add' })}>
              {texts.add}
            </button>
          ) : (
            texts.impossible
          )}
        </p>
      )}
    </Part>
  )
}
