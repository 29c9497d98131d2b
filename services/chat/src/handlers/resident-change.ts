import { fail } from '@parley/protocol'
import type { Handler } from '@parley/service-kit'
import { noteAct } from '../audit.ts'
import type { Chat } from '../context.ts'
import { judgeNewNames } from '../filters/judge.ts'
import { lockSpace } from '../space-lock.ts'
import { checkBelow, checkPermission, isMuted, isPending, rankOf } from '../space-rights.ts'
import { findResidents, setNick } from '../store/residents.ts'

/** As filters of the space let it be said. */
const judged = async ({ judge }: Chat, space: string, caller: string, nick: string): Promise<string> =>
  (await judgeNewNames(judge, space, caller, { name: nick })).name ?? nick

export const residentChange: Handler<'resident.change', Chat> = async (
  { space, user, nick: said },
  { user: caller },
  chat,
) => {
  const given = await judged(chat, space, caller, said)
  return chat.db.transaction(
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
      const change = { before: { nick: row?.nick ?? '' }, after: { nick } }
      if (user !== caller) await noteAct(tx, stream, caller, { did: 'resident.change', users: [user], ...change })
      return { seq: tx.emit(stream, 'resident.changed', caller, { user, nick }).seq }
    },
    { account: caller },
  )
}
