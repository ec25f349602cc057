/** Saves files on the reader's machine. */
import { csvOf } from './csv'
import type { Sheet } from './sheet'

const SHOWN_FOR = 10_000
// File systems take 255 bytes; a letter has up to four.
const LONGEST_NAME = 50

/** The name of a file, of a team's name and the day. */
export function fileName(teamName: string, ending: string, now = new Date()): string {
  const signs = Array.from(teamName.replace(/[^\p{L}\p{N}]+/gu, '-'))
  const name = signs.slice(0, LONGEST_NAME).join('').replace(/^-|-$/g, '')
  return `${[name || 'team', now.toISOString().slice(0, 10)].join('-')}.${ending}`
}

function save(content: Blob, name: string): void {
  const link = document.createElement('a')
  link.href = URL.createObjectURL(content)
  link.download = name
  link.click()
  // The browser reads the file after this function has ended.
  setTimeout(() => URL.revokeObjectURL(link.href), SHOWN_FOR)
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
