import { fail } from '@parley/protocol'
import type { Handler } from '@parley/service-kit'
import type { Chat } from '../context.ts'
import { noteInSpace } from '../rights-log.ts'
import { lockSpace } from '../space-lock.ts'
import { checkBelow, isAdministrator, rankOf } from '../space-rights.ts'
import { timeOut } from '../time-outs.ts'

/** Whoever says something meanwhile comes before it, or knows of it. */
export const residentTimeOut: Handler<'resident.time_out', Chat> = async (
  { space, user, in_ms: inMs, reason },
  caller,
  { db, security },
) => {
  const done = await db.transaction(
    async (tx) => {
      const lock = { may: 'time_out', about: [user], tells: [user], rules: true } as const
      const { stream, streams, rights, others } = await lockSpace(tx, space, caller.user, lock)
      const whom = others.get(user) ?? fail('RESIDENT_NOT_FOUND', { user })
      checkBelow(rights, rankOf(whom))
      if (inMs > 0 && isAdministrator(whom)) fail('TIME_OUT_EXEMPT')
      return timeOut(tx, { stream, own: streams.of('chat/user', user), whom, by: caller.user, inMs, reason })
    },
    { account: caller.user },
  )
  const { seq, until, isNew } = done
  const why = until === undefined ? 'no longer timed out in the space' : 'timed out in the space'
  if (isNew) noteInSpace(security, space, why, caller, user)
  return { seq, ...(until === undefined ? {} : { muted_until: until }) }
}
