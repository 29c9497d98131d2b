import { fail } from '@parley/protocol'
import type { Handler } from '@parley/service-kit'
import type { Chat } from '../context.ts'
import { bringIn, lockGroup } from '../membership.ts'
import { tellWaiting } from '../requests.ts'
import { noteComing } from '../rights-log.ts'
import { hasRequest } from '../store/requests.ts'

export const requestAccept: Handler<'request.accept', Chat> = async ({ room, user }, caller, chat) => {
  const { db, config, people, security } = chat
  const person = (await people.find([user])).get(user)
  const { seq, came } = await db.transaction(
    async (tx) => {
      const locked = await lockGroup(tx, room, caller.user, { may: 'invite', about: user })
      if (locked.members.has(user)) return { seq: locked.stream.head, came: false }
      if (!person || !(await hasRequest(tx, room, user))) return fail('REQUEST_NOT_FOUND', { user })
      return { ...(await bringIn(tx, locked, { people: [person], by: caller.user, config })), came: true }
    },
    { account: caller.user },
  )
  if (came) {
    noteComing(security, { room, user }, caller)
    await tellWaiting(chat, room)
  }
  return { seq }
}
