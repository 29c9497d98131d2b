import { fail } from '@parley/protocol'
import type { Handler } from '@parley/service-kit'
import type { Chat } from '../context.ts'
import { lockRoom, takeOut } from '../membership.ts'
import { checkMembersMayChange } from '../rules.ts'

export const roomLeave: Handler<'room.leave', Chat> = ({ room }, { user }, { db }) =>
  db.transaction(
    async (tx) => {
      const { kind, stream, userStreams, members } = await lockRoom(tx, room, user, [user])
      const leaving = members.get(user) ?? fail('ROOM_NOT_FOUND')
      checkMembersMayChange(kind)
      return takeOut(tx, { stream, userStreams, leaving, by: user })
    },
    { account: user },
  )
