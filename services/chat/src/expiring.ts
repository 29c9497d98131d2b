/** Messages whose time is over are taken back, just as their author would. */
import type { Chat } from './context.ts'
import { listExpiring, takeExpired } from './store/expiries.ts'
import { findMessages } from './store/message-states.ts'
import { takeBackAll } from './taking-back.ts'
import { isThread } from './thread-id.ts'

/** So few that nobody waits long for the room that is locked. */
const messagesAtOnce = 100

/** Of a room that is gone, the rows go as well. */
const expireIn = ({ db }: Pick<Chat, 'db'>, room: string): Promise<number> =>
  db.transaction(
    async (tx) => {
      const stream = (await tx.lock([room])).find('chat/room', room)
      const seqs = await takeExpired(tx, room, messagesAtOnce)
      if (!stream) return 0
      const held = (await findMessages(tx, room, seqs)).filter(({ ev }) => ev === 'message.sent')
      const inOrder = held.toSorted((one, other) => one.seq - other.seq)
      await takeBackAll(tx, stream, inOrder, null)
      return held.length
    },
    { account: room, weight: messagesAtOnce },
  )

/** All whose time is over; each once, whoever else does the same. */
export const expireDue = async (chat: Pick<Chat, 'db' | 'moves'>): Promise<number> => {
  let all = 0
  for (;;) {
    const rooms = await listExpiring(chat.db, messagesAtOnce)
    for (const room of rooms) {
      all += await expireIn(chat, room)
      if (isThread(room)) chat.moves.note(room)
    }
    if (rooms.length === 0) return all
  }
}
