/** The texts about signing in with a provider. They load with the pages that need them. */
import type { Language } from '../locale'
import { en } from './en'
import { es } from './es'

/** The texts in one language. */
export type ProviderTexts = Texts<typeof en>

type Texts<Part> = {
  readonly [Name in keyof Part]: Part[Name] extends string
    ? string
    : Part[Name] extends (...filled: infer Places) => string
      ? (...filled: Places) => string
      : Texts<Part[Name]>
}

const CATALOGUES: Readonly<Record<Language, ProviderTexts>> = { en, es }

/** The texts of a language. */
export function providerTexts(language: Language): ProviderTexts {
  return CATALOGUES[language]
}
