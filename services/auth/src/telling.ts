/** Tells the other services how somebody is called, and which profile of theirs is the latest. */
import type { Database, Transaction } from '@parley/service-kit'
import { readTold } from './store/profile.ts'

/** Behind the lock of their stream, and only where `change` says that something is another. */
export const tellOf = (db: Database, user: string, change: (tx: Transaction) => Promise<boolean>): Promise<void> =>
  db.transaction(
    async (tx) => {
      await tx.ensureStreams('auth/user', [user])
      const stream = (await tx.lock([user])).of('auth/user', user)
      if (!(await change(tx))) return
      const told = await readTold(tx, user)
      if (told) tx.emit(stream, 'account.changed', user, told)
    },
    { account: user },
  )
