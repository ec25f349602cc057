/** The frame around every page: its heading, and the settings that apply to all pages. */
import { useQuery } from '@tanstack/react-query'
import { useEffect, useId, useState, type ReactNode } from 'react'
import { Link, useLocation } from 'wouter'
import { myInvitationsOptions } from '@/data/my-invitations'
import { LANGUAGES, useLocale, type Language } from '@/i18n/locale'
import { useSession, useSessionState } from '@/session/SessionContext'
import controls from '@/ui/controls.module.css'
import { Icon } from '@/ui/Icon'
import { Banner } from '@/ui/Notice'
import { TipProvider } from '@/ui/Tip'
import styles from './Frame.module.css'
import { chooseLanguage, chooseTheme, THEMES, usePreferences } from './preferences'

interface FrameProps {
  /** The page's heading; null for a page that has it in its content. */
  title: ReactNode
  /** The title of the window, when the heading is more than text. */
  windowTitle?: string | undefined
  /** Shown below the heading. */
  below?: ReactNode
  /** Shown before the settings that all pages have. */
  actions?: ReactNode
  children: ReactNode
}

/** A page. */
export function Frame({ title, windowTitle, below, actions, children }: FrameProps) {
  const { t } = useLocale()
  const state = useSessionState()
  const name = windowTitle ?? (typeof title === 'string' ? title : t.app.name)
  useEffect(() => {
    document.title = name === t.app.name ? name : `${name} · ${t.app.name}`
  }, [name, t])
  return (
    <TipProvider>
      <a className={styles.skip} href="#content">
        {t.app.skip}
      </a>
      <header className={styles.header}>
        <div className={styles.heading}>
          {title !== null && <h1 className={styles.title}>{title}</h1>}
          {below}
        </div>
        <div className={styles.actions}>
          {actions}
          {state.status === 'in' && <InvitationsLink />}
          <ThemeButton />
          <LanguageChoice />
          {state.status === 'in' && <SignOutButton />}
        </div>
      </header>
      <main id="content" className={styles.content} tabIndex={-1}>
        {children}
      </main>
    </TipProvider>
  )
}

/** A link to the user's open invitations, if there are any. */
function InvitationsLink() {
  const { t } = useLocale()
  const { client } = useSession()
  const [path] = useLocation()
  const count = useQuery(myInvitationsOptions(client)).data?.Invitations.length ?? 0
  if (count === 0 || path === '/invitations') return null
  return (
    <Link className={controls.button} to="/invitations">
      <Icon name="people" />
      {t.invitations.count(count)}
    </Link>
  )
}

/** The button that changes the colours. */
export function ThemeButton() {
  const { t } = useLocale()
  const { theme } = usePreferences()
  const next = THEMES[(THEMES.indexOf(theme) + 1) % THEMES.length] ?? 'system'
  const label = `${t.app.theme.label}: ${t.app.theme[theme]}`
  return (
    <button
      type="button"
      className={`${controls.plain} ${controls.icon}`}
      aria-label={label}
      title={label}
      onClick={() => chooseTheme(next)}
    >
      <Icon name={theme} />
    </button>
  )
}

/** The choice of the language. */
export function LanguageChoice() {
  const { t, language } = useLocale()
  const id = useId()
  return (
    <>
      <label className={controls.hidden} htmlFor={id}>
        {t.app.language}
      </label>
      <select
        id={id}
        className={controls.select}
        value={language}
        onChange={(event) => chooseLanguage(event.target.value as Language)}
      >
        {Object.entries(LANGUAGES).map(([code, name]) => (
          <option key={code} value={code} lang={code}>
            {name}
          </option>
        ))}
      </select>
    </>
  )
}

/** The button that ends the sign-in. */
export function SignOutButton() {
  const { t } = useLocale()
  const session = useSession()
  const [hasFailed, setFailed] = useState(false)
  const leave = () => {
    setFailed(false)
    session.signOut().catch(() => setFailed(true))
  }
  return (
    <>
      <button type="button" className={controls.plain} onClick={leave}>
        <Icon name="signOut" />
        {t.app.signOut}
      </button>
      {hasFailed && (
        <div className={styles.failure}>
          <Banner kind="error">{t.app.signOutFailed}</Banner>
        </div>
      )}
    </>
  )
}
