/** A panel at the side of the page. Its title takes the focus; it closes with Escape, and gives the focus back. */
import { useId, useLayoutEffect, useRef, type ReactNode } from 'react'
import { useLocale } from '@/i18n/locale'
import controls from './controls.module.css'
import { Icon } from './Icon'
import styles from './SidePanel.module.css'

interface SidePanelProps {
  title: ReactNode
  /** Shown above the title: whose or what the panel is about. */
  over?: ReactNode
  /** Shown next to the button that closes it. */
  actions?: ReactNode
  onClose: () => void
  children: ReactNode
}

/** The panel; open while it is rendered. */
export function SidePanel({ title, over, actions, onClose, children }: SidePanelProps) {
  const { t } = useLocale()
  const ref = useRef<HTMLDialogElement>(null)
  const heading = useRef<HTMLHeadingElement>(null)
  const id = useId()
  // Before the next paint, and closed before it leaves the page: the browser then gives the focus back.
  useLayoutEffect(() => {
    const panel = ref.current
    panel?.showModal()
    heading.current?.focus()
    return () => panel?.close()
  }, [])
  return (
    // A press beside the panel closes it, as Escape does.
    // eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions, jsx-a11y/click-events-have-key-events
    <dialog
      ref={ref}
      className={styles.panel}
      aria-labelledby={id}
      onCancel={(event) => {
        event.preventDefault()
        onClose()
      }}
      onClick={(event) => {
        if (event.target === ref.current) onClose()
      }}
    >
      <div className={styles.content}>
        <header className={styles.head}>
          <div className={styles.heading}>
            {over && <p className={styles.over}>{over}</p>}
            <h2 ref={heading} id={id} className={styles.title} tabIndex={-1}>
              {title}
            </h2>
          </div>
          {actions}
          <button
            type="button"
            className={`${controls.plain ?? ''} ${controls.icon ?? ''}`}
            aria-label={t.panel.close}
            title={t.panel.close}
            onClick={onClose}
          >
            <Icon name="close" />
          </button>
        </header>
        {children}
      </div>
    </dialog>
  )
}
