/** Files of a page that is compared with a month, and panels of it. */
import type { TeamAmounts } from '@teamkpi/client'
import { Buffer } from 'node:buffer'
import readXlsxFile from 'read-excel-file/node'
import { describe, expect, it } from 'vitest'
import type { Before } from '@/data/comparison'
import { csvOf } from '@/data/exports/csv'
import { xlsxOf } from '@/data/exports/xlsx'
import { thenOf } from '@/features/members/changes'
import { sheetOf } from '@/features/members/exports/sheet'
import { linesOf } from '@/features/members/lines'
import { emptyColumns, shownGroups } from '@/features/members/shown'
import { formatsOf } from '@/format/formats'
import { en } from '@/i18n/en'
import { JANE, member } from './portal'

const f = formatsOf('en-GB')
const LEO = member(102, 'Leo', { BookedTimeThisMonth: 30, RemainingBookingCredit: 10 })
const NOW = [{ ...JANE, BookedTimeThisMonth: 90, RemainingBookingCredit: 500 }, LEO]
const EARLIER = [{ ...JANE, BookedTimeThisMonth: 240, RemainingBookingCredit: 600 }]
const amountsOf = (toInvoice: number) =>
  ({
    Members: [{ CoworkerId: 101, Amounts: [{ ToInvoice: toInvoice, CurrencyCode: 'GBP' }] }],
    Total: [],
  }) as unknown as TeamAmounts

async function bytesOf(blob: Blob): Promise<Buffer> {
  const reader = new FileReader()
  const read = new Promise((resolve) => reader.addEventListener('load', resolve))
  reader.readAsArrayBuffer(blob)
  await read
  return Buffer.from(reader.result as ArrayBuffer)
}

/** The page of 31 October, as it was then or today, against 30 September. */
function sheet(before: Partial<Before> = {}) {
  const then: Before = {
    comparison: {
      today: '2026-10-31',
      day: '2026-09-30',
      month: '2026-10-01',
      monthBefore: '2026-09-01',
      before: { at: '2026-09-30' },
    },
    members: EARLIER,
    amounts: amountsOf(40),
    unknown: [],
    notOnRecord: new Set(),
    ...before,
  }
  const members = linesOf(NOW, amountsOf(25), undefined, undefined, '2026-10-01')
  return sheetOf({
    members,
    all: members,
    groups: shownGroups({ hidden: [], folded: ['passes'] }, emptyColumns(members)),
    fields: [],
    uncertain: [],
    then: thenOf(then, '2026-10-01'),
    currency: 'GBP',
    explain: (name) => ({ Name: name, Group: '', Label: name, Unit: '', Meaning: '', GroupKey: '', UnitKey: '' }),
    locale: { language: 'en', t: en, f },
  })
}

/** The columns whose headings contain a text, each with its cells from the first member to the sums. */
function columns(contents: ReturnType<typeof sheet>, part: string) {
  return contents.header.flatMap((name, place) =>
    name.includes(part) ? [[name, ...contents.rows.map((one) => one[place]), contents.footer[place]]] : [],
  )
}

describe('the file of a page that is compared', () => {
  it('has a column of then beside each figure, with the days of that month or the day in its heading', () => {
    expect(columns(sheet(), 'BookedTimeThisMonth')).toEqual([
      ['Booked: BookedTimeThisMonth (min)', 90, 30, 120],
      ['Booked: BookedTimeThisMonth, 1–30 Sept (min)', 240, '', 240],
    ])
    expect(columns(sheet(), 'RemainingBookingCredit')).toEqual([
      ['Credit left: RemainingBookingCredit (GBP)', 500, 10, 510],
      ['Credit left: RemainingBookingCredit, 30 Sept (GBP)', 600, '', 600],
    ])
    expect(columns(sheet(), 'Amount')).toEqual([
      ['To invoice: Amount (GBP)', 25, 0, 25],
      ['To invoice: Amount, 30 Sept (GBP)', 40, '', 40],
    ])
  })
  it('has none for what isn’t on record of that day, or of that member', () => {
    expect(columns(sheet({ amounts: undefined }), 'Amount')).toHaveLength(1)
    expect(columns(sheet({ unknown: ['RemainingBookingCredit'] }), 'RemainingBookingCredit')).toHaveLength(1)
    expect(columns(sheet({ notOnRecord: new Set([101]) }), 'Amount, 30 Sept')[0]?.slice(1)).toEqual(['', '', 0])
  })
  it('is the same table in both kinds of file', async () => {
    const contents = sheet()
    const about = { title: 'About', lines: [['As of', 'end of 31 Oct 2026']] } as const
    const [first] = await readXlsxFile(await bytesOf(await xlsxOf(contents, 'Members', about)))
    const [line] = csvOf(contents, f).replace('\ufeff', '').split('\r\n')
    expect(first?.data[0]).toEqual(contents.header)
    expect(line?.replace(/"/g, '')).toBe(contents.header.join(','))
  })
})
