/** A sign-in that comes, is renewed and goes, whatever calls wait for it: what both kinds of sign-in share. */
import type { SessionEvent } from './tokens.js'

/** An access token, and when it ends by our clock, in milliseconds since 1970. */
export interface Held {
  readonly accessToken: string
  readonly expiresAt: number
}

/** One kind of sign-in: where it keeps what it got, and how it asks the server for more. */
export interface Keeper<H extends Held> {
  /** The current tokens; null when signed out. */
  read(): H | null | Promise<H | null>
  write(held: H | null): void | Promise<void>
  /** Asks the server for a new token; null when the session has ended. */
  renew(held: H | null): Promise<H | null>
  /** There may be a session even without tokens here, so the server is asked. */
  readonly mayResume: boolean
  /** Runs something while no other holder of the same tokens does so: other tabs, for instance. */
  alone<T>(work: () => Promise<T>): Promise<T>
}

/** Milliseconds before its end from which on a token is renewed rather than sent. */
const EARLY = 5_000

/** The tokens of one client: changed by one thing at a time, and renewed once for all who wait. */
export class SignIn<H extends Held> {
  readonly #keeper: Keeper<H>
  readonly #tell: (event: SessionEvent) => void
  #renewing: Promise<string | null> | null = null
  #last: Promise<unknown> = Promise.resolve()

  /**
   * Continues with the tokens that the keeper has.
   *
   * @param keeper - The kind of sign-in.
   * @param tell - Hears what happens to it.
   */
  constructor(keeper: Keeper<H>, tell: (event: SessionEvent) => void) {
    this.#keeper = keeper
    this.#tell = tell
  }

  /** The token to send, renewed once it has expired; null when signed out. */
  async current(): Promise<string | null> {
    const held = await this.#keeper.read()
    if (held ? held.expiresAt - EARLY > Date.now() : !this.#keeper.mayResume) return held?.accessToken ?? null
    return this.renewed(held?.accessToken ?? null)
  }

  /** A token in the place of the refused one; null when the sign-in has ended. */
  async renewed(refused: string | null): Promise<string | null> {
    const isJoined = this.#renewing !== null
    this.#renewing ??= this.#inTurn(() => this.#renew(refused)).finally(() => {
      this.#renewing = null
    })
    const token = await this.#renewing
    // What was joined was about an older token, and gave the one that has been refused since.
    return isJoined && token !== null && token === refused ? this.renewed(refused) : token
  }

  /** Signs in with the given function, which asks the server for tokens. */
  begin(work: () => Promise<H>): Promise<void> {
    return this.#inTurn(async () => {
      await this.#keeper.write(await work())
      this.#tell({ type: 'signedIn' })
    })
  }

  /** Signs out with the given function, which receives the current tokens. */
  end(work: (held: H | null) => Promise<void>): Promise<void> {
    return this.#inTurn(async () => work(await this.#keeper.read()))
  }

  async #renew(refused: string | null): Promise<string | null> {
    const held = await this.#keeper.read()
    // While this waited for its turn, or while the refused token was under way, another took its place.
    if (held && held.accessToken !== refused) return held.accessToken
    const next = await this.#keeper.renew(held)
    if (held || next) await this.#keeper.write(next)
    if (next) this.#tell({ type: held ? 'refreshed' : 'signedIn' })
    else if (held) this.#tell({ type: 'signedOut', reason: 'refused' })
    return next?.accessToken ?? null
  }

  /** Runs something after everything queued before it has finished, successfully or not. */
  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const run = this.#last.then(() => this.#keeper.alone(work))
    this.#last = run.catch(() => null)
    return run
  }
}
