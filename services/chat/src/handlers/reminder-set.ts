import { fail, type Input, mostReminders } from '@parley/protocol'
import type { Handler, Transaction } from '@parley/service-kit'
import type { Chat } from '../context.ts'
import { dueAt, tellDue } from '../due.ts'
import { checkSeen } from '../kept-messages.ts'
import { onOwnStream } from '../own-stream.ts'
import { readNow } from '../store/clock.ts'
import { isIn } from '../store/members.ts'
import { countReminders, putReminder } from '../store/reminders.ts'

const checkAbout = async (tx: Transaction, person: string, about: Input<'reminder.set'>['about']): Promise<void> => {
  if (!about) return
  if (!(await isIn(tx, about.room, person))) fail('ROOM_NOT_FOUND')
  await checkSeen(tx, { person, ...about })
}

export const reminderSet: Handler<'reminder.set', Chat> = ({ id, when, text = null, about }, { user }, chat) =>
  onOwnStream(chat, user, async (tx, own) => {
    const now = await readNow(tx)
    const due = dueAt(when, now)
    await checkAbout(tx, user, about)
    if ((await countReminders(tx, user, id)) >= mostReminders) fail('TOO_MANY_REMINDERS', { most: mostReminders })
    await putReminder(tx, { person: user, id, room: about?.room ?? null, seq: about?.seq ?? null, text, due })
    tx.emit(own, 'reminder.changed', user, { id, due })
    return tellDue(due, now)
  })
