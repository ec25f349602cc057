/** Saves files on the reader's machine. */
import { fileTexts } from '@/i18n/files/texts'
import type { Locale } from '@/i18n/locale'
import { save } from '@/ui/save'
import { aboutOf } from './about'
import { csvOf } from './csv'
import type { FileFacts, Sheet, TypedSheet } from './table'

// File systems take 255 bytes; a letter has up to four.
const LONGEST_NAME = 50

/** The name of a file, of a team's name and the day. */
export function fileName(teamName: string, ending: string, now = new Date()): string {
  const signs = Array.from(teamName.replace(/[^\p{L}\p{N}]+/gu, '-'))
  const name = signs.slice(0, LONGEST_NAME).join('').replace(/^-|-$/g, '')
  return `${[name || 'team', now.toISOString().slice(0, 10)].join('-')}.${ending}`
}

/** The day that a file is named after: the one that the page shows. */
function dayOf(facts?: FileFacts): Date {
  const at = facts?.moment?.at
  return at === undefined ? new Date() : new Date(at)
}

/** Saves the table as separated values, as the reader's spreadsheet expects them. */
export function saveCsv(sheet: Sheet, name: string, locale: Pick<Locale, 'f'>, facts?: FileFacts): void {
  const file = new Blob([csvOf(sheet, locale.f)], { type: 'text/csv;charset=utf-8' })
  save(file, fileName(name, 'csv', dayOf(facts)))
}

/** Saves the table as an Excel workbook, with a sheet that says what it is about if that is given. */
export async function saveXlsx(
  sheet: TypedSheet,
  name: string,
  locale: Pick<Locale, 'language' | 'f'>,
  facts?: FileFacts,
): Promise<void> {
  const { xlsxOf } = await import('./xlsx')
  const about = facts ? { title: fileTexts(locale.language).about, lines: aboutOf(facts, locale) } : null
  save(await xlsxOf(sheet, name, about), fileName(name, 'xlsx', dayOf(facts)))
}
