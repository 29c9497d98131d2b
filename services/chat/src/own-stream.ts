/** What somebody does for themselves alone: behind the lock of their own stream, so that two devices take turns. */
import type { LockedStream, Transaction } from '@parley/service-kit'
import type { Chat } from './context.ts'

export const onOwnStream = <T>(
  { db }: Pick<Chat, 'db'>,
  user: string,
  work: (tx: Transaction, own: LockedStream<'chat/user'>) => Promise<T>,
): Promise<T> =>
  db.transaction(
    async (tx) => {
      await tx.ensureStreams('chat/user', [user])
      return work(tx, (await tx.lock([user])).of('chat/user', user))
    },
    { account: user },
  )
