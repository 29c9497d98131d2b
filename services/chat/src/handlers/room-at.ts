import { fail } from '@parley/protocol'
import { type Handler, OtherHistory } from '@parley/service-kit'
import type { Chat } from '../context.ts'
import { findMoment } from '../store/moments.ts'
import { viewRoom } from '../store/rooms.ts'

export const roomAt: Handler<'room.at', Chat> = async ({ room, at }, { user }, { db }) => {
  const view = (await viewRoom(db, user, room)) ?? fail('ROOM_NOT_FOUND')
  const { epoch, seq } = await findMoment(db, room, at)
  if (epoch !== view.epoch) throw new OtherHistory(view.epoch, epoch)
  const head = Math.max(view.head, seq)
  return { epoch, head, seq: Math.min(head, Math.max(seq, view.floor + 1)) }
}
