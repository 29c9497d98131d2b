/** What was said and done in a room, as far as it has been loaded, and what one is about to say. */
import type { EventFrame } from '@parley/protocol'
import { effectsOf, isEvent, isRedacted, wholeEvent } from './events.ts'
import { History } from './history.ts'
import { MessageList } from './message-list.ts'
import type { Message } from './messages.ts'
import type { Sent } from './outbox.ts'
import type { Pending } from './outbox-store.ts'
import { Pages } from './pages.ts'
import type { Place } from './place.ts'
import type { Questions } from './questions.ts'
import type { RoomOwner } from './room-owner.ts'

export interface PastParts {
  readonly room: string
  readonly owner: RoomOwner
  readonly place: Place
  readonly questions: Questions
  /** A page of it has been loaded. */
  loaded(): void
}

export class Past {
  readonly history: History
  readonly #parts: PastParts
  readonly #messages: MessageList
  readonly #pages = new Pages((limit) => this.#load(limit))
  /** Counts what has changed of what one may see: a page that was asked for before may show more. */
  #sightings = 0

  constructor(parts: PastParts) {
    const { room, owner } = parts
    this.#parts = parts
    this.history = new History(owner.keep)
    this.#messages = new MessageList({ events: () => this.history.events, unsent: () => owner.unsent(room) })
  }

  get messages(): readonly Message[] {
    return this.#messages.all
  }

  loadOlder(limit: number): Promise<boolean> {
    return this.#pages.next(limit)
  }

  append(event: EventFrame): void {
    const oldest = this.history.append(event)
    this.#messages.append(event, oldest)
    if (effectsOf(event.ev).effect === 'redact') this.#redact(event.is.seq as number)
    this.#confirm(event)
  }

  /** What one may see is another thing now. False where nothing was loaded. */
  forget(): boolean {
    this.#sightings += 1
    if (this.history.oldest === undefined) return false
    this.history.clear()
    this.#messages.reread()
    return true
  }

  /** The server has confirmed a message; its event is still to come, unless it has come already. */
  answered(pending: Pending, sent: Sent): void {
    const { owner, place } = this.#parts
    const shown = this.history.at(sent.seq)
    if (shown && !isRedacted(shown) && shown.is.id !== pending.id) owner.startOver() // others have its number now
    place.reach(sent.seq)
    if (sent.seq > place.seq) this.#messages.answered(pending, sent)
  }

  /** What is unsent has changed. */
  touch(): void {
    this.#messages.touch()
  }

  clear(): void {
    this.history.clear()
    this.#messages.clear()
  }

  async #load(limit: number): Promise<boolean> {
    const { room, place, questions } = this.#parts
    let before = 0
    const sightings = this.#sightings
    const page = await questions.ask('room.history', () => {
      before = this.#begin()
      return before <= place.floor + 1 ? undefined : { room, before, limit }
    })
    if (page && sightings !== this.#sightings) return this.#load(limit)
    if (page) this.#prepend(page.events.map(wholeEvent), before)
    return page?.more ?? false
  }

  #redact(seq: number): void {
    this.history.redact(seq)
    this.#messages.reread()
    this.#sightings += 1
  }

  /** Where older events would join: right behind the newest where nothing is loaded. */
  #begin(): number {
    return this.history.oldest ?? this.#parts.place.seq + 1
  }

  /** Nothing where the oldest events loaded have been let go meanwhile. */
  #prepend(events: readonly EventFrame[], before: number): void {
    if (before !== this.#begin()) return
    if (!this.history.prepend(events, before)) this.#parts.questions.isOtherHistory()
    this.#messages.prepend(events)
    for (const event of events) this.#confirm(event)
    this.#parts.loaded()
  }

  #confirm({ by, seq, at, ...event }: EventFrame): void {
    const { owner } = this.#parts
    if (by === owner.user && isEvent(event, 'message.sent')) owner.confirm(event.is.id, { seq, at })
  }
}
