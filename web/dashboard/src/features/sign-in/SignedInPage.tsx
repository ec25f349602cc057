/** The page that a provider sends the browser back to. It completes the sign-in, and asks for what is still missing. */
import { useMutation } from '@tanstack/react-query'
import { useEffect, useRef, useState, type SubmitEvent } from 'react'
import { askForLink, finish, passkeyQuestion, Refused, takeNext } from '@/data/providers'
import { useLocale } from '@/i18n/locale'
import { passkeyTexts } from '@/i18n/passkeys/texts'
import { providerTexts, type ProviderTexts } from '@/i18n/providers/texts'
import { Frame } from '@/page/Frame'
import { canUsePasskeys, sign } from '@/passkeys/webauthn'
import { useSession } from '@/session/SessionContext'
import controls from '@/ui/controls.module.css'
import { Field } from '@/ui/Field'
import { Banner, Notice } from '@/ui/Notice'
import { providerError } from './ProviderButtons'
import styles from './SignInPage.module.css'

let taken: Record<string, string> = {}

/** What the provider has sent back, or the secret of a mailed link, out of the address: it stays in no history. */
function takeAnswer(): Record<string, string> {
  // A rendering may begin twice, and the address has the answer only the first time.
  const said = new URLSearchParams(location.search)
  if (said.has('state')) {
    taken = Object.fromEntries(['state', 'code', 'iss', 'error'].map((name) => [name, said.get(name) ?? '']))
    history.replaceState(history.state, '', location.pathname)
  } else if (location.hash.length > 1) {
    taken = { confirmation: location.hash.slice(1) }
    history.replaceState(history.state, '', location.pathname)
  }
  return taken
}

/** What the user is asked for, by the code of the refusal. */
type Step = 'two_factor_auth_check' | 'confirmation_required'

/** The page. */
export default function SignedInPage() {
  const { language, t } = useLocale()
  const texts = providerTexts(language)
  const passkeys = passkeyTexts(language)
  const session = useSession()
  const [answer] = useState(takeAnswer)
  const [step, setStep] = useState<Step | null>(null)
  const [isUnused, setUnused] = useState(false)
  const form = useRef<HTMLFormElement>(null)
  const { mutate, data, error, isPending } = useMutation({
    mutationFn: finish,
    onSuccess: async (outcome) => {
      if (outcome !== 'signedIn') return
      // The other tabs may still show the pages of another person.
      await session.entered()
      location.replace(takeNext())
    },
    onError: (refused) => {
      const code = refused instanceof Refused ? refused.code : ''
      if (code === 'two_factor_auth_check' || code === 'confirmation_required') setStep((now) => now ?? code)
    },
  })
  useEffect(() => mutate(answer), [mutate, answer])
  const { state = '', confirmation } = answer
  const known: Record<string, string> = confirmation === undefined ? { state } : { confirmation }
  const linking = useMutation({ mutationFn: () => askForLink(state, language) })
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault()
    const said = new FormData(event.currentTarget)
    const text = (name: string) => {
      const value = said.get(name)
      return typeof value === 'string' ? value : ''
    }
    setUnused(false)
    mutate({ ...known, password: text('password'), totp: text('code').trim() })
  }
  const signing = useMutation({
    mutationFn: async (password: string) => {
      setUnused(false)
      const passkey = await sign({ ...(await passkeyQuestion()), userVerification: 'preferred' })
      if (passkey === null) setUnused(true)
      else mutate({ ...known, password, passkey })
    },
    onError: () => setUnused(true),
  })
  const code = error instanceof Refused ? error.code : ''
  const mayGoOn = ['two_factor_auth_check', 'confirmation_required', 'invalid_grant', 'too_many_requests'].includes(
    code,
  )
  return (
    <Frame title={null} windowTitle={texts.title}>
      {data === 'connected' ? (
        <div className={styles.form}>
          <h1 className={styles.title}>{texts.title}</h1>
          <Banner kind="done">{texts.connected}</Banner>
          <a className={controls.primary} href="/dashboard/account">
            {texts.toAccount}
          </a>
        </div>
      ) : step !== null && (isPending || mayGoOn) ? (
        <form ref={form} className={styles.form} onSubmit={submit}>
          <h1 className={styles.title}>{texts.title}</h1>
          <p className={styles.intro}>{step === 'confirmation_required' ? texts.confirm : texts.code}</p>
          {step === 'confirmation_required' && <p className={styles.intro}>{texts.noAccount}</p>}
          {code === 'invalid_grant' && <Banner kind="error">{texts.wrong}</Banner>}
          {isUnused && <Banner kind="error">{passkeys.noneUsed}</Banner>}
          {code === 'too_many_requests' && <Banner kind="error">{texts.errors.too_many_requests}</Banner>}
          {step === 'confirmation_required' && (
            <Field
              name="password"
              label={t.signIn.password}
              type="password"
              autoComplete="current-password"
              takesFocus
            />
          )}
          {(step === 'two_factor_auth_check' || code === 'two_factor_auth_check') && (
            <Field
              name="code"
              label={t.signIn.code}
              hint={t.signIn.codeHint}
              type="text"
              autoComplete="one-time-code"
              takesFocus={step === 'two_factor_auth_check'}
            />
          )}
          <button type="submit" className={controls.primary} disabled={isPending || signing.isPending}>
            {texts.submit}
          </button>
          {(step === 'two_factor_auth_check' || code === 'two_factor_auth_check') && canUsePasskeys() && (
            <button
              type="button"
              className={controls.button}
              disabled={isPending || signing.isPending}
              onClick={() => {
                const password = form.current && new FormData(form.current).get('password')
                signing.mutate(typeof password === 'string' ? password : '')
              }}
            >
              {passkeys.inPlace}
            </button>
          )}
          {step === 'confirmation_required' && (
            <ByMail
              texts={texts}
              isPending={linking.isPending}
              sendsMail={linking.data}
              error={linking.error}
              ask={() => linking.mutate()}
            />
          )}
        </form>
      ) : error ? (
        <div className={styles.form}>
          <h1 className={styles.title}>{texts.title}</h1>
          <Banner kind="error">{providerError(error, texts)}</Banner>
          <a className={controls.primary} href="/dashboard/sign-in">
            {texts.again}
          </a>
        </div>
      ) : (
        <Notice kind="loading" title={texts.busy} />
      )}
    </Frame>
  )
}

/** The way of those who do not know the password of their account: a link by mail. */
function ByMail(props: {
  texts: ProviderTexts
  isPending: boolean
  sendsMail: boolean | undefined
  error: Error | null
  ask: () => void
}) {
  const { texts, isPending, sendsMail, error, ask } = props
  if (sendsMail === true)
    return (
      <>
        <Banner kind="done">{texts.sent}</Banner>
        <p className={styles.intro}>{texts.check}</p>
      </>
    )
  return (
    <>
      {error && <Banner kind="error">{providerError(error, texts)}</Banner>}
      {sendsMail === false ? (
        <Banner kind="note">{texts.noMail}</Banner>
      ) : (
        <button type="button" className={controls.button} disabled={isPending} onClick={ask}>
          {isPending ? texts.sending : texts.sendLink}
        </button>
      )}
    </>
  )
}
