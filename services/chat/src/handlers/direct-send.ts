import { fail } from '@parley/protocol'
import type { Handler } from '@parley/service-kit'
import type { Chat } from '../context.ts'
import { ensureDirect } from '../rooms.ts'
import { hasKey } from '../store/messages.ts'

interface Returned {
  readonly sender: string
  readonly id: string
  readonly user: string
  readonly text: string
}

/** The note goes to the sender's own stream, so all of their devices see it; once, however often it is tried. */
const returnMessage = async ({ db }: Chat, { sender, id, user, text }: Returned) =>
  db.transaction(
    async (tx) => {
      await tx.ensureStreams('chat/user', [sender])
      const own = (await tx.lock([sender])).get(sender)
      if (!own || (await hasKey(tx, sender, id))) return
      tx.emit(own, 'message.returned', null, { id, user, text, why: 'USER_NOT_FOUND' }, id)
    },
    { account: sender },
  )

export const directSend: Handler<'direct.send', Chat> = async ({ user, id, text }, caller, context) => {
  if (user === caller.user) fail('ROOM_WITH_YOURSELF')
  const people = await context.people.find([caller.user, user])
  if (!people.has(user)) {
    await returnMessage(context, { sender: caller.user, id, user, text })
    fail('USER_NOT_FOUND', { user })
  }
  const room = await ensureDirect(context, people, caller.user, user)
  const sent = await context.send({ room, key: id, sender: caller.user, body: JSON.stringify({ id, text }) })
  return { room, ...sent }
}
