/** What a list of records shows, as it is written in the address: a view can be sent to a colleague. */
import type { Entity, ListQuery } from '@/console/server'
import { dayAfter, startOf } from '@/console/zoned'

/** Records on a page. */
export const PAGE_SIZE = 50

/** Records that a list looks through, unless all of them are asked for: this number is found at once in any list. */
export const MOST = 5_000

/** A filter of a list: a value, or a range of days or numbers. */
export interface Filter {
  readonly field: string
  readonly is?: string | undefined
  readonly from?: string | undefined
  readonly to?: string | undefined
}

/** What a list shows. */
export interface View {
  readonly page: number
  readonly sort: string | null
  readonly isDescending: boolean
  readonly columns: readonly string[] | null
  readonly filters: readonly Filter[]
  /** Whether all records are looked through, however long that takes. */
  readonly isWhole: boolean
  /** The record that is open: its id, or `new`. */
  readonly open: string | null
  /** What of it is shown first. */
  readonly tab: 'form' | 'history'
}

/** Reads a view from the query of an address. */
export function viewOf(search: string, entity: Entity): View {
  const said = new URLSearchParams(search)
  const known = new Set(entity.Fields.map((one) => one.Name))
  const filters = [...said].flatMap(([name, value]) => {
    const [, side, field] = /^(is|from|to)\.(\w+)$/.exec(name) ?? []
    return side && field && known.has(field) ? [{ side, field, value }] : []
  })
  const byField = new Map<string, Filter>()
  for (const { side, field, value } of filters) byField.set(field, { ...byField.get(field), field, [side]: value })
  const sort = said.get('sort')
  const columns = said
    .get('columns')
    ?.split(',')
    .filter((one) => known.has(one))
  return {
    page: Math.max(1, Number.parseInt(said.get('page') ?? '1', 10) || 1),
    sort: sort !== null && known.has(sort) ? sort : null,
    isDescending: said.get('dir') === 'desc',
    columns: columns?.length ? columns : null,
    filters: [...byField.values()],
    isWhole: said.get('all') === '1',
    open: said.get('open'),
    tab: said.get('tab') === 'history' ? 'history' : 'form',
  }
}

/** Writes a view as the query of an address; "" for the usual one. */
export function searchOf(view: View): string {
  const said = new URLSearchParams()
  if (view.page > 1) said.set('page', String(view.page))
  if (view.sort) said.set('sort', view.sort)
  if (view.isDescending) said.set('dir', 'desc')
  if (view.columns) said.set('columns', view.columns.join(','))
  for (const { field, is, from, to } of view.filters) {
    for (const [side, value] of Object.entries({ is, from, to }))
      if (value !== undefined) said.set(`${side}.${field}`, value)
  }
  if (view.isWhole) said.set('all', '1')
  if (view.open) said.set('open', view.open)
  if (view.open && view.tab === 'history') said.set('tab', 'history')
  const text = said.toString()
  return text && `?${text}`
}

/** What the server is asked for; days begin and end by the clock of a zone. */
export function queryOf(entity: Entity, view: View, zone: string): ListQuery {
  const query: Record<string, string | number> = { page: view.page, size: PAGE_SIZE }
  if (view.sort) Object.assign(query, { orderBy: view.sort, dir: view.isDescending ? 'desc' : 'asc' })
  // The latest first, where nothing else is said: lists without names are looked through for what just happened.
  else if (!entity.Title) {
    const isTimed = entity.Fields.some((one) => one.Name === 'FromTime')
    Object.assign(query, { orderBy: isTimed ? 'FromTime' : 'Id', dir: 'desc' })
  } else Object.assign(query, { orderBy: entity.Title, dir: 'asc' })
  for (const { field: name, is, from, to } of view.filters) {
    const field = entity.Fields.find((one) => one.Name === name)
    if (!field) continue
    if (is) query[field.Filter] = is
    const isTime = field.Kind === 'instant'
    if (from) query[`from_${field.Filter}`] = isTime ? startOf(from, zone) : from
    if (to) query[`to_${field.Filter}`] = isTime ? lastOf(to, zone) : to
  }
  if (!view.isWhole) query.most = MOST
  return query
}

/** The last millisecond of a day: the server's bounds are inclusive. */
function lastOf(day: string, zone: string): string {
  return new Date(Date.parse(startOf(dayAfter(day, 1), zone)) - 1).toISOString()
}
