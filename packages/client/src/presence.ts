/**
 * `@parley/client/presence`: who is there, of those that one looks at. It is loaded by who shows that, and by nobody else.
 */
import type { SignalBody, SignalFrame } from '@parley/protocol'
import { Changes } from './changes.ts'
import { isSignal } from './events.ts'
import { joinOnce } from './join-once.ts'
import type { Model } from './model.ts'
import type { Parley } from './parley.ts'
import type { RoomsOwner } from './rooms.ts'
import { Topics } from './topics.ts'

/** How somebody is there: `state`, and what they say (`status`) and do (`activity`), or when they were last there (`seen_at`). */
export type Presence = SignalBody<'presence.changed'>

/** Who is there, of those that somebody looks at. */
export class Presences implements Model {
  /** @internal */
  readonly owner = 'presence'
  /** Calls the listener when anybody's presence changes; the function it gives ends that. */
  readonly subscribe: (listener: () => void) => () => void
  readonly #owner: RoomsOwner
  readonly #changes: Changes
  readonly #topics: Topics<Presence>
  #isIdle = false

  /** @internal `presencesOf` gives the one. */
  constructor(owner: RoomsOwner) {
    this.#owner = owner
    this.#changes = new Changes(owner.report)
    this.subscribe = this.#changes.subscribe
    this.#topics = new Topics(owner, 'presence/person/')
  }

  /** A number that grows with each visible change. */
  get version(): number {
    return this.#changes.version
  }

  /** How somebody is there, by their id; nothing where nobody looks at them, or it is not known yet. The same object until it changes. */
  get(user: string): Presence | undefined {
    return this.#topics.get(user)
  }

  /** Looks at these, by their ids, until the function that it gives is called, over every new connection. */
  watch(users: Iterable<string>): () => void {
    return this.#topics.watch(users)
  }

  /** Whether nobody sits before this device: an app says so when that changes, and need not after a new connection. */
  setIdle(isIdle: boolean): void {
    if (this.#isIdle === isIdle) return
    this.#isIdle = isIdle
    this.#tellIdle()
  }

  /** @internal A new connection watches nobody, and begins with somebody before it. */
  greet(): void {
    this.#topics.greet()
    if (this.#isIdle) this.#tellIdle()
  }

  /** @internal */
  apply(): void {}

  /** @internal */
  signal(signal: SignalFrame): void {
    if (!isSignal(signal, 'presence.changed')) return
    if (signal.by && this.#topics.take(signal.by, signal.is)) this.#changed()
  }

  /** @internal Topics have no history. */
  reset(): boolean {
    return true
  }

  #tellIdle(): void {
    this.#owner.call('idle.set', { idle: this.#isIdle }).catch(() => {}) // it is said again over the next connection
  }

  #changed(): void {
    this.#changes.note()
    this.#owner.changed()
  }
}

/** Who is there, of a client. Always the same object. */
export const presencesOf: (parley: Parley) => Presences = joinOnce((owner) => new Presences(owner))
