/** The sign-in: e-mail and password, then the second factor where there is one. */
import { useMutation } from '@tanstack/react-query'
import { ApiError } from '@teamkpi/client'
import { lazy, Suspense, useRef, useState, type SubmitEvent } from 'react'
import { changePasswordOptions } from '@/data/account'
import { useLocale, type Locale } from '@/i18n/locale'
import { providerTexts } from '@/i18n/providers/texts'
import { Frame } from '@/page/Frame'
import type { SignedOutReason } from '@/session/session'
import { useSession } from '@/session/SessionContext'
import controls from '@/ui/controls.module.css'
import { Field } from '@/ui/Field'
import { Banner } from '@/ui/Notice'
import { patient } from '@/ui/patient'
import { ProviderButtons } from './ProviderButtons'
import styles from './SignInPage.module.css'

// Only for browsers that have passkeys, which belong to host names: an IP address has none.
const PasskeyButton = lazy(patient(() => import('./PasskeyButton')))
const hasPasskeys = () => 'PublicKeyCredential' in window && !/^[\d.]+$|^\[/.test(window.location.hostname)

/** The step of the sign-in: a code is asked for only when the account has a second factor. */
type Step = 'password' | 'code' | 'newPassword'

const NEXT_STEP: Readonly<Record<string, Step>> = { two_factor_auth_check: 'code', must_reset_password: 'newPassword' }

/** What a refused sign-in says; null when another step follows. */
function refusalOf(error: unknown, { signIn }: Locale['t'], passwordsOff: string): string | null {
  if (!(error instanceof ApiError)) return signIn.failed
  if (error.code in NEXT_STEP) return null
  if (error.retryAfter !== null && error.status === 429) return signIn.wait(error.retryAfter)
  if (error.code === 'invalid_grant') return signIn.refused
  if (error.code === 'passwords_are_off') return passwordsOff
  return error.status < 500 ? error.detail : signIn.failed
}

/** The page that the sign-in leads to, of the dashboard or the console. */
function nextPage(): string {
  const next = new URLSearchParams(location.search).get('next') ?? '/'
  return `${location.pathname.startsWith('/console') ? '/console' : '/dashboard'}${next.startsWith('/') ? next : '/'}`
}

/** The page for signed-out users, with the reason why they are signed out. */
export default function SignInPage({ reason }: { reason: SignedOutReason }) {
  const { t, language } = useLocale()
  const { passwordsOff } = providerTexts(language)
  const session = useSession()
  const [step, setStep] = useState<Step>('password')
  const [withCode, setWithCode] = useState(false)
  const [isChanged, setChanged] = useState(false)
  const [passkeyRefusal, setPasskeyRefusal] = useState<string | null>(null)
  const form = useRef<HTMLFormElement>(null)

  const toNextStep = (error: unknown) => {
    const next = error instanceof ApiError ? NEXT_STEP[error.code] : undefined
    if (next === 'code') setWithCode(true)
    if (next && !(next === 'code' && step === 'newPassword')) setStep(next)
  }
  const signingIn = useMutation({
    mutationFn: (said: Record<'email' | 'password' | 'code', string>) =>
      session.signIn({ username: said.email, password: said.password, totp: said.code }),
    onError: toNextStep,
  })
  const changing = useMutation({
    ...changePasswordOptions(session.client),
    onError: toNextStep,
    onSuccess: () => {
      // A code works only once: signing in needs a new one.
      form.current?.reset()
      setChanged(true)
      setStep('password')
      setWithCode(false)
      signingIn.reset()
    },
  })

  const refuse = (message: string | null, error: Error | null) => {
    signingIn.reset()
    changing.reset()
    const isKnown = error instanceof ApiError && error.code !== 'invalid_grant'
    setPasskeyRefusal(isKnown ? refusalOf(error, t, passwordsOff) : message)
    if (error) toNextStep(error)
  }
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault()
    const text = textsOf(event.currentTarget)
    setChanged(false)
    setPasskeyRefusal(null)
    if (step === 'newPassword') {
      changing.mutate({
        Email: text('email'),
        CurrentPassword: text('password'),
        NewPassword: text('newPassword'),
        Totp: text('code'),
      })
    } else signingIn.mutate({ email: text('email'), password: text('password'), code: text('code') })
  }

  const isChanging = step === 'newPassword'
  const current = isChanging && !changing.isIdle ? changing : signingIn
  const refusal = current.isError ? refusalOf(current.error, t, passwordsOff) : passkeyRefusal
  const isBusy = signingIn.isPending || changing.isPending
  return (
    <Frame title={null} windowTitle={t.signIn.title}>
      <form ref={form} className={styles.form} onSubmit={submit}>
        <h1 className={styles.title}>{t.signIn.title}</h1>
        <Introduction step={step} reason={reason} isChanged={isChanged} />
        {refusal && <Banner kind="error">{refusal}</Banner>}
        {step === 'password' && <ProviderButtons next={nextPage()} />}
        <Field name="email" label={t.signIn.email} type="email" autoComplete="username" />
        <Field name="password" label={t.signIn.password} type="password" autoComplete="current-password" />
        {isChanging && (
          <Field
            name="newPassword"
            label={t.signIn.newPassword}
            hint={t.signIn.newPasswordHint}
            type="password"
            autoComplete="new-password"
            minLength={8}
            takesFocus
          />
        )}
        {withCode && (
          <Field
            name="code"
            label={t.signIn.code}
            hint={t.signIn.codeHint}
            type="text"
            autoComplete="one-time-code"
            takesFocus={!isChanging}
          />
        )}
        <button type="submit" className={controls.primary} disabled={isBusy}>
          {isChanging ? (isBusy ? t.signIn.changing : t.signIn.change) : isBusy ? t.signIn.busy : t.signIn.submit}
        </button>
        {!isChanging && hasPasskeys() && (
          <Suspense>
            <PasskeyButton read={withCode ? () => entered(form.current) : null} isBusy={isBusy} onRefused={refuse} />
          </Suspense>
        )}
        {/* The console has the same sign-in, and the page is one of the dashboard's. */}
        {step === 'password' && (
          <a className={controls.link} href="/dashboard/forgotten-password">
            {t.signIn.forgot}
          </a>
        )}
      </form>
    </Frame>
  )
}

/** What was entered in a form, by the names of its fields. */
function textsOf(form: HTMLFormElement) {
  const said = new FormData(form)
  return (name: string) => {
    const value = said.get(name)
    return typeof value === 'string' ? value : ''
  }
}

function entered(form: HTMLFormElement | null) {
  const text = form ? textsOf(form) : () => ''
  return { username: text('email'), password: text('password') }
}

function Introduction(props: { step: Step; reason: SignedOutReason; isChanged: boolean }) {
  const { t } = useLocale()
  const { step, reason, isChanged } = props
  if (isChanged) return <Banner kind="done">{t.signIn.changed}</Banner>
  if (step === 'code') return <Banner kind="note">{t.signIn.codeNeeded}</Banner>
  if (step === 'newPassword') return <Banner kind="note">{t.signIn.mustReset}</Banner>
  if (reason === 'ended') return <Banner kind="note">{t.signIn.ended}</Banner>
  if (reason === 'changed') return <Banner kind="done">{t.signIn.changed}</Banner>
  if (reason === 'asked') return <Banner kind="done">{t.signIn.asked}</Banner>
  return <p className={styles.intro}>{t.signIn.intro}</p>
}
