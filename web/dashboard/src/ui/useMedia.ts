import { useCallback, useEffect, useState, useSyncExternalStore } from 'react'
import { flushSync } from 'react-dom'
import { useSectionWidth } from './root'

/** Root font sizes under which a table does not fit. */
const NARROW = 48

/** Whether a media query matches now. */
export function useMedia(query: string): boolean {
  const subscribe = useCallback(
    (changed: () => void) => {
      const list = matchMedia(query)
      list.addEventListener('change', changed)
      return () => list.removeEventListener('change', changed)
    },
    [query],
  )
  return useSyncExternalStore(
    subscribe,
    () => matchMedia(query).matches,
    () => false,
  )
}

/** The size in pixels of the root's text, which the reader may have set in the browser. */
export function rootFontSize(): number {
  if (typeof document === 'undefined') return 16
  return parseFloat(getComputedStyle(document.documentElement).fontSize) || 16
}

/** Whether there is less width than so many root font sizes. */
export function useIsBelow(width: number): boolean {
  const isNarrowWindow = useMedia(`(width < ${width}rem)`)
  const own = useSectionWidth()
  if (own === null || own === Infinity) return isNarrowWindow
  return own < width * rootFontSize()
}

/** Whether the page is being printed, or shown as it would be printed. Paper has everything on it, not a window. */
export function useIsOnPaper(): boolean {
  const [isPrinting, setPrinting] = useState(false)
  const isPaper = useMedia('print')
  useEffect(() => {
    const begin = () => flushSync(() => setPrinting(true))
    const end = () => setPrinting(false)
    addEventListener('beforeprint', begin)
    addEventListener('afterprint', end)
    return () => {
      removeEventListener('beforeprint', begin)
      removeEventListener('afterprint', end)
    }
  }, [])
  return isPrinting || isPaper
}

/** Whether the page is as narrow as on a phone, so that a table does not fit. On paper it fits, whatever prints it. */
export function useIsNarrow(): boolean {
  const isOnPaper = useIsOnPaper()
  const isEmbedded = (useSectionWidth() ?? Infinity) < Infinity
  // Browsers count the sheets before a change of width reaches the page, and would leave some blank.
  return useIsBelow(NARROW) && (isEmbedded || !isOnPaper)
}
