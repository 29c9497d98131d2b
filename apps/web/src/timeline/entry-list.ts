/**
 * The entries of a timeline, again and again as its room changes. They are what `entriesOf` gives; but what has been put
 * together already is gone on with, so that what is new costs what it is, and not what there was before.
 */
import type { Message } from '@parley/client'
import type { EventFrame } from '@parley/protocol'
import { type Entry, type Folded, foldInto, itemsOf, type TimelineSource } from './entries.ts'

type Messages = TimelineSource['messages']

export class EntryList {
  /** Of events that have come, which have their place for good. */
  #settled: Folded = { entries: [], unreadAfter: undefined }
  #source: TimelineSource | undefined
  /** Those among them: of one that is taken back, or edited, another object comes, or none. */
  #said: Message[] = []
  #first: EventFrame | undefined
  #last: EventFrame | undefined

  of(source: TimelineSource): readonly Entry[] {
    if (!this.#goesOn(source)) this.#restart(source)
    this.#settle(source)
    const loose: Folded = { ...this.#settled, entries: [...this.#settled.entries] }
    foldInto(loose, itemsOf({ ...source, events: [], messages: behind(source.messages, this.#end) }), source.me)
    return loose.entries
  }

  get #end(): number {
    return this.#last?.seq ?? 0
  }

  /**
   * Whether what was loaded before has only grown at its end: there is no gap in it, so that one event tells of all events before,
   * and what was said is what it was.
   */
  #goesOn({ kind, me, unreadAfter, events, messages }: TimelineSource): boolean {
    const before = this.#source
    if (before?.kind !== kind || before.me !== me || before.unreadAfter !== unreadAfter) return false
    if (!this.#first || !this.#last) return false
    if (this.#said.some((message, place) => message !== messages[place])) return false
    return events[this.#last.seq - this.#first.seq] === this.#last
  }

  #restart(source: TimelineSource): void {
    this.#settled = { entries: [], unreadAfter: source.unreadAfter }
    this.#source = source
    this.#first = source.events[0]
    this.#last = undefined
    this.#said = []
  }

  #settle({ kind, me, events, messages, hasThread }: TimelineSource): void {
    const last = events.at(-1)
    if (!last || last === this.#last) return
    const news = events.slice(this.#last ? this.#end + 1 - (this.#first?.seq ?? 0) : 0)
    const said = behind(messages, this.#end).filter(({ seq }) => seq !== undefined && seq <= last.seq)
    foldInto(this.#settled, itemsOf({ kind, events: news, messages: said, hasThread }), me)
    this.#said.push(...said)
    this.#last = last
  }
}

/** Those after this position, and those without one: they stand last. */
const behind = (messages: Messages, seq: number): Messages =>
  messages.slice(messages.findLastIndex((message) => message.seq !== undefined && message.seq <= seq) + 1)
