import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { DEFAULT_VIEW, readView, TABS, writeView, type TeamView } from '@/app/team/view'
import { CHOOSABLE, COLUMN_IDS, GROUPS } from '@/features/members/columns'
import { nextSort, toggled } from '@/features/members/view'

const days = fc
  .date({ min: new Date('1900-01-01'), max: new Date('2999-12-31'), noInvalidDate: true })
  .map((one) => one.toISOString().slice(0, 10))
const ids = fc.integer({ min: 1, max: 999_999_999 })
const views: fc.Arbitrary<TeamView> = fc.record({
  tab: fc.constantFrom(...TABS),
  sort: fc.option(fc.record({ column: fc.constantFrom(...COLUMN_IDS), descending: fc.boolean() })),
  search: fc.string({ unit: 'grapheme' }),
  onlyToInvoice: fc.boolean(),
  onlyIdle: fc.boolean(),
  hidden: fc.subarray([...CHOOSABLE]),
  folded: fc.subarray([...GROUPS]),
  week: fc.option(days),
  on: fc.option(days),
  vs: fc.option(days),
  panel: fc.option(
    fc.oneof(
      fc.record({
        kind: fc.constant('why' as const),
        column: fc.constantFrom(...COLUMN_IDS),
        coworkerId: fc.option(ids),
      }),
      fc.record({ kind: fc.constant('member' as const), coworkerId: ids }),
      fc.record({ kind: fc.constant('expiring' as const), coworkerId: fc.option(ids) }),
    ),
  ),
})

describe('a view in an address', () => {
  it('is the same view when it is read again, also after the address was copied as text', () => {
    fc.assert(
      fc.property(views, (view) => {
        expect(readView(new URLSearchParams(writeView(view).toString()))).toEqual(view)
      }),
    )
  })
  it('leaves out what is as by default', () => {
    expect(writeView(DEFAULT_VIEW).toString()).toBe('')
    expect(readView(new URLSearchParams())).toEqual(DEFAULT_VIEW)
  })
  it('passes over what it does not know', () => {
    fc.assert(
      fc.property(
        fc.dictionary(
          fc.constantFrom(
            'tab',
            'sort',
            'cols',
            'fold',
            'week',
            'open',
            'idle',
            'on',
            'vs',
            'why',
            'of',
            'member',
            'expiring',
          ),
          fc.string(),
        ),
        (said) => {
          const view = readView(new URLSearchParams(said))
          expect(readView(writeView(view))).toEqual(view)
        },
      ),
    )
    expect(
      readView(new URLSearchParams('week=2026-02-31&tab=other&sort=-Nothing&cols=x,CoworkerId&why=x&of=-1')),
    ).toEqual({
      ...DEFAULT_VIEW,
      hidden: CHOOSABLE.filter((one) => one !== 'CoworkerId'),
    })
  })
})

describe('sorting by a heading', () => {
  it('begins with the largest number or the first name, turns round, and ends', () => {
    const once = nextSort(null, 'BookedTimeTotal')
    expect(once).toEqual({ column: 'BookedTimeTotal', descending: true })
    const twice = nextSort(once, 'BookedTimeTotal')
    expect(twice).toEqual({ column: 'BookedTimeTotal', descending: false })
    expect(nextSort(twice, 'BookedTimeTotal')).toBeNull()
    expect(nextSort(once, 'CoworkerFullName')).toEqual({ column: 'CoworkerFullName', descending: false })
  })
})

it('what is toggled twice is as before', () => {
  fc.assert(
    fc.property(fc.subarray([...GROUPS]), fc.constantFrom(...GROUPS), (list, one) => {
      const once = toggled(GROUPS, list, one)
      expect(once.includes(one)).toBe(!list.includes(one))
      expect(toggled(GROUPS, once, one)).toEqual(list)
    }),
  )
})
