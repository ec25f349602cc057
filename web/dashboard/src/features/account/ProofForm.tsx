/** A form for a change that takes the password, and a code if there is a second factor. */
import { ApiError, type OwnAccount } from '@teamkpi/client'
import { useEffect, useRef, type ReactNode, type SubmitEvent } from 'react'
import { accountTexts, type AccountTexts } from '@/i18n/account/texts'
import { useLocale, type Locale } from '@/i18n/locale'
import controls from '@/ui/controls.module.css'
import { reasonOf } from '@/ui/ErrorNotice'
import { Field } from '@/ui/Field'
import { Banner } from '@/ui/Notice'
import styles from './Account.module.css'

interface ProofFormProps {
  account: OwnAccount
  label: string
  /** What a refusal because of a field means here. */
  invalid?: string | undefined
  isBusy: boolean
  error: Error | null
  onSubmit: (text: (name: string) => string) => void
  onCancel: () => void
  /** Stands before the password. */
  before?: ReactNode
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
  const { account, label, invalid, isBusy, error, onSubmit, onCancel, before, after } = props
  const { t, language } = useLocale()
  const texts = accountTexts(language)
  const form = useRef<HTMLFormElement>(null)
  useEffect(() => form.current?.querySelector<HTMLInputElement>('input:not([hidden])')?.focus(), [])
  const hasFactor = account.SecondFactorSetOn !== null
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault()
    const said = new FormData(event.currentTarget)
    onSubmit((name) => {
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
          label={before ? texts.factor.presentCode : t.signIn.code}
          hint={before ? undefined : t.signIn.codeHint}
          type="text"
          autoComplete="one-time-code"
        />
      )}
      {error && <Banner kind="error">{refusalOf(error, texts, t, hasFactor, invalid)}</Banner>}
      <p className={styles.buttons}>
        <button type="submit" className={controls.primary} disabled={isBusy}>
          {isBusy ? texts.busy : label}
        </button>
        <button type="button" className={controls.button} disabled={isBusy} onClick={onCancel}>
          {t.app.cancel}
        </button>
      </p>
    </form>
  )
}
