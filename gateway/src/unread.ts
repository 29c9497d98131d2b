/**
 * What waits for clients that do not read, of all of them together. Readers that keep up are not counted: a write that
 * the system takes at once costs a look. When more waits than may, those go for whom the most waits.
 */
export interface Holder {
  /** Bytes that wait for it. */
  readonly unread: number
  /** Ends it, and what waits for it. */
  abandon(): void
}

export interface UnreadLimits {
  /** Bytes that may wait for one socket since an earlier turn. */
  readonly each: number
  /** Bytes that may wait for all. */
  readonly total: number
  /** Those besides who are noted: whoever is served over HTTP. */
  readonly others?: () => Iterable<Holder>
  /** Somebody was ended for the sake of the rest. */
  readonly abandoned?: () => void
}

/** Of the total, what is left waiting once it was too much: so that the next byte is not too much again. */
const keptShare = 7 / 8

export class Unread {
  readonly each: number
  readonly #limits: UnreadLimits
  readonly #holders = new Set<Holder>()
  /** Bytes that wait are no more than this. */
  #atMost = 0

  constructor(limits: UnreadLimits) {
    this.each = limits.each
    this.#limits = limits
  }

  /** Bytes that wait at this moment. */
  get bytes(): number {
    let sum = 0
    for (const { unread } of this.#all()) sum += unread
    return sum
  }

  /** Not all of these bytes were taken. */
  note(holder: Holder, bytes: number): void {
    this.#holders.add(holder)
    this.grew(bytes)
  }

  /** So many more may wait, for one of the others. */
  grew(bytes: number): void {
    this.#atMost += bytes
    if (this.#atMost > this.#limits.total) this.weigh()
  }

  forget(holder: Holder): void {
    this.#holders.delete(holder)
  }

  /** Counts anew, forgets who has caught up, and ends whom the most waits for where all is too much. */
  weigh(): void {
    for (const holder of this.#holders) if (holder.unread === 0) this.#holders.delete(holder)
    const waiting = this.#all()
      .map((holder) => ({ holder, bytes: holder.unread }))
      .filter(({ bytes }) => bytes > 0)
    this.#atMost = waiting.reduce((sum, { bytes }) => sum + bytes, 0)
    const kept = this.#limits.total * keptShare
    if (this.#atMost <= kept) return
    waiting.sort((one, other) => one.bytes - other.bytes)
    for (let most = waiting.pop(); most && this.#atMost > kept; most = waiting.pop()) {
      this.#holders.delete(most.holder)
      most.holder.abandon()
      this.#limits.abandoned?.()
      this.#atMost -= most.bytes
    }
  }

  #all(): Holder[] {
    return [...this.#holders, ...(this.#limits.others?.() ?? [])]
  }
}
