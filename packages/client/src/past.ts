/** What was said and done in a room, as far as it has been loaded, and what one is about to say. */
import type { EventFrame, Input, Output, SignalFrame } from '@parley/protocol'
import { isEvent, isRedacted, takenBackBy, wholeEvent } from './events.ts'
import type { Excerpt } from './excerpt.ts'
import { Excursion } from './excursion.ts'
import { History } from './history.ts'
import { MessageList } from './message-list.ts'
import { MessageStates } from './message-states.ts'
import type { Message, Thread } from './messages.ts'
import { Pages } from './pages.ts'
import type { Place } from './place.ts'
import type { Questions } from './questions.ts'
import { Quoted } from './quoted.ts'
import type { RoomOwner } from './room-owner.ts'
import type { Sent } from './unsent.ts'
import type { Pending } from './unsent-store.ts'

export interface PastParts {
  readonly room: string
  readonly owner: RoomOwner
  readonly place: Place
  readonly questions: Questions
  /** A page of it has been loaded. */
  loaded(): void
}

interface Page extends Pick<Output<'room.history'>, 'states' | 'head'> {
  readonly events: readonly EventFrame[]
}

export class Past {
  readonly history: History
  readonly #parts: PastParts
  readonly #messages: MessageList
  readonly #states: MessageStates
  readonly #quoted = new Quoted()
  readonly #excursion: Excursion
  readonly #pages = new Pages((limit) => this.#load(limit))
  /** Counts what has changed of what one may see: a page that was asked for before may show more. */
  #sightings = 0

