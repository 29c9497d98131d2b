import { fail } from '@parley/protocol'
import type { Handler } from '@parley/service-kit'
import type { Chat } from '../context.ts'
import { lockSpace } from '../space-lock.ts'
import { isPending } from '../space-rights.ts'
import { getScreening, setAccepted } from '../store/screening.ts'

/** Nobody accepts what they have not been shown. */
export const screeningAccept: Handler<'screening.accept', Chat> = ({ space, version }, { user }, { db }) =>
  db.transaction(
    async (tx) => {
      const { stream, rights } = await lockSpace(tx, space, user)
      if (!isPending(rights)) return { seq: stream.head }
      if ((await getScreening(tx, space))?.version !== version) fail('RULES_CHANGED')
      const { seq } = tx.emit(stream, 'resident.accepted', user, { user })
      await setAccepted(tx, space, user, seq)
      return { seq }
    },
    { account: user },
  )
