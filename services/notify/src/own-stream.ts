/** What somebody does with their inbox: behind the lock of their own stream, so that two devices take turns. */
import type { LockedStreams, Transaction } from '@parley/service-kit'
import type { Context } from './context.ts'

export const onOwnStream = <T>(
  { db }: Pick<Context, 'db'>,
  user: string,
  work: (tx: Transaction, locked: LockedStreams) => Promise<T>,
): Promise<T> =>
  db.transaction(
    async (tx) => {
      await tx.ensureStreams('notify/user', [user])
      return work(tx, await tx.lock([user]))
    },
    { account: user },
  )
