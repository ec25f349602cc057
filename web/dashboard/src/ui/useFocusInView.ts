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
    let last: EventTarget | null = null
    const show = ({ target }: FocusEvent) => {
      // When the window gets the focus back, so does what had it before, which may have been scrolled away since.
      const isNew = target !== last
      last = target
      if (!isNew || !(target instanceof Element) || !target.matches(':focus-visible')) return
      if (target.clientHeight < window.innerHeight) target.scrollIntoView({ block: 'nearest', inline: 'nearest' })
    }
    const leave = () => {
      // What had the focus is still the active element if only the window has lost it.
      if (document.activeElement !== last) last = null
    }
    document.addEventListener('focusin', show)
    document.addEventListener('focusout', leave)
    return () => {
      document.removeEventListener('focusin', show)
      document.removeEventListener('focusout', leave)
    }
  }, [])
}
