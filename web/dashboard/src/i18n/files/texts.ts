/** The texts of saved files. They load with the code that writes these. */
import type { Language } from '../locale'
import { en } from './en'
import { es } from './es'

/** The texts in one language. */
export type FileTexts = Texts<typeof en>

type Texts<Part> = {
  readonly [Name in keyof Part]: Part[Name] extends string
    ? string
    : Part[Name] extends (...filled: infer Places) => string
      ? (...filled: Places) => string
      : Texts<Part[Name]>
}

const CATALOGUES: Readonly<Record<Language, FileTexts>> = { en, es }

/** The texts of a language. */
export function fileTexts(language: Language): FileTexts {
  return CATALOGUES[language]
}
