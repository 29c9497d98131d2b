import { fail, mostScheduled } from '@parley/protocol'
import type { Handler } from '@parley/service-kit'
import { namedIn } from '../content.ts'
import type { Chat } from '../context.ts'
import { dueAt, tellDue } from '../due.ts'
import { onOwnStream } from '../own-stream.ts'
import { readNow } from '../store/clock.ts'
import { isIn } from '../store/members.ts'
import { countScheduled, dueOf, endOf, insertScheduled } from '../store/scheduled.ts'

/** The answer to a repeat is that of the first; where the message has gone out or was cancelled meanwhile, it tells when. */
export const scheduleCreate: Handler<'schedule.create', Chat> = ({ room, id, when, ...message }, { user }, chat) =>
  onOwnStream(chat, user, async (tx, own) => {
    const key = { room, person: user, id }
    const now = await readNow(tx)
    const known = (await dueOf(tx, key)) ?? (await endOf(tx, key))?.at
    if (known !== undefined) return tellDue(known, now)
    if (!(await isIn(tx, room, user))) fail('ROOM_NOT_FOUND')
    const due = dueAt(when, now)
    namedIn(message.text, message.may_mention)
    if ((await countScheduled(tx, user)) >= mostScheduled) fail('TOO_MANY_SCHEDULED', { most: mostScheduled })
    await insertScheduled(tx, { ...key, message, due })
    tx.emit(own, 'schedule.changed', user, { room, id, due })
    return tellDue(due, now)
  })
