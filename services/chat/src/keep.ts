/** Changing what somebody keeps for themselves about a room, and telling their devices. */
import { isDeepStrictEqual } from 'node:util'
import { fail } from '@parley/protocol'
import type { Transaction } from '@parley/service-kit'
import type { Chat } from './context.ts'
import { type Preference, unset } from './preferences.ts'
import { readPreference, writePreference } from './store/preferences.ts'
import { isThread } from './thread-id.ts'

/** Of whom, and about which room. */
export interface Keeping {
  readonly user: string
  readonly room: string
}

/**
 * Whoever comes into a room or goes out of it locks their own stream too, so that nothing is kept about a room that somebody has left.
 * What stays as it is, is told to nobody.
 */
export const keep = (
  { db }: Pick<Chat, 'db'>,
  { user, room }: Keeping,
  change: (before: Preference, tx: Transaction) => Promise<Preference>,
): Promise<Preference> =>
  db.transaction(
    async (tx) => {
      if (isThread(room)) fail('NOT_IN_THREADS')
      await tx.ensureStreams('chat/user', [user])
      const own = (await tx.lock([user])).of('chat/user', user)
      const known = await readPreference(tx, room, user)
      if (known === undefined) fail('ROOM_NOT_FOUND')
      const before = known ?? unset
      const after = await change(before, tx)
      if (isDeepStrictEqual(before, after)) return before
      await writePreference(tx, room, user, after)
      tx.emit(own, 'preference.changed', user, { room, ...after })
      return after
    },
    { account: user },
  )
