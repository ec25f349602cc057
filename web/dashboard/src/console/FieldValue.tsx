/** The value of a field as people read it. */
import { formatsOf } from '@/format/formats'
import { localeOf, useLocale, type Language } from '@/i18n/locale'
import { useConsole, type Location } from './ConsoleContext'
import type { Field, Item } from './server'
import { written } from './written'

const MONEY = /Price|Amount|Credit$|CreditUsed/

/** Whether a field is an amount of money. */
export function isMoney(field: Field): boolean {
  return field.Kind === 'decimal' && MONEY.test(field.Name)
}

/** What writes the values of fields, of records at a location. */
export function useShown(): (field: Field, value: unknown, item: Item | null, location: Location | null) => string {
  const { c } = useConsole()
  const { language, f } = useLocale()
  return (field, value, item, location) => {
    if (value === null || value === undefined || value === '') return ''
    switch (field.Kind) {
      case 'flag':
        return value === true ? c.form.yes : c.form.no
      case 'choice':
        return field.Choices.find((one) => one.Value === value)?.Label ?? written(value)
      case 'instant':
        return momentOf(written(value), location, language)
      case 'decimal':
        return isMoney(field) ? f.money(Number(value), location?.currency ?? null) : f.number(Number(value))
      case 'ids':
        return Array.isArray(value) ? value.join(', ') : written(value)
      case 'id': {
        const shown = field.ShownBy ? item?.[field.ShownBy] : null
        return typeof shown === 'string' && shown !== '' ? shown : written(value)
      }
      default:
        return written(value)
    }
  }
}

const zoned = new Map<string, (instant: string) => string>()

/** A day and time on the wall clock of a location, or in UTC, with its year. */
function momentOf(instant: string, location: Location | null, language: Language): string {
  const zone = location?.zone ?? 'UTC'
  const key = `${language} ${zone}`
  let write = zoned.get(key)
  if (!write) {
    const formats = formatsOf(localeOf(language), zone)
    write = (one) => `${formats.date(formats.dayOf(one))}, ${formats.time(one)}`
    zoned.set(key, write)
  }
  return location ? write(instant) : `${write(instant)} UTC`
}
