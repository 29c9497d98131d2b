/** What is watched by topics of one kind: how each stands, told at once and after each change, over every new connection. */
import { insist } from './insist.ts'
import type { RoomsOwner } from './rooms.ts'

/** Topics in one question. */
const mostAsked = 100

const chunks = (ids: readonly string[]): string[][] =>
  Array.from({ length: Math.ceil(ids.length / mostAsked) }, (_, place) =>
    ids.slice(place * mostAsked, (place + 1) * mostAsked),
  )

export class Topics<State extends { readonly version: number }> {
  readonly #owner: RoomsOwner
  readonly #before: string
  readonly #known = new Map<string, State>()
  /** How often each is looked at. */
  readonly #watched = new Map<string, number>()
  /** What somebody begins to look at, or looks at no longer. */
  #due = new Set<string>()

  /** `before` every id stands this in the name of its topic. */
  constructor(owner: RoomsOwner, before: string) {
    this.#owner = owner
    this.#before = before
  }

  get(id: string): State | undefined {
    return this.#watched.has(id) ? this.#known.get(id) : undefined
  }

  has(id: string): boolean {
    return this.#watched.has(id)
  }

  watch(ids: Iterable<string>): () => void {
    const own = new Set(ids)
    for (const id of own) {
      const times = this.#watched.get(id) ?? 0
      this.#watched.set(id, times + 1)
      if (times === 0) this.#settleSoon(id)
    }
    return () => {
      for (const id of own) this.#leave(id)
      own.clear()
    }
  }

  /** A new connection watches nothing. */
  greet(): void {
    for (const id of this.#watched.keys()) this.#settleSoon(id)
  }

  /** Whether that is news. */
  take(id: string, state: State): boolean {
    if (!this.#watched.has(id) || state.version < (this.#known.get(id)?.version ?? 0)) return false
    this.#known.set(id, state)
    return true
  }

  #leave(id: string): void {
    const times = (this.#watched.get(id) ?? 1) - 1
    if (times > 0) this.#watched.set(id, times)
    else this.#watched.delete(id)
    if (times <= 0) this.#settleSoon(id)
  }

  /** Those that one begins to look at in one go are asked for together; so are those left, unless somebody looks at them again. */
  #settleSoon(id: string): void {
    if (this.#due.size === 0) queueMicrotask(() => this.#settle())
    this.#due.add(id)
  }

  #settle(): void {
    const due = [...this.#due]
    this.#due = new Set()
    const left = due.filter((id) => !this.#watched.has(id))
    for (const id of left) this.#known.delete(id)
    for (const ids of chunks(left)) this.#owner.call('topic.leave', { topics: this.#namesOf(ids) }).catch(() => {}) // it ends with the connection
    for (const ids of chunks(due.filter((id) => this.#watched.has(id)))) void this.#ask(ids)
  }

  #namesOf(ids: readonly string[]): string[] {
    return ids.map((id) => this.#before + id)
  }

  async #ask(ids: readonly string[]): Promise<void> {
    const wanted = () => ids.filter((id) => this.#watched.has(id))
    await insist(
      () => this.#owner.call('topic.watch', { topics: this.#namesOf(wanted()) }),
      () => wanted().length > 0,
      this.#owner,
    )
  }
}
