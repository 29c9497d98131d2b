/** What Postgres holds, and who is in each room by the room's own events. */
import type { Event, Fault, History, Stored } from './history.ts'

export interface Membership {
  /** The event that brought them in last, or took them out. */
  readonly seq: number
  readonly isIn: boolean
}

export class Stream {
  /** Ascending. */
  readonly events: readonly Stored[]
  readonly members = new Map<string, Membership>()
  /** Everybody who ever managed it. */
  readonly managers = new Set<string>()
  readonly #bySeq: ReadonlyMap<number, Stored>
  readonly #messages: number[] = []
  /** By position, that of the event by which it is taken back. */
  readonly #takenBack = new Map<number, number>()
  /** Ascending: whom the user of this stream hides, or shows. */
  readonly #sights: { readonly seq: number; readonly author: string; readonly isHidden: boolean }[] = []

  constructor(bySeq: ReadonlyMap<number, Stored>) {
    this.#bySeq = bySeq
    this.events = [...bySeq.values()].sort((one, other) => one.seq - other.seq)
    for (const user of this.ruled?.sees ?? []) this.members.set(user, { seq: 0, isIn: true })
    for (const user of this.ruled?.leads ?? []) this.managers.add(user)
    for (const event of this.events) {
      const { seq, id, isRedacted, isUncounted, brings, takes, manages, takesBack, takesBackToo, hides, shows } = event
      if (manages !== undefined) this.managers.add(manages)
      if ((id !== undefined || isRedacted) && !isUncounted) this.#messages.push(seq)
      if (takesBack !== undefined)
        for (const gone of [takesBack, ...(takesBackToo ?? [])]) this.#takenBack.set(gone, seq)
      if (hides !== undefined) this.#sights.push({ seq, author: hides, isHidden: true })
      if (shows !== undefined) this.#sights.push({ seq, author: shows, isHidden: false })
      if (takes !== undefined) this.members.set(takes, { seq, isIn: false })
      if (brings !== undefined) this.members.set(brings, { seq, isIn: true })
    }
  }

  /** Of a thread: the stream of its room. */
  get within(): string | undefined {
    return this.events[0]?.within
  }

  /** Of a private thread: who may ever have seen it, besides who managed its room. */
  get only(): ReadonlySet<string> | undefined {
    return this.events[0]?.only
  }

  /** Of a room of a space: who sees it in the end, and who ever managed its threads. */
  get ruled() {
    return this.events[0]?.ruled
  }

  get head(): number {
    return this.events.at(-1)?.seq ?? 0
  }

  at(seq: number): Stored | undefined {
    return this.#bySeq.get(seq)
  }

  takenBackAt(seq: number): number | undefined {
    return this.#takenBack.get(seq)
  }

  everHides(author: string): boolean {
    return this.#sights.some((sight) => sight.author === author && sight.isHidden)
  }

  /** Whom its user hides at a position, and does not show later on. */
  hiddenSince(seq: number): Set<string> {
    const hidden = new Set<string>()
    for (const sight of this.#sights) {
      if (!sight.isHidden) hidden.delete(sight.author)
      else if (sight.seq <= seq) hidden.add(sight.author)
    }
    return hidden
  }

  /** Whether its user shows somebody again behind one position, and not behind another. */
  shownBetween(after: number, until: number, author: string | undefined): boolean {
    return this.#sights.some((sight) => {
      return sight.author === author && !sight.isHidden && sight.seq > after && sight.seq <= until
    })
  }

  messagesAfter(seq: number): number {
    let [low, high] = [0, this.#messages.length]
    while (low < high) {
      const middle = (low + high) >> 1
      if ((this.#messages[middle] as number) > seq) high = middle
      else low = middle + 1
    }
    return this.#messages.length - low
  }
}

export type Streams = ReadonlyMap<string, Stream>

export const streamsOf = (stored: Iterable<Stored>): Streams => {
  const streams = new Map<string, Map<number, Stored>>()
  for (const event of stored) {
    const events = streams.get(event.on) ?? new Map<number, Stored>()
    streams.set(event.on, events.set(event.seq, event))
  }
  return new Map([...streams].map(([on, events]) => [on, new Stream(events)]))
}

export const isRoom = (on: string): boolean => on.startsWith('chat/room/')
const isOfUser = (on: string): boolean => on.startsWith('chat/user/')

/** Whether a thread is for this user, as far as they are in its room. */
const isFor = ({ only }: Stream, room: Stream | undefined, user: string): boolean =>
  only === undefined || only.has(user) || room?.managers.has(user) === true

/** As they stand in a room, and in a thread as in its room, where it is for them. */
export const membershipIn = (streams: Streams, on: string, user: string): Membership | undefined => {
  const stream = streams.get(on)
  if (stream?.within === undefined) return stream?.members.get(user)
  const room = streams.get(stream.within)
  return isFor(stream, room, user) ? room?.members.get(user) : undefined
}

/** Who of a space sees a room or a thread, and when, is not told by the events there. */
const isRuled = (streams: Streams, on: string): boolean =>
  streams.get(streams.get(on)?.within ?? on)?.ruled !== undefined

/**
 * The last event of a stream that somebody may ever have been shown. A member may read the whole history, so this is
 * all of it for who is in, and for who is out the event that took them out last. What of a thread was said by then is not known.
 */
export const visibleUntil = (streams: Streams, on: string, user: string): number => {
  if (isOfUser(on)) return on === `chat/user/${user}` ? Number.POSITIVE_INFINITY : 0
  if (!isRoom(on) || isRuled(streams, on)) return Number.POSITIVE_INFINITY
  const membership = membershipIn(streams, on, user)
  return membership?.isIn || (membership && streams.get(on)?.within) ? Number.POSITIVE_INFINITY : (membership?.seq ?? 0)
}

/** Whether this stands there; what it said may be gone from either. */
export const isHeld = (streams: Streams, { on, seq, id, isRedacted }: Event): boolean => {
  const event = streams.get(on)?.at(seq)
  if (event === undefined || isRedacted) return event !== undefined
  return event.id === id || (event.isRedacted === true && event.id === undefined)
}

/** Numbered 1, 2, 3 … each message once, and none that nobody sent. */
export function* storedFaults(streams: Streams, tried: ReadonlySet<string>): Generator<Fault> {
  const places = new Set<string>()
  for (const [on, stream] of streams) {
    for (const { seq, id, isRedacted } of stream.events) {
      if (isRedacted && stream.takenBackAt(seq) === undefined) yield { fault: 'withheld', on, seq, id }
      if (seq > 1 && !stream.at(seq - 1)) yield { fault: 'gap', on, seq, id }
      if (id === undefined) continue
      if (places.has(id)) yield { fault: 'repeated', on, seq, id }
      places.add(id)
      if (!tried.has(id)) yield { fault: 'phantom', on, seq, id }
    }
  }
}

export function* lostFaults(streams: Streams, acknowledged: History['acknowledged']): Generator<Fault> {
  for (const { on, seq, id } of acknowledged)
    if (!isHeld(streams, { on, seq, id })) yield { fault: 'lost', on, seq, id }
}
