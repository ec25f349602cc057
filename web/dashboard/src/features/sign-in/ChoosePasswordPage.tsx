/** The page of a link: its holder chooses a password, for an account that exists or for a new one. */
import { useMutation } from '@tanstack/react-query'
import { ApiError, type PasswordLink } from '@teamkpi/client'
import { useEffect, useState, type SubmitEvent } from 'react'
import { Link, useLocation } from 'wouter'
import { useLocale } from '@/i18n/locale'
import { passwordTexts } from '@/i18n/passwords/texts'
import { Frame } from '@/page/Frame'
import { useSession, useSessionState } from '@/session/SessionContext'
import controls from '@/ui/controls.module.css'
import { ErrorNotice, reasonOf } from '@/ui/ErrorNotice'
import { Field } from '@/ui/Field'
import fields from '@/ui/Field.module.css'
import { Banner, Notice } from '@/ui/Notice'
import { chooseOptions, findLinkOptions } from './link-queries'
import { ProviderButtons } from './ProviderButtons'
import styles from './SignInPage.module.css'

let taken = ''

/** The secret of the link, out of the address: it stays in no history, and servers only get it in a request's body. */
function takeSecret(): string {
  // A rendering may begin twice, and the address has the secret only the first time.
  const secret = location.hash.slice(1)
  if (secret) {
    taken = secret
    history.replaceState(history.state, '', location.pathname)
  }
  return taken
}

/** The page. */
export default function ChoosePasswordPage() {
  const { language, t } = useLocale()
  const texts = passwordTexts(language)
  const { client } = useSession()
  const [secret] = useState(takeSecret)
  const { mutate: find, ...found } = useMutation(findLinkOptions(client))
  useEffect(() => {
    if (secret !== '') find(secret)
  }, [find, secret])
  const isRefused = secret === '' || (found.error instanceof ApiError && found.error.code === 'link_refused')
  const title = found.data?.Purpose === 'invitation' ? texts.choose.invitation : texts.choose.reset
  return (
    <Frame title={isRefused || found.isError ? title : null} windowTitle={title}>
      {isRefused ? (
        <Notice
          kind="locked"
          title={texts.choose.refusedTitle}
          text={texts.choose.refused}
          link={{ label: texts.choose.another, to: '/forgotten-password' }}
        />
      ) : found.data ? (
        <Choosing link={found.data} secret={secret} title={title} />
      ) : found.isError ? (
        <ErrorNotice title={texts.choose.failed} error={found.error} retry={() => find(secret)} />
      ) : (
        <Notice kind="loading" title={t.app.loading} />
      )}
    </Frame>
  )
}

function Choosing({ link, secret, title }: { link: PasswordLink; secret: string; title: string }) {
  const { language, t } = useLocale()
  const texts = passwordTexts(language)
  const session = useSession()
  const { status } = useSessionState()
  const [, navigate] = useLocation()
  const choosing = useMutation({
    ...chooseOptions(session.client, secret),
    onSuccess: async (_, { password }) => {
      // A code works only once, and another account may be signed in here.
      if (link.NeedsCode || status !== 'out') return
      await session.signIn({ username: link.Email, password, totp: '' })
      navigate('/')
    },
  })
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault()
    const said = new FormData(event.currentTarget)
    const text = (name: string) => {
      const value = said.get(name)
      return typeof value === 'string' ? value : ''
    }
    choosing.mutate({ password: text('password'), code: text('code').trim() })
  }
  if (choosing.data) return <Saved title={title} />
  const refusals = { link_refused: texts.choose.refused, invalid_grant: texts.choose.wrongCode }
  return (
    <form className={styles.form} onSubmit={submit}>
      <h1 className={styles.title}>{title}</h1>
      <p className={styles.intro}>
        {link.Purpose === 'invitation' ? texts.choose.invitationIntro : texts.choose.resetIntro}
      </p>
      {link.Purpose === 'invitation' && <ProviderButtons next="/dashboard/" invitation={secret} />}
      {choosing.error && <Banner kind="error">{reasonOf(choosing.error, t, refusals)}</Banner>}
      <div className={fields.field}>
        <label htmlFor="account">{t.signIn.email}</label>
        <input
          id="account"
          className={controls.field}
          type="email"
          autoComplete="username"
          readOnly
          value={link.Email}
        />
      </div>
      <Field
        name="password"
        label={t.signIn.newPassword}
        hint={texts.choose.hint}
        type="password"
        autoComplete="new-password"
        minLength={8}
        takesFocus
      />
      {link.NeedsCode && (
        <Field name="code" label={t.signIn.code} hint={t.signIn.codeHint} type="text" autoComplete="one-time-code" />
      )}
      <button type="submit" className={controls.primary} disabled={choosing.isPending}>
        {choosing.isPending ? texts.choose.saving : texts.choose.save}
      </button>
    </form>
  )
}

/** What follows when the user is not signed in by it. */
function Saved({ title }: { title: string }) {
  const { language } = useLocale()
  const texts = passwordTexts(language)
  return (
    <div className={styles.form}>
      <h1 className={styles.title}>{title}</h1>
      <Banner kind="done">{texts.choose.saved}</Banner>
      <Link className={controls.primary} to="/sign-in">
        {texts.choose.signIn}
      </Link>
    </div>
  )
}
