import type { Handler } from '@parley/service-kit'
import type { Chat } from '../context.ts'
import { lockGroup } from '../membership.ts'
import { changedIn, hasChange } from '../settings.ts'
import { changeRoom, getRoom } from '../store/rooms.ts'

export const roomChange: Handler<'room.change', Chat> = ({ room, ...wanted }, { user }, { db }) =>
  db.transaction(
    async (tx) => {
      const { stream } = await lockGroup(tx, room, user, { may: 'change' })
      const changed = changedIn(await getRoom(tx, room), wanted)
      if (!hasChange(changed)) return { seq: stream.head }
      await changeRoom(tx, room, changed)
      return { seq: tx.emit(stream, 'room.changed', user, changed).seq }
    },
    { account: user },
  )
