/** Letting somebody only read for a while: in the table, and told to the space and to themselves. */
import type { LockedStream, Transaction } from '@parley/service-kit'
import { noteAct } from './audit.ts'
import type { Rights } from './space-rights.ts'
import { setMuted } from './store/residents.ts'

interface TimeOut {
  readonly stream: LockedStream<'chat/space'>
  /** That of whom it is about. */
  readonly own: LockedStream<'chat/user'>
  /** Read behind the lock. */
  readonly whom: Rights
  /** Null where nobody does it. */
  readonly by: string | null
  /** From now; 0 takes it back. */
  readonly inMs: number
  readonly reason: string | undefined
}

interface TimedOut {
  /** Of the event, or the head where nothing changed. */
  readonly seq: number
  readonly until: number | undefined
  readonly isNew: boolean
}

/** It ends by itself, as whoever looks at it looks at the clock. */
export const timeOut = async (tx: Transaction, { stream, own, whom, by, inMs, reason }: TimeOut): Promise<TimedOut> => {
  const { person, now, resident } = whom
  const { id: space } = stream
  const before = resident.mutedUntil !== undefined && resident.mutedUntil > now ? resident.mutedUntil : undefined
  const until = inMs > 0 ? now + inMs : undefined
  if (before === until) return { seq: stream.head, until, isNew: false }
  await setMuted(tx, space, person, until)
  const told = until === undefined ? {} : { muted_until: until }
  tx.emit(own, 'space.timed_out', by, { space, ...told, ...(reason === undefined ? {} : { reason }) })
  const change = { before: before === undefined ? {} : { muted_until: before }, after: told }
  await noteAct(tx, stream, by, { did: 'resident.time_out', users: [person], reason, ...change })
  return { seq: tx.emit(stream, 'resident.timed_out', by, { user: person, ...told }).seq, until, isNew: true }
}
