/** The preferences saved in this browser: language and colours. Nothing else is stored. */
import { useSyncExternalStore } from 'react'
import { LANGUAGES, languageOf, type Language } from '@/i18n/locale'

/** Light, dark, or the same as the system. */
export type Theme = 'system' | 'light' | 'dark'
export const THEMES: readonly Theme[] = ['system', 'light', 'dark']

interface Preferences {
  readonly language: Language
  readonly theme: Theme
}

const LANGUAGE = 'teamkpi.language'
const THEME = 'teamkpi.theme'
const listeners = new Set<() => void>()

// A browser may not let a page store anything. The choice then lasts until the page is closed.
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

/** Applies the saved preferences, and follows changes made in another tab. */
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

/** The user's preferences. */
export function usePreferences(): Preferences {
  return useSyncExternalStore(
    (changed) => {
      listeners.add(changed)
      return () => listeners.delete(changed)
    },
    () => preferences,
  )
}
