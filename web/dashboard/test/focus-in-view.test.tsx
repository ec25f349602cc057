/** What gets the focus is scrolled into view, and nothing else is. */
import { act, fireEvent, render, renderHook, screen } from '@testing-library/react'
import { afterEach, expect, it, vi } from 'vitest'
import { useFocusInView } from '@/ui/useFocusInView'

afterEach(() => {
  vi.restoreAllMocks()
})

it('what gets the focus is scrolled into view, once, and only by keyboard', () => {
  const scroll = vi.spyOn(Element.prototype, 'scrollIntoView')
  render(
    <>
      <button>first</button>
      <button>second</button>
    </>,
  )
  const { unmount } = renderHook(() => useFocusInView())
  const [first, second] = screen.getAllByRole('button')
  if (!first || !second) throw new Error('There are two.')
  const byKeyboard = vi.spyOn(Element.prototype, 'matches').mockReturnValue(true)
  fireEvent.focusIn(first)
  expect(scroll.mock.contexts).toEqual([first])
  // The window gets the focus back, and the page may have been scrolled meanwhile.
  fireEvent.focusIn(first)
  expect(scroll.mock.contexts).toEqual([first])
  fireEvent.focusIn(second)
  expect(scroll.mock.contexts).toEqual([first, second])
  byKeyboard.mockReturnValue(false)
  fireEvent.focusIn(first)
  vi.spyOn(second, 'clientHeight', 'get').mockReturnValue(innerHeight + 1)
  byKeyboard.mockReturnValue(true)
  fireEvent.focusIn(second)
  unmount()
  fireEvent.focusIn(first)
  expect(scroll.mock.contexts).toEqual([first, second])
})

it('what lost the focus to nothing is scrolled into view again, unless the window has lost it', () => {
  const scroll = vi.spyOn(Element.prototype, 'scrollIntoView')
  render(<button>cell</button>)
  renderHook(() => useFocusInView())
  const cell = screen.getByRole('button')
  vi.spyOn(Element.prototype, 'matches').mockReturnValue(true)
  act(() => cell.focus())
  expect(scroll).toHaveBeenCalledTimes(1)
  fireEvent.focusOut(cell)
  fireEvent.focusIn(cell)
  expect(scroll).toHaveBeenCalledTimes(1)
  act(() => cell.blur())
  act(() => cell.focus())
  expect(scroll).toHaveBeenCalledTimes(2)
})
