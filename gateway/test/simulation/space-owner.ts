/**
 * A service whose one space rules two rooms, as its database would tell it. What somebody sees changes at a position of the space; it
 * remembers what that was at each.
 */
import { type Effect, frameText } from '@parley/protocol'
import { addEvents } from '@parley/service-kit/testing'
import { encodeMarks, type Mark, type StreamAudiences, type StreamHead, type StreamRange } from '@parley/wire'

const rules = 'simulated.rule'
/** Rules as well, by what only a later release knows. */
const later = 'simulated.later'
const ends = 'simulated.end'
const plain = 'simulated.plain'
/** Puts them into the table. */
export const addRules = (): void => {
  addEvents({
    [rules]: { about: '', stream: 'chat/space', body: {}, effect: 'rule' satisfies Effect },
    [ends]: { about: '', stream: 'chat/space', body: {}, effect: 'end' satisfies Effect },
    [plain]: { about: '', stream: 'chat/room', body: {} },
  })
}

const id = (place: number) => `0197aaaa-0000-7000-8000-00000000000${place}`
export const people = [1, 2, 3].map(id)
export const audiences = [4, 5].map(id)
export const space = `chat/space/${id(6)}`
export const rooms = audiences.map((audience) => `chat/room/${audience}`)
export const audienceOf = (on: string) => on.slice(on.lastIndexOf('/') + 1)

/** What one person sees: rooms by their audiences; undefined where they do not live in the space. */
type Sees = readonly string[] | undefined

interface Logged {
  readonly text: string
  readonly mark: Mark | undefined
  /** Of a room: up to which position of the space it knows of what changed. */
  readonly rightsAt: number | undefined
}

export interface Message {
  readonly on: string
  /** 0 for a signal. */
  readonly first: number
  readonly follows: boolean
  readonly frames: readonly string[]
  readonly marks: readonly (Mark | undefined)[]
  readonly rightsAt: number | undefined
}

export class SpaceOwner {
  /** Whether it says what its rooms know of; a process of the release before does not. */
  says = true
  rightsAt = 0
  readonly #logs = new Map<string, { floor: number; events: Logged[] }>(
    [space, ...rooms].map((on) => [on, { floor: 0, events: [] }]),
  )
  /** Of each person from which position on they saw what. */
  readonly #history = new Map<string, { readonly at: number; readonly sees: Sees }[]>(
    people.map((person) => [person, [{ at: 0, sees: audiences }]]),
  )

  #log(on: string) {
    return this.#logs.get(on) as { floor: number; events: Logged[] }
  }

  #append(on: string, ev: string, is: object, mark?: Mark): Message {
    const { events } = this.#log(on)
    const seq = events.length + 1
    const rightsAt = on === space ? undefined : this.rightsAt
    const text = frameText(on, seq, ev, null, 0, JSON.stringify(is))
    events.push({ text, mark, rightsAt })
    return {
      on,
      first: seq,
      follows: ev !== plain,
      frames: [text],
      marks: [mark],
      rightsAt: this.#told(rightsAt),
    }
  }

  #told(rightsAt: number | undefined): number | undefined {
    return this.says ? rightsAt : undefined
  }

  say(room: string): Message {
    return this.#append(room, plain, {})
  }

  /** In the space, for those who see the room. */
  tell(room: string): Message {
    return this.#append(space, plain, {}, { for: audienceOf(room) })
  }

  /** `whom` may be everybody; `sees` undefined takes them out. The event is for those who see the room that it names, if any. */
  change(whom: string | undefined, sees: Sees, room?: string, ev = rules): Message {
    const isEnd = whom !== undefined && !sees && !room
    const is = whom ? (isEnd ? { user: whom } : { users: [whom] }) : {}
    const message = this.#append(space, isEnd ? ends : ev, is, room ? { for: audienceOf(room) } : undefined)
    this.rightsAt = message.first
    for (const person of whom ? [whom] : people) this.#history.get(person)?.push({ at: message.first, sees })
    return message
  }

  /** As a process of a later release says it, which names those whom it is about in a way of its own. */
  changeLater(whom: string | undefined, sees: Sees, room?: string): Message {
    return this.change(whom, sees, room, later)
  }

  moved(room: string): Message {
    const { head } = this.head(room)
    const is = JSON.stringify({ room: audienceOf(room), head, tally: head, knows: this.rightsAt })
    const text = frameText(space, undefined, 'room.moved', null, 0, is)
    const rightsAt = this.#told(this.rightsAt)
    return { on: space, first: 0, follows: false, frames: [text], marks: [{ for: audienceOf(room) }], rightsAt }
  }

  retain(on: string, last: number): void {
    const log = this.#log(on)
    log.floor = Math.max(log.floor, log.events.length - last)
  }

  head(on: string): StreamHead {
    const { floor, events } = this.#log(on)
    return { epoch: 1, head: events.length, floor }
  }

  range(on: string, after: number, limit: number): StreamRange {
    const { floor, events } = this.#log(on)
    const from = Math.max(after, floor)
    const part = events.slice(from, from + limit)
    const marks = encodeMarks(part.map(({ mark }) => mark))
    const rightsAt = on === space ? undefined : this.#told(this.rightsAt)
    return {
      ...this.head(on),
      frames: part.map(({ text }) => text),
      ...(marks ? { marks } : {}),
      ...(rightsAt === undefined || part.length === 0 ? {} : { rightsAt }),
    }
  }

  told(readers: readonly string[], known?: string): StreamAudiences {
    const classes: string[] = []
    const of = readers.map((person) => {
      const sees = this.now(person)
      if (!sees) return null
      const bits = audiences.reduce((sum, audience, place) => sum | (sees.includes(audience) ? 1 << place : 0), 0)
      const text = Buffer.from([bits]).toString('base64')
      if (!classes.includes(text)) classes.push(text)
      return classes.indexOf(text)
    })
    const told = { at: this.rightsAt, list: 'all', classes, of }
    return known === 'all' ? told : { ...told, audiences }
  }

  now(person: string): Sees {
    return this.#history.get(person)?.at(-1)?.sees
  }

  /** What they saw at the position, and at all later ones. */
  since(person: string, position: number): Sees[] {
    const all = this.#history.get(person) ?? []
    const first = all.findLastIndex(({ at }) => at <= position)
    return all.slice(first).map(({ sees }) => sees)
  }

  /** Whether the event is the last one for this person. */
  isLast(ev: string, { user }: { readonly user?: unknown }, person: string): boolean {
    return ev === ends && user === person
  }

  event(on: string, seq: number): Logged | undefined {
    return this.#log(on).events[seq - 1]
  }
}
