/** Saves files on the reader's machine. */
import { save } from '@/ui/save'
import { csvOf } from './csv'
import type { Sheet } from './table'

// File systems take 255 bytes; a letter has up to four.
const LONGEST_NAME = 50

/** The name of a file, of a team's name and the day. */
export function fileName(teamName: string, ending: string, now = new Date()): string {
  const signs = Array.from(teamName.replace(/[^\p{L}\p{N}]+/gu, '-'))
  const name = signs.slice(0, LONGEST_NAME).join('').replace(/^-|-$/g, '')
  return `${[name || 'team', now.toISOString().slice(0, 10)].join('-')}.${ending}`
}

/** Saves the table as comma-separated values. */
export function saveCsv(sheet: Sheet, teamName: string): void {
  save(new Blob([csvOf(sheet)], { type: 'text/csv;charset=utf-8' }), fileName(teamName, 'csv'))
}

/** Saves the table as an Excel workbook. */
export async function saveXlsx(sheet: Sheet, teamName: string): Promise<void> {
  const { xlsxOf } = await import('./xlsx')
  save(await xlsxOf(sheet, teamName), fileName(teamName, 'xlsx'))
}
