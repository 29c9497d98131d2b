import { fail } from '@parley/protocol'
import type { Handler } from '@parley/service-kit'
import type { Chat } from '../context.ts'
import { handOver } from '../residents.ts'
import { noteInSpace } from '../rights-log.ts'
import { lockOwnSpace } from '../space-lock.ts'

export const spaceHandOver: Handler<'space.hand_over', Chat> = async ({ space, user }, caller, { db, security }) => {
  const { seq, changed } = await db.transaction(
    async (tx) => {
      const { stream, others } = await lockOwnSpace(tx, space, caller.user, { about: [user], rules: true })
      if (!others.has(user)) fail('RESIDENT_NOT_FOUND', { user })
      if (user === caller.user) return { seq: stream.head, changed: false }
      return { seq: (await handOver(tx, stream, caller.user, user)).seq, changed: true }
    },
    { account: caller.user },
  )
  if (changed) noteInSpace(security, space, 'made owner of the space', caller, user)
  return { seq }
}
