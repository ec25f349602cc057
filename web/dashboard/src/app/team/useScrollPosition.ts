import { useEffect, useLayoutEffect, useRef } from 'react'

/** Keeps how far the page was scrolled for each part of it, and scrolls back there when the part is shown again. */
export function useScrollPosition(part: string): void {
  const positions = useRef(new Map<string, number>())
  useLayoutEffect(() => {
    const position = positions.current.get(part)
    if (position !== undefined && position !== scrollY) scrollTo({ top: position })
  }, [part])
  useEffect(() => {
    const note = () => positions.current.set(part, scrollY)
    addEventListener('scroll', note, { passive: true })
    return () => removeEventListener('scroll', note)
  }, [part])
}
