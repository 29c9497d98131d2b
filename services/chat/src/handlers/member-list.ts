import { fail } from '@parley/protocol'
import type { Handler } from '@parley/service-kit'
import type { Chat } from '../context.ts'
import { pageOfMembers } from '../room-view.ts'
import { viewRoom } from '../store/rooms.ts'

export const memberList: Handler<'member.list', Chat> = async ({ room, after, limit }, { user }, chat) => {
  const view = (await viewRoom(chat.db, user, room)) ?? fail('ROOM_NOT_FOUND')
  const page = await pageOfMembers(chat, view.parent ?? room, after, limit)
  return { epoch: view.epoch, head: view.head, member_count: view.members, ...page }
}
