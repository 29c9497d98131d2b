/** What surrounds a position far back in a room, apart from what is loaded up to the newest, until the two meet. */
import type { EventFrame, Input, Output } from '@parley/protocol'
import { redactedOf, wholeEvent } from './events.ts'
import { MessageList } from './message-list.ts'
import type { MessageState } from './message-states.ts'
import type { Message } from './messages.ts'
import { Pages } from './pages.ts'

/** Events around a position of a room, in ascending order and without a gap. */
export interface Excerpt {
  /** The position that was asked for. */
  readonly target: number
  /** Those that are loaded. The same array until something in it changes. */
  readonly events: readonly EventFrame[]
  /** Those of them that are messages. The same array until something in it changes. */
  readonly messages: readonly Message[]
  /** Loads a page before it. False where there is nothing older. */
  loadOlder(limit?: number): Promise<boolean>
  /** Loads a page behind it. Where that reaches what is loaded up to the newest, the room has all of it, and no excerpt. */
  loadNewer(limit?: number): Promise<void>
}

export type ReadHistory = (input: () => Input<'room.history'>) => Promise<Output<'room.history'> | undefined>

interface ExcerptParts {
  readonly room: string
  readonly read: ReadHistory
  /** What is known to have become of a message. */
  become(seq: number): MessageState | undefined
  /** It says something else now. */
  changed(excerpt: LoadedExcerpt): void
}

export class LoadedExcerpt implements Excerpt {
  readonly target: number
  readonly #parts: ExcerptParts
  readonly #messages: MessageList
  readonly #older = new Pages((limit) => this.#loadOlder(limit))
  readonly #newer = new Pages((limit) => this.#loadNewer(limit))
  #events: readonly EventFrame[]

  constructor(target: number, events: readonly EventFrame[], parts: ExcerptParts) {
    this.target = target
    this.#events = events
    this.#parts = parts
    this.#messages = new MessageList({ events: () => this.#events, become: parts.become, unsent: () => [] })
  }

  get events(): readonly EventFrame[] {
    return this.#events
  }

  get messages(): readonly Message[] {
    return this.#messages.all
  }

  loadOlder(limit = 50): Promise<boolean> {
    return this.#older.next(limit)
  }

  async loadNewer(limit = 50): Promise<void> {
    await this.#newer.next(limit)
  }

  eventAt(seq: number): EventFrame | undefined {
    return this.#events[seq - (this.#events[0]?.seq ?? 0)]
  }

  /** Something has become of the message that this event is. */
  change(event: EventFrame): void {
    if (this.eventAt(event.seq)) this.#messages.change(event)
  }

  /** What was said there is gone. */
  redact(gone: readonly number[]): void {
    this.#set(this.#events.map((event) => (gone.includes(event.seq) ? redactedOf(event) : event)))
  }

  /** So is what stands up to `floor`. */
  trim(floor: number): void {
    this.#set(this.#events.filter(({ seq }) => seq > floor))
  }

  async #loadOlder(limit: number): Promise<boolean> {
    const { room, read } = this.#parts
    const before = this.#events[0]?.seq ?? 0
    const page = await read(() => ({ room, before, limit }))
    if (page) this.#add(page.events.map(wholeEvent), [])
    return page?.more ?? false
  }

  async #loadNewer(limit: number): Promise<boolean> {
    const { room, read } = this.#parts
    const after = this.#events.at(-1)?.seq ?? 0
    const page = await read(() => ({ room, after, limit }))
    if (page) this.#add([], page.events.map(wholeEvent))
    return page?.more ?? false
  }

  #add(older: readonly EventFrame[], newer: readonly EventFrame[]): void {
    if (older.length + newer.length > 0) this.#set([...older, ...this.#events, ...newer])
    this.#parts.changed(this)
  }

  #set(events: readonly EventFrame[]): void {
    this.#events = events
    this.#messages.reread()
  }
}
