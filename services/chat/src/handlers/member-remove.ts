import { fail } from '@parley/protocol'
import type { Handler } from '@parley/service-kit'
import type { Chat } from '../context.ts'
import { lockRoom, takeOut } from '../membership.ts'
import { checkMayRemove, checkMembersMayChange } from '../rules.ts'

export const memberRemove: Handler<'member.remove', Chat> = ({ room, user }, caller, { db }) =>
  db.transaction(
    async (tx) => {
      const { kind, stream, userStreams, members } = await lockRoom(tx, room, caller.user, [user])
      checkMembersMayChange(kind)
      checkMayRemove((members.get(caller.user) ?? fail('ROOM_NOT_FOUND')).role)
      const leaving = members.get(user) ?? fail('MEMBER_NOT_FOUND', { user })
      return takeOut(tx, { stream, userStreams, leaving, by: caller.user })
    },
    { account: caller.user },
  )
