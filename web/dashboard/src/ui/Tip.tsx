/** An explanation that appears on hover, focus or touch. */
import * as Tooltip from '@radix-ui/react-tooltip'
import { useRef, useState, type ReactElement, type ReactNode } from 'react'
import { useRoot } from './root'
import styles from './Tip.module.css'

/** Adds a tooltip to a button. */
export function Tip(props: {
  content: ReactNode
  /** The button. With `opensByTouch`, showing the tooltip is all it does. */
  children: ReactElement
  opensByTouch?: boolean
}) {
  const { content, children, opensByTouch = false } = props
  const [isOpen, setOpen] = useState(false)
  const root = useRoot()
  const trigger = useRef<HTMLButtonElement>(null)
  const isEscaped = useRef(false)
  if (!content) return children
  const change = (next: boolean) => {
    // A tip also closes when the page scrolls, as it does to bring a focused button into view.
    if (!next && !isEscaped.current && trigger.current?.matches(':focus-visible')) return
    isEscaped.current = false
    setOpen(next)
  }
  return (
    <Tooltip.Root open={isOpen} onOpenChange={change} delayDuration={250}>
      <Tooltip.Trigger
        ref={trigger}
        asChild
        {...(opensByTouch && {
          // A tip closes when its button is pressed; this button is pressed to open it.
          onPointerDown: (event) => event.preventDefault(),
          onClick: (event) => {
            event.preventDefault()
            setOpen(true)
          },
        })}
      >
        {children}
      </Tooltip.Trigger>
      {/* Inside the page's <main>, if there is one, so that screen readers find it in a landmark. */}
      <Tooltip.Portal container={root}>
        <Tooltip.Content
          onEscapeKeyDown={() => {
            isEscaped.current = true
          }}
          className={styles.tip}
          sideOffset={6}
          collisionPadding={12}
          side="bottom"
        >
          {content}
        </Tooltip.Content>
      </Tooltip.Portal>
    </Tooltip.Root>
  )
}

/** Allows one open tooltip at a time. Goes around everything that has tooltips. */
export function TipProvider({ children }: { children: ReactNode }) {
  return <Tooltip.Provider skipDelayDuration={300}>{children}</Tooltip.Provider>
}
