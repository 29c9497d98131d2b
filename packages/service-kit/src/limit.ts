/**
 * So many do something at the same time, and no more. The others wait, each account in a line of its own, and the lines
 * take turns: who wants a lot waits behind what they want themselves, and a small piece of work passes large ones.
 */

/** Whose work it is, and how much. */
export interface Share {
  /** Lines are by account; work of the process itself is in a line of its own. */
  readonly account?: string
  /** So many pieces of the smallest kind; 1 where not given. */
  readonly weight?: number
}

interface Waiting {
  readonly weight: number
  readonly enter: () => void
}

interface Line {
  /** What it has been granted and not used yet. */
  credit: number
  /** In the order they came. */
  readonly waiting: Set<Waiting>
}

/** What a line that cannot pay is granted when its turn comes: a piece of a hundred waits for ten turns. */
const grant = 10

export class Limit {
  readonly #most: number
  readonly #waitMs: number
  /** Those in which somebody waits, in the order of their turns. */
  readonly #lines = new Map<string, Line>()
  #inside = 0
  #waiting = 0

  constructor(most: number, waitMs: number) {
    this.#most = most
    this.#waitMs = waitMs
  }

  get waiting(): number {
    return this.#waiting
  }

  /** Resolves when there is room, which whoever entered makes again by disposing of this. Rejects after `waitMs`. */
  async enter({ account = '', weight = 1 }: Share = {}): Promise<Disposable> {
    if (this.#inside < this.#most) this.#inside++
    else await this.#turn(account, weight)
    return { [Symbol.dispose]: () => this.#leave() }
  }

  #turn(account: string, weight: number): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>()
    const late = setTimeout(() => {
      this.#remove(account, waiting)
      reject(new TooLate(`no turn within ${this.#waitMs} ms`))
    }, this.#waitMs)
    const enter = () => {
      clearTimeout(late)
      resolve()
    }
    const waiting = { weight, enter }
    this.#add(account, waiting)
    return promise
  }

  #add(account: string, waiting: Waiting): void {
    const line = this.#lines.get(account) ?? { credit: 0, waiting: new Set() }
    line.waiting.add(waiting)
    this.#lines.set(account, line)
    this.#waiting++
  }

  #remove(account: string, waiting: Waiting): void {
    const line = this.#lines.get(account)
    if (!line?.waiting.delete(waiting)) return
    this.#waiting--
    if (line.waiting.size === 0) this.#lines.delete(account)
  }

  #leave(): void {
    const next = this.#next()
    if (next) next.enter()
    else this.#inside--
  }

  /** Takes out whose turn it is. Each line is looked at once in a round; one that cannot pay yet has more credit in the next. */
  #next(): Waiting | undefined {
    for (const [account, line] of this.#lines) {
      const [first] = line.waiting
      this.#lines.delete(account)
      this.#lines.set(account, line)
      if (first && this.#pays(line, first)) {
        this.#remove(account, first)
        return first
      }
    }
    return undefined
  }

  #pays(line: Line, { weight }: Waiting): boolean {
    if (line.credit < weight) line.credit += grant
    if (line.credit < weight) return false
    line.credit -= weight
    return true
  }
}

/** There was no turn in time. */
export class TooLate extends Error {}
