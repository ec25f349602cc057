/** The steps from a secret to a second factor: scan it, and prove that the app has it. */
import { useMutation, useQueryClient } from '@tanstack/react-query'
import type { OwnAccount } from '@teamkpi/client'
import { useEffect } from 'react'
import { accountTexts } from '@/i18n/account/texts'
import { useLocale } from '@/i18n/locale'
import { useSession } from '@/session/SessionContext'
import controls from '@/ui/controls.module.css'
import { ErrorNotice } from '@/ui/ErrorNotice'
import { Field } from '@/ui/Field'
import { Notice } from '@/ui/Notice'
import styles from './Account.module.css'
import { ProofForm } from './ProofForm'
import { QrCode } from './QrCode'
import { newSecretOptions, setFactorOptions } from './queries'

interface SetUpFactorProps {
  account: OwnAccount
  onCodes: (codes: readonly string[]) => void
  onCancel: () => void
}

/** The steps. */
export default function SetUpFactor({ account, onCodes, onCancel }: SetUpFactorProps) {
  const { t, language } = useLocale()
  const texts = accountTexts(language)
  const { client } = useSession()
  const queries = useQueryClient()
  const secret = useMutation(newSecretOptions(client))
  const { mutate: askSecret } = secret
  useEffect(() => askSecret(), [askSecret])
  const setting = useMutation({
    ...setFactorOptions(client),
    onSuccess: onCodes,
    onError: () => queries.invalidateQueries(),
  })
  if (secret.isError) return <ErrorNotice title={texts.factor.failed} error={secret.error} retry={() => askSecret()} />
  const made = secret.data
  if (!made) return <Notice kind="loading" title={t.app.loading} />
  return (
    <ProofForm
      account={account}
      label={texts.factor.turnOn}
      invalid={texts.factor.noMatch}
      isBusy={setting.isPending}
      error={setting.error}
      before={
        <ol className={styles.steps}>
          <li>
            <p>{texts.factor.scan}</p>
            <QrCode text={made.Uri} label={texts.factor.picture} />
            <p className={styles.meaning}>
              {texts.factor.byHand} <code className={styles.secret}>{inFours(made.Secret)}</code>
            </p>
            <p>
              <a className={controls.link} href={made.Uri}>
                {texts.factor.here}
              </a>
            </p>
          </li>
          <li>
            <p>{texts.factor.enter}</p>
            <Field name="code" label={texts.factor.appCode} type="text" autoComplete="one-time-code" />
          </li>
          <li>
            <p>{texts.factor.confirm}</p>
          </li>
        </ol>
      }
      onSubmit={(text, proof) =>
        setting.mutate({ Secret: made.Secret, Code: text('code').replace(/\s/g, ''), ...proof })
      }
      onCancel={onCancel}
    />
  )
}

/** A secret in groups that can be typed. */
function inFours(secret: string): string {
  return secret.replace(/(.{4})(?=.)/g, '$1 ')
}
