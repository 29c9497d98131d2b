import type { Handler } from '@parley/service-kit'
import type { Chat } from '../context.ts'
import { lockRoom } from '../membership.ts'
import { checkMayTakeBack } from '../rules.ts'
import { findEvent } from '../store/messages.ts'

export const messageDelete: Handler<'message.delete', Chat> = ({ room, seq }, { user }, { db }) =>
  db.transaction(
    async (tx) => {
      const { stream } = await lockRoom(tx, room, user, [])
      const isThere = checkMayTakeBack(await findEvent(tx, room, seq), user)
      return { seq: isThere ? tx.emit(stream, 'message.deleted', user, { seq }).seq : stream.head }
    },
    { account: user },
  )
