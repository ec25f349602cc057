/** The state of a page or a part of it: what happened, why, and what to do. */
import type { ReactNode } from 'react'
import { Link } from 'wouter'
import controls from './controls.module.css'
import { Icon, type IconName } from './Icon'
import styles from './Notice.module.css'

/** What kind of state it is. */
export type NoticeKind = 'loading' | 'empty' | 'error' | 'locked'

const ICONS: Readonly<Record<Exclude<NoticeKind, 'loading'>, IconName>> = {
  empty: 'people',
  error: 'alert',
  locked: 'lock',
}

interface NoticeProps {
  kind: NoticeKind
  title: string
  text?: ReactNode
  detail?: string | undefined
  action?: { label: string; run: () => void } | undefined
  link?: { label: string; to: string } | undefined
}

/** A notice in place of the content. Screen readers announce errors at once, and read other notices in order. */
export function Notice({ kind, title, text, detail, action, link }: NoticeProps) {
  if (kind === 'loading') {
    return (
      <div className={styles.loading} role="status">
        <span className={controls.hidden}>{title}</span>
        <span className={styles.bar} />
        <span className={styles.bar} />
        <span className={styles.bar} />
      </div>
    )
  }
  return (
    <div className={styles.notice} role={kind === 'error' ? 'alert' : undefined}>
      <span className={styles.picture} data-kind={kind}>
        <Icon name={ICONS[kind]} size={26} />
      </span>
      <h2 className={styles.title}>{title}</h2>
      {text && <p className={styles.text}>{text}</p>}
      {detail && <p className={styles.detail}>{detail}</p>}
      {action && (
        <button type="button" className={controls.primary} onClick={action.run}>
          {action.label}
        </button>
      )}
      {link && (
        <Link className={controls.button} to={link.to}>
          {link.label}
        </Link>
      )}
    </div>
  )
}

/** A line above the content, for example when it is out of date or something failed. */
export function Banner({ kind, children }: { kind: 'stale' | 'error' | 'done' | 'note'; children: ReactNode }) {
  const icons: Record<typeof kind, IconName> = { stale: 'offline', error: 'alert', done: 'check', note: 'info' }
  return (
    <p className={styles.banner} data-kind={kind} role={kind === 'error' ? 'alert' : 'status'}>
      <Icon name={icons[kind]} />
      <span>{children}</span>
    </p>
  )
}
