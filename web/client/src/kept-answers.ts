/** A cache of the most recently used answers, to be revalidated by their ETag. */

/** An answer, with the ETag that it came with. */
export interface KeptAnswer {
  readonly etag: string
}

/** A bounded cache of answers, by request. */
export class KeptAnswers {
  readonly #most: number
  readonly #answers = new Map<string, KeptAnswer>()

  /**
   * Begins empty.
   *
   * @param most - The size of the cache. When it is full, the least recently used answer is removed.
   */
  constructor(most: number) {
    this.#most = most
  }

  /** The cached answer, which counts as a use of it. */
  get(key: string): KeptAnswer | undefined {
    const kept = this.#answers.get(key)
    if (kept) this.#move(key, kept)
    return kept
  }

  /** Keeps an answer in the place of the one before. */
  set(key: string, answer: KeptAnswer): void {
    this.#move(key, answer)
    const [oldest] = this.#answers.keys()
    if (this.#answers.size > this.#most && oldest !== undefined) this.#answers.delete(oldest)
  }

  /** A map goes through its keys in the order in which they were put in. */
  #move(key: string, answer: KeptAnswer): void {
    this.#answers.delete(key)
    this.#answers.set(key, answer)
  }
}
