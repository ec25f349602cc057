/** A form for a change that takes the password, and a code if there is a second factor. */
import { useMutation } from '@tanstack/react-query'
import { ApiError, type OwnAccount } from '@teamkpi/client'
import { useEffect, useRef, type ReactNode, type SubmitEvent } from 'react'
import { accountTexts, type AccountTexts } from '@/i18n/account/texts'
import { useLocale, type Locale } from '@/i18n/locale'
import { passkeyTexts } from '@/i18n/passkeys/texts'
import { canUsePasskeys } from '@/passkeys/webauthn'
import { useSession } from '@/session/SessionContext'
import controls from '@/ui/controls.module.css'
import { reasonOf } from '@/ui/ErrorNotice'
import { Field } from '@/ui/Field'
import { Banner } from '@/ui/Notice'
import styles from './Account.module.css'
import { signedInstead, type Proof } from './queries'

interface ProofFormProps {
  account: OwnAccount
  label: string
  /** What a refusal because of a field means here. */
  invalid?: string | undefined
  isBusy: boolean
  error: Error | null
  onSubmit: (text: (name: string) => string, proof: Proof) => void
  onCancel: () => void
  /** Stands before the password. */
  before?: ReactNode
  /** Whether a passkey cannot take the place of the code here. */
  withoutPasskey?: boolean
  /** Stands after the password. */
  after?: ReactNode
}

/** What a refusal says. */
function refusalOf(error: Error, texts: AccountTexts, t: Locale['t'], hasCode: boolean, invalid?: string): string {
  if (!(error instanceof ApiError)) return reasonOf(error, t)
  if (error.status === 429 && error.retryAfter !== null) return t.signIn.wait(error.retryAfter)
  return reasonOf(error, t, {
    invalid_grant: hasCode ? texts.wrongPasswordOrCode : texts.wrongPassword,
    two_factor_auth_check: texts.codeNeeded,
    bad_request: invalid,
  })
}

/** The form. */
export function ProofForm(props: ProofFormProps) {
  const { account, label, invalid, isBusy, error, onSubmit, onCancel, before, after, withoutPasskey = false } = props
  const { t, language } = useLocale()
  const texts = accountTexts(language)
  const form = useRef<HTMLFormElement>(null)
  useEffect(() => form.current?.querySelector<HTMLInputElement>('input:not([hidden])')?.focus(), [])
  const hasApp = account.SecondFactorSetOn !== null
  const hasPasskey = !withoutPasskey && account.Passkeys.length > 0 && canUsePasskeys()
  const hasFactor = hasApp || account.Passkeys.length > 0
  const { client } = useSession()
  // Without a code, a passkey is asked for.
  const proving = useMutation({
    mutationFn: async (text: (name: string) => string) => {
      const Passkey = hasPasskey && !text('totp') ? await signedInstead(client) : null
      return { text, proof: { CurrentPassword: text('password'), Totp: text('totp') || null, Passkey } }
    },
    onSuccess: ({ text, proof }) => onSubmit(text, proof),
  })
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault()
    const said = new FormData(event.currentTarget)
    proving.mutate((name) => {
      const value = said.get(name)
      return typeof value === 'string' ? value.trim() : ''
    })
  }
  return (
    <form ref={form} className={styles.form} onSubmit={submit}>
      {before}
      {/* Password managers look for the account that a password belongs to. */}
      <input hidden readOnly name="email" autoComplete="username" value={account.Email} />
      <Field name="password" label={texts.password.current} type="password" autoComplete="current-password" />
      {after}
      {hasFactor && (
        <Field
          name="totp"
          label={before && hasApp ? texts.factor.presentCode : t.signIn.code}
          hint={hasPasskey ? passkeyTexts(language).orCode : before ? undefined : t.signIn.codeHint}
          isOptional={hasPasskey}
          type="text"
          autoComplete="one-time-code"
        />
      )}
      {proving.error && <Banner kind="error">{reasonOf(proving.error, t)}</Banner>}
      {error && <Banner kind="error">{refusalOf(error, texts, t, hasFactor, invalid)}</Banner>}
      <p className={styles.buttons}>
        <button type="submit" className={controls.primary} disabled={isBusy || proving.isPending}>
          {isBusy ? texts.busy : label}
        </button>
        <button type="button" className={controls.button} disabled={isBusy || proving.isPending} onClick={onCancel}>
          {t.app.cancel}
        </button>
      </p>
    </form>
  )
}
