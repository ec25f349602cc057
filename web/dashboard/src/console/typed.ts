/** Between the values of fields and what is typed for them. */
import type { Typed } from './drafts'
import type { Field, Item } from './server'
import { written } from './written'
import { instantOf, wallClock } from './zoned'

/** What a form shows for a value. */
export function typedOf(field: Field, value: unknown, zone: string): string | boolean {
  if (field.Kind === 'flag') return value === true
  if (value === null || value === undefined) return ''
  if (field.Kind === 'instant') return wallClock(value as string, zone)
  if (Array.isArray(value)) return value.join(', ')
  return written(value)
}

/** A value that was typed, or why it is none. */
export type Read = { readonly value: unknown } | { readonly isBadTime: true }

/** The value that was typed for a field; an empty field is null. What else is wrong, the server says. */
export function readTyped(field: Field, typed: string | boolean, zone: string): Read {
  if (typeof typed === 'boolean') return { value: typed }
  const text = typed.trim()
  if (text === '') return { value: field.Kind === 'ids' ? [] : null }
  switch (field.Kind) {
    case 'instant': {
      const instant = instantOf(text, zone)
      return instant === null ? { isBadTime: true } : { value: instant }
    }
    case 'choice':
      return { value: Number(text) }
    case 'decimal':
      // A decimal comma, as most of Europe types it.
      return { value: /^-?\d+,\d+$/.test(text) ? text.replace(',', '.') : text }
    case 'ids':
      return {
        value: text
          .split(',')
          .map((one) => one.trim())
          .filter(Boolean),
      }
    default:
      return { value: typed }
  }
}

/** A record with the references that were typed: they decide whose clock its times are typed by. */
export function withTyped(item: Item, typed: Typed): Item {
  const references = Object.entries(typed).filter(([name, value]) => name.endsWith('Id') && value !== '')
  return { ...item, ...Object.fromEntries(references.map(([name, value]) => [name, Number(value)])) }
}
