/** The calls of one kind of record of the back office; they are the same for every kind. */
import { at, type Endpoint, endpoint, type GetEndpoint, type Id, type QueryValue } from './endpoint.js'

/** Which records of a list. */
export interface RecordListOptions {
  /** From 1. */
  page?: number | undefined
  /** Records on a page. */
  size?: number | undefined
  /** A field of the record. */
  orderBy?: string | undefined
  direction?: 'asc' | 'desc' | undefined
  /** Filters by their documented names, such as `{ Booking_Resource: 3, from_Booking_FromTime: new Date() }`. */
  filters?: Readonly<Record<string, QueryValue>> | undefined
}

/** The calls about one kind of record. */
export interface EntityCalls<List, Item, Body, Created, Changed> {
  /** One page of the records that match all filters. */
  list(options?: RecordListOptions): GetEndpoint<List>
  /** The bare record. */
  find(id: Id): GetEndpoint<Item>
  /** Stores a new record. */
  create(): Endpoint<Created, Body, 'POST'>
  /** Replaces the stored record. Fields that are not sent are cleared or get their default. */
  replace(id: Id): Endpoint<Changed, Body, 'PUT'>
  /** Removes the record from every list and figure. */
  remove(id: Id): Endpoint<Changed, undefined, 'DELETE'>
}

/** Makes the calls about the records at a path. */
export function entityCalls<List, Item, Body, Created, Changed>(
  path: string,
): EntityCalls<List, Item, Body, Created, Changed> {
  const one = (id: Id) => `${path}${at`/${id}`}`
  return {
    list: ({ filters, direction: dir, ...options } = {}) => endpoint('GET', path, { ...options, dir, ...filters }),
    find: (id) => endpoint('GET', one(id)),
    create: () => endpoint('POST', path),
    replace: (id) => endpoint('PUT', one(id)),
    remove: (id) => endpoint('DELETE', one(id)),
  }
}
