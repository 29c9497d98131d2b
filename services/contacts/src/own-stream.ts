/** What somebody does for themselves alone: behind the lock of their own stream, so that two devices take turns. */
import type { LockedStream, Transaction } from '@parley/service-kit'
import type { Context } from './context.ts'

export const onOwnStream = <T>(
  { db }: Pick<Context, 'db'>,
  user: string,
  work: (tx: Transaction, own: LockedStream<'contacts/user'>) => Promise<T>,
): Promise<T> =>
  db.transaction(
    async (tx) => {
      await tx.ensureStreams('contacts/user', [user])
      return work(tx, (await tx.lock([user])).of('contacts/user', user))
    },
    { account: user },
  )
