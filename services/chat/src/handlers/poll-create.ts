import { type Input, longestPollMs } from '@parley/protocol'
import type { Handler } from '@parley/service-kit'
import type { Chat } from '../context.ts'
import { dueAt } from '../due.ts'
import { readNow } from '../store/clock.ts'

const closingAt = async (closes: Input<'poll.create'>['closes'], { db }: Pick<Chat, 'db'>) =>
  closes && dueAt(closes, await readNow(db), longestPollMs)

export const pollCreate: Handler<'poll.create', Chat> = async (
  { room, id, question: text, answers, multiple = false, closes: wanted },
  { user },
  chat,
) => {
  const closes = await closingAt(wanted, chat)
  const poll = { answers, ...(multiple ? { multiple } : {}), ...(closes === undefined ? {} : { closes }) }
  const body = JSON.stringify({ id, text, poll })
  const more = { poll: { answers: answers.length, multiple, closes: closes ?? null } }
  return chat.send({ room, key: id, sender: user, body, more })
}
