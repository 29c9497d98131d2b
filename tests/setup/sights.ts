/** What a client was shown, from the frames that it got, for `faultsIn` to judge. */
import { asEvent, type EventFrame, effectOf, isRedacted, type Output, type ServerFrame } from '@parley/protocol'
import type { Sight, Standing } from '../faults/history/history.ts'
import type { Positions } from './raw-client.ts'

type Identity = 'id' | 'text'

const isHello = (ok: unknown): ok is Output<'hello'> => typeof ok === 'object' && ok !== null && 'heartbeat_ms' in ok
const isPage = (ok: unknown): ok is Output<'room.history'> =>
  typeof ok === 'object' && ok !== null && 'events' in ok && 'more' in ok

/** Where somebody stands, as a fresh connection of theirs is told. */
export const standingsOf = (user: string, { streams }: Output<'hello'>): Standing[] =>
  streams.map(({ on, head, read, unread }) => ({ user, on, head, read, unread }))

/** Where it was decided what is followed, by stream: what earlier events say of it is in that already. */
type Known = Map<string, number>

function* greeted(known: Known, { streams }: Output<'hello'>): Generator<Sight> {
  const named = new Set(streams.map(({ on }) => on))
  for (const on of known.keys()) if (!named.has(on)) yield { on, ended: true }
  for (const { on, from, reset, head } of streams)
    yield { on, from, anew: reset === true || !known.has(on), known: head }
  known.clear()
  for (const { on, head } of streams) known.set(on, head)
}

function* followed(known: Known, { on, seq, ev, is }: EventFrame, user: string): Generator<Sight> {
  if (seq <= (known.get(on) ?? 0)) return
  const effect = effectOf(ev)
  if (effect === 'start') {
    yield { on: String(is.on), from: Number(is.head), anew: true }
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
  for (const [on, from] of known) yield { on, from, anew: true }
  const toEvent = ({ on, seq, ev, is }: EventFrame) => ({
    on,
    seq,
    id: ev === 'message.sent' ? String(is[identity]) : undefined,
    ...(isRedacted({ ev }) ? { isRedacted: true } : {}),
  })
  for (const frame of frames) {
    if ('ok' in frame && isHello(frame.ok)) yield* greeted(known, frame.ok)
    else if ('ok' in frame && isPage(frame.ok)) {
      const [first] = frame.ok.events
      if (first) yield { on: first.on, page: frame.ok.events.map(asEvent).map(toEvent), known: frame.ok.head }
    } else if ('reset' in frame) {
      const { on, reset } = frame
      yield { on, from: reset.head, anew: true }
      if (known.has(on)) known.set(on, reset.head)
    } else if ('seq' in frame) {
      const event = asEvent(frame)
      yield toEvent(event)
      yield* followed(known, event, user)
    }
  }
}

/** What each epoch has of it. A connection is of the epoch that it was greeted in, and a page of the one that it names. */
export const sightsByEpoch = (
  frames: Iterable<ServerFrame>,
  user: string,
  identity: Identity,
): Map<number, Sight[]> => {
  const parts = new Map<number, ServerFrame[]>()
  let epoch = 0
  for (const frame of frames) {
    const ok = 'ok' in frame ? frame.ok : undefined
    if (isHello(ok)) epoch = ok.streams[0]?.epoch ?? epoch
    const own = isPage(ok) ? ok.epoch : epoch
    const part = parts.get(own)
    if (part) part.push(frame)
    else parts.set(own, [frame])
  }
  return new Map([...parts].map(([of, part]) => [of, [...sightsOf(part, user, identity)]]))
}

/** Streams with which a greeting goes on although it is of another epoch than the one before. */
export const carriedOver = (frames: Iterable<ServerFrame>): string[] => {
  const known = new Map<string, number>()
  const carried: string[] = []
  for (const frame of frames) {
    if (!('ok' in frame) || !isHello(frame.ok)) continue
    for (const { on, epoch, reset } of frame.ok.streams) {
      if ((known.get(on) ?? epoch) !== epoch && !reset) carried.push(on)
      known.set(on, epoch)
    }
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
