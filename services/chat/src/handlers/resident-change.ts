import { fail } from '@parley/protocol'
import type { Handler } from '@parley/service-kit'
import type { Chat } from '../context.ts'
import { lockSpace } from '../space-lock.ts'
import { checkBelow, checkPermission, isMuted, isPending, rankOf } from '../space-rights.ts'
import { findResidents, setNick } from '../store/residents.ts'

export const residentChange: Handler<'resident.change', Chat> = (
  { space, user, nick: given = '' },
  { user: caller },
  { db },
) =>
  db.transaction(
    async (tx) => {
      const { stream, rights, may, others } = await lockSpace(tx, space, caller, { about: [user] })
      if (user === caller && (isMuted(rights) || isPending(rights))) fail('NOT_ALLOWED')
      if (user !== caller) {
        checkPermission(may, 'rename')
        checkBelow(rights, rankOf(others.get(user) ?? fail('RESIDENT_NOT_FOUND', { user })))
      }
      const nick = given.normalize('NFC')
      const [row] = await findResidents(tx, space, [user])
      if ((row?.nick ?? '') === nick) return { seq: stream.head }
      await setNick(tx, space, user, nick)
      return { seq: tx.emit(stream, 'resident.changed', caller, { user, ...(nick ? { nick } : {}) }).seq }
    },
    { account: caller },
  )
