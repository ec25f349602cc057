import { describe, expect, it } from 'vitest'
import { aboutOf } from '@/data/exports/about'
import { csvOf } from '@/data/exports/csv'
import type { FileFacts } from '@/data/exports/table'
import { formatsOf } from '@/format/formats'

const FACTS: FileFacts = {
  team: 'Tech Innovators',
  contents: 'Members',
  period: ['month', 'November 2026'],
  zone: 'Europe/London',
  readAt: Date.parse('2026-11-21T12:00:00Z'),
}
const inLondon = { language: 'en', f: formatsOf('en-GB', 'Europe/London') } as const

describe('separated values', () => {
  it.each([
    ['en-GB', 'a,1.5,"x;y"'],
    ['en-US', 'a,1.5,"x;y"'],
    ['es-ES', 'a;1,5;"x;y"'],
    ['es-MX', 'a,1.5,"x;y"'],
    ['de-CH', 'a,1.5,"x;y"'],
    ['es', 'a;1,5;"x;y"'],
  ])('are separated as a spreadsheet in %s expects it', (language, line) => {
    const table = { header: [], rows: [['a', 1.5, 'x;y']], footer: [] }
    expect(csvOf(table, formatsOf(language))).toBe(`\ufeff\r\n${line}\r\n`)
  })
})

describe('what a file is about', () => {
  it('is the team, the table, the period, the instant and the zone', () => {
    expect(aboutOf(FACTS, inLondon)).toEqual([
      ['Team', 'Tech Innovators'],
      ['Contents', 'Members'],
      ['Month', 'November 2026'],
      ['As of', '21 Nov 2026 12:00'],
      ['Time zone', 'Europe/London'],
    ])
  })
  it.each([
    [{ at: '2026-10-31', knownAt: '2026-10-31' }, 'end of 31 Oct 2026, as shown then'],
    [{ at: '2026-10-31' }, 'end of 31 Oct 2026, calculated from today’s records'],
    [{ at: '2026-10-31T12:00:00Z' }, '31 Oct 2026 12:00, calculated from today’s records'],
  ])('says how a day of the past was made: %j', (moment, text) => {
    expect(aboutOf({ ...FACTS, moment }, inLondon)[3]).toEqual(['As of', text])
  })
})
