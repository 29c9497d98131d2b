/**
 * Judges what happened to messages while parts of the platform failed: what every client was told and shown, against
 * what Postgres holds in the end. Takes time in proportion to what there is to judge.
 */

/** A place in a stream. */
export interface Place {
  readonly on: string
  readonly seq: number
}

/** An event in a stream; `id` is the message's, where it is one. */
export interface Event extends Place {
  readonly id?: string | undefined
}

/**
 * What a client was shown, as it came: an event, the start of a stream at a position, or its end. A start that goes on
 * from where the client was must name that place; one that breaks off says so with `anew`.
 */
export type Sight =
  | Event
  | { readonly on: string; readonly from: number; readonly anew: boolean }
  | { readonly on: string; readonly ended: true }

export interface History {
  /** The ids of all messages that anybody tried to send. */
  readonly tried: Iterable<string>
  /** Where the server said each message is; every answer, also repeated ones. */
  readonly acknowledged: Iterable<Place & { readonly id: string }>
  /** All events in Postgres at the end, in any order. */
  readonly stored: Iterable<Event>
  /** By client. */
  readonly seen: ReadonlyMap<string, Iterable<Sight>>
}

export type FaultKind =
  /** Acknowledged, and not in Postgres at the place that was told. */
  | 'lost'
  /** Seen without the event before it, or a place in Postgres without the place before it. */
  | 'gap'
  /** One message at two places, or one event shown twice. */
  | 'repeated'
  /** Shown after an event that comes behind it. */
  | 'disorder'
  /** Shown or stored, and nobody tried to send it; or shown, and not what Postgres holds there. */
  | 'phantom'
  /** A client that does not stand at the end when all is over. */
  | 'divergence'

export interface Fault extends Event {
  readonly fault: FaultKind
  readonly client?: string
}

type Streams = ReadonlyMap<string, ReadonlyMap<number, string | undefined>>

const byStream = (stored: Iterable<Event>): Streams => {
  const streams = new Map<string, Map<number, string | undefined>>()
  for (const { on, seq, id } of stored) {
    const events = streams.get(on) ?? new Map<number, string | undefined>()
    streams.set(on, events.set(seq, id))
  }
  return streams
}

/** Numbered 1, 2, 3 … each message once, and none that nobody sent. */
function* storedFaults(streams: Streams, tried: ReadonlySet<string>): Generator<Fault> {
  const places = new Set<string>()
  for (const [on, events] of streams) {
    for (const [seq, id] of events) {
      if (seq > 1 && !events.has(seq - 1)) yield { fault: 'gap', on, seq, id }
      if (id === undefined) continue
      if (places.has(id)) yield { fault: 'repeated', on, seq, id }
      places.add(id)
      if (!tried.has(id)) yield { fault: 'phantom', on, seq, id }
    }
  }
}

function* lostFaults(streams: Streams, acknowledged: History['acknowledged']): Generator<Fault> {
  for (const { on, seq, id } of acknowledged) if (streams.get(on)?.get(seq) !== id) yield { fault: 'lost', on, seq, id }
}

interface Reader {
  at: number
  /** Places shown since the stream began for this reader. */
  readonly shown: Set<number>
}

const begin = (readers: Map<string, Reader>, on: string, from: number, anew: boolean): FaultKind | undefined => {
  const reader = readers.get(on)
  if (!reader || anew) {
    readers.set(on, { at: from, shown: new Set() })
    return undefined
  }
  const before = reader.at
  reader.at = from
  return before === from ? undefined : before < from ? 'gap' : 'disorder'
}

/** The fault of showing this event now; a reader goes on from the event whatever was wrong with it. */
const show = (reader: Reader, seq: number): FaultKind | undefined => {
  const fault =
    seq === reader.at + 1 ? undefined : seq > reader.at ? 'gap' : reader.shown.has(seq) ? 'repeated' : 'disorder'
  reader.at = Math.max(reader.at, seq)
  reader.shown.add(seq)
  return fault
}

const isHeld = (streams: Streams, { on, seq, id }: Event) => {
  const events = streams.get(on)
  return events?.has(seq) === true && events.get(seq) === id
}

function* seenFaults(streams: Streams, client: string, sights: Iterable<Sight>): Generator<Fault> {
  const readers = new Map<string, Reader>()
  for (const sight of sights) {
    const { on } = sight
    if ('ended' in sight) {
      readers.delete(on)
      continue
    }
    if ('from' in sight) {
      const fault = begin(readers, on, sight.from, sight.anew)
      if (fault) yield { fault, client, on, seq: sight.from }
      continue
    }
    const reader = readers.get(on) ?? { at: 0, shown: new Set<number>() }
    readers.set(on, reader)
    const fault = show(reader, sight.seq)
    if (fault) yield { fault, client, ...sight }
    if (!isHeld(streams, sight)) yield { fault: 'phantom', client, ...sight }
  }
  for (const [on, { at }] of readers) {
    const head = streams.get(on)?.size ?? 0
    if (at !== head) yield { fault: 'divergence', client, on, seq: at }
  }
}

/** Everything that is wrong; nothing where every promise was kept. */
export const faultsIn = ({ tried, acknowledged, stored, seen }: History): Fault[] => {
  const streams = byStream(stored)
  return [
    ...storedFaults(streams, new Set(tried)),
    ...lostFaults(streams, acknowledged),
    ...[...seen].flatMap(([client, sights]) => [...seenFaults(streams, client, sights)]),
  ]
}
