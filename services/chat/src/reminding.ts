/** Reminders ring. */
import type { Chat } from './context.ts'
import { onOwnStream } from './own-stream.ts'
import { listReminded, ringReminders } from './store/reminders.ts'

const remindersAtOnce = 100

const ring = (chat: Pick<Chat, 'db'>, person: string): Promise<number> =>
  onOwnStream(chat, person, async (tx, own) => {
    const rung = await ringReminders(tx, person)
    for (const id of rung) tx.emit(own, 'reminder.due', null, { id })
    return rung.length
  })

/** All that are due; each once, whoever else does the same. How many have rung. */
export const ringDue = async (chat: Pick<Chat, 'db'>): Promise<number> => {
  let all = 0
  for (;;) {
    const people = await listReminded(chat.db, remindersAtOnce)
    for (const person of people) all += await ring(chat, person)
    if (people.length === 0) return all
  }
}
