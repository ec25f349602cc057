import { act, renderHook } from '@testing-library/react'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { navigate, useAddress, useAddressQuery } from '@/page/address'

beforeEach(() => {
  history.replaceState(null, '', '/dashboard/team/55')
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
  vi.restoreAllMocks()
})

const shown = () => renderHook(() => useAddress()[0] + useAddressQuery())
const real = () => location.pathname + location.search
const typed = (text: string) => act(() => navigate(`/dashboard/team/55?q=${text}`, { replace: true }))

it('a hundred quick changes are shown at once, and the browser hears of the last', () => {
  const replaced = vi.spyOn(history, 'replaceState')
  const { result } = shown()
  for (let count = 1; count <= 100; count++) {
    typed('x'.repeat(count))
    expect(result.current).toBe(`/dashboard/team/55?q=${'x'.repeat(count)}`)
  }
  expect(replaced).not.toHaveBeenCalled()
  act(() => {
    vi.runAllTimers()
  })
  expect(replaced).toHaveBeenCalledTimes(1)
  expect(real()).toBe(result.current)
})

it('a step of the history comes after what was waiting', () => {
  const { result } = shown()
  typed('a')
  act(() => navigate('/dashboard/team/55?q=a&tab=trends'))
  expect([result.current, real()]).toEqual(['/dashboard/team/55?q=a&tab=trends', '/dashboard/team/55?q=a&tab=trends'])
})

it('what waits is not written over an address that the browser went back to', () => {
  const { result } = shown()
  typed('a')
  history.replaceState(null, '', '/dashboard/team/56')
  act(() => void dispatchEvent(new PopStateEvent('popstate')))
  act(() => {
    vi.runAllTimers()
  })
  expect([result.current, real()]).toEqual(['/dashboard/team/56', '/dashboard/team/56'])
})

it('is not lost when the page is left', () => {
  const { unmount } = shown()
  typed('a')
  dispatchEvent(new Event('pagehide'))
  expect(real()).toBe('/dashboard/team/55?q=a')
  typed('b')
  unmount()
  expect(real()).toBe('/dashboard/team/55?q=b')
})
