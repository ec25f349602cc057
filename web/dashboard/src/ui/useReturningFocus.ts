import { useEffect, useRef, type RefObject } from 'react'

/**
 * Gives a button the focus again when what it opened in its place is closed, so that the keyboard continues from there;
 * or gives it to `result`, if there is one by then.
 */
export function useReturningFocus(
  isOpen: boolean,
  result?: RefObject<HTMLElement | null>,
): RefObject<HTMLButtonElement | null> {
  const button = useRef<HTMLButtonElement>(null)
  const wasOpen = useRef(false)
  useEffect(() => {
    if (wasOpen.current && !isOpen) (result?.current ?? button.current)?.focus()
    wasOpen.current = isOpen
  }, [isOpen, result])
  return button
}
