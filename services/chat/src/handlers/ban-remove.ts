import type { Handler } from '@parley/service-kit'
import { noteAct } from '../audit.ts'
import type { Chat } from '../context.ts'
import { noteInSpace } from '../rights-log.ts'
import { lockSpace } from '../space-lock.ts'
import { deleteBan } from '../store/bans.ts'

export const banRemove: Handler<'ban.remove', Chat> = async ({ space, user, reason }, caller, { db, security }) => {
  const changed = await db.transaction(
    async (tx) => {
      const { stream } = await lockSpace(tx, space, caller.user, { may: 'ban' })
      if (!(await deleteBan(tx, space, user))) return false
      await noteAct(tx, stream, caller.user, { did: 'ban.remove', users: [user], reason })
      return true
    },
    { account: caller.user },
  )
  if (changed) noteInSpace(security, space, 'no longer banned from the space', caller, user)
  return {}
}
