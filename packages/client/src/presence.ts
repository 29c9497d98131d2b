/**
 * `@parley/client/presence`: who is there, of those that one looks at. It is loaded by who shows that, and by nobody else.
 */
import type { SignalBody, SignalFrame } from '@parley/protocol'
import { Changes } from './changes.ts'
import { isSignal } from './events.ts'
import { insist } from './insist.ts'
import { joinOnce } from './join-once.ts'
import type { Model } from './model.ts'
import type { Parley } from './parley.ts'
import type { RoomsOwner } from './rooms.ts'

/** How somebody is there: `state`, and what they say (`status`) and do (`activity`), or when they were last there (`seen_at`). */
export type Presence = SignalBody<'presence.changed'>

const topicOf = (user: string): string => `presence/person/${user}`
/** Topics in one question. */
const mostAsked = 100

const chunks = (users: readonly string[]): string[][] =>
  Array.from({ length: Math.ceil(users.length / mostAsked) }, (_, place) =>
    users.slice(place * mostAsked, (place + 1) * mostAsked),
  )

/** Who is there, of those that somebody looks at. */
export class Presences implements Model {
  /** @internal */
  readonly owner = 'presence'
  /** Calls the listener when anybody's presence changes; the function it gives ends that. */
  readonly subscribe: (listener: () => void) => () => void
  readonly #owner: RoomsOwner
  readonly #changes: Changes
  readonly #known = new Map<string, Presence>()
  /** How often each is looked at. */
  readonly #watched = new Map<string, number>()
  /** Whom somebody begins to look at, or looks at no longer. */
  #due = new Set<string>()
  #isIdle = false

  /** @internal `presencesOf` gives the one. */
  constructor(owner: RoomsOwner) {
    this.#owner = owner
    this.#changes = new Changes(owner.report)
    this.subscribe = this.#changes.subscribe
  }

  /** A number that grows with each visible change. */
  get version(): number {
    return this.#changes.version
  }

  /** How somebody is there, by their id; nothing where nobody looks at them, or it is not known yet. The same object until it changes. */
  get(user: string): Presence | undefined {
    return this.#watched.has(user) ? this.#known.get(user) : undefined
  }

  /** Looks at these, by their ids, until the function that it gives is called, over every new connection. */
  watch(users: Iterable<string>): () => void {
    const own = new Set(users)
    for (const user of own) {
      const times = this.#watched.get(user) ?? 0
      this.#watched.set(user, times + 1)
      if (times === 0) this.#settleSoon(user)
    }
    return () => {
      this.#leave([...own])
      own.clear()
    }
  }

  /** Whether nobody sits before this device: an app says so when that changes, and need not after a new connection. */
  setIdle(isIdle: boolean): void {
    if (this.#isIdle === isIdle) return
    this.#isIdle = isIdle
    this.#tellIdle()
  }

  /** @internal A new connection watches nobody, and begins with somebody before it. */
  greet(): void {
    for (const user of this.#watched.keys()) this.#settleSoon(user)
    if (this.#isIdle) this.#tellIdle()
  }

  /** @internal */
  apply(): void {}

  /** @internal */
  signal(signal: SignalFrame): void {
    if (!isSignal(signal, 'presence.changed')) return
    const { by: user, is } = signal
    if (!user || !this.#watched.has(user) || is.version < (this.#known.get(user)?.version ?? 0)) return
    this.#known.set(user, is)
    this.#changed()
  }

  /** @internal Topics have no history. */
  reset(): boolean {
    return true
  }

  #leave(users: readonly string[]): void {
    for (const user of users) {
      const times = (this.#watched.get(user) ?? 1) - 1
      if (times > 0) this.#watched.set(user, times)
      else this.#watched.delete(user)
      if (times <= 0) this.#settleSoon(user)
    }
  }

  /** Those whom one begins to look at in one go are asked for together; so are those left, unless somebody looks at them again. */
  #settleSoon(user: string): void {
    if (this.#due.size === 0) queueMicrotask(() => this.#settle())
    this.#due.add(user)
  }

  #settle(): void {
    const due = [...this.#due]
    this.#due = new Set()
    const left = due.filter((user) => !this.#watched.has(user))
    for (const user of left) this.#known.delete(user)
    for (const users of chunks(left)) this.#owner.call('topic.leave', { topics: users.map(topicOf) }).catch(() => {}) // it ends with the connection
    for (const users of chunks(due.filter((user) => this.#watched.has(user)))) void this.#ask(users)
  }

  async #ask(users: readonly string[]): Promise<void> {
    const wanted = () => users.filter((user) => this.#watched.has(user))
    await insist(
      () => this.#owner.call('topic.watch', { topics: wanted().map(topicOf) }),
      () => wanted().length > 0,
      this.#owner,
    )
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
