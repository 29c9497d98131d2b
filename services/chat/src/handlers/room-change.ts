import { fail } from '@parley/protocol'
import type { Handler } from '@parley/service-kit'
import type { Chat } from '../context.ts'
import { judgeNames } from '../filters/judge.ts'
import { kindFor, lockGroup } from '../membership.ts'
import { holdPicture } from '../pictures.ts'
import { type Change, changedIn, changeTold, hasChange } from '../settings.ts'
import { changeRoomOfSpace } from '../space-room-change.ts'
import { noteTrimming } from '../store/retention.ts'
import { beginTurns, changeRoom, getRoom } from '../store/rooms.ts'

const changeGroup = ({ db, config }: Chat, room: string, user: string, wanted: Change): Promise<{ seq: number }> =>
  db.transaction(
    async (tx) => {
      const { stream } = await lockGroup(tx, room, user, { may: 'change' })
      const now = await getRoom(tx, room)
      const changed = changedIn(now, wanted)
      if (!hasChange(changed)) return { seq: stream.head }
      await changeRoom(tx, room, changed)
      if (now.slow_seconds === 0 && changed.slow_seconds) await beginTurns(tx, room, changed.slow_seconds)
      if (changed.keep_pins === false && stream.floor > 0) await noteTrimming(tx, room)
      const after = await getRoom(tx, room)
      return { seq: tx.emit(stream, 'room.changed', user, changeTold(after, changed, config)).seq }
    },
    { account: user },
  )

export const roomChange: Handler<'room.change', Chat> = async ({ room, ...wanted }, { user }, chat) => {
  const kind = await kindFor(chat.db, room, user)
  if (kind !== 'direct') await holdPicture(chat, { user, of: room, as: 'picture', file: wanted.picture })
  if (kind === 'space') {
    const { name, topic } = wanted
    return changeRoomOfSpace(chat, room, user, {
      ...wanted,
      ...(await judgeNames(chat.judge, room, user, { name, topic })),
    })
  }
  const { category, apart, tags, ...change } = wanted
  if (kind === 'group' && (category ?? apart ?? tags) !== undefined) fail('SPACES_ONLY')
  return changeGroup(chat, room, user, change)
}
