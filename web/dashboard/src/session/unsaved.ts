/**
 * Unsaved changes, kept by the browser for this tab: they are found again after a reload, and after signing in again.
 *
 * What is kept are changed values by the numbers of records, without names or answers of the server. It is gone when the
 * tab is closed, when its owner signs out, and when somebody else signs in.
 */

const CHANGES = 'teamkpi.unsaved'
const OWNER = 'teamkpi.unsaved-owner'

// A browser may not let a page store anything. Changes then last until the page is loaded again.
function stored(key: string): string | null {
  try {
    return sessionStorage.getItem(key)
  } catch {
    return null
  }
}

function store(key: string, value: string | null): void {
  try {
    if (value === null) sessionStorage.removeItem(key)
    else sessionStorage.setItem(key, value)
  } catch {
    // See above.
  }
}

/** A number that tells people apart, and doesn't say who they are. */
function numberOf(person: string): string {
  let hash = 0x811c9dc5
  for (const letter of person) hash = Math.imul(hash ^ (letter.codePointAt(0) ?? 0), 0x01000193) >>> 0
  return String(hash)
}

/** Whose unsaved changes these are: it takes the place of the signed-in user, whose name nobody needs to know. */
export class Keeper {
  /** The changes that the browser kept, by what they are of. */
  read(): Readonly<Record<string, unknown>> {
    try {
      const found: unknown = JSON.parse(stored(CHANGES) ?? '{}')
      return typeof found === 'object' && found !== null ? (found as Record<string, unknown>) : {}
    } catch {
      return {}
    }
  }

  /** Keeps changes; without any, there is nothing to keep. */
  write(changes: Readonly<Record<string, unknown>>): void {
    store(CHANGES, Object.keys(changes).length === 0 ? null : JSON.stringify(changes))
  }
}

/** Forgets all changes. */
export function forgetUnsaved(): void {
  store(CHANGES, null)
  store(OWNER, null)
}

/** Whether the browser kept any changes. */
export function hasUnsaved(): boolean {
  return stored(CHANGES) !== null
}

/** Whether the changes are somebody else's, as far as it was noted whose they are. */
export function areOfOther(person: string): boolean {
  const owner = stored(OWNER)
  return owner !== null && owner !== numberOf(person)
}

/** Notes whose the changes of this tab are. */
export function noteOwner(person: string): void {
  store(OWNER, numberOf(person))
}
