/** Changes that do not depend on each other: a refusal of one stops none of the others. */
import { ApiError } from '@teamkpi/client'
import type { Reader } from '@/data/reading'
import { makeChanges, readRecord, type Change, type Entity, type Made, type Versioned } from './server'

/** The most changes that the server takes at once. */
const AT_ONCE = 100
const READ_AT_ONCE = 6

/** A change that was not made, and why. */
export interface Refused {
  readonly change: Change
  readonly error: unknown
  /** The place of the change among those that were refused together: the error names its fields by it. */
  readonly place: number
}

/** What became of changes. */
export interface Outcome {
  readonly made: Made
  readonly refused: readonly Refused[]
}

/**
 * Makes each change that the server takes. Changes are sent together, which the server makes all or none; those of a
 * refused request are sent again without the ones that it names, or in two halves, until what is refused is alone.
 */
export async function makeEach(client: Reader, changes: readonly Change[]): Promise<Outcome> {
  const made: Made['Changes'][number][] = []
  const refused: Refused[] = []
  const waiting = partsOf(changes)
  for (let part = waiting.shift(); part; part = waiting.shift()) {
    try {
      made.push(...(await makeChanges(client, part)).Changes)
    } catch (error) {
      if (!isRefusal(error)) {
        // Whether these were made is not known, and more would fail alike.
        refused.push(...[part, ...waiting].flat().map((change) => ({ change, error, place: 0 })))
        break
      }
      const named = placesOf(error)
      const alone = part.length === 1 ? new Set([0]) : named
      refused.push(...[...alone].flatMap((place) => (part[place] ? { change: part[place], error, place } : [])))
      const others = part.filter((_, place) => !alone.has(place))
      if (others.length > 0) waiting.unshift(...(alone.size > 0 ? [others] : halvesOf(others)))
    }
  }
  return { made: { Changes: made }, refused }
}

/** Reads records with their versions, a few at a time; those that are gone are left out. */
export async function readEach(
  client: Reader,
  entity: Pick<Entity, 'Path'>,
  ids: readonly number[],
  signal?: AbortSignal,
): Promise<readonly Versioned[]> {
  const found = new Map<number, Versioned>()
  const waiting = [...ids]
  const read = async () => {
    for (let id = waiting.shift(); id !== undefined; id = waiting.shift()) {
      try {
        found.set(id, await readRecord(client, entity, id, signal))
      } catch (error) {
        if (!(error instanceof ApiError && error.status === 404)) throw error
      }
    }
  }
  await Promise.all(Array.from({ length: READ_AT_ONCE }, read))
  return ids.flatMap((id) => found.get(id) ?? [])
}

function partsOf(changes: readonly Change[]): Change[][] {
  return Array.from({ length: Math.ceil(changes.length / AT_ONCE) }, (_, part) =>
    changes.slice(part * AT_ONCE, (part + 1) * AT_ONCE),
  )
}

function halvesOf(changes: readonly Change[]): Change[][] {
  const middle = Math.ceil(changes.length / 2)
  return [changes.slice(0, middle), changes.slice(middle)].filter((half) => half.length > 0)
}

/** Whether the server has refused the changes for what they are: then none of them was made. */
function isRefusal(error: unknown): error is ApiError {
  return error instanceof ApiError && [400, 403, 404, 409, 412, 413].includes(error.status)
}

/** The places of the changes that a refusal names. */
function placesOf(error: ApiError): ReadonlySet<number> {
  const places = error.fields.map(({ name }) => /^Changes\[(\d+)\]/.exec(name)?.[1])
  return new Set(places.flatMap((place) => (place === undefined ? [] : Number(place))))
}
