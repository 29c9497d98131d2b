/** What a client was shown, from the frames that it got, for `faultsIn` to judge. */
import {
  asEvent,
  type EventFrame,
  effectOf,
  isRedacted,
  type OpenedFrame,
  type Output,
  ownerOf,
  type ServerFrame,
} from '@parley/protocol'
import type { Event, Sight, Standing } from '../faults/history/history.ts'
import type { Positions } from './raw-client.ts'

type Identity = 'id' | 'text'

/** What says something: edits have no id, and are known where texts tell messages apart. */
const sayings: readonly string[] = ['message.sent', 'message.edited']

/** As it is judged. */
export const toEvent = ({ on, seq, ev, is }: EventFrame, identity: Identity): Event => ({
  on,
  seq,
  id: sayings.includes(ev) && is[identity] !== undefined ? String(is[identity]) : undefined,
  ...(isRedacted({ ev }) ? { isRedacted: true } : {}),
})

const isHello = (ok: unknown): ok is Output<'hello'> => typeof ok === 'object' && ok !== null && 'heartbeat_ms' in ok
const isFollowed = (ok: unknown): ok is Output<'stream.follow'> =>
  typeof ok === 'object' && ok !== null && 'unknown' in ok && !isHello(ok)
const isPage = (ok: unknown): ok is Output<'room.history'> =>
  typeof ok === 'object' && ok !== null && 'events' in ok && 'more' in ok

/** Where somebody stands, as a fresh connection of theirs is told. */
export const standingsOf = (user: string, { streams }: Pick<Output<'hello'>, 'streams'>): Standing[] =>
  streams.map(({ on, head, read, unread }) => ({ user, on, head, read, unread }))

/** Where it was decided what is followed, by stream: what earlier events say of it is in that already. */
type Known = Map<string, number>
type Named = Pick<Output<'hello'>, 'streams'>

/** What a connection is told to follow: by the answer to hello, and by what comes behind it for owners that it names as opening. */
class Greeting {
  readonly known: Known
  #named = new Set<string>()

  constructor(known: Known) {
    this.known = known
  }

  *begin({ streams, opening = [] }: Output<'hello'>): Generator<Sight> {
    this.#named = new Set()
    yield* this.#name({ streams })
    yield* this.#end((on) => !opening.includes(ownerOf(on)))
  }

  *goOn(frame: OpenedFrame): Generator<Sight> {
    yield* this.#name(frame)
    if (!frame.more) yield* this.#end((on) => ownerOf(on) === frame.opened)
  }

  *#name({ streams }: Named): Generator<Sight> {
    for (const { on, epoch, from, reset, head } of streams) {
      yield { on, from, anew: reset === true || !this.known.has(on), known: head, epoch }
      this.known.set(on, head)
      this.#named.add(on)
    }
  }

  /** Of those that are all named by now: what is not is no longer followed. */
  *#end(isNamed: (on: string) => boolean): Generator<Sight> {
    for (const on of [...this.known.keys()]) {
      if (this.#named.has(on) || !isNamed(on)) continue
      this.known.delete(on)
      yield { on, ended: true }
    }
  }
}

/** What a connection follows by name. The next one goes on with it when it asks again, from where the one before stood. */
class Asides {
  readonly #all = new Set<string>()
  /** Those that this connection follows: asked for again, they begin where it says. */
  readonly #live = new Set<string>()

  breakOff(): void {
    this.#live.clear()
  }

