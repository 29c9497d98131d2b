import type { Handler } from '@parley/service-kit'
import type { Chat } from '../context.ts'
import { onOwnStream } from '../own-stream.ts'
import { deleteReminder } from '../store/reminders.ts'

export const reminderRemove: Handler<'reminder.remove', Chat> = ({ id }, { user }, chat) =>
  onOwnStream(chat, user, async (tx, own) => {
    if (await deleteReminder(tx, user, id)) tx.emit(own, 'reminder.removed', user, { id })
    return {}
  })
