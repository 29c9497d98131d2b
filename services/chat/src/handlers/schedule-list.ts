import { usualPage } from '@parley/protocol'
import { type Handler, jsonBytes, takeFitting } from '@parley/service-kit'
import type { Chat } from '../context.ts'
import { tellDue } from '../due.ts'
import { listScheduled } from '../store/scheduled.ts'

export const scheduleList: Handler<'schedule.list', Chat> = async (
  { after, limit = usualPage.scheduled },
  { user },
  { db, answerBytes },
) => {
  const found = await listScheduled(db, user, after, limit + 1)
  const all = found.slice(0, limit).map(({ room, id, message, due, failed, now }) => ({
    room,
    id,
    ...message,
    ...tellDue(due, now),
    ...(failed === null ? {} : { failed }),
  }))
  const scheduled = takeFitting(all, jsonBytes, answerBytes())
  return { scheduled: [...scheduled], more: found.length > scheduled.length }
}
