import { Linter } from 'eslint'
import { describe, expect, it } from 'vitest'
import { locale } from '../../locale-text.js'

function faults(code: string): number {
  const rules = { 'locale/no-locale-text-as-data': 'error' } as const
  return new Linter().verify(code, { plugins: { locale }, rules }).length
}

describe('the lint rule for text of a locale', () => {
  it.each([
    "new Intl.DateTimeFormat('en-CA', { timeZone })",
    "Intl.NumberFormat('en-US')",
    'new Intl.DateTimeFormat(`sv-SE`)',
    "date.toLocaleDateString('en-CA')",
    'amount.toLocaleString()',
  ])('finds %s', (code) => expect(faults(code)).toBe(1))

  it.each(['new Intl.DateTimeFormat(locale, { timeZone })', 'new Intl.Collator(language)', 'text.toLocaleUpperCase()'])(
    'leaves %s alone',
    (code) => expect(faults(code)).toBe(0),
  )
})
