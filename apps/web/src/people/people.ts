import type { Output } from '@parley/protocol'
import { noteFault } from '../faults/faults.ts'
import { tame } from '../tame.ts'

export type Person = Output<'user.get'>['users'][number]

type LookUp = (ids: string[]) => Promise<readonly Person[]>

/** What one `user.get` takes. */
const idsPerQuestion = 100

/** Display names by user id. Names wanted in the same moment are asked for together. */
export class People {
  readonly #lookUp: LookUp
  readonly #names = new Map<string, string>()
  readonly #wanted = new Set<string>()
  readonly #asked = new Set<string>()
  readonly #listeners = new Set<() => void>()
  #version = 0
  #scheduled = false

  constructor(lookUp: LookUp) {
    this.#lookUp = lookUp
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  readonly version = (): number => this.#version

  nameOf(id: string): string | undefined {
    return this.#names.get(id)
  }

  learn(users: Iterable<Person>): void {
    const before = this.#version
    for (const { user, name } of users) {
      if (this.#names.get(user) === tame(name)) continue
      this.#names.set(user, tame(name))
      this.#version++
    }
    if (this.#version !== before) for (const listener of this.#listeners) listener()
  }

  want(ids: Iterable<string>): void {
    const known = this.#wanted.size
    for (const id of ids) if (!this.#names.has(id) && !this.#asked.has(id)) this.#wanted.add(id)
    if (this.#wanted.size === known || this.#scheduled) return
    this.#scheduled = true
    queueMicrotask(() => this.ask())
  }

  /** Asks for the names still wanted; called again after a failure, when there is a connection. */
  ask(): void {
    const wanted = [...this.#wanted]
    this.#wanted.clear()
    this.#scheduled = false
    for (let i = 0; i < wanted.length; i += idsPerQuestion) void this.#askFor(wanted.slice(i, i + idsPerQuestion))
  }

  async #askFor(ids: string[]): Promise<void> {
    for (const id of ids) this.#asked.add(id)
    try {
      this.learn(await this.#lookUp(ids))
    } catch (error) {
      noteFault(error)
      for (const id of ids) {
        this.#asked.delete(id)
        this.#wanted.add(id)
      }
    }
  }
}
