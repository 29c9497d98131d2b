import type { Handler } from '@parley/service-kit'
import type { Chat } from '../context.ts'
import { lockGroup } from '../membership.ts'
import { changedIn, changeTold, hasChange } from '../settings.ts'
import { noteTrimming } from '../store/retention.ts'
import { beginTurns, changeRoom, getRoom } from '../store/rooms.ts'

export const roomChange: Handler<'room.change', Chat> = ({ room, ...wanted }, { user }, { db, config }) =>
  db.transaction(
    async (tx) => {
      const { stream } = await lockGroup(tx, room, user, { may: 'change' })
      const now = await getRoom(tx, room)
      const changed = changedIn(now, wanted)
      if (!hasChange(changed)) return { seq: stream.head }
      await changeRoom(tx, room, changed)
      if (now.slow_seconds === 0 && changed.slow_seconds) await beginTurns(tx, room, changed.slow_seconds)
      if (changed.keep_pins === false && stream.floor > 0) await noteTrimming(tx, room)
      return { seq: tx.emit(stream, 'room.changed', user, changeTold(now, changed, config)).seq }
    },
    { account: user },
  )
