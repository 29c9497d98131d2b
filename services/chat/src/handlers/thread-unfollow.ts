import type { Handler } from '@parley/service-kit'
import type { Chat } from '../context.ts'
import { lockRoom } from '../membership.ts'
import { deleteFollower } from '../store/threads.ts'
import { threadFor } from '../thread-view.ts'

export const threadUnfollow: Handler<'thread.unfollow', Chat> = async ({ room }, { user }, { db }) => {
  await db.transaction(
    async (tx) => {
      const { parent } = await threadFor(tx, user, room)
      const { userStreams } = await lockRoom(tx, room, user, [user])
      if (await deleteFollower(tx, parent, room, user))
        tx.emit(userStreams.of('chat/user', user), 'thread.unfollowed', user, { room, parent })
    },
    { account: user },
  )
  return {}
}
