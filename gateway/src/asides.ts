/** `stream.follow` and `stream.leave`: what a connection follows by name, besides what it always follows. */
import { fail, type Input, type Output } from '@parley/protocol'
import type { ReaderState } from '@parley/wire'
import type { Asked, Connection } from './connection.ts'
import { type Greeter, resumeAll, unknownOf } from './greeting.ts'

export interface AsideSide extends Pick<Greeter, 'admission' | 'streams' | 'mostMissed' | 'traffic'> {
  /** Streams of one connection that are followed so. */
  readonly mostAsides: number
}

/** What is always followed is none. They are taken before anybody is asked: two at once are not more than one by one. */
const take = (connection: Connection, names: readonly string[], { streams, mostAsides }: AsideSide): Asked => {
  connection.asides ??= new Map()
  const { asides } = connection
  const added = names.filter((on) => asides.has(on) || !streams.isFollowed(connection, on))
  const count = new Set([...asides.keys(), ...added]).size
  if (count > mostAsides) fail('TOO_MANY_STREAMS', { limit: 'FOLLOWS_PER_CONNECTION', most: mostAsides })
  const asked = { isOutdated: false }
  for (const on of added) asides.set(on, asked)
  return asked
}

/** Those that this time asked for, and that are not followed. */
const giveBack = (connection: Connection, asked: Asked, names: readonly string[], { streams }: AsideSide): void => {
  for (const on of names)
    if (connection.asides?.get(on) === asked && !streams.isFollowed(connection, on)) connection.asides.delete(on)
}

/** As their owner says who knows of all that has come to the connection by then. */
const askOwner = async (
  connection: Connection,
  asked: Asked,
  names: readonly string[],
  { streams }: AsideSide,
): Promise<ReaderState[]> => {
  for (;;) {
    asked.isOutdated = false
    const states = (await streams.ask(connection.user, names)).filter((state) => state !== null)
    await streams.begin(states)
    if (!asked.isOutdated || connection.closed) return states
  }
}

export const followAsides = async (
  connection: Connection,
  id: number,
  { streams: wanted, have = {} }: Input<'stream.follow'>,
  side: AsideSide,
): Promise<void> => {
  const { admission, streams } = side
  const names = [...new Set(wanted)]
  const mayResume = admission.mayResume(connection)
  const always = new Set(names.filter((on) => !connection.asides?.has(on) && streams.isFollowed(connection, on)))
  const asked = take(connection, names, side)
  try {
    const states = await askOwner(connection, asked, names, side)
    if (connection.closed) return
    // Left, or asked for again, meanwhile: that counts, and is answered by itself.
    const isAsked = (on: string) => always.has(on) || connection.asides?.get(on) === asked
    const begun = resumeAll(
      states.filter(({ on }) => isAsked(on)),
      have,
      mayResume,
      side,
    )
    const answer: Output<'stream.follow'> = { streams: begun, unknown: unknownOf(names.filter(isAsked), states) }
    // What was on its way comes before the answer: behind it everything comes from where that says.
    for (const { on } of begun) streams.leave(connection, on)
    admission.greeted(connection, connection.answer(id, answer))
    for (const { on, from, ...at } of begun) {
      if (!always.has(on)) connection.asides?.set(on, asked)
      streams.follow(connection, on, from, at)
    }
  } finally {
    giveBack(connection, asked, names, side)
  }
}

export const leaveAsides = (
  connection: Connection,
  id: number,
  { streams: names }: Input<'stream.leave'>,
  { streams }: Pick<AsideSide, 'streams'>,
): void => {
  for (const on of names) if (connection.asides?.delete(on)) streams.leave(connection, on)
  connection.answer(id, {})
}
