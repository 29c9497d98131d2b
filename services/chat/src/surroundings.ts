/** A page of history that surrounds a position. */
import { type EventFrame, fail, type Output, type Redacted } from '@parley/protocol'
import { OtherHistory, page, takeFitting } from '@parley/service-kit'
import type { Chat } from './context.ts'
import { bytesTold, statesTold } from './states-told.ts'
import { sightOf } from './store/hidden.ts'
import { readStates } from './store/message-states.ts'
import { viewRoom } from './store/rooms.ts'

interface Around {
  readonly room: string
  readonly person: string
  readonly around: number
  readonly limit: number
}

/** Two pages that meet, of half the bytes each. What has become of the messages is read before them, as for any page. */
export const readSurroundings = async (
  { db, answerBytes }: Pick<Chat, 'db' | 'answerBytes'>,
  { room, person, around, limit }: Around,
): Promise<Output<'room.history'>> => {
  const [found, sight] = await Promise.all([viewRoom(db, person, room), sightOf(db, person)])
  const { epoch, head, floor, since } = found ?? fail('ROOM_NOT_FOUND')
  const middle = Math.min(Math.max(around, floor + 1), Math.max(head, floor + 1))
  const half = Math.ceil(limit / 2)
  const states = await readStates(db, { person, room, before: undefined, after: middle - half, limit })
  const [on, mostBytes] = [`chat/room/${room}`, answerBytes() / 2]
  const [older, newer] = await Promise.all([
    page(db, { on, direction: 'before', seq: middle + 1, limit: half, sight, since }, mostBytes),
    page(db, { on, direction: 'after', seq: middle, limit: Math.max(1, limit - half), sight, since }, mostBytes),
  ])
  for (const read of [older, newer, states]) if (read.epoch !== epoch) throw new OtherHistory(epoch, read.epoch)
  const fit = (frames: readonly string[]) => {
    const events = frames.map((frame) => JSON.parse(frame) as EventFrame | Redacted).filter(({ seq }) => seq > floor)
    return takeFitting(events, (event) => bytesTold(event, states.bySeq), mostBytes)
  }
  const before = fit(older.frames.toReversed())
  const events = [...before.toReversed(), ...fit(newer.frames)]
  const more = older.more && (before.at(-1)?.seq ?? 0) > floor + 1
  return { epoch, head: states.head, floor, events, ...statesTold(events, states.bySeq), more }
}
