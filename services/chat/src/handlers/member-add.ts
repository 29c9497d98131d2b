import { fail } from '@parley/protocol'
import type { Handler } from '@parley/service-kit'
import type { Chat } from '../context.ts'
import { bringIn, lockRoom } from '../membership.ts'
import { noteComing } from '../rights-log.ts'
import { checkMembersMayChange } from '../rules.ts'

export const memberAdd: Handler<'member.add', Chat> = async ({ room, users }, caller, chat) => {
  const { db, config, people, security } = chat
  const wanted = [...new Set(users)]
  const found = await people.find(wanted)
  const { seq, came } = await db.transaction(
    async (tx) => {
      const locked = await lockRoom(tx, room, caller.user, wanted)
      checkMembersMayChange(locked.kind)
      const unknown = wanted.find((user) => !found.has(user))
      if (unknown) return fail('USER_NOT_FOUND', { user: unknown })
      const coming = wanted.filter((user) => !locked.members.has(user))
      if (coming.length === 0) return { seq: locked.stream.head, came: coming }
      const people = coming.flatMap((user) => found.get(user) ?? [])
      return { ...(await bringIn(tx, locked, { people, by: caller.user, config })), came: coming }
    },
    { account: caller.user, weight: users.length },
  )
  for (const user of came) noteComing(security, { room, user }, caller)
  return { seq }
}
