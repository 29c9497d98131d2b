import { fail } from '@parley/protocol'
import type { Handler } from '@parley/service-kit'
import type { Chat } from '../context.ts'
import { bringIn, lockRoom } from '../membership.ts'
import { checkMembersMayChange, checkPlaces } from '../rules.ts'
import { countMembers, countRooms } from '../store/members.ts'

export const memberAdd: Handler<'member.add', Chat> = async ({ room, users }, caller, { db, config, people }) => {
  const wanted = [...new Set(users)]
  const found = await people.find(wanted)
  return db.transaction(
    async (tx) => {
      const locked = await lockRoom(tx, room, caller.user, wanted)
      checkMembersMayChange(locked.kind)
      const unknown = wanted.find((user) => !found.has(user))
      if (unknown) return fail('USER_NOT_FOUND', { user: unknown })
      const coming = wanted.filter((user) => !locked.members.has(user))
      if (coming.length === 0) return { seq: locked.stream.head }
      const count = (await countMembers(tx, room)) + coming.length
      if (count > config.ROOM_MEMBERS) fail('ROOM_FULL', { most: config.ROOM_MEMBERS })
      checkPlaces(await countRooms(tx, coming), config.ROOMS_PER_ACCOUNT)
      return bringIn(tx, locked, { people: coming.flatMap((user) => found.get(user) ?? []), by: caller.user })
    },
    { account: caller.user, weight: users.length },
  )
}
