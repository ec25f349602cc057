/** A secret that is shown once. */
import { useEffect, useRef } from 'react'
import controls from '@/ui/controls.module.css'
import { useConsole } from './ConsoleContext'
import sections from './Sections.module.css'

/** What is shown, and what follows. */
export interface OnceProps {
  text: string
  /** What is shown once; several have labels. */
  secret: string | readonly (readonly [label: string, secret: string])[]
  onDone: () => void
}

/** The secret, with what to do with it; it takes the focus. */
export function Once({ text, secret, onDone }: OnceProps) {
  const { c } = useConsole()
  const box = useRef<HTMLDivElement>(null)
  useEffect(() => box.current?.focus(), [])
  return (
    <div ref={box} className={sections.once} role="group" tabIndex={-1} aria-label={text}>
      <p>{text}</p>
      {typeof secret === 'string' ? (
        <code className={sections.secret}>{secret}</code>
      ) : (
        secret.map(([label, one]) => (
          <div key={label}>
            <span className={sections.quiet}>{label}</span>
            <code className={sections.secret}>{one}</code>
          </div>
        ))
      )}
      <div>
        <button type="button" className={controls.button} onClick={onDone}>
          {c.access.noted}
        </button>
      </div>
    </div>
  )
}
