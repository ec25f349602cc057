/** The second factor: turning it on and off, another app, new recovery codes. */
import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { OwnAccount } from '@teamkpi/client'
import { lazy, Suspense, useEffect, useRef, useState } from 'react'
import { accountTexts } from '@/i18n/account/texts'
import { useLocale } from '@/i18n/locale'
import { useSession } from '@/session/SessionContext'
import controls from '@/ui/controls.module.css'
import { Banner, Notice } from '@/ui/Notice'
import { patient } from '@/ui/patient'
import styles from './Account.module.css'
import { Part } from './Part'
import { ProofForm } from './ProofForm'
import { newCodesOptions, removeFactorOptions } from './queries'
import { RecoveryCodes } from './RecoveryCodes'

// With the code that draws QR codes.
const SetUpFactor = lazy(patient(() => import('./SetUpFactor')))

/** What is open: nothing, a form, or the codes that were just made. */
type Open = 'setUp' | 'newCodes' | 'turnOff' | null

/** So few recovery codes are worth a warning. */
const FEW = 3

/** The part of the page. */
export function SecondFactorPart({ account }: { account: OwnAccount }) {
  const { t, f, language } = useLocale()
  const texts = accountTexts(language).factor
  const { client } = useSession()
  const queries = useQueryClient()
  const [open, setOpen] = useState<Open>(null)
  const [codes, setCodes] = useState<readonly string[] | null>(null)
  const [result, setResult] = useState<string | null>(null)
  const shown = useRef<HTMLDivElement>(null)
  // What had the focus is gone then; the keyboard continues from here.
  const place = useRef<HTMLDivElement>(null)
  const hasOpened = useRef(false)
  useEffect(() => {
    if (result !== null) shown.current?.focus()
    else if (open === null && codes === null && hasOpened.current) place.current?.querySelector('button')?.focus()
    if (open !== null) hasOpened.current = true
  }, [open, codes, result])

  const isOn = account.SecondFactorSetOn !== null
  const start = (what: Open) => {
    setResult(null)
    setOpen(what)
  }
  const close = () => {
    removing.reset()
    renewing.reset()
    setOpen(null)
  }
  const show = (made: readonly string[]) => {
    setOpen(null)
    setCodes(made)
    void queries.invalidateQueries()
  }
  const onError = () => queries.invalidateQueries()
  const removing = useMutation({
    ...removeFactorOptions(client),
    onSuccess: async () => {
      await queries.invalidateQueries()
      setOpen(null)
      setResult(texts.isOff)
    },
    onError,
  })
  const renewing = useMutation({ ...newCodesOptions(client), onSuccess: show, onError })

  return (
    <Part title={texts.title} meaning={texts.meaning}>
      {result !== null && (
        <div ref={shown} tabIndex={-1}>
          <Banner kind="done">{result}</Banner>
        </div>
      )}
      {codes ? (
        <RecoveryCodes
          email={account.Email}
          codes={codes}
          onKept={() => {
            setCodes(null)
            setResult(texts.isOn)
          }}
        />
      ) : (
        <>
          <p data-second-factor={isOn}>
            {account.SecondFactorSetOn === null ? (
              texts.off
            ) : (
              <>
                {texts.on(f.date(f.dayOf(account.SecondFactorSetOn)))} {texts.left(account.RecoveryCodesLeft)}{' '}
                {account.RecoveryCodesLeft <= FEW && <strong>{texts.fewLeft}</strong>}
              </>
            )}
          </p>
          {!account.CanSetSecondFactor && <Banner kind="note">{texts.impossible}</Banner>}
        </>
      )}
      {open === 'setUp' && (
        <Suspense fallback={<Notice kind="loading" title={t.app.loading} />}>
          <SetUpFactor account={account} onCodes={show} onCancel={close} />
        </Suspense>
      )}
      {open === 'newCodes' && (
        <>
          <p className={styles.meaning}>{texts.newCodesMeaning}</p>
          <ProofForm
            account={account}
            label={texts.newCodes}
            isBusy={renewing.isPending}
            error={renewing.error}
            onSubmit={(_, proof) => renewing.mutate(proof)}
            onCancel={close}
          />
        </>
      )}
      {open === 'turnOff' && (
        <>
          <p className={styles.meaning}>{texts.turnOffMeaning}</p>
          <ProofForm
            account={account}
            label={texts.turnOff}
            isBusy={removing.isPending}
            error={removing.error}
            onSubmit={(_, proof) => removing.mutate(proof)}
            onCancel={close}
          />
        </>
      )}
      {open === null && codes === null && (
        <div ref={place} className={styles.buttons}>
          {isOn ? (
            <>
              <button type="button" className={controls.button} onClick={() => start('newCodes')}>
                {texts.newCodes}
              </button>
              {account.CanSetSecondFactor && (
                <button type="button" className={controls.button} onClick={() => start('setUp')}>
                  {texts.otherApp}
                </button>
              )}
              <button type="button" className={controls.button} onClick={() => start('turnOff')}>
                {texts.turnOff}
              </button>
            </>
          ) : (
            account.CanSetSecondFactor && (
              <button type="button" className={controls.primary} onClick={() => start('setUp')}>
                {texts.turnOn}
              </button>
            )
          )}
        </div>
      )}
    </Part>
  )
}
