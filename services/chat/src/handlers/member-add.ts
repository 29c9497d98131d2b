import { fail } from '@parley/protocol'
import type { Handler } from '@parley/service-kit'
import type { Chat } from '../context.ts'
import { bringIn, lockRoom } from '../membership.ts'
import { checkInvites } from '../of-new.ts'
import { inviteAll, sortComing, whomMayAdd } from '../reaching.ts'
import { noteComing, noteInvitation } from '../rights-log.ts'
import { checkMembersMayChange } from '../rules.ts'
import { isPartyRoom } from '../store/party-rooms.ts'
import { getRoom } from '../store/rooms.ts'

export const memberAdd: Handler<'member.add', Chat> = async ({ room, users }, caller, chat) => {
  const { db, config, people, security } = chat
  const wanted = [...new Set(users)]
  const found = await people.find(wanted)
  const mayAdd = await whomMayAdd(chat, caller, wanted)
  const { seq, came, invited } = await db.transaction(
    async (tx) => {
      const locked = await lockRoom(tx, room, caller.user, wanted)
      checkMembersMayChange(locked.kind)
      if (await isPartyRoom(tx, room)) fail('NOT_ALLOWED')
      const unknown = wanted.find((user) => !found.has(user))
      if (unknown) return fail('USER_NOT_FOUND', { user: unknown })
      const outside = wanted.filter((user) => !locked.members.has(user))
      const { added, invited } = await sortComing(tx, caller.user, outside, mayAdd)
      const by = caller.user
      if (invited.length > 0) {
        const { name } = await getRoom(tx, room)
        await inviteAll(tx, { room, name, by, invited, streams: locked.userStreams })
        await checkInvites(tx, chat, caller, 'after')
      }
      const coming = added.flatMap((user) => found.get(user) ?? [])
      const { seq } =
        coming.length > 0 ? await bringIn(tx, locked, { people: coming, by, config }) : { seq: locked.stream.head }
      return { seq, came: added, invited: invited.map(({ user }) => user) }
    },
    { account: caller.user, weight: users.length },
  )
  for (const user of came) noteComing(security, { room, user }, caller)
  if (invited.length > 0) noteInvitation(security, room, 'made an invitation to the room', caller)
  return { seq, ...(invited.length > 0 ? { invited } : {}) }
}
