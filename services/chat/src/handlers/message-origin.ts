import { fail } from '@parley/protocol'
import type { Handler } from '@parley/service-kit'
import type { Chat } from '../context.ts'
import { saidTo } from '../forwards.ts'
import { isBefore } from '../store/reach.ts'
import { seenRooms } from '../store/search.ts'

export const messageOrigin: Handler<'message.origin', Chat> = async (place, { user }, { db }) => {
  const { from } = await saidTo(db, user, place)
  if (!from || (await seenRooms(db, user, [from.room])).length === 0) return fail('MESSAGE_NOT_FOUND')
  if (await isBefore(db, user, from.room, from.seq)) return fail('MESSAGE_NOT_FOUND')
  return from
}
