import type { Handler } from '@parley/service-kit'
import type { Chat } from '../context.ts'
import { forwardOf, saidTo } from '../forwards.ts'
import { findByKey } from '../store/messages.ts'

/** A repeat has the first answer, whatever has become of the other message meanwhile. */
export const messageForward: Handler<'message.forward', Chat> = async ({ room, id, from }, { user }, { db, send }) => {
  const earlier = await findByKey(db, room, id)
  if (earlier?.by === user) return { seq: earlier.seq, at: earlier.at }
  return send(forwardOf(await saidTo(db, user, from), from, { room, id, sender: user }))
}
