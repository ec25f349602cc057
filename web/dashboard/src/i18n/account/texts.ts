/** The texts of the page about one's own account. They load with it, apart from those of the dashboard. */
import type { Language } from '../locale'
import { en } from './en'
import { es } from './es'

/** The texts in one language. */
export type AccountTexts = Texts<typeof en>

type Texts<Part> = {
  readonly [Name in keyof Part]: Part[Name] extends string
    ? string
    : Part[Name] extends (...filled: infer Places) => string
      ? (...filled: Places) => string
      : Texts<Part[Name]>
}

const CATALOGUES: Readonly<Record<Language, AccountTexts>> = { en, es }

/** The texts of a language. */
export function accountTexts(language: Language): AccountTexts {
  return CATALOGUES[language]
}
