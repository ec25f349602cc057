import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { accountTexts } from '@/i18n/account/texts'
import { alertTexts } from '@/i18n/alerts/texts'
import { attendanceTexts } from '@/i18n/attendance/texts'
import { consoleTexts } from '@/i18n/console/texts'
import { en } from '@/i18n/en'
import { es } from '@/i18n/es'
import { fileTexts } from '@/i18n/files/texts'
import { languageOf } from '@/i18n/locale'
import { passwordTexts } from '@/i18n/passwords/texts'
import { trendsTexts } from '@/i18n/trends/texts'

type Entry = [path: string, value: unknown]

function entries(part: object, path = ''): Entry[] {
  return Object.entries(part).flatMap(([name, value]: [string, unknown]) =>
    value !== null && typeof value === 'object'
      ? entries(value, `${path}${name}.`)
      : [[`${path}${name}`, value] as Entry],
  )
}

describe('the Spanish texts', () => {
  it.each([
    ['of the dashboard', en, es],
    ['of the console', consoleTexts('en'), consoleTexts('es')],
    ['of the alerts', alertTexts('en'), alertTexts('es')],
    ['of the account', accountTexts('en'), accountTexts('es')],
    ['of trends', trendsTexts('en'), trendsTexts('es')],
    ['of attendance', attendanceTexts('en'), attendanceTexts('es')],
    ['of files', fileTexts('en'), fileTexts('es')],
    ['of passwords', passwordTexts('en'), passwordTexts('es')],
  ])(
    '%s are there for every English one and no other, have the same places, and are not empty',
    (_, english, other) => {
      const spanish = new Map(entries(other))
      expect([...spanish.keys()]).toEqual(entries(english).map(([path]) => path))
      for (const [path, value] of entries(english)) {
        const translated = spanish.get(path)
        expect(typeof translated, path).toBe(typeof value)
        if (typeof value === 'function' && typeof translated === 'function')
          expect(translated.length, path).toBe(value.length)
        expect([value, translated], path).not.toContain('')
      }
    },
  )
  it('count by their own rule', () => {
    expect(es.teams.members(1)).toBe('1\u00a0miembro')
    expect(es.teams.members(1234)).toBe('1.234\u00a0miembros')
    expect(en.totals.items(1)).toBe('1\u00a0item')
    expect(en.totals.items(0)).toBe('0\u00a0items')
  })
})

it('every text is used somewhere', () => {
  const folder = join(import.meta.dirname, '../src')
  const code = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.tsx?$/.test(name) && !name.startsWith('i18n'))
    .map((name) => readFileSync(join(folder, name), 'utf8'))
    .join('\n')
  // Texts that are chosen by a value: a plan, a colour, a unit, a tab.
  const byValue =
    /^(attendance\.plan|app\.theme|invitations\.refused|accountInvitations\.(results|refused|member\.states)|(people|administrators)\.refused|units|page\.tabs|lead\.kinds|statement\.kinds)\./
  const unused = entries(en).filter(
    ([path]) =>
      !byValue.test(path) &&
      !code.includes(`.${path.split('.').slice(-2).join('.')}`) &&
      !new RegExp(`signIn\\.${path.split('.').at(-1) ?? ''}\\b`).test(code),
  )
  expect(unused.map(([path]) => path)).toEqual([])
  // Texts of the console that are chosen by a value: a screen, a side, a channel, a kind, a state of a file.
  const byName =
    /^(nav|keys|channels|actions\.exports|today\.kinds|audit\.(since|until|types|viewTypes|subjects|sheet)|readers\.calls|list\.(from|to|confirmOf)|import\.(states|outcomes|delimiters|counts|mistakes)|health\.(mirrors|checks|subjects|kinds)|mirror\.(actions|failures)|access\.(sets|changes|outcomes|mails)|hooks\.events|providers\.forWhom)\b/
  const ofConsole = entries(consoleTexts('en')).filter(
    ([path]) => !byName.test(path) && !new RegExp(`\\b${path.split('.').slice(-2).join('\\.')}\\b`).test(code),
  )
  expect(ofConsole.map(([path]) => path)).toEqual([])
  const byFigure = /^(figures|comparisons|subjects|units)\./
  const ofAlerts = entries(alertTexts('en')).filter(
    ([path]) =>
      !byFigure.test(path) &&
      !new RegExp(`\\btexts\\.(${path.replace('.', '\\.')}|${path.split('.').at(-1) ?? ''})\\b`).test(code),
  )
  expect(ofAlerts.map(([path]) => path)).toEqual([])
  // A component takes the texts of its part: `texts.codes.copy`, or `texts.copy` of `accountTexts(language).codes`.
  const ofAccount = entries(accountTexts('en')).filter(
    ([path]) => !new RegExp(`\\btexts\\.(${path.replace('.', '\\.')}|${path.split('.').at(-1) ?? ''})\\b`).test(code),
  )
  expect(ofAccount.map(([path]) => path)).toEqual([])
  const ofPasswords = entries(passwordTexts('en')).filter(([path]) => !code.includes(`texts.${path}`))
  expect(ofPasswords.map(([path]) => path)).toEqual([])
  for (const group of ['states', 'outcomes', 'delimiters', 'counts', 'mistakes'])
    expect(code, group).toMatch(new RegExp(`\\bimport\\.${group}\\b`))
  for (const group of [/\bhooks\.events\b/, /'viewTypes'/]) expect(code).toMatch(group)
  for (const group of ['mirrors', 'checks', 'subjects', 'kinds'])
    expect(code, group).toMatch(new RegExp(`\\bhealth\\.${group}\\b`))
  for (const group of ['sets', 'changes', 'outcomes', 'mails'])
    expect(code, group).toMatch(new RegExp(`\\baccess\\.${group}\\b`))
  for (const group of ['subjects', 'sheet']) expect(code, group).toMatch(new RegExp(`\\baudit\\.${group}\\b`))
  expect(code).toMatch(/\bc\.channels\b/)
  expect(code).toMatch(/\breaders\.calls\b/)
  expect(code).toMatch(/\bactions\.exports\b/)
  for (const group of ['actions', 'failures']) expect(code, group).toMatch(new RegExp(`\\bmirror\\.${group}\\b`))
})

it('the reader’s first known language is taken', () => {
  expect(languageOf(['de-DE', 'es-MX', 'en'])).toBe('es')
  expect(languageOf(['de'])).toBe('en')
})
