import { fail } from '@parley/protocol'
import type { Handler } from '@parley/service-kit'
import { messageOf } from '../content.ts'
import type { Chat } from '../context.ts'
import { checkLinks } from '../of-new.ts'
import { ensureDirect } from '../rooms.ts'
import { findByKey } from '../store/messages.ts'

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
      const own = (await tx.lock([sender])).find('chat/user', sender)
      if (!own || (await findByKey(tx, sender, id))) return
      tx.emit(own, 'message.returned', null, { id, user, text, why: 'USER_NOT_FOUND' }, id)
    },
    { account: sender },
  )

export const directSend: Handler<'direct.send', Chat> = async ({ user, ...content }, caller, context) => {
  const { id, text } = content
  if (user === caller.user) fail('ROOM_WITH_YOURSELF')
  await checkLinks(context, caller, text, content.subject)
  const people = await context.people.find([caller.user, user])
  if (!people.has(user)) {
    await returnMessage(context, { sender: caller.user, id, user, text })
    fail('USER_NOT_FOUND', { user })
  }
  const room = await ensureDirect(context, people, caller, user)
  const sent = await context.send(messageOf(room, caller.user, content))
  return { room, ...sent }
}
