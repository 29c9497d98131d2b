/**
 * A service that owns streams, as its database would tell it: one room, and a stream of each user that tells of joining
 * it. Event names are looked up by what they do to subscriptions, as the gateway does.
 */
import { type Effect, type Event, events, frameText, redactedText, type StreamState } from '@parley/protocol'
import { addEvents } from '@parley/service-kit/testing'
import { encodeMarks, type Mark, type ReaderSight, type StreamHead, type StreamRange } from '@parley/wire'

const entries: [string, Event][] = Object.entries(events)
const named = (effect: Effect | undefined) =>
  entries.find(([, event]) => event.effect === effect && !event.authored)?.[0] as string
const starts = named('start')
const ends = named('end')
const hides = named('hide')
const shows = named('show')
const redacts = named('redact')
const plain = named(undefined)
/** No event of the table has this effect yet. */
const looks = 'simulated.look'
/** Puts it into the table, until the function is called that it gives. */
export const addLooks = (): (() => void) => {
  addEvents({ [looks]: { about: '', stream: 'chat/room', body: {}, effect: 'look' satisfies Effect } })
  return () => void Reflect.deleteProperty(events, looks)
}
const authored = entries.find(([, event]) => event.authored)?.[0] as string

export const room = 'chat/room/0197aaaa-0000-7000-8000-000000000000'
export const users = [1, 2, 3].map((place) => `0197aaaa-0000-7000-8000-00000000000${place}`)
export const streamOf = (user: string) => `chat/user/${user}`

export interface Logged {
  readonly text: string
  readonly mark?: Mark
  /** Whom the event takes out of the room. */
  readonly out?: string
  readonly in?: string
  /** Whom the reader of this stream hides or shows by it. */
  readonly hides?: string
  readonly shows?: string
  /** The position of the event by which it is taken back. */
  goneAt?: number
}

interface Log {
  floor: number
  events: Logged[]
}

/** Consecutive events of one stream, as they are published after a commit. */
export interface Published {
  readonly on: string
  readonly epoch: number
  readonly first: number
  readonly follows: boolean
  readonly frames: readonly string[]
  readonly marks: readonly (Mark | undefined)[]
}

type History = Map<string, Log>

export class Owner {
  epoch = 1
  /** Whether it writes marks: one of the release before does not. */
  readonly marks: boolean
  #servers = 1
  readonly #histories = new Map<number, History>()
  members = new Set<string>()
  /** By user: to which they belong. */
  readonly audiences = new Map<string, readonly string[]>()

  constructor(marks = true) {
    this.marks = marks
    this.#histories.set(1, new Map([room, ...users.map(streamOf)].map((on) => [on, { floor: 0, events: [] }])))
  }

  get streams(): string[] {
    return [...this.#logs.keys()]
  }

  get #logs(): History {
    return this.#histories.get(this.epoch) as History
  }

