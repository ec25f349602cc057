import fc from 'fast-check'
import { describe, expect, it, vi } from 'vitest'
import { formatsOf, hoursAndMinutes } from '@/format/formats'

const SPACE = '\u00a0'
const en = formatsOf('en-GB', 'Europe/London')
const es = formatsOf('es-ES', 'Europe/Madrid')

describe('time', () => {
  it.each([
    [360, `6${SPACE}h`],
    [3800, `63${SPACE}h${SPACE}20`],
    [45, `45${SPACE}min`],
    [61, `1${SPACE}h${SPACE}01`],
    [0, `0${SPACE}min`],
    [600_000, `10,000${SPACE}h`],
  ])('of %i minutes is written as %s', (minutes, text) => {
    expect(en.duration(minutes)).toBe(text)
  })

  it('keeps every minute', () => {
    fc.assert(
      fc.property(fc.nat(10_000_000), (total) => {
        const { hours, minutes } = hoursAndMinutes(total)
        expect(hours * 60 + minutes).toBe(total)
        const [, read = '0', over = '0'] =
          /^([\d,]+) h(?: (\d\d))?$/.exec(en.duration(total).replaceAll(SPACE, ' ')) ?? []
        if (total >= 60) expect(Number(read.replaceAll(',', '')) * 60 + Number(over)).toBe(total)
      }),
    )
  })
})

describe('money', () => {
  it('has decimals only where there are some', () => {
    expect(en.money(500, 'GBP')).toBe('£500')
    expect(en.money(1240.5, 'GBP')).toBe('£1,240.50')
    expect(es.money(1240.5, 'EUR')).toBe(`1.240,50${SPACE}€`)
  })
  it('is a bare number while the currency is not known', () => {
    expect(en.money(1240.5, null)).toBe('1,240.5')
  })
})

it('a round number is short where there is little space', () => {
  expect([0, 500, 1500, 2_000_000_000].map((value) => en.short(value))).toEqual(['0', '500', '1.5k', '2bn'])
  expect(es.short(12_500_000)).toBe(`12,5${SPACE}M`)
})

describe('days', () => {
  it('stay what they are, whatever zone the machine or the location is in', () => {
    for (const zone of ['Pacific/Kiritimati', 'Pacific/Pago_Pago', 'Asia/Kathmandu']) {
      const f = formatsOf('en-GB', zone)
      expect(f.month('2026-11-01')).toBe('November 2026')
      expect(f.day('2026-11-23T00:00:00')).toBe('23 Nov')
      expect(f.weekdayLong('2026-11-23T00:00:00')).toBe('Monday')
      expect(f.days('2026-11-23T00:00:00', '2026-11-29T00:00:00').replace(/\s*–\s*/, '–')).toBe('23–29 Nov 2026')
    }
  })
  it('of instants are those of the location', () => {
    const instant = '2026-11-23T23:30:00Z'
    expect(en.dayOf(instant)).toBe('2026-11-23')
    expect(es.dayOf(instant)).toBe('2026-11-24')
    expect(es.time(instant)).toBe('00:30')
  })
  it('know the zone by name', () => {
    expect(en.zoneName()).toBe('United Kingdom Time')
    expect(formatsOf('es', 'America/New_York').zoneName()).toBe('hora oriental')
  })
})

describe('the day of an instant', () => {
  it.each(['en-GB', 'en-CA', 'es-ES', 'ar-EG', 'th-TH-u-ca-buddhist'])(
    'is written as the wire writes it, in %s',
    (locale) => {
      // Engines differ in what they write for a locale: with ICU 72, Canada's English is no longer 2026-10-31.
      const text = vi
        .spyOn(Intl.DateTimeFormat.prototype as { format: unknown }, 'format', 'get')
        .mockReturnValue(() => '10/31/2026')
      expect(formatsOf(locale, 'Europe/London').dayOf('2026-10-31T23:30:00Z')).toBe('2026-10-31')
      expect(formatsOf(locale, 'Asia/Tokyo').dayOf('2026-10-31T23:30:00Z')).toBe('2026-11-01')
      text.mockRestore()
    },
  )
})
