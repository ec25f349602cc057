/** What is around every screen: the navigation by role, the search over everything, and the keys. */
import { useEffect, useRef, useState, type ReactNode } from 'react'
import { Link, useLocation } from 'wouter'
import { useConsole } from '@/console/ConsoleContext'
import { useLocale } from '@/i18n/locale'
import { AccountButton } from '@/page/Frame'
import controls from '@/ui/controls.module.css'
import { Icon } from '@/ui/Icon'
import { CommandPalette } from './CommandPalette'
import { KeysPanel } from './KeysPanel'
import { screensFor } from './screens'
import styles from './Shell.module.css'

const PAUSE = 1500

/** The shell. */
export function Shell({ children }: { children: ReactNode }) {
  const { c, may, operator } = useConsole()
  const { t } = useLocale()
  const [path, navigate] = useLocation()
  const [open, setOpen] = useState<'palette' | 'keys' | null>(null)
  const going = useRef(0)
  const screens = screensFor(may)

  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if ((event.ctrlKey || event.metaKey) && !event.altKey && event.key.toLowerCase() === 'k') {
        event.preventDefault()
        setOpen((now) => (now === 'palette' ? null : 'palette'))
        return
      }
      if (
        event.ctrlKey ||
        event.metaKey ||
        event.altKey ||
        isTyping(event.target) ||
        document.querySelector('dialog[open]')
      )
        return
      if (event.key === '?') setOpen('keys')
      else if (event.key === 'g') going.current = event.timeStamp
      else if (event.timeStamp - going.current < PAUSE) {
        going.current = 0
        const screen = screens.find((one) => one.key === event.key)
        if (screen) navigate(screen.path)
      }
    }
    addEventListener('keydown', onKey)
    return () => removeEventListener('keydown', onKey)
  }, [navigate, screens])

  return (
    <>
      <a className={styles.skip} href="#content">
        {t.app.skip}
      </a>
      <header className={styles.bar}>
        <nav className={styles.screens} aria-label={c.nav.label}>
          {screens.map((one) => (
            <Link
              key={one.name}
              to={one.path}
              className={styles.screen}
              aria-current={path === one.path || path.startsWith(`${one.path}/`) ? 'page' : undefined}
            >
              {c.nav[one.name]}
            </Link>
          ))}
        </nav>
        <div className={styles.tools}>
          <button
            type="button"
            className={controls.button}
            aria-keyshortcuts="Control+K Meta+K"
            onClick={() => setOpen('palette')}
          >
            <Icon name="search" />
            <span className={controls.hidden}>{c.nav.palette}</span> <kbd className={styles.key}>Ctrl K</kbd>
          </button>
          <button
            type="button"
            className={`${controls.plain ?? ''} ${controls.icon ?? ''}`}
            aria-label={c.nav.keys}
            aria-keyshortcuts="?"
            onClick={() => setOpen('keys')}
          >
            ?
          </button>
          <AccountButton name={operator.Name} />
        </div>
      </header>
      {children}
      {open === 'palette' && <CommandPalette screens={screens} onClose={() => setOpen(null)} />}
      {open === 'keys' && <KeysPanel screens={screens} onClose={() => setOpen(null)} />}
    </>
  )
}

function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|SELECT|TEXTAREA)$/.test(target.tagName))
}
