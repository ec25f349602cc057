/** Scrolls what gets the focus by keyboard fully into view. */
import { useEffect } from 'react'

/**
 * Scrolls whatever gets the focus by keyboard into view, and out from under the parts that stay in view.
 *
 * Browsers leave something where it is if a part of it is in the window. The page is wider than the window when it shows
 * many columns, so that part may be covered, or be its end without its beginning.
 */
export function useFocusInView() {
  useEffect(() => {
    const show = ({ target }: FocusEvent) => {
      if (target instanceof Element && target.matches(':focus-visible')) {
        target.scrollIntoView({ block: 'nearest', inline: 'nearest' })
      }
    }
    document.addEventListener('focusin', show)
    return () => document.removeEventListener('focusin', show)
  }, [])
}
