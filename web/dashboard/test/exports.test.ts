import type { TeamAmounts, TeamAttendanceDetails, TeamExpiring, TeamMetricList } from '@teamkpi/client'
import fc from 'fast-check'
import { Buffer } from 'node:buffer'
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import readXlsxFile from 'read-excel-file/node'
import { describe, expect, it } from 'vitest'
import { sheetName, xlsxText } from '@/data/exports/cells'
import { csvOf } from '@/data/exports/csv'
import { fileName } from '@/data/exports/save'
import type { TypedSheet } from '@/data/exports/table'
import { xlsxOf } from '@/data/exports/xlsx'
import { sheetOf as sheetOfWeek } from '@/features/attendance/sheet'
import { sheetOf } from '@/features/members/exports/sheet'
import { linesOf } from '@/features/members/lines'
import { emptyColumns, shownGroups, shownMemberFields } from '@/features/members/shown'
import { DEFAULT_MEMBERS_VIEW, type MembersView } from '@/features/members/view'
import { sheetOf as sheetOfMonths } from '@/features/trends/sheet'
import { formatsOf } from '@/format/formats'
import { en } from '@/i18n/en'
import { example, JANE, member } from './portal'
import { FIGURES } from './words'

/** A text of the cases; long ones are written as pieces, each with how often it comes. */
type CaseText = string | [piece: string, times: number][]
interface Cases {
  cells: { why: string; text: CaseText; csv: CaseText; xlsx?: CaseText }[]
  'sheet names': { why: string; text: CaseText; name: CaseText }[]
}
/** The cases that the command line's writer is held to as well. */
const CASES = JSON.parse(readFileSync(resolve('../../tests/spreadsheet-cells.json'), 'utf8')) as Cases
const whole = (text: CaseText) =>
  typeof text === 'string' ? text : text.map(([piece, times]) => piece.repeat(times)).join('')

const explain = (name: string) =>
  FIGURES.Kpi.find((one) => one.Name === name) ?? {
    Name: name,
    Group: '',
    Label: name,
    Unit: '',
    Meaning: '',
    GroupKey: '',
    UnitKey: '',
  }
const locale = { language: 'en', t: en, f: formatsOf('en-GB') } as const
const { f } = locale
const OTHER = member(102, '=HYPERLINK("http://example.com")', { RemainingBookingCredit: 0.1 })
const THIRD = member(103, 'Ana', { RemainingBookingCredit: 0.2 })

function sheet(view: Partial<MembersView> = {}, members = [JANE, OTHER, THIRD]): TypedSheet {
  const { hidden, folded } = { ...DEFAULT_MEMBERS_VIEW, hidden: [], ...view }
  const amounts = example<TeamAmounts>('teamAmounts')
  const lines = (some: typeof members) =>
    linesOf(some, amounts, example<TeamExpiring>('teamExpiring'), undefined, '2026-11-01')
  const all = lines([JANE, OTHER, THIRD])
  return sheetOf({
    members: lines(members),
    all,
    groups: shownGroups({ hidden, folded }, emptyColumns(all)),
    fields: shownMemberFields(hidden),
    uncertain: [],
    then: null,
    currency: 'GBP',
    explain,
    locale,
  })
}

/** Reads comma-separated values by the rules of RFC 4180, independently of what wrote them. */
function readCsv(text: string, separator = ','): string[][] {
  const rows: string[][] = [[]]
  let field = ''
  let isQuoted = false
  for (let at = 0; at < text.length; at++) {
    const char = text.charAt(at)
    if (isQuoted) {
      if (char !== '"') field += char
      else if (text[at + 1] === '"') field += text.charAt(++at)
      else isQuoted = false
    } else if (char === '"' && field === '') isQuoted = true
    else if (char === separator || (char === '\r' && text[at + 1] === '\n')) {
      rows.at(-1)?.push(field)
      field = ''
      if (char === '\r') {
        rows.push([])
        at++
      }
    } else field += char
  }
  return rows.slice(0, -1)
}

describe('the table as a sheet', () => {
  it('has the exact numbers, in the order of the screen, with units in the headings', () => {
    expect(sheet({}, [JANE])).toEqual({
      header: [
        'Member',
        'Email',
        'ID',
        'To invoice: Amount (GBP)',
        'To invoice: Products',
        'To invoice: Event tickets',
        'To invoice: Items',
        'Credit left: Money (GBP)',
        'Credit left: Time (min)',
        'Credit left: Uses',
        'Passes left: Day passes',
        'Passes left: Time (min)',
        'Next expiry',
        'Booked: This month (min)',
        'Booked: Total (min)',
        'Checked in: This month (min)',
        'Checked in: Total (min)',
      ],
      rows: [
        [
          'Jane Smith',
          'jane@techinnovators.com',
          101,
          15,
          2,
          1,
          3,
          500,
          120,
          5,
          1,
          60,
          '2027-01-01',
          360,
          4200,
          300,
          3800,
        ],
      ],
      footer: ['1 of 3 members', '', '', 15, 2, 1, 3, 500, 120, 5, 1, 60, '2027-01-01', 360, 4200, 300, 3800],
      kinds: [
        ...(['text', 'text', 'id', 'money', 'count', 'count', 'count', 'money', 'count', 'count'] as const),
        ...(['count', 'count', 'day', 'count', 'count', 'count', 'count'] as const),
      ],
      currency: 'GBP',
    })
  })
  it('leaves out what is hidden and collapses what is collapsed', () => {
    const { header, rows } = sheet({
      hidden: ['CoworkerEmail', 'CoworkerId', 'NextExpiry', 'BookedTimeThisMonth', 'BookedTimeTotal'],
      folded: ['invoice', 'credit', 'passes', 'checked'],
    })
    expect(header).toEqual(['Member', 'To invoice: Items', 'Credit left', 'Passes left', 'Checked in: Total (min)'])
    expect(rows[0]).toEqual(['Jane Smith', 3, '£500 · 2\u00a0h · 5\u00a0uses', '1\u00a0day pass · 1\u00a0h', 3800])
  })
  it('adds money as decimals do', () => {
    expect(sheet({}, [OTHER, THIRD]).footer[7]).toBe(0.3)
  })
})

