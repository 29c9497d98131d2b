/** Who may do what to a thread. */
import { fail, hasPermission } from '@parley/protocol'
import type { Acting, RuledAs } from './rules.ts'
import type { ThreadChange, ThreadView } from './store/threads.ts'

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
