/** Where a part of the page is shown: the element that it is in, and how wide that is. */
import { createContext, useContext } from 'react'

const RootContext = createContext<HTMLElement | null>(null)
const WidthContext = createContext<number | null>(null)

/** Gives a section on another portal's page its own element, which has the colours and sizes. */
export const RootProvider = RootContext.Provider
/** Gives a section on another portal's page its width in pixels. */
export const WidthProvider = WidthContext.Provider

/** The element for what opens above the page, such as a tip: there it has the section's colours and is in a landmark. */
export function useRoot(): HTMLElement | null {
  const root = useContext(RootContext)
  return root ?? (typeof document === 'undefined' ? null : document.querySelector('main'))
}

/** The width in pixels that a section has on another portal's page; null on a page of the dashboard. */
export function useSectionWidth(): number | null {
  return useContext(WidthContext)
}
