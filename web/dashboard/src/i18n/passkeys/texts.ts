/** The texts about passkeys. They load with what uses them, apart from those of the dashboard. */
import type { Language } from '../locale'
import { en } from './en'
import { es } from './es'

/** The texts in one language. */
export type PasskeyTexts = {
  readonly [Name in keyof typeof en]: (typeof en)[Name] extends string ? string : (filled: string) => string
}

const CATALOGUES: Readonly<Record<Language, PasskeyTexts>> = { en, es }

/** The texts of a language. */
export function passkeyTexts(language: Language): PasskeyTexts {
  return CATALOGUES[language]
}
