import { fail, mostScheduled } from '@parley/protocol'
import type { Handler, Queryable } from '@parley/service-kit'
import { askFor, checkTextBesideFiles } from '../attaching.ts'
import { namedIn } from '../content.ts'
import type { Chat } from '../context.ts'
import { dueAt, tellDue } from '../due.ts'
import { checkLinks } from '../of-new.ts'
import { onOwnStream } from '../own-stream.ts'
import { readNow } from '../store/clock.ts'
import { isIn } from '../store/members.ts'
import { countScheduled, dueOf, endOf, insertScheduled, type ScheduledKey } from '../store/scheduled.ts'

const endedOrDue = async (db: Queryable, key: ScheduledKey): Promise<number | undefined> =>
  (await dueOf(db, key)) ?? (await endOf(db, key))?.at

/** They are kept for it from now on; whether it may have them then is asked once more when it is sent. */
const keepFiles = async (chat: Chat, { room, person: user, id }: ScheduledKey, files: string[], text: string) => {
  checkTextBesideFiles(text)
  if (!(await askFor(chat, { user, room, message: id, files }))) fail('FILE_NOT_FOUND')
}

/** The answer to a repeat is that of the first; where the message has gone out or was cancelled meanwhile, it tells when. */
export const scheduleCreate: Handler<'schedule.create', Chat> = async (
  { room, id, when, ...message },
  caller,
  chat,
) => {
  const { user } = caller
  const key = { room, person: user, id }
  const { files, text } = message
  await checkLinks(chat, caller, text, message.subject)
  if (files && (await endedOrDue(chat.db, key)) === undefined) await keepFiles(chat, key, files, text)
  return onOwnStream(chat, user, async (tx, own) => {
    const now = await readNow(tx)
    const known = await endedOrDue(tx, key)
    if (known !== undefined) return tellDue(known, now)
    if (!(await isIn(tx, room, user))) fail('ROOM_NOT_FOUND')
    const due = dueAt(when, now)
    namedIn(text, message.may_mention)
    if ((await countScheduled(tx, user)) >= mostScheduled) fail('TOO_MANY_SCHEDULED', { most: mostScheduled })
    await insertScheduled(tx, { ...key, message, due })
    tx.emit(own, 'schedule.changed', user, { room, id, due })
    return tellDue(due, now)
  })
}
