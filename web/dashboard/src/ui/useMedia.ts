import { useCallback, useSyncExternalStore } from 'react'
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

/** Whether there is less width than so many root font sizes. */
export function useIsBelow(width: number): boolean {
  const isNarrowWindow = useMedia(`(width < ${width}rem)`)
  const own = useSectionWidth()
  if (own === null || own === Infinity) return isNarrowWindow
  return own < width * parseFloat(getComputedStyle(document.documentElement).fontSize || '16')
}

/** Whether there is as little width as on a phone, so that a table would not fit. */
export function useIsNarrow(): boolean {
  return useIsBelow(NARROW)
}
