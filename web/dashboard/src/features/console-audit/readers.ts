/** Who looked at whose figures and personal data, as the server tells it. */
import { endpoint, type QueryValue } from '@teamkpi/client'
import { useConsole } from '@/console/ConsoleContext'
import { dataOptions, type Reader } from '@/data/reading'

/** Somebody whose data was shown. */
export interface PersonRead {
  readonly Id: number
  readonly FullName: string | null
}

/** What one reader looked at. */
export interface ReaderEntry {
  readonly Id: string
  readonly ReadOn: string
  readonly LastReadOn: string
  readonly Reader: string | null
  readonly AccountId: number | null
  readonly KeyId: number | null
  readonly Call: string
  readonly TeamId: number | null
  readonly TeamName: string | null
  readonly People: readonly PersonRead[]
  readonly PeopleCount: number
  readonly Address: string | null
  readonly RequestId: string | null
}

/** A page of entries. */
export interface ReaderEntries {
  readonly IsRecorded: boolean
  readonly Entries: readonly ReaderEntry[]
  readonly Next: string | null
}

const PATH = '/api/sys/readers'

/** The entries that filters find, from a place on. */
export function readersOptions(client: Reader, query: Readonly<Record<string, QueryValue>>) {
  return dataOptions<ReaderEntries>(client, endpoint('GET', PATH, query))
}

/** What names a call in words; lists and records are named after their kind. */
export function useCallName(): (call: string) => string {
  const { c, entities } = useConsole()
  const names = new Map<string, string>(Object.entries(c.readers.calls))
  for (const one of entities.values()) {
    names.set(`list${one.Plural.charAt(0).toUpperCase()}${one.Plural.slice(1)}`, one.LabelOfSeveral)
    names.set(`get${one.Name}`, one.Label)
  }
  return (call) => names.get(call) ?? call
}

/** What names the reader of an entry. */
export function useReaderName(): (entry: ReaderEntry) => string {
  const { c } = useConsole()
  return ({ Reader: name, AccountId, KeyId }) => {
    if (KeyId !== null) return name === null ? c.readers.key(KeyId) : c.readers.withKey(name)
    return name ?? (AccountId === null ? c.readers.link : c.readers.account(AccountId))
  }
}
