import { fail } from '@parley/protocol'
import type { Handler } from '@parley/service-kit'
import { namedIn } from '../content.ts'
import type { Chat } from '../context.ts'
import { dueAt, tellDue } from '../due.ts'
import { checkLinks } from '../of-new.ts'
import { onOwnStream } from '../own-stream.ts'
import { readNow } from '../store/clock.ts'
import { changeScheduled } from '../store/scheduled.ts'

export const scheduleChange: Handler<'schedule.change', Chat> = async ({ room, id, text, when }, caller, chat) => {
  const { user } = caller
  await checkLinks(chat, caller, text)
  return onOwnStream(chat, user, async (tx, own) => {
    const now = await readNow(tx)
    if (text !== undefined) namedIn(text)
    const wanted = { text, due: when && dueAt(when, now) }
    const due = (await changeScheduled(tx, { room, person: user, id }, wanted)) ?? fail('SCHEDULE_NOT_FOUND')
    tx.emit(own, 'schedule.changed', user, { room, id, due })
    return tellDue(due, now)
  })
}
