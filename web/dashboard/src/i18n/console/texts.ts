/** The texts of the console. They are apart from those of the dashboard, whose first load they would burden. */
import type { Language } from '../locale'
import { en } from './en'
import { es } from './es'

/** The texts of the console in one language. */
export type ConsoleTexts = Texts<typeof en>

type Texts<Part> = {
  readonly [Name in keyof Part]: Part[Name] extends string
    ? string
    : Part[Name] extends (...filled: infer Places) => string
      ? (...filled: Places) => string
      : Texts<Part[Name]>
}

const CATALOGUES: Readonly<Record<Language, ConsoleTexts>> = { en, es }

/** The texts of a language. */
export function consoleTexts(language: Language): ConsoleTexts {
  return CATALOGUES[language]
}
