/**
 * Subjects that NATS did not let us listen to. The library forgets such a subscription for good, and the process would go
 * on and hear nothing there, also when its rights have long been mended: each is asked for again until it is granted.
 */
import type { Msg, NatsConnection, Subscription } from '@nats-io/transport-node'

export type Take = (this: unknown, fault: Error | null, message: Msg) => void

interface Wish {
  /** What the caller holds on to. It answers for the one in its place. */
  readonly first: Subscription
  readonly queue: string | undefined
  readonly callback: Take
  current: Subscription | undefined
  given: boolean
}

const againMs = 2_000

export class RefusedSubjects {
  readonly #connection: NatsConnection
  readonly #granted: () => void
  /** By the subscription in the place of a refused one. */
  readonly #inPlace = new Map<Subscription, Wish>()
  readonly #waiting = new Set<Wish>()
  #asking = false

  /** `granted` is told when nothing is refused any more. */
  constructor(connection: NatsConnection, granted: () => void) {
    this.#connection = connection
    this.#granted = granted
  }

  get some(): boolean {
    return this.#waiting.size > 0 || this.#asking
  }

  add(subscription: Subscription, callback: Take): void {
    const wish = this.#inPlace.get(subscription) ?? this.#wishFor(subscription, callback)
    this.#inPlace.delete(subscription)
    wish.current = undefined
    if (this.#waiting.size === 0 && !this.#asking) this.#askSoon()
    this.#waiting.add(wish)
  }

  #wishFor(first: Subscription, callback: Take): Wish {
    const { queue } = first as { queue?: string }
    const wish: Wish = { first, queue, callback, current: undefined, given: false }
    const give = () => {
      wish.given = true
      this.#waiting.delete(wish)
      if (wish.current) this.#inPlace.delete(wish.current)
    }
    first.unsubscribe = () => {
      give()
      wish.current?.unsubscribe()
    }
    first.drain = async () => {
      give()
      await wish.current?.drain()
    }
    return wish
  }

  #askSoon(): void {
    setTimeout(() => void this.#ask(), againMs).unref()
  }

  async #ask(): Promise<void> {
    if (this.#connection.isClosed() || this.#connection.isDraining()) return
    this.#asking = true
    for (const wish of this.#waiting) this.#subscribe(wish)
    this.#waiting.clear()
    // What NATS refuses it has told by then.
    await this.#connection.flush().catch(() => {})
    this.#asking = false
    if (this.#waiting.size > 0) this.#askSoon()
    else this.#granted()
  }

  #subscribe(wish: Wish): void {
    const { first, queue, callback } = wish
    wish.current = this.#connection.subscribe(first.getSubject(), queue ? { queue, callback } : { callback })
    this.#inPlace.set(wish.current, wish)
  }
}
