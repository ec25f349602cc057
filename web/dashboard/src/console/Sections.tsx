/** What screens about the installation are made of: sections, facts, and states with a mark. */
import { useId, type ReactNode } from 'react'
import controls from '@/ui/controls.module.css'
import { Icon, type IconName } from '@/ui/Icon'
import { useReturningFocus } from '@/ui/useReturningFocus'
import styles from './Sections.module.css'

interface SectionProps {
  title: string
  /** A line below the heading. */
  about?: ReactNode
  actions?: ReactNode
  children: ReactNode
}

/** A part of a screen with a heading. */
export function Section({ title, about, actions, children }: SectionProps) {
  const id = useId()
  return (
    <section className={styles.section} aria-labelledby={id}>
      <header className={styles.head}>
        <div>
          <h2 id={id} className={styles.heading}>
            {title}
          </h2>
          {about && <p className={styles.quiet}>{about}</p>}
        </div>
        {actions && <div className={styles.buttons}>{actions}</div>}
      </header>
      {children}
    </section>
  )
}

interface OpenerProps {
  label: string
  isOpen: boolean
  open: () => void
}

/** The button that opens a form. It is gone while the form is open, and has the focus again when that is closed. */
export function Opener({ label, isOpen, open }: OpenerProps) {
  const button = useReturningFocus(isOpen)
  if (isOpen) return null
  return (
    <button ref={button} type="button" className={controls.button} onClick={open}>
      {label}
    </button>
  )
}

/** Names and values; those without a value are left out. */
export function Facts({ facts }: { facts: readonly (readonly [name: string, value: ReactNode])[] }) {
  return (
    <dl className={styles.facts}>
      {facts
        .filter(([, value]) => value !== null)
        .map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
    </dl>
  )
}

/** How something is. */
export type Mood = 'good' | 'bad' | 'neutral'

const MARKS: Readonly<Record<Mood, IconName>> = { good: 'check', bad: 'alert', neutral: 'info' }

/** A state in words, with a mark that doesn't depend on colour alone. */
export function State({ mood, children }: { mood: Mood; children: ReactNode }) {
  return (
    <span className={styles.state} data-mood={mood}>
      <Icon name={MARKS[mood]} size={16} />
      <span>{children}</span>
    </span>
  )
}

/** A question before something that can't be undone, with what it means. */
export function Question({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div className={styles.question} role="group" aria-label={label}>
      {children}
    </div>
  )
}

/** What to do; commands stand between backquotes. */
export function Advice({ text }: { text: string }) {
  return text.split('`').map((part, index) => (index % 2 ? <code key={index}>{part}</code> : part))
}
