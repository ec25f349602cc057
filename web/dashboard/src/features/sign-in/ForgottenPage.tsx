/** The page that asks for a link to replace a forgotten password. It says the same for every address. */
import { useMutation } from '@tanstack/react-query'
import { ApiError } from '@teamkpi/client'
import type { SubmitEvent } from 'react'
import { Link } from 'wouter'
import { useLocale } from '@/i18n/locale'
import { passwordTexts } from '@/i18n/passwords/texts'
import { Frame } from '@/page/Frame'
import { useSession } from '@/session/SessionContext'
import controls from '@/ui/controls.module.css'
import { reasonOf } from '@/ui/ErrorNotice'
import { Field } from '@/ui/Field'
import { Banner } from '@/ui/Notice'
import { requestLinkOptions } from './link-queries'
import styles from './SignInPage.module.css'

/** The page. */
export default function ForgottenPage() {
  const { language, t } = useLocale()
  const texts = passwordTexts(language)
  const { client } = useSession()
  const asking = useMutation(requestLinkOptions(client))
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault()
    const email = new FormData(event.currentTarget).get('email')
    asking.mutate(typeof email === 'string' ? email.trim() : '')
  }
  const error = asking.error
  const seconds = error instanceof ApiError && error.status === 429 ? error.retryAfter : null
  return (
    <Frame title={null} windowTitle={texts.forgotten.title}>
      <form className={styles.form} onSubmit={submit}>
        <h1 className={styles.title}>{texts.forgotten.title}</h1>
        {asking.data === false ? (
          <Banner kind="note">{texts.forgotten.noMail}</Banner>
        ) : asking.data === true ? (
          <>
            <Banner kind="done">{texts.forgotten.sent(asking.variables)}</Banner>
            <p className={styles.intro}>{texts.forgotten.check}</p>
            <button type="button" className={controls.button} onClick={() => asking.reset()}>
              {texts.forgotten.again}
            </button>
          </>
        ) : (
          <>
            <p className={styles.intro}>{texts.forgotten.intro}</p>
            {error && (
              <Banner kind="error">{seconds === null ? reasonOf(error, t) : texts.forgotten.wait(seconds)}</Banner>
            )}
            <Field name="email" label={t.signIn.email} type="email" autoComplete="username" takesFocus />
            <button type="submit" className={controls.primary} disabled={asking.isPending}>
              {asking.isPending ? texts.forgotten.sending : texts.forgotten.send}
            </button>
          </>
        )}
        <Link className={controls.link} to="/sign-in">
          {texts.forgotten.back}
        </Link>
      </form>
    </Frame>
  )
}
