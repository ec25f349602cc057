/** The rules of the console that need no page: times of a location, what goes with a booking, and views in addresses. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { changesFor } from '@/console/acts/consequences'
import { passOf, type Belonging } from '@/console/belongings'
import { reversed, type Entity, type Field } from '@/console/server'
import { readTyped, typedOf } from '@/console/typed'
import { dayAfter, instantOf, startOf, wallClock } from '@/console/zoned'
import { queryOf, searchOf, viewOf, type View } from '@/features/console-records/view'

const ZONES = [
  'Europe/London',
  'America/St_Johns',
  'Pacific/Chatham',
  'Australia/Lord_Howe',
  'UTC',
  'Africa/Casablanca',
]
const HOUR = 3_600_000

describe('times of a location', () => {
  it('are the same on the way to the form and back, but for the hour that comes twice', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: Date.UTC(2020, 0, 1) / 60_000, max: Date.UTC(2030, 0, 1) / 60_000 }),
        fc.constantFrom(...ZONES),
        (minute, zone) => {
          const instant = minute * 60_000
          const local = wallClock(instant, zone)
          const back = Date.parse(instantOf(local, zone) ?? '')
          expect(wallClock(back, zone)).toBe(local)
          // The first of two times that look alike is the one that is meant.
          expect(back <= instant && instant - back <= HOUR).toBe(true)
        },
      ),
    )
  })
  it('that do not exist in spring are later by as much', () => {
    expect(instantOf('2026-03-29T01:30', 'Europe/London')).toBe('2026-03-29T01:30:00.000Z')
    expect(instantOf('2026-10-25T01:30', 'Europe/London')).toBe('2026-10-25T00:30:00.000Z')
    expect(startOf('2026-11-18', 'America/St_Johns')).toBe('2026-11-18T03:30:00.000Z')
    expect(dayAfter('2026-02-28', 1)).toBe('2026-03-01')
    for (const wrong of ['', '2026-13-01T00:00', 'tomorrow', '2026-11-18']) expect(instantOf(wrong, 'UTC')).toBeNull()
  })
})

function field(Kind: string, more: Partial<Field> = {}): Field {
  return {
    ...{ Name: 'Price', Label: 'Price', Help: null, Kind, IsRequired: false, IsReadOnly: false, Default: null },
    ...{
      SameAs: null,
      Choices: [],
      RefersTo: null,
      ShownBy: null,
      Filter: 'X_Price',
      HasRange: true,
      CanBeSorted: true,
      Narrows: false,
    },
    ...more,
  }
}

describe('what is typed', () => {
  it('may have a decimal comma, and is empty as null', () => {
    expect(readTyped(field('decimal'), ' 12,50 ', 'UTC')).toEqual({ value: '12.50' })
    expect(readTyped(field('decimal'), '1,234.50', 'UTC')).toEqual({ value: '1,234.50' }) // the server refuses it
    expect(readTyped(field('text'), ' ', 'UTC')).toEqual({ value: null })
    expect(readTyped(field('ids'), '', 'UTC')).toEqual({ value: [] })
    expect(readTyped(field('ids'), '1, 2,', 'UTC')).toEqual({ value: ['1', '2'] })
    expect(readTyped(field('flag'), true, 'UTC')).toEqual({ value: true })
    expect(readTyped(field('instant'), 'soon', 'UTC')).toEqual({ isBadTime: true })
    expect(readTyped(field('instant'), '2026-07-01T09:00', 'Europe/London')).toEqual({
      value: '2026-07-01T08:00:00.000Z',
    })
    expect(typedOf(field('instant'), '2026-07-01T08:00:00Z', 'Europe/London')).toBe('2026-07-01T09:00')
  })
})

const AT = '2026-11-18T09:00:00Z'

describe('what goes with a booking', () => {
  const of = (kind: Belonging['kind'], plural: string, left: number): Belonging => ({
    ...{ kind, plural, left, total: left, name: 'X', from: null, expires: null, item: { Id: 7 }, businessId: 1 },
  })
  it('is nothing unless it is chosen', () => {
    expect(changesFor({ kind: 'nothing' }, 101, AT)).toEqual([])
  })
  it('leaves less of what is used, and notes the use where there is an entry for it', () => {
    const use = (one: Belonging, amount: number) => changesFor({ kind: 'use', of: one, amount, version: 'v' }, 101, AT)
    const edit = (Entity: string, Values: object) => ({ Entity, Do: 'edit', Id: 7, Version: 'v', Values })
    expect(use(of('dayPass', 'coworkertimepasses', 1), 1)).toEqual([
      edit('coworkertimepasses', { Used: true, UsedDate: AT }),
    ])
    expect(use(of('timePass', 'coworkertimepasses', 90), 90)).toEqual([
      edit('coworkertimepasses', { RemainingUses: 0, Used: true, UsedDate: AT }),
    ])
    expect(use(of('time', 'coworkerextraservices', 600), 90)).toEqual([
      edit('coworkerextraservices', { RemainingUses: 510 }),
      {
        Entity: 'coworkerextraserviceusehistories',
        Do: 'create',
        Values: { CoworkerExtraServiceId: 7, BookingId: '#0', CreditUsed: 90 },
      },
    ])
    // Binary fractions do not show in what is left.
    expect(use(of('money', 'coworkerbookingcredits', 0.3), 0.1)[0]).toEqual(
      edit('coworkerbookingcredits', { RemainingCredit: 0.2 }),
    )
  })
  it('is undone from the last change to the first, each at the version that it made', () => {
    const made = {
      Changes: [
        { Entity: 'bookings', Id: 1, Before: null, Version: 'b' },
        { Entity: 'coworkerbookingcredits', Id: 7, Before: 'v', Version: 'w' },
      ],
    }
    expect(reversed(made)).toEqual([
      { Entity: 'coworkerbookingcredits', Id: 7, Version: 'w', Do: 'setback', To: 'v' },
      { Entity: 'bookings', Id: 1, Version: 'b', Do: 'delete' },
    ])
  })
  it('knows a day pass from one for time', () => {
    const pass = { Id: 1, TimePassId: 5, TimePassName: 'Day', Used: false, TotalUses: 60, ExpireDate: null }
    expect([passOf({ ...pass, RemainingUses: null }).kind, passOf({ ...pass, RemainingUses: 40 }).left]).toEqual([
      'dayPass',
      40,
    ])
    expect(passOf({ ...pass, RemainingUses: 40, Used: true }).left).toBe(0)
  })
})

describe('a view in an address', () => {
  const entity: Entity = {
    ...{ Name: 'Booking', Plural: 'bookings', Path: '/api/spaces/bookings', Label: 'B', LabelOfSeveral: 'Bs' },
    ...{ Title: null, OrderBy: 'Id', IsDescending: false, First: ['FromTime'], AffectsFigures: true },
    Fields: [
      field('instant', { Name: 'FromTime', Filter: 'Booking_FromTime' }),
      field('id', { Name: 'CoworkerId', Filter: 'Booking_Coworker' }),
    ],
  }
  const view: View = {
    ...{
      page: 3,
      sort: 'FromTime',
      isDescending: true,
      columns: ['CoworkerId'],
      open: '7',
      tab: 'history',
      isWhole: true,
    },
    filters: [
      { field: 'FromTime', from: '2026-11-01', to: '2026-11-30' },
      { field: 'CoworkerId', is: '101' },
    ],
  }
  it('is the same again, and asks the server for whole days of the location', () => {
    expect(viewOf(searchOf(view), entity)).toEqual(view)
    expect(queryOf(entity, view, 'Europe/London')).toEqual({
      ...{ page: 3, size: 50, orderBy: 'FromTime', dir: 'desc', Booking_Coworker: '101' },
      from_Booking_FromTime: '2026-11-01T00:00:00.000Z',
      to_Booking_FromTime: '2026-11-30T23:59:59.999Z',
    })
    expect(queryOf(entity, { ...view, isWhole: false }, 'Europe/London')).toMatchObject({ most: 5_000 })
  })
  it('of anything else is the usual one', () => {
    const usual = {
      page: 1,
      sort: null,
      isDescending: false,
      columns: null,
      filters: [],
      open: null,
      tab: 'form',
      isWhole: false,
    }
    expect(viewOf('?page=-1&sort=Password&columns=x&is.Secret=1', entity)).toEqual(usual)
    expect(searchOf(viewOf('', entity))).toBe('')
  })
})
