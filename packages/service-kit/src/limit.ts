/** So many do something at the same time, and no more; the others wait in the order they came, and not for ever. */
export class Limit {
  readonly #most: number
  readonly #waitMs: number
  /** In the order they came. */
  readonly #waiting = new Set<() => void>()
  #inside = 0

  constructor(most: number, waitMs: number) {
    this.#most = most
    this.#waitMs = waitMs
  }

  get waiting(): number {
    return this.#waiting.size
  }

  /** Resolves when there is room, which whoever entered makes again by disposing of this. Rejects after `waitMs`. */
  async enter(): Promise<Disposable> {
    if (this.#inside < this.#most) this.#inside++
    else await this.#turn()
    return { [Symbol.dispose]: () => this.#leave() }
  }

  #turn(): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>()
    const late = setTimeout(() => {
      this.#waiting.delete(enter)
      reject(new TooLate(`no turn within ${this.#waitMs} ms`))
    }, this.#waitMs)
    const enter = () => {
      clearTimeout(late)
      resolve()
    }
    this.#waiting.add(enter)
    return promise
  }

  #leave(): void {
    const [next] = this.#waiting
    if (!next) this.#inside--
    else {
      this.#waiting.delete(next)
      next()
    }
  }
}

/** There was no turn in time. */
export class TooLate extends Error {}
