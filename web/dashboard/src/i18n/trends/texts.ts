/** The texts of the trends tab. They load with it, apart from those of the page. */
import type { Language } from '../locale'
import { en } from './en'
import { es } from './es'

/** The texts in one language. */
export type TrendsTexts = Texts<typeof en>

type Texts<Part> = {
  readonly [Name in keyof Part]: Part[Name] extends string
    ? string
    : Part[Name] extends (...filled: infer Places) => string
      ? (...filled: Places) => string
      : Texts<Part[Name]>
}

const CATALOGUES: Readonly<Record<Language, TrendsTexts>> = { en, es }

/** The texts of a language. */
export function trendsTexts(language: Language): TrendsTexts {
  return CATALOGUES[language]
}
