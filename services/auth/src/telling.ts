/** Tells the other services how somebody is called, which profile of theirs is the latest, and whether they have a second factor. */
import type { Database, LockedStream, Transaction } from '@parley/service-kit'
import { findUntold, noteFactor } from './store/factor-told.ts'
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

/** Behind the lock of their stream, whenever they may have got their first second factor, or lost the last. */
export const tellFactor = async (tx: Transaction, stream: LockedStream<'auth/user'>, user: string): Promise<void> => {
  const holds = await noteFactor(tx, user)
  if (holds !== undefined) tx.emit(stream, 'factor.changed', user, { user, second_factor: holds })
}

const batch = 100

/** Of whom a process of the release before has told nothing. */
export const tellFactors = async (db: Database): Promise<void> => {
  for (;;) {
    const users = await findUntold(db, batch)
    for (const user of users)
      await db.transaction(async (tx) => {
        const stream = (await tx.lock([user])).find('auth/user', user)
        if (stream) await tellFactor(tx, stream, user)
      })
    if (users.length < batch) return
  }
}
