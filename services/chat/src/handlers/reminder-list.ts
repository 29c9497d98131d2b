import { type Output, usualPage } from '@parley/protocol'
import { type Handler, jsonBytes, takeFitting } from '@parley/service-kit'
import type { Chat } from '../context.ts'
import { tellDue } from '../due.ts'
import { tellMessages } from '../kept-messages.ts'
import { listReminders, type ReminderRow } from '../store/reminders.ts'

type Reminder = Output<'reminder.list'>['reminders'][number]

const aboutOf = ({ room, seq }: Pick<ReminderRow, 'room' | 'seq'>) =>
  room === null || seq === null ? undefined : { room, seq }

const toReminder = (row: ReminderRow): Reminder => {
  const about = aboutOf(row)
  return {
    id: row.id,
    ...tellDue(row.due, row.now),
    ...(row.rung ? { rung: true } : {}),
    ...(row.text === null ? {} : { text: row.text }),
    ...(about ? { about } : {}),
  }
}

/** The message is told as long as they are in its room. */
const placeOf = (row: ReminderRow) => {
  const about = row.isIn ? aboutOf(row) : undefined
  return about && { ...about, epoch: row.epoch, edited: row.edited }
}

export const reminderList: Handler<'reminder.list', Chat> = async (
  { after, limit = usualPage.reminders },
  { user },
  { db, answerBytes },
) => {
  const found = await listReminders(db, user, after, limit + 1)
  const rows = found.slice(0, limit)
  const told = await tellMessages({ db }, user, rows.map(placeOf))
  const all = rows.map((row, place) => ({ ...toReminder(row), ...told[place] }))
  const reminders = takeFitting(all, jsonBytes, answerBytes())
  return { reminders: [...reminders], more: found.length > reminders.length }
}
