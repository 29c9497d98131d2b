/**
 * The messages of a room: sent ones by position, then those that the server has confirmed and whose events have not come yet,
 * then the others in sending order. What has not changed is the same object, so that a view need not draw it again.
 */
import type { EventFrame } from '@parley/protocol'
import type { MessageState } from './message-states.ts'
import { answeredMessage, type Message, messageOf, type SentMessage, unsentMessage } from './messages.ts'
import { kept } from './stable.ts'
import type { Sent } from './unsent.ts'
import type { Pending } from './unsent-store.ts'

export interface MessageSource {
  /** Those that are loaded. */
  events(): readonly EventFrame[]
  /** What is known to have become of a message. */
  become(seq: number): MessageState | undefined
  unsent(): readonly Pending[]
}

const bySeq = (one: SentMessage, other: SentMessage): number => one.seq - other.seq

const isSame = (one: SentMessage, other: SentMessage): boolean =>
  one.id === other.id && one.seq === other.seq && one.at === other.at && one.text === other.text && !other.mentions

export class MessageList {
  readonly #source: MessageSource
  /** Of the events that are loaded; from the first time that somebody asks. */
  #sent: SentMessage[] | undefined
  #answered: readonly SentMessage[] = []
  #shown: readonly Message[] = []
  #isStale = true

  constructor(source: MessageSource) {
    this.#source = source
  }

  /** The same array until something in it changes. */
  get all(): readonly Message[] {
    if (this.#isStale) this.#shown = kept(this.#shown, this.#list())
    this.#isStale = false
    return this.#shown
  }

  /** An event has been loaded behind the others, which may be that of an answered message; those before `oldest` were let go. */
  append(event: EventFrame, oldest: number): void {
    if (this.#sent) this.#append(this.#sent, event, oldest)
    this.#answered = this.#answered.filter(({ seq }) => seq > event.seq)
    this.touch()
  }

  /** Events have been loaded before the others. */
  prepend(events: readonly EventFrame[]): void {
    this.#sent?.unshift(...this.#messagesOf(events))
    this.touch()
  }

  /** Something has become of the message that this event is. */
  change(event: EventFrame): void {
    const place = this.#sent?.findLastIndex(({ seq }) => seq === event.seq) ?? -1
    const message = messageOf(event, this.#source.become(event.seq))
    if (place >= 0 && message) this.#sent?.splice(place, 1, message)
    this.touch()
  }

  /** The loaded message at this position. */
  at(seq: number): SentMessage | undefined {
    return (this.all as readonly SentMessage[]).findLast((message) => message.seq === seq)
  }

  /** Events that are loaded say other things now. */
  reread(): void {
    this.#sent = undefined
    this.touch()
  }

  answered(pending: Pending, sent: Sent): void {
    this.#answered = [...this.#answered, answeredMessage(pending, sent)].sort(bySeq)
    this.touch()
  }

  /** What is unsent has changed. */
  touch(): void {
    this.#isStale = true
  }

  clear(): void {
    this.#sent = undefined
    this.#answered = []
    this.touch()
  }

  #list(): Message[] {
    this.#sent ??= this.#messagesOf(this.#source.events())
    return [...this.#sent, ...this.#answered, ...this.#source.unsent().map(unsentMessage)]
  }

  #messagesOf(events: readonly EventFrame[]): SentMessage[] {
    return events.flatMap((event) => messageOf(event, this.#source.become(event.seq)) ?? [])
  }

  #append(sent: SentMessage[], event: EventFrame, oldest: number): void {
    const message = messageOf(event)
    if (message) sent.push(this.#answered.find((answered) => isSame(answered, message)) ?? message)
    const first = sent.findIndex(({ seq }) => seq >= oldest)
    sent.splice(0, first < 0 ? sent.length : first)
  }
}