describe('comma-separated values', () => {
  it('give the sheet back', () => {
    const { header, rows, footer } = sheet()
    const read = readCsv(csvOf(sheet(), f).slice(1))
    const texts = [header, ...rows, footer].map((row) => row.map(String))
    texts[2]?.splice(0, 1, `'${OTHER.CoworkerFullName}`)
    expect(read).toEqual(texts)
  })
  it.each(CASES.cells)('write a cell by the rule: $why', ({ text, csv }) => {
    expect(csvOf({ header: [whole(text)], rows: [['next']], footer: [] }, f)).toBe(`\ufeff${whole(csv)}\r\nnext\r\n`)
  })
  it('never hold a text that a spreadsheet would run, whatever it takes for the separator', () => {
    const pieces = fc.constantFrom(...Array.from('=+-@＝\t\r\n;,"\' \u00a0\u200b\ufeff\0\u001b\u009ba1'))
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 12 }), (text) => {
        const written = csvOf({ header: ['first', text.join(''), 'last'], rows: [], footer: [] }, f).slice(1)
        for (const separator of [',', ';', '\t']) {
          for (const cell of readCsv(written, separator).flat()) expect(cell).not.toMatch(/^[\s"\u200b]*[=+\-@＝]/)
        }
        expect(readCsv(written)[0]?.[1]).not.toMatch(/^[\t\r\n]/)
        // eslint-disable-next-line no-control-regex
        expect(written).not.toMatch(/[\0\x1b\x9b]/)
      }),
    )
  })
  it('do not touch numbers, negative ones included', () => {
    expect(csvOf({ header: [], rows: [[-5]], footer: [] }, f)).toContain('-5\r\n')
  })
})

/** The bytes of a blob: jsdom's cannot be asked for them. */
async function bytesOf(blob: Blob): Promise<Buffer> {
  const reader = new FileReader()
  const read = new Promise((resolve) => reader.addEventListener('load', resolve))
  reader.readAsArrayBuffer(blob)
  await read
  return Buffer.from(reader.result as ArrayBuffer)
}

const ABOUT = { title: 'About', lines: [['Team', 'Tech Innovators']] } as const

describe('an Excel workbook', () => {
  it.each(CASES.cells)('stores a text by the rule: $why', ({ text, xlsx }) => {
    expect(xlsxText(whole(text))).toBe(whole(xlsx ?? text))
  })
  it.each(CASES['sheet names'])('names its sheet by the rule: $why', ({ text, name }) => {
    expect(sheetName(whole(text))).toBe(whole(name))
  })
  it('gives the sheet back, numbers as numbers and texts as texts', async () => {
    const blob = await xlsxOf(sheet(), 'R&D [a/b]: everything that is very long indeed', ABOUT)
    const read = await readXlsxFile(await bytesOf(blob))
    const { header, rows, footer, kinds } = sheet()
    const [first, second] = read
    const dated = (row: readonly (string | number)[]) =>
      row.map((value, column) => (kinds[column] === 'day' && value !== '' ? new Date(value) : value))
    expect(first?.data).toEqual(
      [header, ...[...rows, footer].map(dated)].map((row) => row.map((value) => (value === '' ? null : value))),
    )
    expect(second).toEqual({ sheet: 'About', data: ABOUT.lines })
  })
  it('has two sheets whose names differ in more than their case', async () => {
    const read = await readXlsxFile(await bytesOf(await xlsxOf(sheet(), 'about', ABOUT)))
    expect(read.map((one) => one.sheet)).toEqual(['about 1', 'About'])
  })
})

it('files are named by team and day', () => {
  const day = new Date('2026-11-24T12:00:00Z')
  expect(fileName('Tech Innovators', 'csv', day)).toBe('Tech-Innovators-2026-11-24.csv')
  expect(fileName('../é/..', 'xlsx', day)).toBe('é-2026-11-24.xlsx')
  expect(fileName('', 'csv', day)).toBe('team-2026-11-24.csv')
  expect(fileName('𠀀'.repeat(254), 'csv', day)).toBe(`${'𠀀'.repeat(50)}-2026-11-24.csv`)
})

describe('the other files', () => {
  it('have the months with exact minutes and amounts', () => {
    const { header, rows, footer } = sheetOfMonths(example<TeamMetricList>('teamMetrics').Metrics, explain, locale)
    expect(header.slice(1).map((one) => /\((.*)\)$/.exec(one)?.[1])).toEqual(['min', 'min', 'GBP', 'GBP'])
    expect(rows.at(-1)).toEqual(['2026-11', 360, 300, 361.5, 361.5])
    expect(footer).toEqual([])
  })
  it('have the week with plans and bookings', () => {
    const { Attendance: week } = example<TeamAttendanceDetails>('teamAttendance')
    const inLondon = { language: 'en', f: formatsOf('en-GB', 'Europe/London') } as const
    const { header, rows } = sheetOfWeek(week, inLondon)
    expect(header.slice(0, 2)).toEqual(['Member', `Mon ${week.Days[0]?.Date.slice(0, 10) ?? ''}`])
    expect(rows.map((one) => one.length)).toEqual(rows.map(() => 8))
    expect(rows[0]?.slice(0, 3)).toEqual(['Jane Smith', 'Office\n09:00–11:30 Meeting room 1', 'Office'])
  })
})
