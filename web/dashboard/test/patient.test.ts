import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { patient, preloadWhenIdle, type LoadedPage } from '@/ui/patient'

const away = () => Promise.reject(new Error('away'))

class Page implements LoadedPage {
  script = '/dashboard/assets/index-1.js'
  lastReload: string | null = null
  reloads = 0
  constructor(public newest: () => Promise<string | null>) {}
  reload() {
    this.reloads += 1
  }
}

describe('a part of the page that is loaded later', () => {
  beforeEach(() => vi.useFakeTimers())
  afterEach(() => vi.useRealTimers())

  it('is asked for again until the server can be reached', async () => {
    const answers = [away, away]
    const load = vi.fn(() => answers.shift()?.() ?? Promise.resolve('the part'))
    const page = new Page(away)
    const loaded = patient(load, page)()
    await vi.advanceTimersByTimeAsync(999)
    expect(load).toHaveBeenCalledTimes(1)
    await vi.advanceTimersByTimeAsync(2001)
    await expect(loaded).resolves.toBe('the part')
    expect(load).toHaveBeenCalledTimes(3)
    expect(page.reloads).toBe(0)
  })

  it('is asked for again while the server has the same version', async () => {
    const answers = [away]
    const page: Page = new Page(() => Promise.resolve(page.script))
    const loaded = patient(() => answers.shift()?.() ?? Promise.resolve('the part'), page)()
    await vi.advanceTimersByTimeAsync(1000)
    await expect(loaded).resolves.toBe('the part')
    expect(page.reloads).toBe(0)
  })

  it('loads the page again after an upgrade, once for each version', async () => {
    const load = vi.fn(away)
    const page = new Page(() => Promise.resolve('/dashboard/assets/index-2.js'))
    void patient(load, page)()
    await vi.advanceTimersByTimeAsync(600_000)
    expect(page.reloads).toBe(1)
    expect(load).toHaveBeenCalledTimes(1)

    await expect(patient(away, page)()).rejects.toThrow('away')
    expect(page.reloads).toBe(1)

    page.newest = () => Promise.resolve('/dashboard/assets/index-3.js')
    void patient(away, page)()
    await vi.advanceTimersByTimeAsync(0)
    expect(page.reloads).toBe(2)
  })

  it('is an error where the server no longer has a dashboard', async () => {
    await expect(patient(away, new Page(() => Promise.resolve(null)))()).rejects.toThrow('away')
  })

  it('is loaded in advance, unless the page is left before', async () => {
    const load = vi.fn(away)
    preloadWhenIdle([load])()
    await vi.advanceTimersByTimeAsync(60_000)
    expect(load).not.toHaveBeenCalled()
    preloadWhenIdle([load])
    await vi.advanceTimersByTimeAsync(60_000)
    expect(load).toHaveBeenCalledTimes(1)
  })
})
