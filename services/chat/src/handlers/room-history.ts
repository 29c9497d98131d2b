import { type EventFrame, fail, type Redacted, usualPage } from '@parley/protocol'
import { type Handler, OtherHistory, page, takeFitting } from '@parley/service-kit'
import type { Chat } from '../context.ts'
import { bytesTold, statesTold } from '../states-told.ts'
import { sightOf } from '../store/hidden.ts'
import { readStates } from '../store/message-states.ts'
import { viewRoom } from '../store/rooms.ts'
import { readSurroundings } from '../surroundings.ts'

/** What has become of the messages is read before them: what is taken back meanwhile is told of neither. */
export const roomHistory: Handler<'room.history', Chat> = async (
  { room, around, before, after, limit = usualPage.events },
  { user },
  { db, answerBytes },
) => {
  if (around !== undefined) return readSurroundings({ db, answerBytes }, { room, person: user, around, limit })
  const [found, sight, { head, epoch: known, bySeq }] = await Promise.all([
    viewRoom(db, user, room),
    sightOf(db, user),
    readStates(db, { person: user, room, before, after, limit }),
  ])
  const view = found ?? fail('ROOM_NOT_FOUND')
  const [direction, seq] =
    after === undefined ? (['before', before ?? head + 1] as const) : (['after', Math.max(after, view.floor)] as const)
  const { epoch, frames, more } = await page(
    db,
    { on: `chat/room/${room}`, direction, seq, limit, sight, since: view.since },
    answerBytes(),
  )
  if (epoch !== view.epoch || epoch !== known) throw new OtherHistory(view.epoch, epoch)
  const all = frames.map((frame) => JSON.parse(frame) as EventFrame | Redacted)
  const first = all[0]?.seq ?? 0
  // Numbers have no holes: where a page begins later than asked, retention has moved the floor since we looked.
  const floor = direction === 'after' && first > seq + 1 ? first - 1 : view.floor
  const end = direction === 'after' && before !== undefined ? before : Number.POSITIVE_INFINITY
  const asked = all.filter((event) => event.seq > floor && event.seq < end)
  const nearest = direction === 'before' ? asked.toReversed() : asked
  const held = takeFitting(nearest, (event) => bytesTold(event, bySeq), answerBytes())
  const events = direction === 'before' ? held.toReversed() : [...held]
  // Pinned messages may be left below the floor.
  const isOverFloor = direction === 'after' || first > floor + 1
  const goesOn = more && asked.length === all.length && isOverFloor && (asked.at(-1)?.seq ?? 0) + 1 < end
  const isCut = held.length < asked.length
  return { epoch, head, floor, events, ...statesTold(events, bySeq), more: goesOn || isCut }
}
