import { fail } from '@parley/protocol'
import type { Handler } from '@parley/service-kit'
import type { Chat } from '../context.ts'
import { lockRoom, takeOut } from '../membership.ts'
import { noteGoing } from '../rights-log.ts'
import { checkMembersMayChange } from '../rules.ts'

export const roomLeave: Handler<'room.leave', Chat> = async ({ room }, caller, { db, security }) => {
  const { user } = caller
  const { seq, heir } = await db.transaction(
    async (tx) => {
      const { kind, stream, userStreams, members } = await lockRoom(tx, room, user, [user])
      const leaving = members.get(user) ?? fail('ROOM_NOT_FOUND')
      checkMembersMayChange(kind)
      return takeOut(tx, { stream, userStreams, leaving, by: user })
    },
    { account: user },
  )
  noteGoing(security, { room, user, heir }, caller)
  return { seq }
}
