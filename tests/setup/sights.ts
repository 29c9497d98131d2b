/** What a client was shown, from the frames that it got, for `faultsIn` to judge. */
import { followEffect, type Output, type ServerFrame } from '@parley/protocol'
import type { Sight } from '../faults/history.ts'

const isHello = (ok: unknown): ok is Output<'hello'> => typeof ok === 'object' && ok !== null && 'heartbeat_ms' in ok

/**
 * The frames of one client in the order they came, over all of its connections. `identity` is the member of a message
 * by which it is known.
 */
export function* sightsOf(
  frames: Iterable<ServerFrame>,
  user: string,
  identity: 'id' | 'text' = 'id',
): Generator<Sight> {
  const followed = new Set<string>()
  for (const frame of frames) {
    if ('ok' in frame && isHello(frame.ok)) {
      const named = new Set(frame.ok.streams.map(({ on }) => on))
      for (const on of followed) if (!named.has(on)) yield { on, ended: true }
      for (const { on, from, reset } of frame.ok.streams) yield { on, from, anew: reset === true || !followed.has(on) }
      followed.clear()
      for (const on of named) followed.add(on)
    } else if ('reset' in frame) yield { on: frame.on, from: frame.reset.head, anew: true }
    else if ('seq' in frame) {
      const { on, seq, ev, is } = frame
      yield { on, seq, id: ev === 'message.sent' ? String(is[identity]) : undefined }
      const effect = followEffect(ev)
      if (effect === 'start') {
        yield { on: String(is.on), from: Number(is.head), anew: true }
        followed.add(String(is.on))
      }
      if (effect === 'end' && is.user === user) {
        yield { on, ended: true }
        followed.delete(on)
      }
    }
  }
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
