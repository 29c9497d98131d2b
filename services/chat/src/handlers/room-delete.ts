import type { Handler } from '@parley/service-kit'
import type { Chat } from '../context.ts'
import { lockGroup } from '../membership.ts'
import { noteDeletion } from '../rights-log.ts'
import { emptyRoom } from '../store/deleted.ts'

export const roomDelete: Handler<'room.delete', Chat> = async ({ room }, caller, chat) => {
  await chat.db.transaction(
    async (tx) => {
      const { stream } = await lockGroup(tx, room, caller.user, { may: 'delete' })
      tx.emit(stream, 'room.deleted', caller.user, {})
      await emptyRoom(tx, room, caller.user)
    },
    { account: caller.user },
  )
  noteDeletion(chat.security, room, caller)
  chat.deleted({ room, by: caller.user })
  return {}
}
