/** What something means, shown when it is pointed at, focused or touched. */
import * as Tooltip from '@radix-ui/react-tooltip'
import { useState, type ReactElement, type ReactNode } from 'react'
import styles from './Tip.module.css'

/** Puts a tip at a button. */
export function Tip(props: {
  content: ReactNode
  /** The button itself; with `opensByTouch` it has no other use than to show the tip. */
  children: ReactElement
  opensByTouch?: boolean
}) {
  const { content, children, opensByTouch = false } = props
  const [isOpen, setOpen] = useState(false)
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
      {/* Within the page's main part, where it has one: what is read aloud there belongs to it. */}
      <Tooltip.Portal container={document.querySelector('main')}>
        <Tooltip.Content className={styles.tip} sideOffset={6} collisionPadding={12} side="bottom">
          {content}
        </Tooltip.Content>
      </Tooltip.Portal>
    </Tooltip.Root>
  )
}

/** Lets one tip at a time be shown; around everything that has tips. */
export function TipProvider({ children }: { children: ReactNode }) {
  return <Tooltip.Provider skipDelayDuration={300}>{children}</Tooltip.Provider>
}