  *begin({ streams, unknown }: Output<'stream.follow'>): Generator<Sight> {
    for (const { on, epoch, from, reset, head } of streams) {
      yield { on, from, anew: reset === true || !this.#all.has(on) || this.#live.has(on), known: head, epoch }
      this.#all.add(on)
      this.#live.add(on)
    }
    for (const on of unknown) yield* this.end(on)
  }

  *end(on: string): Generator<Sight> {
    this.#live.delete(on)
    if (this.#all.delete(on)) yield { on, ended: true }
  }
}

function* followed(known: Known, { on, seq, ev, is }: EventFrame, user: string): Generator<Sight> {
  if (seq <= (known.get(on) ?? 0)) return
  const effect = effectOf(ev)
  if (effect === 'start') {
    yield { on: String(is.on), from: Number(is.head), anew: true, epoch: Number(is.epoch) }
    known.set(String(is.on), Number(is.head))
  }
  if (effect === 'end' && is.user === user) {
    yield { on, ended: true }
    known.delete(on)
  }
}

/**
 * The frames of one client in the order they came, over all of its connections. `identity` is the member of a message
 * by which it is known; `had`, where it says that it stood before.
 */
export function* sightsOf(
  frames: Iterable<ServerFrame>,
  user: string,
  identity: Identity = 'id',
  had: Positions = {},
): Generator<Sight> {
  const known: Known = new Map(Object.entries(had).map(([on, [, seq]]) => [on, seq]))
  const greeting = new Greeting(known)
  const asides = new Asides()
  function* over(on: string): Generator<Sight> {
    yield* asides.end(on)
    if (known.delete(on)) yield { on, ended: true }
  }
  for (const [on, from] of known) yield { on, from, anew: true }
  const shown = (event: EventFrame) => toEvent(event, identity)
  for (const frame of frames) {
    if ('ok' in frame && isHello(frame.ok)) {
      asides.breakOff()
      yield* greeting.begin(frame.ok)
    } else if ('ok' in frame && isFollowed(frame.ok)) yield* asides.begin(frame.ok)
    else if ('ended' in frame) yield* over(frame.on)
    else if ('opened' in frame) yield* greeting.goOn(frame)
    else if ('ok' in frame && isPage(frame.ok)) {
      const [first] = frame.ok.events
      if (first) yield { on: first.on, page: frame.ok.events.map(asEvent).map(shown), known: frame.ok.head }
    } else if ('reset' in frame) {
      const { on, reset } = frame
      yield { on, from: reset.head, anew: true, epoch: reset.epoch }
      if (known.has(on)) known.set(on, reset.head)
    } else if ('seq' in frame) {
      const event = asEvent(frame)
      yield shown(event)
      yield* followed(known, event, user)
      if (effectOf(event.ev) === 'close') yield* over(event.on)
    }
  }
}

/** What each epoch of chat has of it. A connection is of the epoch that it was greeted in, and a page of the one that it names. */
export const sightsByEpoch = (
  frames: Iterable<ServerFrame>,
  user: string,
  identity: Identity,
): Map<number, Sight[]> => {
  const parts = new Map<number, ServerFrame[]>()
  let epoch = 0
  for (const frame of frames) {
    const ok = 'ok' in frame ? frame.ok : undefined
    const named = isHello(ok) ? ok : 'opened' in frame ? frame : undefined
    epoch = named?.streams.find(({ on }) => ownerOf(on) === 'chat')?.epoch ?? epoch
    const own = isPage(ok) ? ok.epoch : epoch
    const part = parts.get(own)
    if (part) part.push(frame)
    else parts.set(own, [frame])
  }
  return new Map([...parts].map(([of, part]) => [of, [...sightsOf(part, user, identity)]]))
}

/** Streams with which a client is told to go on although it is another epoch than what it knew of them. */
export const carriedOver = (frames: Iterable<ServerFrame>, user: string): string[] => {
  const known = new Map<string, number>()
  const carried: string[] = []
  for (const sight of sightsOf(frames, user)) {
    if ('ended' in sight) known.delete(sight.on)
    if (!('from' in sight) || sight.epoch === undefined) continue
    const { on, epoch, anew } = sight
    if (!anew && known.get(on) !== epoch) carried.push(on)
    known.set(on, epoch)
  }
  return carried
}

/** Where a client stands in each stream that it follows. */
export const standing = (sights: Iterable<Sight>): Map<string, number> => {
  const places = new Map<string, number>()
  for (const sight of sights) {
    if ('ended' in sight) places.delete(sight.on)
    else if ('from' in sight) places.set(sight.on, sight.from)
    else if ('seq' in sight) places.set(sight.on, sight.seq)
  }
  return places
}
