import { type Input, longestPollMs } from '@parley/protocol'
import type { Handler } from '@parley/service-kit'
import type { Chat } from '../context.ts'
import { dueAt } from '../due.ts'
import { checkLinks } from '../of-new.ts'
import { readNow } from '../store/clock.ts'
import { findByKey } from '../store/messages.ts'

/** Of a poll that is there already it is not asked whether its time is still ahead. */
const closingAt = async (
  { room, id, closes }: Pick<Input<'poll.create'>, 'room' | 'id' | 'closes'>,
  user: string,
  { db }: Pick<Chat, 'db'>,
): Promise<number | undefined> => {
  if (!closes || (await findByKey(db, room, id))?.by === user) return undefined
  return dueAt(closes, await readNow(db), longestPollMs)
}

export const pollCreate: Handler<'poll.create', Chat> = async (
  { room, id, question: text, answers, multiple = false, closes: wanted },
  caller,
  chat,
) => {
  const { user } = caller
  await checkLinks(chat, caller, text, ...answers)
  const closes = await closingAt({ room, id, closes: wanted }, user, chat)
  const poll = { answers, ...(multiple ? { multiple } : {}), ...(closes === undefined ? {} : { closes }) }
  const body = JSON.stringify({ id, text, poll })
  const more = { poll: { answers: answers.length, multiple, closes: closes ?? null } }
  return chat.send({ room, key: id, sender: user, body, more })
}
