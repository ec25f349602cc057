/** The texts of the pages for choosing a password with a link. They load with them, apart from those of the dashboard. */
import type { Language } from '../locale'
import { en } from './en'
import { es } from './es'

/** The texts in one language. */
export type PasswordTexts = Texts<typeof en>

type Texts<Part> = {
  readonly [Name in keyof Part]: Part[Name] extends string
    ? string
    : Part[Name] extends (...filled: infer Places) => string
      ? (...filled: Places) => string
      : Texts<Part[Name]>
}

const CATALOGUES: Readonly<Record<Language, PasswordTexts>> = { en, es }

/** The texts of a language. */
export function passwordTexts(language: Language): PasswordTexts {
  return CATALOGUES[language]
}
