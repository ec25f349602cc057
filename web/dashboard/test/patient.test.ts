import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { patient } from '@/ui/patient'

describe('a part of the page that is loaded later', () => {
  beforeEach(() => vi.useFakeTimers())
  afterEach(() => vi.useRealTimers())

  it('is asked for again until the server can be reached', async () => {
    const answers = [() => Promise.reject(new Error('away')), () => Promise.reject(new Error('away'))]
    const load = vi.fn(() => answers.shift()?.() ?? Promise.resolve('the part'))
    const loaded = patient(load)()
    await vi.advanceTimersByTimeAsync(999)
    expect(load).toHaveBeenCalledTimes(1)
    await vi.advanceTimersByTimeAsync(2001)
    await expect(loaded).resolves.toBe('the part')
    expect(load).toHaveBeenCalledTimes(3)
  })
})
