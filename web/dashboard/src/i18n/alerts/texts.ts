/** The texts of the page of alerts. They load with it, apart from those of the dashboard. */
import type { Language } from '../locale'
import { en } from './en'
import { es } from './es'

/** The texts in one language. */
export type AlertTexts = Texts<typeof en>

type Texts<Part> = {
  readonly [Name in keyof Part]: Part[Name] extends string
    ? string
    : Part[Name] extends (...filled: infer Places) => string
      ? (...filled: Places) => string
      : Texts<Part[Name]>
}

const CATALOGUES: Readonly<Record<Language, AlertTexts>> = { en, es }

/** The texts of a language. */
export function alertTexts(language: Language): AlertTexts {
  return CATALOGUES[language]
}
