/** A button that asks before it acts: it is replaced by a question that says what will happen. */
import { useEffect, useId, useRef, useState, type ReactNode } from 'react'
import { useLocale } from '@/i18n/locale'
import styles from './Confirmation.module.css'
import controls from './controls.module.css'
import { Banner } from './Notice'
import { useReturningFocus } from './useReturningFocus'

interface QuestionProps {
  /** What the button does; also the answer that does it. */
  label: string
  title: string
  text: string
  /** What follows the text. */
  children?: ReactNode
  /** What needs attention before the answer. */
  warning?: string | undefined
  /** Why it failed. */
  refusal?: string | undefined
  isBusy: boolean
  act: () => void
}

interface ConfirmationProps extends QuestionProps {
  onAsk?: () => void
  /** What the button is called in full, if its label is only clear beside others. */
  name?: string
  /** The id of what the button is about, if there are several. */
  describedBy?: string | undefined
}

/** The button, and the question in its place once it is pressed. Escape cancels, and the focus returns to the button. */
export function Confirmation({ onAsk, describedBy, name, ...props }: ConfirmationProps) {
  const [isAsking, setAsking] = useState(false)
  const button = useReturningFocus(isAsking)
  const ask = () => {
    onAsk?.()
    setAsking(true)
  }
  if (isAsking) return <Question {...props} cancel={() => setAsking(false)} />
  return (
    <button
      ref={button}
      type="button"
      className={`${controls.plain} ${styles.button}`}
      aria-label={name}
      aria-describedby={describedBy}
      disabled={props.isBusy}
      onClick={ask}
    >
      {props.label}
    </button>
  )
}

function Question({
  label,
  title,
  text,
  children,
  warning,
  refusal,
  isBusy,
  act,
  cancel,
}: QuestionProps & { cancel: () => void }) {
  const { t } = useLocale()
  const titleId = useId()
  const textId = useId()
  const box = useRef<HTMLDivElement>(null)
  useEffect(() => box.current?.focus(), [])
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key !== 'Escape') return
      // It closes the question, and not the panel around it.
      event.preventDefault()
      event.stopPropagation()
      cancel()
    }
    const element = box.current
    element?.addEventListener('keydown', onKey)
    return () => element?.removeEventListener('keydown', onKey)
  }, [cancel])
  return (
    <div
      ref={box}
      className={styles.question}
      role="group"
      tabIndex={-1}
      aria-labelledby={titleId}
      aria-describedby={textId}
    >
      <h2 className={styles.title} id={titleId}>
        {title}
      </h2>
      <div id={textId}>
        <p>{text}</p>
        {children}
        {warning && <p className={styles.warning}>{warning}</p>}
      </div>
      {refusal && <Banner kind="error">{refusal}</Banner>}
      <div className={styles.answers}>
        <button type="button" className={controls.primary} disabled={isBusy} onClick={act}>
          {label}
        </button>
        <button type="button" className={controls.button} disabled={isBusy} onClick={cancel}>
          {t.app.cancel}
        </button>
      </div>
    </div>
  )
}
