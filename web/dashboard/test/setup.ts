/** What jsdom lacks and the pages use. */
import '@testing-library/jest-dom/vitest'
import { cleanup, configure } from '@testing-library/react'
import { afterEach, beforeEach } from 'vitest'
import { chooseLanguage, chooseTheme } from '@/page/preferences'
import { onWidth } from './window'

class Observer {
  observe(): void {
    // Nothing has a size here.
  }
  unobserve(): void {
    // See above.
  }
  disconnect(): void {
    // See above.
  }
}
globalThis.ResizeObserver = Observer

// Files run side by side in one process, whose channels they share; each is a browser of its own.
const Channel = globalThis.BroadcastChannel
const browser = crypto.randomUUID()
globalThis.BroadcastChannel = class extends Channel {
  constructor(name: string) {
    super(`${name} ${browser}`)
  }
}
Element.prototype.scrollIntoView = () => undefined

// Whoever shares a machine with other work is slow now and then; nothing here depends on how slow.
configure({ asyncUtilTimeout: 60_000 })

// Files share what a browser stores and what modules keep, so a test must not find the choices of the one before.
beforeEach(() => {
  localStorage.clear()
  sessionStorage.clear()
  chooseLanguage('en')
  chooseTheme('system')
  onWidth(1440)
  document.documentElement.lang = 'en'
})
afterEach(cleanup)
