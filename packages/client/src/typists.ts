/** Who types in a room, as far as one has been told: for some seconds each, unless they say so again. */
import type { Clock } from './clock.ts'
import { kept } from './stable.ts'
import { typingMs } from './table.inline.ts'

/** A little more than has to lie between: the way to the server may make it shorter, and then it would not be told. */
const againMs = typingMs.again + 500

export interface TypistsOptions {
  readonly clock: Clock
  changed(): void
  /** Tells the server that one types oneself. */
  tell(): void
}

export class Typists {
  readonly #options: TypistsOptions
  readonly #until = new Map<string, number>()
  #all: readonly string[] = []
  #stopTimer: (() => void) | undefined
  /** When one may say again that one types. */
  #againAt = Number.NEGATIVE_INFINITY

  constructor(options: TypistsOptions) {
    this.#options = options
  }

  /** Ids, who began first comes first. The same array until somebody begins or stops. */
  get all(): readonly string[] {
    return this.#all
  }

  start(): void {
    const now = this.#options.clock.now()
    if (now < this.#againAt) return
    this.#againAt = now + againMs
    this.#options.tell()
  }

  started(user: string): void {
    this.#until.set(user, this.#options.clock.now() + typingMs.over)
    this.#update()
  }

  stopped(user: string): void {
    if (this.#until.delete(user)) this.#update()
  }

  clear(): void {
    if (this.#until.size === 0) return
    this.#until.clear()
    this.#update()
  }

  #update(): void {
    const { clock, changed } = this.#options
    const now = clock.now()
    for (const [user, until] of this.#until) if (until <= now) this.#until.delete(user)
    this.#stopTimer?.()
    const next = Math.min(...this.#until.values())
    this.#stopTimer = Number.isFinite(next) ? clock.after(next - now, () => this.#update()) : undefined
    const before = this.#all
    this.#all = kept(before, [...this.#until.keys()])
    if (this.#all !== before) changed()
  }
}
