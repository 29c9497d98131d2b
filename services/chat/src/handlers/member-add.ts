import { fail } from '@parley/protocol'
import type { Handler } from '@parley/service-kit'
import type { Chat } from '../context.ts'
import { bringIn, lockRoom } from '../membership.ts'
import { noteComing } from '../rights-log.ts'
import { checkMembersMayChange } from '../rules.ts'
import { countMembers } from '../store/members.ts'

export const memberAdd: Handler<'member.add', Chat> = async ({ room, user }, caller, chat) => {
  const { db, config, people, security } = chat
  const person = (await people.find([user])).get(user)
  const { seq, came } = await db.transaction(async (tx) => {
    const { kind, name, stream, userStream, members } = await lockRoom(tx, room, caller.user, user)
    checkMembersMayChange(kind)
    if (!person) return fail('USER_NOT_FOUND', { user })
    if (members.has(user)) return { seq: stream.head, came: false }
    if ((await countMembers(tx, room)) >= config.ROOM_MEMBERS) fail('ROOM_FULL', { most: config.ROOM_MEMBERS })
    const joined = await bringIn(tx, { room: { id: room, kind, name }, stream, userStream, person, by: caller.user })
    return { ...joined, came: true }
  })
  if (came) noteComing(security, { room, user }, caller)
  return { seq }
}