  #log(on: string): Log {
    return this.#logs.get(on) as Log
  }

  #append(on: string, ev: string, is: object, effect: Omit<Logged, 'text'> = {}, by: string | null = null): Published {
    const log = this.#log(on)
    const seq = log.events.length + 1
    const text = frameText(on, seq, ev, by, 0, JSON.stringify({ ...is, written: this.epoch, on_server: this.#servers }))
    log.events.push({ text, ...effect })
    const follows = [starts, ends, hides, shows, redacts, looks].includes(ev)
    return { on, epoch: this.epoch, first: seq, follows, frames: [text], marks: [effect.mark] }
  }

  /** By one of the users, or by nobody, and sometimes for nobody who is there. */
  say(count: number, who = 0): Published[] {
    const said = Array.from({ length: count }, (_, place) => this.#sayOne(who + place))
    const [first] = said
    const [frames, marks] = [said.flatMap((one) => one.frames), said.flatMap((one) => one.marks)]
    return first ? [{ ...first, frames, marks }] : []
  }

  #sayOne(who: number): Published {
    const by = users[who % (users.length + 1)]
    if (!by) return this.#append(room, plain, {}, this.marks && who % 8 === 7 ? { mark: { for: 'others' } } : {})
    return this.#append(room, authored, {}, { mark: { by } }, by)
  }

  hide(user: string, author: string): Published[] {
    if (author === user || this.hiddenBy(user).has(author)) return []
    return [this.#append(streamOf(user), hides, { user: author }, { hides: author })]
  }

  show(user: string, author: string): Published[] {
    if (!this.hiddenBy(user).has(author)) return []
    return [this.#append(streamOf(user), shows, { user: author }, { shows: author })]
  }

  /** To what is said for others alone; the room tells that what its members see is another thing. */
  admit(user: string): Published[] {
    this.audiences.set(user, ['others'])
    return [this.#append(room, looks, {})]
  }

  /** One of the things that were said. */
  takeBack(which: number): Published[] {
    const { floor, events: all } = this.#log(room)
    const said = all.flatMap(({ mark, goneAt }, place) => (mark?.by && !goneAt && place >= floor ? [place + 1] : []))
    const seq = said[which % Math.max(said.length, 1)]
    if (seq === undefined) return []
    const published = this.#append(room, redacts, { seq })
    ;(all[seq - 1] as Logged).goneAt = published.first
    return [published]
  }

  hiddenBy(user: string): Set<string> {
    const hidden = new Set<string>()
    for (const event of this.#log(streamOf(user)).events) {
      if (event.hides) hidden.add(event.hides)
      if (event.shows) hidden.delete(event.shows)
    }
    return hidden
  }

  sight(user: string): ReaderSight {
    const on = streamOf(user)
    return { on, at: this.head(on).head, hides: [...this.hiddenBy(user)], audiences: this.audiences.get(user) ?? [] }
  }

  add(user: string): Published[] {
    if (this.members.has(user)) return []
    this.members.add(user)
    const joined = this.#append(room, plain, {}, { in: user })
    return [joined, this.#append(streamOf(user), starts, { on: room, ...this.head(room) })]
  }

  remove(user: string): Published[] {
    if (!this.members.delete(user)) return []
    return [this.#append(room, ends, { user }, { out: user }), this.#append(streamOf(user), plain, {})]
  }

  retain(on: string, last: number): void {
    const log = this.#log(on)
    log.floor = Math.max(log.floor, log.events.length - last)
  }

  /** The newest events of the room are gone, and others come in their places; nobody has noticed, so that the epoch is the same. */
  failOver(lost: number): void {
    this.#log(room).events.splice(-lost)
    this.#servers++
  }

  /** A backup is put back: the newest events are gone, and what follows is another history. */
  restore(lost: number): void {
    const logs = [...this.#logs].map(([on, { floor, events }]): [string, Log] => {
      const kept = events.slice(0, Math.max(0, events.length - lost)).map(({ goneAt, ...event }) => ({
        ...event,
        ...(goneAt && goneAt <= events.length - lost ? { goneAt } : {}),
      }))
      return [on, { floor: Math.min(floor, kept.length), events: kept }]
    })
    this.epoch++
    this.#histories.set(this.epoch, new Map(logs))
    this.members = new Set()
    for (const event of this.#log(room).events) {
      if (event.in) this.members.add(event.in)
      if (event.out) this.members.delete(event.out)
    }
  }

  head(on: string): StreamHead {
    const { floor, events } = this.#log(on)
    return { epoch: this.epoch, head: events.length, floor }
  }

  range(on: string, after: number, limit: number): StreamRange {
    const { floor, events } = this.#log(on)
    const from = Math.max(after, floor)
    const part = events.slice(from, from + limit)
    const marks = this.marks ? encodeMarks(part.map(({ mark, goneAt }) => (goneAt ? undefined : mark))) : ''
    const frames = part.map(({ text, goneAt }, place) => (goneAt ? redactedText(on, from + place + 1) : text))
    return { ...this.head(on), frames, ...(marks ? { marks } : {}) }
  }

  open(user: string): StreamState[] {
    const names = this.members.has(user) ? [room, streamOf(user)] : [streamOf(user)]
    return names.map((on) => ({ on, ...this.head(on), read: 0, unread: 0 }))
  }

  /** What was written at this position of this history. */
  event(on: string, epoch: number, seq: number): Logged | undefined {
    return this.#histories.get(epoch)?.get(on)?.events[seq - 1]
  }

  /** Whether the user was taken out of the room after `known` and before `seq`. */
  wasOut(user: string, epoch: number, known: number, seq: number): boolean {
    const log = this.#histories.get(epoch)?.get(room)?.events ?? []
    return log.slice(known, seq - 1).some((event) => event.out === user)
  }
}
