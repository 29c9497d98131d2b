import { fail } from '@parley/protocol'
import type { Handler } from '@parley/service-kit'
import type { Chat } from '../context.ts'
import { lockRoom, takeOut } from '../membership.ts'
import { noteGoing } from '../rights-log.ts'
import { checkMay, checkMayRemove, checkMembersMayChange } from '../rules.ts'

export const memberRemove: Handler<'member.remove', Chat> = async ({ room, user }, caller, { db, security }) => {
  const { seq, heir } = await db.transaction(
    async (tx) => {
      const { kind, stream, userStreams, members } = await lockRoom(tx, room, caller.user, [user])
      checkMembersMayChange(kind)
      const own = members.get(caller.user) ?? fail('ROOM_NOT_FOUND')
      checkMay(own, 'remove')
      const leaving = members.get(user) ?? fail('MEMBER_NOT_FOUND', { user })
      checkMayRemove(own.role, leaving.role)
      return takeOut(tx, { stream, userStreams, leaving, by: caller.user })
    },
    { account: caller.user },
  )
  noteGoing(security, { room, user, heir }, caller)
  return { seq }
}
