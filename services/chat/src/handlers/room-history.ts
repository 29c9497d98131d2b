import { type EventFrame, fail, type Redacted, usualPage } from '@parley/protocol'
import { type Handler, OtherHistory, page } from '@parley/service-kit'
import type { Chat } from '../context.ts'
import { sightOf } from '../store/hidden.ts'
import { viewRoom } from '../store/rooms.ts'

export const roomHistory: Handler<'room.history', Chat> = async (
  { room, before, after, limit = usualPage.events },
  { user },
  { db, answerBytes },
) => {
  const [found, sight] = await Promise.all([viewRoom(db, user, room), sightOf(db, user)])
  const view = found ?? fail('ROOM_NOT_FOUND')
  const [direction, seq] =
    after === undefined
      ? (['before', before ?? view.head + 1] as const)
      : (['after', Math.max(after, view.floor)] as const)
  const { epoch, frames, more } = await page(
    db,
    { on: `chat/room/${room}`, direction, seq, limit, sight },
    answerBytes(),
  )
  if (epoch !== view.epoch) throw new OtherHistory(view.epoch, epoch)
  const all = frames.map((frame) => JSON.parse(frame) as EventFrame | Redacted)
  const first = all[0]?.seq ?? 0
  // Numbers have no holes: where a page begins later than asked, retention has moved the floor since we looked.
  const floor = direction === 'after' && first > seq + 1 ? first - 1 : view.floor
  const end = direction === 'after' && before !== undefined ? before : Number.POSITIVE_INFINITY
  const events = all.filter((event) => event.seq > floor && event.seq < end)
  const goesOn = more && events.length === all.length && (events.at(-1)?.seq ?? 0) + 1 < end
  return { epoch, head: view.head, floor, events, more: goesOn }
}
