/** A field of a form about an account, with its name and what may be entered. */
import { useEffect, useId, useRef } from 'react'
import controls from './controls.module.css'
import styles from './Field.module.css'

interface FieldProps {
  name: string
  label: string
  hint?: string | undefined
  type: 'email' | 'password' | 'text'
  autoComplete: string
  minLength?: number
  /** Just appeared, and is the next one to fill in. */
  takesFocus?: boolean
  isOptional?: boolean
}

/** The field. */
export function Field({ name, label, hint, type, autoComplete, minLength, ...more }: FieldProps) {
  const { takesFocus = false, isOptional = false } = more
  const id = useId()
  const input = useRef<HTMLInputElement>(null)
  useEffect(() => {
    if (takesFocus) input.current?.focus()
  }, [takesFocus])
  return (
    <div className={styles.field}>
      <label htmlFor={id}>{label}</label>
      <input
        ref={input}
        id={id}
        className={controls.field}
        name={name}
        type={type}
        autoComplete={autoComplete}
        minLength={minLength}
        required={!isOptional}
        aria-describedby={hint ? `${id}-hint` : undefined}
        spellCheck={false}
      />
      {hint && (
        <small id={`${id}-hint`} className={styles.hint}>
          {hint}
        </small>
      )}
    </div>
  )
}