  constructor(parts: PastParts) {
    const { room, owner } = parts
    this.#parts = parts
    this.history = new History(owner.keep)
    this.#states = new MessageStates(() => owner.user)
    this.#messages = new MessageList({
      events: () => this.history.events,
      become: (seq) => this.#states.of(seq),
      unsent: () => owner.unsent(room),
    })
    this.#excursion = new Excursion({
      room,
      read: (input) => this.#read(input),
      become: (seq) => this.#states.of(seq),
      join: (events) => this.#join(events),
      changed: () => parts.loaded(),
    })
  }

  get messages(): readonly Message[] {
    return this.#messages.all
  }

  loadOlder(limit: number): Promise<boolean> {
    return this.#pages.next(limit)
  }

  get excerpt(): Excerpt | undefined {
    return this.#excursion.excerpt
  }

  async jumpTo(seq: number, limit: number): Promise<void> {
    if (seq >= this.#begin()) this.#excursion.leave()
    else await this.#excursion.goTo(seq, limit)
  }

  leaveExcerpt(): void {
    this.#excursion.leave()
  }

  append(event: EventFrame): void {
    const before = this.history.oldest ?? 0
    const oldest = this.history.append(event)
    this.#messages.append(event, oldest)
    if (oldest > before) this.#states.forget((seq) => seq < oldest && !this.#aside(seq))
    if (isEvent(event, 'history.trimmed')) this.#trim(event.is.floor)
    const gone = takenBackBy(event)
    if (gone.length > 0) this.#redact(gone)
    else this.#become(event)
    this.#confirm(event)
  }

  /** What one may see is another thing now. Gives the position to go to again, where one had gone to one. */
  forget(): number | undefined {
    const target = this.#excursion.end()
    this.#sightings += 1
    this.#quoted.clear()
    this.#states.clear()
    this.history.clear()
    this.#messages.reread()
    return target
  }

  /** The server has confirmed a message; its event is still to come, unless it has come already. */
  answered(pending: Pending, sent: Sent): void {
    const { owner, place } = this.#parts
    const shown = this.history.at(sent.seq)
    if (shown && !isRedacted(shown) && shown.is.id !== pending.id) owner.startOver() // others have its number now
    place.reach(sent.seq)
    if (sent.seq > place.seq) this.#messages.answered(pending, sent)
  }

  /** Whether it said something of a message that is loaded. */
  signal(signal: SignalFrame): boolean {
    const seq = this.#states.signal(signal)
    if (seq !== undefined) this.#change(seq)
    return seq !== undefined
  }

  /** The thread of a message, also where that was taken back. */
  threadAt(seq: number): Thread | undefined {
    return this.#states.of(seq)?.thread
  }

  /** What is unsent has changed. */
  touch(): void {
    this.#messages.touch()
  }

  clear(): void {
    this.#excursion.end()
    this.history.clear()
    this.#messages.clear()
    this.#quoted.clear()
    this.#states.clear()
  }

  /** As far as it is loaded. */
  message(seq: number): Message | undefined {
    return this.#messages.at(seq) ?? this.#quoted.at(seq, this.#states.of(seq))
  }

  /** One alone, wherever it stands. Nothing where there is none that one may see. */
  async loadMessage(seq: number): Promise<Message | undefined> {
    const { room, place, questions } = this.#parts
    const known = this.message(seq)
    if (known || seq < 1 || seq <= place.floor) return known
    const sightings = this.#sightings
    const page = await questions.ask('room.history', () => ({ room, before: seq + 1, limit: 1 }))
    if (page && sightings !== this.#sightings) return this.loadMessage(seq)
    const [event] = page?.events.map(wholeEvent) ?? []
    if (!page || event?.seq !== seq || !isEvent(event, 'message.sent')) return undefined
    this.#quoted.keep(event)
    this.#take(page)
    this.#parts.loaded()
    return this.message(seq)
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
    if (page) this.#prepend({ ...page, events: page.events.map(wholeEvent) }, before)
    return page?.more ?? false
  }

  /** While a page was on its way, something may have become of its messages. */
  #take(page: Parameters<MessageStates['take']>[0]): void {
    this.#states.take(page, this.#parts.place.seq, this.history.after(page.head))
  }

  #trim(floor: number): void {
    this.history.trim(floor)
    this.#quoted.trim(floor)
    this.#excursion.excerpt?.trim(floor)
    this.#states.forget((seq) => seq <= floor)
    this.#messages.reread()
    this.#sightings += 1
  }

  #redact(gone: readonly number[]): void {
    for (const seq of gone) {
      this.history.redact(seq)
      this.#quoted.forget(seq)
    }
    this.#excursion.excerpt?.redact(gone)
    this.#states.redact(gone)
    this.#messages.reread()
    this.#sightings += 1
  }

  #become(event: EventFrame): void {
    const loaded = (seq: number) => this.history.at(seq) ?? this.#aside(seq)
    const changed = this.#states.apply(event, (seq) => loaded(seq)?.ev === 'message.sent')
    if (changed !== undefined) this.#change(changed)
  }

  #change(seq: number): void {
    const message = this.history.at(seq) ?? this.#aside(seq)
    if (!message) return
    this.#messages.change(message)
    this.#excursion.excerpt?.change(message)
  }

  /** What is loaded at this position besides the newest. */
  #aside(seq: number): EventFrame | undefined {
    return this.#quoted.eventAt(seq) ?? this.#excursion.excerpt?.eventAt(seq)
  }

  /** A page of an excerpt. One that was asked for before something was taken back may show it still. */
  async #read(input: () => Input<'room.history'>): Promise<Output<'room.history'> | undefined> {
    const { questions } = this.#parts
    const sightings = this.#sightings
    const page = await questions.ask('room.history', input)
    if (sightings !== this.#sightings) return this.#read(input)
    if (page) this.#take(page)
    return page
  }

  #join(events: readonly EventFrame[]): boolean {
    const before = this.#begin()
    const older = events.filter(({ seq }) => seq < before)
    if (older.at(-1)?.seq !== before - 1) return false
    this.#prepend({ events: older, head: this.#parts.place.seq }, before)
    return true
  }

  /** Where older events would join: right behind the newest where nothing is loaded. */
  #begin(): number {
    return this.history.oldest ?? this.#parts.place.seq + 1
  }

  /** Nothing where the oldest events loaded have been let go meanwhile. */
  #prepend({ events, states, head }: Page, before: number): void {
    if (before !== this.#begin()) return
    if (!this.history.prepend(events, before)) this.#parts.questions.isOtherHistory()
    this.#take({ events, states, head })
    this.#messages.prepend(events)
    for (const event of events) this.#confirm(event)
    this.#parts.loaded()
  }

  #confirm({ by, seq, at, ...event }: EventFrame): void {
    const { owner } = this.#parts
    if (by === owner.user && isEvent(event, 'message.sent')) owner.confirm(event.is.id, { seq, at })
  }
}
