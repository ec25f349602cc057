/** What a reader prefers on this machine: language and colours. Nothing else is stored in the browser. */
import { useSyncExternalStore } from 'react'
import { LANGUAGES, languageOf, type Language } from '@/i18n/locale'

/** Light or dark, or as the system has it. */
export type Theme = 'system' | 'light' | 'dark'
export const THEMES: readonly Theme[] = ['system', 'light', 'dark']

interface Preferences {
  readonly language: Language
  readonly theme: Theme
}

const LANGUAGE = 'teamkpi.language'
const THEME = 'teamkpi.theme'
const listeners = new Set<() => void>()

// A browser may forbid a page to store anything; then a choice holds until the page is left.
function stored(key: string): string | null {
  try {
    return localStorage.getItem(key)
  } catch {
    return null
  }
}

function store(key: string, value: string): void {
  try {
    localStorage.setItem(key, value)
  } catch {
    // See above.
  }
}

function read(): Preferences {
  const language = stored(LANGUAGE)
  return {
    language: language && language in LANGUAGES ? (language as Language) : languageOf(navigator.languages),
    theme: THEMES.find((one) => one === stored(THEME)) ?? 'system',
  }
}

let preferences = read()

function show(): void {
  const { language, theme } = preferences
  document.documentElement.lang = language
  if (theme === 'system') delete document.documentElement.dataset.theme
  else document.documentElement.dataset.theme = theme
}

function change(next: Partial<Preferences>): void {
  preferences = { ...preferences, ...next }
  show()
  for (const listener of listeners) listener()
}

/** Applies what was chosen before, and follows what is chosen in another tab. */
export function startPreferences(): void {
  show()
  addEventListener('storage', () => change(read()))
}

/** The language that is chosen now. */
export function chosenLanguage(): Language {
  return preferences.language
}

/** Chooses a language. */
export function chooseLanguage(language: Language): void {
  store(LANGUAGE, language)
  change({ language })
}

/** Chooses the colours. */
export function chooseTheme(theme: Theme): void {
  store(THEME, theme)
  change({ theme })
}

/** What the reader prefers. */
export function usePreferences(): Preferences {
  return useSyncExternalStore(
    (changed) => {
      listeners.add(changed)
      return () => listeners.delete(changed)
    },
    () => preferences,
  )
}
