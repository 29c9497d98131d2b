import type { Handler } from '@parley/service-kit'
import type { Chat } from '../context.ts'
import { takeOutOfSpace } from '../residents.ts'
import { noteInSpace } from '../rights-log.ts'
import { lockSpace } from '../space-lock.ts'

export const spaceLeave: Handler<'space.leave', Chat> = async ({ space }, caller, { db, security }) => {
  const { user } = caller
  const { seq, heir } = await db.transaction(
    async (tx) => {
      const { stream, streams } = await lockSpace(tx, space, user, { tells: [user], rules: true })
      return takeOutOfSpace(tx, { stream, userStreams: streams, person: user, by: user })
    },
    { account: user },
  )
  noteInSpace(security, space, 'left the space', caller, user)
  if (heir) noteInSpace(security, space, 'made owner of the space', caller, heir)
  return { seq }
}
