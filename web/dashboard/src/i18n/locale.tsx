/** The language of the page: its texts, and how values are written in it. */
import { createContext, useContext, useMemo, type ReactNode } from 'react'
import { formatsOf, type Formats } from '@/format/formats'
import { en, type Catalogue } from './en'
import { es } from './es'

const CATALOGUES = { en, es } satisfies Record<string, Catalogue>

/** A language that there is a catalogue of. */
export type Language = keyof typeof CATALOGUES
/** Every language, by its own name. */
export const LANGUAGES: Readonly<Record<Language, string>> = { en: 'English', es: 'Español' }

/** The language of a page, and what is said and written in it. */
export interface Locale {
  readonly language: Language
  readonly t: Catalogue
  readonly f: Formats
}

/** The first of the wanted languages that there is a catalogue of; English when there is none. */
export function languageOf(wanted: readonly string[]): Language {
  const known = wanted.map((one) => one.slice(0, 2).toLowerCase())
  return known.find((one): one is Language => one in CATALOGUES) ?? 'en'
}

/** The language with the region that the reader prefers, for dates and numbers. */
export function localeOf(language: Language): string {
  // A server that renders the page knows nothing of its reader.
  const preferred = typeof document === 'undefined' ? [] : navigator.languages
  return preferred.find((one) => one.startsWith(language)) ?? language
}

function made(language: Language, zone?: string): Locale {
  return { language, t: CATALOGUES[language], f: formatsOf(localeOf(language), zone) }
}

/** The language of a part of the page; null outside of any. */
export const LocaleContext = createContext<Locale | null>(null)

/** Gives a part of the page its language, and the zone of the location whose times it shows. */
export function LocaleProvider(props: { language: Language; zone?: string | undefined; children: ReactNode }) {
  const { language, zone, children } = props
  const locale = useMemo(() => made(language, zone), [language, zone])
  return <LocaleContext.Provider value={locale}>{children}</LocaleContext.Provider>
}

/** The language of this part of the page. */
export function useLocale(): Locale {
  const locale = useContext(LocaleContext)
  if (!locale) throw new Error('useLocale outside of a LocaleProvider')
  return locale
}
