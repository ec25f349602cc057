/** A secret that is shown once. */
import { useEffect, useRef } from 'react'
import { useConsole } from '@/console/ConsoleContext'
import sections from '@/console/Sections.module.css'
import controls from '@/ui/controls.module.css'
import styles from './Access.module.css'

/** The secret, with what to do with it; it takes the focus. */
export function Once({ text, secret, onDone }: { text: string; secret: string; onDone: () => void }) {
  const { c } = useConsole()
  const box = useRef<HTMLDivElement>(null)
  useEffect(() => box.current?.focus(), [])
  return (
    <div ref={box} className={styles.once} role="group" tabIndex={-1} aria-label={text}>
      <p>{text}</p>
      <code className={sections.secret}>{secret}</code>
      <div>
        <button type="button" className={controls.button} onClick={onDone}>
          {c.access.noted}
        </button>
      </div>
    </div>
  )
}
