/** Several records that are changed alike: which fields can be, and what becomes of each record. */
import type { Location } from '@/console/ConsoleContext'
import type { Typed } from '@/console/drafts'
import type { Changed } from '@/console/Losses'
import type { Entity, Field, Item, Versioned } from '@/console/server'
import { readTyped, withTyped } from '@/console/typed'

/** What an edit means for one record. */
export interface Planned extends Changed {
  readonly version: string
  /** The fields that get another value; none if the record has the new values already. */
  readonly values: Readonly<Record<string, unknown>>
}

/** What an edit means for each record, and the fields with something that is no date and time. */
export interface Plan {
  readonly records: readonly Planned[]
  readonly badTimes: ReadonlySet<string>
}

/** The fields that several records can share: not those that tell records apart, or that the server sets. */
export function sharedFields(entity: Entity): readonly Field[] {
  return entity.Fields.filter(
    (one) => !one.IsReadOnly && !['uuid', 'email'].includes(one.Kind) && !['Id', entity.Title].includes(one.Name),
  )
}

/** What each record becomes with the typed values. */
export function planOf(
  entity: Entity,
  read: readonly Versioned[],
  typed: Typed,
  locationOf: (item: Item) => Location | null,
  nameOf: (field: Field, id: unknown) => string | undefined,
): Plan {
  const badTimes = new Set<string>()
  const fields = sharedFields(entity).filter((one) => typed[one.Name] !== undefined)
  const records = read.map(({ item, version }) => {
    const zone = locationOf(withTyped(item, typed))?.zone ?? 'UTC'
    const values: Record<string, unknown> = {}
    const names: Record<string, unknown> = {}
    for (const field of fields) {
      const said = readTyped(field, typed[field.Name] ?? '', zone)
      if ('isBadTime' in said) badTimes.add(field.Name)
      else if (!isSame(field, said.value, item[field.Name])) {
        values[field.Name] = said.value
        if (field.ShownBy) names[field.ShownBy] = nameOf(field, said.value)
      }
    }
    return { before: item, after: { ...item, ...values, ...names }, version, values }
  })
  return { records, badTimes }
}

/** The value that all records have in a field; undefined if they differ. */
export function commonValue(field: Field, read: readonly Versioned[]): unknown {
  const [first, ...others] = read.map(({ item }) => item[field.Name] ?? null)
  return others.every((one) => isSame(field, one, first)) ? first : undefined
}

function isSame(field: Field, one: unknown, other: unknown): boolean {
  const [mine, theirs] = [one ?? '', other ?? '']
  if (mine === '' || theirs === '') return mine === theirs
  switch (field.Kind) {
    case 'instant':
      return Date.parse(mine as string) === Date.parse(theirs as string)
    case 'flag':
      return mine === theirs
    case 'id':
    case 'whole':
    case 'decimal':
    case 'choice':
      return Number(mine) === Number(theirs)
    default:
      return JSON.stringify(asTexts(mine)) === JSON.stringify(asTexts(theirs))
  }
}

function asTexts(value: unknown): unknown {
  return Array.isArray(value) ? value.map(String) : value
}
