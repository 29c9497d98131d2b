import { fail } from '@parley/protocol'
import type { Handler } from '@parley/service-kit'
import { noteAct } from '../audit.ts'
import type { Chat } from '../context.ts'
import { takeOutOfSpace } from '../residents.ts'
import { noteInSpace } from '../rights-log.ts'
import { lockSpace } from '../space-lock.ts'
import { checkBelow, rankOf } from '../space-rights.ts'

export const residentRemove: Handler<'resident.remove', Chat> = async (
  { space, user, reason },
  caller,
  { db, security },
) => {
  const { seq } = await db.transaction(
    async (tx) => {
      const lock = { may: 'kick', about: [user], tells: [user], rules: true } as const
      const { stream, streams, rights, others } = await lockSpace(tx, space, caller.user, lock)
      checkBelow(rights, rankOf(others.get(user) ?? fail('RESIDENT_NOT_FOUND', { user })))
      await noteAct(tx, stream, caller.user, { did: 'resident.remove', users: [user], reason })
      return takeOutOfSpace(tx, { stream, userStreams: streams, person: user, by: caller.user, reason })
    },
    { account: caller.user },
  )
  noteInSpace(security, space, 'taken out of the space', caller, user)
  return { seq }
}
