/** An explanation that appears on hover, focus or touch. */
import * as Tooltip from '@radix-ui/react-tooltip'
import { useState, type ReactElement, type ReactNode } from 'react'
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
  if (!content) return children
  return (
    <Tooltip.Root open={isOpen} onOpenChange={setOpen} delayDuration={250}>
      <Tooltip.Trigger
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
        <Tooltip.Content className={styles.tip} sideOffset={6} collisionPadding={12} side="bottom">
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
