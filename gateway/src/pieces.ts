/**
 * Long work in pieces: however many do some at the same time, only so much of it in all is done in one turn of the event
 * loop, and then everything else has its turn. Those who wait go on in the order in which they came.
 */
import { setImmediate as nextTurn } from 'node:timers/promises'

interface Waiting {
  readonly wanted: number
  readonly goOn: (granted: number) => void
}

export class Pieces {
  readonly #most: number
  readonly #waiting: Waiting[] = []
  #left: number
  #isRenewing = false

  constructor(mostInTurn: number) {
    this.#most = mostInTurn
    this.#left = mostInTurn
  }

  /** Calls `act` for each in order, until it says false. */
  async each<Item>(items: readonly Item[], act: (item: Item) => unknown): Promise<void> {
    for (let at = 0; at < items.length; ) {
      const end = at + (await this.#room(items.length - at))
      for (; at < end; at++) if (act(items[at] as Item) === false) return
    }
  }

  /** How many may be done now. */
  #room(wanted: number): number | Promise<number> {
    if (this.#left > 0 && this.#waiting.length === 0) return this.#grant(wanted)
    const { promise, resolve } = Promise.withResolvers<number>()
    this.#waiting.push({ wanted, goOn: resolve })
    return promise
  }

  #grant(wanted: number): number {
    const granted = Math.min(wanted, this.#left)
    this.#left -= granted
    void this.#renew()
    return granted
  }

  async #renew(): Promise<void> {
    if (this.#isRenewing) return
    this.#isRenewing = true
    await nextTurn()
    this.#isRenewing = false
    this.#left = this.#most
    while (this.#left > 0) {
      const next = this.#waiting.shift()
      if (!next) return
      next.goOn(this.#grant(next.wanted))
    }
  }
}
