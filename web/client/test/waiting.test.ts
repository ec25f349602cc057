import { expect, it, vi } from 'vitest'
import { waitFor } from '../src/waiting.js'

it('a signal that lives long keeps nothing of what was waited for', async () => {
  const { signal } = new AbortController()
  const added = vi.spyOn(signal, 'addEventListener')
  const removed = vi.spyOn(signal, 'removeEventListener')

  await waitFor(Promise.resolve(1), signal)
  await waitFor(Promise.reject(new Error('no')), signal).catch(() => null)

  expect(added.mock.calls.map(([type, listener]) => [type, listener])).toEqual(removed.mock.calls)
})
