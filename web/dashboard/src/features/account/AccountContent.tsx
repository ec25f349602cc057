/** The user's own account: password, second factor, open sign-ins, and what this browser keeps. */
import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { accountOptions } from '@/data/account'
import { accountTexts } from '@/i18n/account/texts'
import { useLocale } from '@/i18n/locale'
import { LanguageChoice, ThemeChoice } from '@/page/choices'
import { useSession } from '@/session/SessionContext'
import { ErrorNotice } from '@/ui/ErrorNotice'
import { Notice } from '@/ui/Notice'
import styles from './Account.module.css'
import { DataPart } from './DataPart'
import { MailPart } from './MailPart'
import { Part } from './Part'
import { PasskeysPart } from './PasskeysPart'
import { PasswordPart } from './PasswordPart'
import { ProvidersPart } from './ProvidersPart'
import { SecondFactorPart } from './SecondFactorPart'
import { SignInsPart } from './SignInsPart'

/** The parts, and further ones of the page that they are on. */
export default function AccountContent({ children }: { children?: ReactNode }) {
  const { t, language } = useLocale()
  const texts = accountTexts(language)
  const { client } = useSession()
  const { data, isError, error, refetch } = useQuery(accountOptions(client))
  return (
    <div className={styles.page}>
      {data ? (
        <>
          <p className={styles.email}>{data.Email}</p>
          <MailPart account={data} />
          <PasswordPart account={data} />
          <SecondFactorPart account={data} />
          <PasskeysPart account={data} />
          <ProvidersPart account={data} />
          <SignInsPart account={data} />
          <DataPart />
        </>
      ) : isError ? (
        <ErrorNotice title={texts.failed} error={error} retry={() => void refetch()} />
      ) : (
        <Notice kind="loading" title={t.app.loading} />
      )}
      {(data ?? isError) && (
        <>
          <Part title={texts.browser.title} meaning={texts.browser.meaning}>
            <div className={styles.choices}>
              <ThemeChoice />
              <LanguageChoice />
            </div>
          </Part>
          {children}
        </>
      )}
    </div>
  )
}
