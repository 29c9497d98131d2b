/** Scheduled messages are sent. */
import { type ErrorBody, type ErrorName, Failure } from '@parley/protocol'
import { isServerFault, type LockedStream, type Transaction } from '@parley/service-kit'
import { attach } from './attaching.ts'
import { messageOf } from './content.ts'
import type { Chat } from './context.ts'
import { onOwnStream } from './own-stream.ts'
import type { Sent } from './send.ts'
import { findByKey } from './store/messages.ts'
import { noteFailed, putOff, removeSent, type Scheduled, type ScheduledKey, takeDue } from './store/scheduled.ts'

const messagesAtOnce = 100

type Side = Pick<Chat, 'db' | 'send' | 'attach'>

/** An id is told once as having ended: by that a repeat of what made it is known. */
export const tellEnded = async (
  tx: Transaction,
  own: LockedStream<'chat/user'>,
  { room, person, id }: ScheduledKey,
  by: string | null,
  seq?: number,
): Promise<void> => {
  const isKnown = (await findByKey(tx, person, id)) !== undefined
  tx.emit(own, 'schedule.ended', by, { room, id, ...(seq === undefined ? {} : { seq }) }, isKnown ? undefined : id)
}

const noteSent = (side: Side, key: ScheduledKey, seq: number): Promise<boolean> =>
  onOwnStream(side, key.person, async (tx, own) => {
    const isFirst = await removeSent(tx, key)
    if (isFirst) await tellEnded(tx, own, key, null, seq)
    return isFirst
  })

const noteRefused = (side: Side, key: ScheduledKey, failed: ErrorName): Promise<boolean> =>
  onOwnStream(side, key.person, async (tx, own) => {
    const isFirst = await noteFailed(tx, key, failed)
    if (isFirst) tx.emit(own, 'schedule.failed', null, { room: key.room, id: key.id, failed })
    return isFirst
  })

const noteWaiting = (side: Side, key: ScheduledKey, wait: number): Promise<void> =>
  onOwnStream(side, key.person, async (tx, own) => {
    const due = await putOff(tx, key, wait)
    if (due !== undefined) tx.emit(own, 'schedule.changed', null, { room: key.room, id: key.id, due })
  })

/** Room or scanner will have it later. */
const waits: readonly ErrorName[] = ['SLOW_MODE', 'FILE_WAITS']

const failureOf = (reason: unknown): Pick<ErrorBody, 'name' | 'retry_ms'> =>
  reason instanceof Failure ? reason.body : { name: 'INTERNAL' }

export interface SentLater {
  readonly sent: number
  readonly failed: number
}

const send = (side: Side, { message: { files, ...content }, ...key }: Omit<Scheduled, 'due'>): Promise<Sent> => {
  const { room, person: user, id } = key
  if (!files) return side.send(messageOf(room, user, { id, ...content }))
  return attach(side, { user, room, message: id, files }, (facts) =>
    messageOf(room, user, { id, ...content }, { files: facts }),
  )
}

/** Trouble with the server is no answer: it is taken again in the next run. Where the room is slow it waits for its turn. */
const sendOne = async (side: Side, { due: _, ...scheduled }: Scheduled): Promise<SentLater> => {
  const { message: __, ...key } = scheduled
  const outcome = await send(side, scheduled).catch((reason: unknown) => {
    if (isServerFault(reason)) throw reason
    return failureOf(reason)
  })
  if ('name' in outcome) {
    if (!waits.includes(outcome.name)) return { sent: 0, failed: Number(await noteRefused(side, key, outcome.name)) }
    await noteWaiting(side, key, outcome.retry_ms ?? 0)
    return { sent: 0, failed: 0 }
  }
  return { sent: Number(await noteSent(side, key, outcome.seq)), failed: 0 }
}

/** All that are due, each once, whoever else does the same. */
export const sendDue = async (side: Side): Promise<SentLater> => {
  let [sent, failed] = [0, 0]
  for (;;) {
    const due = await takeDue(side.db, messagesAtOnce)
    const all = await Promise.allSettled(due.map((scheduled) => sendOne(side, scheduled)))
    for (const one of all) {
      if (one.status === 'rejected') throw one.reason
      sent += one.value.sent
      failed += one.value.failed
    }
    if (due.length === 0) return { sent, failed }
  }
}
