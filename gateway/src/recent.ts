/** What happened in the last moments, of each place and person once, and in each place of so many people alone. */
interface Happened {
  readonly where: string
  readonly at: number
}

export class Recent {
  readonly #ms: number
  readonly #most: number
  /** By place and person, the oldest first. */
  readonly #all = new Map<string, Happened>()
  readonly #count = new Map<string, number>()

  /** `most` people in one place within `ms`. */
  constructor(ms: number, most: number) {
    this.#ms = ms
    this.#most = most
  }

  get size(): number {
    return this.#all.size
  }

  /** True where it is new, and not one too many; it is remembered then. `now` is of the steady clock. */
  take(where: string, who: string, now: number): boolean {
    this.#forget(now)
    const key = `${where} ${who}`
    const others = this.#count.get(where) ?? 0
    if (this.#all.has(key) || others >= this.#most) return false
    this.#all.set(key, { where, at: now })
    this.#count.set(where, others + 1)
    return true
  }

  #forget(now: number): void {
    for (const [key, { where, at }] of this.#all) {
      if (now - at < this.#ms) return
      this.#all.delete(key)
      const left = (this.#count.get(where) ?? 1) - 1
      if (left > 0) this.#count.set(where, left)
      else this.#count.delete(where)
    }
  }
}
