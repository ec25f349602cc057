/** What the console reads and writes: entities, records, versions, and changes that are made together. */
import { queryOptions } from '@tanstack/react-query'
import { endpoint, type QueryValue } from '@teamkpi/client'
import { dataOptions, PATIENCE, type Reader } from '@/data/reading'

/** A value of an enumeration. */
export interface Choice {
  readonly Value: number
  readonly Name: string
  readonly Label: string
}

/** A field as the server describes it. */
export interface Field {
  readonly Name: string
  readonly Label: string
  readonly Help: string | null
  readonly Kind: string
  readonly IsRequired: boolean
  readonly IsReadOnly: boolean
  readonly Default: unknown
  readonly SameAs: string | null
  readonly Choices: readonly Choice[]
  readonly RefersTo: string | null
  readonly ShownBy: string | null
  readonly Filter: string
  readonly HasRange: boolean
  readonly CanBeSorted: boolean
  /** Whether a filter by it makes a long list short: an index finds its values. */
  readonly Narrows: boolean
}

/** An entity as the server describes it. */
export interface Entity {
  readonly Name: string
  readonly Plural: string
  readonly Path: string
  readonly Label: string
  readonly LabelOfSeveral: string
  readonly Title: string | null
  readonly OrderBy: string
  readonly IsDescending: boolean
  readonly First: readonly string[]
  readonly AffectsFigures: boolean
  readonly Fields: readonly Field[]
}

/** A right of a role. */
export type Right = 'List' | 'Read' | 'Create' | 'Edit' | 'Delete'

/** Who is signed in, and what they may do. */
export interface Operator {
  readonly Name: string
  readonly MayDoEverything: boolean
  /** The import that stored the made-up space; null if there is none. */
  readonly MadeUpImport: number | null
  readonly MayReadFigures: boolean
  readonly Entities: readonly { readonly Plural: string; readonly Rights: readonly Right[] }[]
}

/** A record, whatever its entity. */
export type Item = Readonly<Record<string, unknown>> & { readonly Id: number }

/** A page of a list. */
export interface Page {
  readonly Records: readonly Item[]
  readonly TotalItems: number
  readonly TotalPages: number
  readonly PageNumber: number
  readonly FirstItem: number
  readonly LastItem: number
  readonly CurrentOrderField: string
  /** 1 is descending. */
  readonly CurrentSortDirection: number
  /** Whether there are more records than were looked through; only if the query limits them. */
  readonly IsCut?: boolean
  /** The fields that a list of this length can be ordered by; only if the query limits it. */
  readonly OrderFields?: readonly string[]
}

/** What a version changed in one field. */
export interface FieldChange {
  readonly PropertyName: string
  readonly OldValue: unknown
  readonly NewValue: unknown
}

/** A version of a record. */
export interface Version {
  readonly Version: string
  readonly HeldSince: string
  readonly HeldUntil: string | null
  readonly IsDeleted: boolean
  readonly By: string | null
  readonly Channel: string | null
  /** Whether it came with an API key. */
  readonly IsKey: boolean
  readonly Changes: readonly FieldChange[]
}

/** The results of a search. */
export interface Found {
  readonly People: readonly FoundPerson[]
  readonly Teams: readonly { Id: number; Name: string; Location: string | null; Members: number | null }[]
}

/** A person who was found. */
export interface FoundPerson {
  readonly Id: number
  readonly FullName: string
  readonly CompanyName: string | null
  readonly Email: string
  readonly IsActive: boolean
  readonly TeamNames: string | null
}

/** A change to be made with others. */
export interface Change {
  readonly Entity: string
  readonly Do: 'create' | 'edit' | 'delete' | 'setback'
  readonly Id?: number | undefined
  readonly Version?: string | undefined
  readonly To?: string | undefined
  readonly Values?: Readonly<Record<string, unknown>> | undefined
}

/** The result of changes. */
export interface Made {
  readonly Changes: readonly { Entity: string; Id: number; Before: string | null; Version: string }[]
}

/** The key under which all that a change may make stale is cached. */
export const CONSOLE = 'teamkpi'

/** The entities, in a language. */
export function entitiesOptions(client: Reader, language: string) {
  return dataOptions<{ Entities: readonly Entity[] }>(client, endpoint('GET', '/api/sys/entities'), {
    language,
    isFixed: true,
  })
}

/** Who is signed in. */
export function operatorOptions(client: Reader) {
  return dataOptions<Operator>(client, endpoint('GET', '/api/sys/operator'), { every: 300_000 })
}

/** Which part of a list is asked for. */
export type ListQuery = Readonly<Record<string, QueryValue>>

/** A page of a list. */
export function listOptions(client: Reader, entity: { readonly Path: string }, query: ListQuery) {
  return dataOptions<Page>(client, endpoint('GET', entity.Path, query))
}

/** Records by their ids. */
export function recordsOptions(client: Reader, entity: { readonly Path: string }, ids: readonly number[]) {
  return dataOptions<readonly Item[]>(client, endpoint('GET', entity.Path, { id: `[${ids.join(',')}]` }))
}

/** A record with its version. */
export interface Versioned {
  readonly item: Item
  /** Names the version, for changes that are meant for it. */
  readonly version: string
}

/** One record with its version; read again only when it is asked for, so that a form stays as it was opened. */
export function recordOptions(client: Reader, entity: { readonly Path: string }, id: number) {
  return queryOptions({
    queryKey: [CONSOLE, 'record', entity.Path, id],
    queryFn: ({ signal }) => readRecord(client, entity, id, signal),
    ...PATIENCE,
  })
}

/** Reads a record with its version, for a change that must not meet a newer one. */
export async function readRecord(
  client: Reader,
  entity: { readonly Path: string },
  id: number,
  signal?: AbortSignal,
): Promise<Versioned> {
  const answer = await client.request<Item>(endpoint('GET', `${entity.Path}/${id}`), { signal })
  return { item: answer.data, version: answer.etag?.replaceAll('"', '') ?? '' }
}

/** The versions of a record. */
export function versionsOptions(client: Reader, plural: string, id: number) {
  return dataOptions<{ Versions: readonly Version[] }>(
    client,
    endpoint('GET', '/api/sys/versions', { entity: plural, id }),
  )
}

/** People and teams by what was typed. */
export function searchOptions(client: Reader, query: string, size = 8) {
  return dataOptions<Found>(client, endpoint('GET', '/api/sys/search', { query, size }))
}

/** Makes changes, all of them or none. */
export async function makeChanges(client: Reader, changes: readonly Change[]): Promise<Made> {
  const answer = await client.request<Made>(endpoint('POST', '/api/sys/changes'), { body: { Changes: changes } })
  return answer.data
}

/** The changes that undo others. */
export function reversed(made: Made): Change[] {
  return made.Changes.toReversed().map(({ Entity, Id, Before, Version }) =>
    Before === null
      ? { Entity, Id, Version, Do: 'delete' as const }
      : { Entity, Id, Version, Do: 'setback' as const, To: Before },
  )
}
