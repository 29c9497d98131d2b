import { fail, mostFollowers } from '@parley/protocol'
import type { Handler } from '@parley/service-kit'
import type { Chat } from '../context.ts'
import { lockRoom } from '../membership.ts'
import { standingIn } from '../store/members.ts'
import { countFollowers, insertFollower } from '../store/threads.ts'
import { threadFor } from '../thread-view.ts'

/** Nobody is made to follow what they see anyway. */
export const threadFollow: Handler<'thread.follow', Chat> = async ({ room, user: other }, { user }, { db }) => {
  await db.transaction(
    async (tx) => {
      const person = other ?? user
      await threadFor(tx, user, room)
      const { userStreams } = await lockRoom(tx, room, user, [person])
      const thread = await threadFor(tx, user, room)
      const { parent } = thread
      if (person !== user && !thread.private) fail('NOT_ALLOWED')
      if (!(await standingIn(tx, parent, person))) fail('MEMBER_NOT_FOUND', { user: person })
      if (!(await insertFollower(tx, thread, person, true))) return
      if ((await countFollowers(tx, parent, room)) > mostFollowers) fail('TOO_MANY_FOLLOWERS', { most: mostFollowers })
      tx.emit(userStreams.of('chat/user', person), 'thread.followed', user, { room, parent })
    },
    { account: user },
  )
  return {}
}
