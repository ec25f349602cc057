/** Files that are sent to be imported, and imports that can be undone. */
import { queryOptions } from '@tanstack/react-query'
import { endpoint, type FileContent, type HttpClient } from '@teamkpi/client'
import { CONSOLE, type Item } from '@/console/server'
import { dataOptions, PATIENCE, type Reader } from '@/data/reading'

/** How one table is to be read, as far as the table does not say it. */
export interface TableMapping {
  readonly Columns?: Readonly<Record<string, string | null>>
  /** The values of fields that are the same in all rows. */
  readonly Constants?: Readonly<Record<string, unknown>>
  readonly DateOrder?: string
  readonly Decimal?: string
  readonly Encoding?: string
  readonly [other: string]: unknown
}

/** What is to become of a file. */
export interface Options {
  readonly Mapping: { readonly Zone?: string; readonly Tables?: Readonly<Record<string, TableMapping>> } | null
  readonly Zone: string | null
  readonly Entity: string | null
  readonly Replace: boolean
  readonly KeepGood: boolean
}

/** Something that a table leaves open. */
export interface Question {
  readonly question: string | null
  readonly line: number
  readonly field: string
  readonly reason: string
  readonly value: string | null
}

/** How a table was read. */
export interface Table {
  readonly name: string
  readonly entity: string
  readonly encoding: string | null
  readonly delimiter: string | null
  readonly heading_line: number
  readonly columns: readonly { readonly heading: string; readonly field: string | null }[]
  readonly date_order: string | null
  readonly decimal: string | null
  readonly zone: string | null
  readonly rows: number
  readonly notes: readonly string[]
  readonly questions: readonly Question[]
}

/** What became of the records of one kind. */
export type Counts = Readonly<Record<(typeof COUNTS)[number], number>>
export const COUNTS = ['new', 'changed', 'deleted', 'unchanged', 'stale', 'rejected'] as const

/** A rejected field. */
export interface Rejection {
  readonly entity: string
  readonly file: string | null
  readonly line: number
  readonly record_id: string | null
  readonly field: string
  readonly value: string | null
  readonly reason: string
  readonly hint: string | null
}

/** What may be a mistake. */
export interface Finding {
  readonly code: string
  readonly entity: string
  readonly file: string | null
  readonly field: string
  readonly count: number
  readonly hint: string
  readonly examples: readonly {
    readonly line: number
    readonly record_id: unknown
    readonly value: string | null
  }[]
}

/** What `teamkpi import --json` prints. */
export interface Report {
  readonly is_stored: boolean
  readonly import_id: number | null
  readonly entities: Readonly<Record<string, Counts>>
  readonly rejected_count: number
  readonly rejections: readonly Rejection[]
  readonly findings: readonly Finding[]
  readonly skipped: readonly string[]
  readonly tables: readonly Table[]
}

/** A file, and what came of its last run. */
export interface ImportFile {
  readonly Id: number
  readonly Name: string
  readonly Size: number
  readonly CreatedOn: string
  readonly KeptUntil: string
  readonly PartBytes: number
  readonly State: State
  readonly BytesRead: number
  readonly EndedOn: string | null
  readonly Problem: string | null
  readonly Options: Options | null
  readonly Report: Report | null
  readonly Preview: Readonly<Record<string, readonly Item[]>> | null
  readonly HasRejectedRows: boolean
}

/** How far a file is. */
export type State =
  | 'uploading'
  | 'uploaded'
  | 'expired'
  | 'checking'
  | 'checked'
  | 'importing'
  | 'imported'
  | 'rejected'
  | 'failed'
  | 'stopped'

/** An import that stored something. */
export interface ImportDone {
  readonly Id: number
  readonly CreatedOn: string
  readonly By: string | null
  readonly Source: string | null
  readonly New: number
  readonly Changed: number
  readonly Deleted: number
  readonly UndoneOn: string | null
}

const FILES = '/api/sys/importfiles'
const OFTEN = 1000

/** Whether a file is being read. */
export function isBusy(state: State): boolean {
  return state === 'checking' || state === 'importing'
}

/** The files of whoever is signed in. */
export function filesOptions(client: Reader) {
  return dataOptions<{ Files: readonly ImportFile[] }>(client, endpoint('GET', FILES))
}

/** One file, its report in a language; asked for often while it is being read. */
export function fileOptions(client: Reader, id: number, language: string) {
  return queryOptions({
    queryKey: [CONSOLE, 'import file', id, language],
    queryFn: async ({ signal }) =>
      (await client.request<ImportFile>(endpoint('GET', `${FILES}/${id}`), { signal })).data,
    ...PATIENCE,
    refetchInterval: ({ state }) => state.data !== undefined && isBusy(state.data.State) && OFTEN,
  })
}

/** The imports that stored something. */
export function importsOptions(client: Reader) {
  return dataOptions<{ Imports: readonly ImportDone[] }>(client, endpoint('GET', '/api/sys/imports'))
}

/** Sends a file, part by part. */
export async function upload(client: HttpClient, file: File, onSent: (bytes: number) => void): Promise<ImportFile> {
  const made = await client.request<ImportFile>(endpoint('POST', FILES), { body: { Name: file.name, Size: file.size } })
  const { Id, PartBytes } = made.data
  for (let start = 0, part = 1; start < file.size; start += PartBytes, part += 1) {
    const body = file.slice(start, start + PartBytes)
    await client.request(endpoint('PUT', `${FILES}/${Id}/parts/${part}`), { body })
    onSent(Math.min(file.size, start + PartBytes))
  }
  return made.data
}

/** Begins to read a file. Without a mapping, the one of the last file with the same headings counts. */
export async function run(
  client: HttpClient,
  id: number,
  action: 'check' | 'import',
  options: Partial<Options> = {},
): Promise<ImportFile> {
  const answer = await client.request<ImportFile>(endpoint('POST', `${FILES}/${id}/run`), {
    body: { Do: action, ...options },
  })
  return answer.data
}

/** Deletes a file and its report. */
export async function remove(client: HttpClient, id: number): Promise<void> {
  await client.request(endpoint('DELETE', `${FILES}/${id}`))
}

/** The rejected rows of a file. */
export async function rejectedRows(client: HttpClient, id: number): Promise<FileContent> {
  const answer = await client.request<FileContent>(endpoint('GET', `${FILES}/${id}/rejected`, {}, false, true))
  return answer.data
}

/** Undoes an import, and says what became of its records. */
export async function undoImport(
  client: HttpClient,
  id: number,
  leaveChanged: boolean,
): Promise<{ Deleted: number; Restored: number; Left: number }> {
  const answer = await client.request<{ Deleted: number; Restored: number; Left: number }>(
    endpoint('POST', `/api/sys/imports/${id}/undo`),
    { body: { LeaveChanged: leaveChanged } },
  )
  return answer.data
}
