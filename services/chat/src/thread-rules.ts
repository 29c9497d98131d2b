/** Who may do what to a thread. */
import { fail, hasPermission } from '@parley/protocol'
import type { Chat } from './context.ts'
import type { Acting, RuledAs } from './rules.ts'
import type { ThreadChange, ThreadCount, ThreadView } from './store/threads.ts'

/** A direct room belongs to both. */
export const mayManage = (rules: RuledAs, { role, may }: Acting): boolean =>
  rules === 'direct' || (may === undefined ? role !== 'member' : hasPermission(may, 'manage_threads'))

/** Locking is for who manages the room, and so is all that is done to a locked one. */
export const checkMayChange = (
  { creator, locked }: Pick<ThreadView, 'creator' | 'locked'>,
  person: string,
  manages: boolean,
  change: ThreadChange,
): void => {
  if (manages) return
  if (creator !== person || locked || change.locked !== undefined) fail('NOT_ALLOWED')
}

export type ThreadLimits = Pick<Chat['config'], 'THREADS_PER_ROOM' | 'ACTIVE_THREADS_PER_ROOM'>

/** Of those that are archived, one comes back. */
export const checkMayBeActive = ({ active }: ThreadCount, { ACTIVE_THREADS_PER_ROOM: most }: ThreadLimits): void => {
  if (active >= most) fail('TOO_MANY_ACTIVE_THREADS', { most })
}

export const checkMayBeMore = (count: ThreadCount, limits: ThreadLimits): void => {
  const most = limits.THREADS_PER_ROOM
  if (count.all >= most) fail('TOO_MANY_THREADS', { most })
  checkMayBeActive(count, limits)
}
