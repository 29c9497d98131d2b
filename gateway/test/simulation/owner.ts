/**
 * A service that owns streams, as its database would tell it: one room, and a stream of each user that tells of joining
 * it. Event names are looked up by what they do to subscriptions, as the gateway does.
 */
import { events, frameText, type StreamHead, type StreamRange, type StreamState } from '@parley/protocol'

const named = (follow: 'start' | 'end' | undefined) =>
  Object.entries(events).find(([, event]) => ('follow' in event ? event.follow : undefined) === follow)?.[0] as string
const starts = named('start')
const ends = named('end')
const plain = named(undefined)

export const room = 'chat/room/0197aaaa-0000-7000-8000-000000000000'
export const users = [1, 2, 3].map((place) => `0197aaaa-0000-7000-8000-00000000000${place}`)
export const streamOf = (user: string) => `chat/user/${user}`

export interface Logged {
  readonly text: string
  /** Whom the event takes out of the room. */
  readonly out?: string
  readonly in?: string
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
}

type History = Map<string, Log>

export class Owner {
  epoch = 1
  #servers = 1
  readonly #histories = new Map<number, History>()
  members = new Set<string>()

  constructor() {
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

  #append(on: string, ev: string, is: object, effect: Omit<Logged, 'text'> = {}): Published {
    const log = this.#log(on)
    const seq = log.events.length + 1
    const text = frameText(
      on,
      seq,
      ev,
      null,
      0,
      JSON.stringify({ ...is, written: this.epoch, on_server: this.#servers }),
    )
    log.events.push({ text, ...effect })
    return { on, epoch: this.epoch, first: seq, follows: ev === starts || ev === ends, frames: [text] }
  }

  say(count: number): Published[] {
    const said = Array.from({ length: count }, () => this.#append(room, plain, {}))
    const [first] = said
    return first ? [{ ...first, frames: said.flatMap((one) => one.frames) }] : []
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
      const kept = events.slice(0, Math.max(0, events.length - lost))
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
    return { ...this.head(on), frames: events.slice(from, from + limit).map((event) => event.text) }
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
