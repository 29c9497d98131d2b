import type { Handler } from '@parley/service-kit'
import { noteAct } from '../audit.ts'
import type { Chat } from '../context.ts'
import { noteInSpace } from '../rights-log.ts'
import { lockOwnSpace } from '../space-lock.ts'
import { getSpace, setEnd } from '../store/spaces.ts'

export const spaceDelete: Handler<'space.delete', Chat> = async ({ space }, caller, { db, config, security }) => {
  const { ends, now, isNew } = await db.transaction(
    async (tx) => {
      const { stream, rights } = await lockOwnSpace(tx, space, caller.user)
      const known = (await getSpace(tx, space)).ends
      if (known !== null) return { ends: known, now: rights.now, isNew: false }
      const ends = await setEnd(tx, space, config.SPACE_GRACE_MS)
      await noteAct(tx, stream, caller.user, { did: 'space.delete', after: { ends_at: ends } })
      tx.emit(stream, 'space.ending', caller.user, { ends_at: ends })
      return { ends, now: rights.now, isNew: true }
    },
    { account: caller.user },
  )
  if (isNew) noteInSpace(security, space, 'ordered the end of the space', caller)
  return { ends_at: ends, ends_in_ms: Math.max(0, ends - now) }
}
