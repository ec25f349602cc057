/** The frame around every page: its heading, and the settings that apply to all pages. */
import { useQuery } from '@tanstack/react-query'
import { lazy, Suspense, useEffect, useId, useState, type ReactNode } from 'react'
import { Link, useLocation } from 'wouter'
import { myInvitationsOptions } from '@/data/my-invitations'
import { LANGUAGES, useLocale, type Language } from '@/i18n/locale'
import { useIsMadeUp, useSession, useSessionState } from '@/session/SessionContext'
import controls from '@/ui/controls.module.css'
import { Icon } from '@/ui/Icon'
import { Banner } from '@/ui/Notice'
import { patient, preloadWhenIdle } from '@/ui/patient'
import { useFocusInView } from '@/ui/useFocusInView'
import styles from './Frame.module.css'
import { chooseLanguage, chooseTheme, THEMES, usePreferences } from './preferences'
import { spaceLogo, spaceName } from './space'

interface FrameProps {
  /** The page's heading; null for a page that has it in its content. */
  title: ReactNode
  /** The title of the window, when the heading is more than text. */
  windowTitle?: string | undefined
  /** Shown below the heading. */
  below?: ReactNode
  /** Shown before the settings that all pages have. */
  actions?: ReactNode
  /** It isn't known yet what belongs into the head. Nothing in it can be pressed until then, since it would move. */
  isWaiting?: boolean
  children: ReactNode
}

/** A page. */
export function Frame({ title, windowTitle, below, actions, isWaiting = false, children }: FrameProps) {
  const { t } = useLocale()
  const state = useSessionState()
  const isMadeUp = useIsMadeUp()
  useFocusInView()
  const name = windowTitle ?? (typeof title === 'string' ? title : t.app.name)
  useEffect(() => {
    const site = spaceName() ?? t.app.name
    document.title = name === t.app.name ? site : `${name} · ${site}`
  }, [name, t])
  return (
    <>
      <a className={styles.skip} href="#content">
        {t.app.skip}
      </a>
      <header className={styles.header}>
        <div className={styles.heading}>
          <Space isAlone={title === null} />
          {title !== null && <h1 className={styles.title}>{title}</h1>}
          {below}
        </div>
        <div className={styles.actions} hidden={isWaiting || state.status === 'unknown'}>
          {state.status === 'in' ? (
            <>
              <InvitationsLink />
              {actions}
              <AccountButton />
            </>
          ) : (
            <Choices />
          )}
        </div>
      </header>
      <main id="content" className={styles.content} tabIndex={-1}>
        {isMadeUp && (state.status === 'in' || state.status === 'view') && <Banner kind="note">{t.app.madeUp}</Banner>}
        {children}
      </main>
    </>
  )
}

/** The logo of the space; without one, its name if there is nothing else in the heading. */
function Space({ isAlone }: { isAlone: boolean }) {
  const name = spaceName()
  const logo = spaceLogo()
  if (logo) return <img className={styles.logo} src={logo} alt={name ?? ''} />
  return isAlone && name ? <p className={styles.space}>{name}</p> : null
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

const menu = () => import('./AccountMenu')
const AccountMenu = lazy(patient(menu))

/** The button for what concerns the user. The code of its menu loads when the page has settled, or on first use. */
export function AccountButton({ name }: { name?: string }) {
  const { t } = useLocale()
  const [isWanted, setWanted] = useState(false)
  useEffect(() => preloadWhenIdle([menu]), [])
  const label = (
    <>
      <Icon name="account" />
      <span className={styles.who}>{name ?? t.app.account}</span>
    </>
  )
  const closed = (
    <button
      type="button"
      className={controls.button}
      aria-haspopup="dialog"
      aria-expanded={false}
      onClick={() => setWanted(true)}
    >
      {label}
    </button>
  )
  if (!isWanted) return closed
  return (
    <Suspense fallback={closed}>
      <AccountMenu label={label} />
    </Suspense>
  )
}

/** The choices of somebody who isn't signed in: the button that changes the colours, and the language. */
function Choices() {
  const { t, language } = useLocale()
  const { theme } = usePreferences()
  const id = useId()
  const next = THEMES[(THEMES.indexOf(theme) + 1) % THEMES.length] ?? 'system'
  const label = `${t.app.theme.label}: ${t.app.theme[theme]}`
  return (
    <>
      <button
        type="button"
        className={`${controls.plain} ${controls.icon}`}
        aria-label={label}
        title={label}
        onClick={() => chooseTheme(next)}
      >
        <Icon name={theme} />
      </button>
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
