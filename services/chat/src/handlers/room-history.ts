import { type EventFrame, fail } from '@parley/protocol'
import { type Handler, page } from '@parley/service-kit'
import type { Chat } from '../context.ts'
import { viewRoom } from '../store/rooms.ts'

export const roomHistory: Handler<'room.history', Chat> = async (
  { room, before, after, limit = 50 },
  { user },
  { db },
) => {
  const view = (await viewRoom(db, user, room)) ?? fail('ROOM_NOT_FOUND')
  const [direction, seq] =
    after === undefined ? (['before', before ?? view.head + 1] as const) : (['after', after] as const)
  const { frames, more } = await page(db, `chat/room/${room}`, direction, seq, limit)
  const events = frames.map((frame) => JSON.parse(frame) as EventFrame)
  return { epoch: db.epoch, head: view.head, floor: view.floor, events, more }
}
