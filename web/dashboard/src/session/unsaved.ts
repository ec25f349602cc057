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
  #isClosed = false

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
    if (this.#isClosed) return
    store(CHANGES, Object.keys(changes).length === 0 ? null : JSON.stringify(changes))
  }

  /** Ends the keeping: a call that is still under way may change the draft of somebody who has left. */
  close(): void {
    this.#isClosed = true
  }
}

/** The unsaved changes of this tab, and who has signed in, as far as it is known: they are shown to nobody else. */
export class Unsaved {
  #keeper = new Keeper()
  #owner: string | null = null

  /** Begins with what the browser kept, if it is known whose it is. */
  constructor() {
    if (!this.hasAny || stored(OWNER) === null) this.forget()
  }

  /** Takes the place of the signed-in user. */
  get keeper(): object {
    return this.#keeper
  }

  /** Whether the browser kept any changes. */
  get hasAny(): boolean {
    return stored(CHANGES) !== null
  }

  /** Whether it is known who has signed in. */
  get isOwned(): boolean {
    return this.#owner !== null
  }

  /** Whether this person has signed in here. */
  isOf(email: string): boolean {
    return this.#owner === personOf(email)
  }

  /** Notes who has signed in, and forgets the changes of another person. */
  own(email: string): void {
    const owner = personOf(email)
    const noted = stored(OWNER)
    // The browser may have kept nothing, not even whose it is.
    const isOther = noted !== null && noted !== numberOf(owner)
    if (isOther || (this.#owner !== null && this.#owner !== owner)) this.forget()
    this.#owner = owner
    store(OWNER, numberOf(owner))
  }

  /** Forgets all changes, and lets what still has the keeper keep no more. */
  forget(): void {
    store(CHANGES, null)
    store(OWNER, null)
    this.#keeper.close()
    this.#keeper = new Keeper()
  }
}

function personOf(email: string): string {
  return email.trim().toLowerCase()
}
