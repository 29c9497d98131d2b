/** Where everybody stands when all is over: which rooms they are in, where their cursors are, and what is unread. */
import type { Fault, FaultKind, History, Moved, Standing } from './history.ts'
import { isRoom, membershipIn, type Streams } from './stored.ts'

/** The furthest that each cursor was said to be. */
class Cursors {
  readonly #furthest = new Map<string, Map<string, number>>()

  constructor(moved: Iterable<Moved>) {
    for (const { user, on, read } of moved) {
      const ofUser = this.#furthest.get(user) ?? new Map<string, number>()
      this.#furthest.set(user, ofUser.set(on, Math.max(read, ofUser.get(on) ?? 0)))
    }
  }

  furthest({ user, on }: Standing): number {
    return this.#furthest.get(user)?.get(on) ?? 0
  }
}

/** A cursor begins where its owner comes in, and never goes back. */
function* kinds(streams: Streams, standing: Standing, moved: number): Generator<FaultKind> {
  const { user, on, head, read, unread } = standing
  const stream = streams.get(on)
  const membership = membershipIn(streams, on, user)
  if (!stream || !membership?.isIn) return yield 'leak'
  if (head !== stream.head) yield 'divergence'
  const least = stream.within === undefined ? membership.seq : 0
  if (read > stream.head || read < Math.max(least, moved)) yield 'cursor'
  if (unread !== stream.messagesAfter(read)) yield 'unread'
}

/** Rooms that somebody is in and that are not among theirs; also threads of these, but for private ones. */
function* unlisted(streams: Streams, users: ReadonlySet<string>, standings: readonly Standing[]): Generator<Fault> {
  const listed = Map.groupBy(standings, ({ on }) => on)
  for (const [on, stream] of streams) {
    const { head, within = on, only } = stream
    if (only || !isRoom(on)) continue
    const { members } = streams.get(within) ?? stream
    const named = new Set(listed.get(on)?.map(({ user }) => user))
    for (const [user, { isIn }] of members)
      if (isIn && users.has(user) && !named.has(user)) yield { fault: 'divergence', user, on, seq: head }
  }
}

export function* standingFaults(streams: Streams, { standings, moved, seen }: History): Generator<Fault> {
  if (!standings) return
  const cursors = new Cursors(moved ?? [])
  const ofRooms = [...standings].filter(({ on }) => isRoom(on))
  for (const standing of ofRooms) {
    const { user, on, head, read } = standing
    for (const fault of kinds(streams, standing, cursors.furthest(standing)))
      yield { fault, user, on, seq: fault === 'leak' || fault === 'divergence' ? head : read }
  }
  yield* unlisted(streams, new Set([...seen.values()].map(({ user }) => user)), ofRooms)
}
