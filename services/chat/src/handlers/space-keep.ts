import type { Handler } from '@parley/service-kit'
import { noteAct } from '../audit.ts'
import type { Chat } from '../context.ts'
import { noteInSpace } from '../rights-log.ts'
import { lockOwnSpace } from '../space-lock.ts'
import { clearEnd, getSpace } from '../store/spaces.ts'

export const spaceKeep: Handler<'space.keep', Chat> = async ({ space }, caller, { db, security }) => {
  const { seq, changed } = await db.transaction(
    async (tx) => {
      const { stream } = await lockOwnSpace(tx, space, caller.user)
      if ((await getSpace(tx, space)).ends === null) return { seq: stream.head, changed: false }
      await clearEnd(tx, space)
      await noteAct(tx, stream, caller.user, { did: 'space.keep' })
      return { seq: tx.emit(stream, 'space.kept', caller.user, {}).seq, changed: true }
    },
    { account: caller.user },
  )
  if (changed) noteInSpace(security, space, 'took back the end of the space', caller)
  return { seq }
}
