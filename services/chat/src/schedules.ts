/** Scheduled messages are sent. */
import { type ErrorBody, type ErrorName, Failure } from '@parley/protocol'
import { isServerFault, type LockedStream, type Transaction } from '@parley/service-kit'
import { messageOf } from './content.ts'
import type { Chat } from './context.ts'
import { onOwnStream } from './own-stream.ts'
import { findByKey } from './store/messages.ts'
import { noteFailed, putOff, removeSent, type Scheduled, type ScheduledKey, takeDue } from './store/scheduled.ts'

const messagesAtOnce = 100

type Side = Pick<Chat, 'db' | 'send'>

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

const failureOf = (reason: unknown): Pick<ErrorBody, 'name' | 'retry_ms'> =>
  reason instanceof Failure ? reason.body : { name: 'INTERNAL' }

export interface SentLater {
  readonly sent: number
  readonly failed: number
}

/** Trouble with the server is no answer: it is taken again in the next run. Where the room is slow it waits for its turn. */
const sendOne = async (side: Side, { message, due: _, ...key }: Scheduled): Promise<SentLater> => {
  const sending = side.send(messageOf(key.room, key.person, { id: key.id, ...message }))
  const outcome = await sending.catch((reason: unknown) => {
    if (isServerFault(reason)) throw reason
    return failureOf(reason)
  })
  if ('name' in outcome) {
    if (outcome.name !== 'SLOW_MODE') return { sent: 0, failed: Number(await noteRefused(side, key, outcome.name)) }
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
