/** A screen of the console: its heading, what acts on all of it, and its content. */
import { useEffect, type ReactNode } from 'react'
import { Banner } from '@/ui/Notice'
import { useOnline } from '@/ui/useOnline'
import { useConsole } from './ConsoleContext'
import { MadeUp } from './MadeUp'
import styles from './Screen.module.css'

interface ScreenProps {
  title: string
  /** Stands above the heading. */
  over?: ReactNode
  actions?: ReactNode
  children: ReactNode
}

/** The screen. */
export function Screen({ title, over, actions, children }: ScreenProps) {
  const { c } = useConsole()
  const isOnline = useOnline()
  useEffect(() => {
    document.title = `${title} · ${c.name}`
  }, [title, c])
  return (
    <main id="content" className={styles.screen} tabIndex={-1}>
      <header className={styles.head}>
        <div>
          {over && <p className={styles.over}>{over}</p>}
          <h1 className={styles.title}>{title}</h1>
        </div>
        <div className={styles.actions}>{actions}</div>
      </header>
      <MadeUp />
      {!isOnline && <Banner kind="stale">{c.offline}</Banner>}
      {children}
    </main>
  )
}
