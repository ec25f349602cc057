/** Answers that are kept to be revalidated by their ETag, the most recently used ones. */

/** An answer, with the ETag that it came with. */
export interface KeptAnswer {
  readonly etag: string
}

/** A bounded number of answers, by what was asked. */
export class KeptAnswers {
  readonly #most: number
  readonly #answers = new Map<string, KeptAnswer>()

  /**
   * Begins empty.
   *
   * @param most - How many answers are kept; when another comes, the one that was not used for longest goes.
   */
  constructor(most: number) {
    this.#most = most
  }

  /** The kept answer, which is thereby used. */
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
