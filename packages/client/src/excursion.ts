/** Where in the past of a room one has gone to, apart from what is loaded up to the newest. */
import type { EventFrame } from '@parley/protocol'
import { wholeEvent } from './events.ts'
import { LoadedExcerpt, type ReadHistory } from './excerpt.ts'
import type { MessageState } from './message-states.ts'

interface ExcursionParts {
  readonly room: string
  readonly read: ReadHistory
  become(seq: number): MessageState | undefined
  /** Takes events where they reach what is loaded: then all is one. */
  join(events: readonly EventFrame[]): boolean
  changed(): void
}

export class Excursion {
  readonly #parts: ExcursionParts
  #excerpt: LoadedExcerpt | undefined

  constructor(parts: ExcursionParts) {
    this.#parts = parts
  }

  get excerpt(): LoadedExcerpt | undefined {
    return this.#excerpt
  }

  async goTo(seq: number, limit: number): Promise<void> {
    const { room, read, become } = this.#parts
    const page = await read(() => ({ room, around: seq, limit }))
    const events = page?.events.map(wholeEvent) ?? []
    const changed = (excerpt: LoadedExcerpt) => this.#meet(excerpt)
    this.#excerpt = new LoadedExcerpt(seq, events, { room, read, become, changed })
    this.#meet(this.#excerpt)
  }

  leave(): void {
    if (this.end() !== undefined) this.#parts.changed()
  }

  /** Gives where it had gone to. */
  end(): number | undefined {
    const { target } = this.#excerpt ?? {}
    this.#excerpt = undefined
    return target
  }

  #meet(excerpt: LoadedExcerpt): void {
    if (excerpt !== this.#excerpt) return
    if (this.#parts.join(excerpt.events)) this.#excerpt = undefined
    this.#parts.changed()
  }
}
