/** For tests of a service that keeps who exists: accounts, without passwords. Their streams and their outbox are those of any service. */
import { randomUUID } from 'node:crypto'
import type { Database } from './database.ts'
import { defineService } from './service.ts'

export interface Account {
  readonly user: string
  readonly name: string
}

export const makeAccounts = () => {
  let db: Database
  const definition = defineService({
    name: 'auth',
    config: {},
    metrics: {},
    migrations: new URL('./', import.meta.url),
    start: async (kit) => {
      db = kit.db
      return { handlers: {} as never, context: {} }
    },
  })
  const signUp = async (name: string): Promise<Account> => {
    const user = randomUUID()
    await db.transaction(async (tx) => {
      tx.emit(await tx.createStream('auth/user', user), 'account.created', user, { user, name })
    })
    return { user, name }
  }
  /** To each of these names, one after the other. */
  const rename = ({ user }: Account, ...names: string[]) =>
    db.transaction(async (tx) => {
      const stream = (await tx.lock([user])).of('auth/user', user)
      for (const name of names) tx.emit(stream, 'account.changed', user, { user, name })
    })
  /** They have a second factor from now on, or none any more. */
  const guard = ({ user }: Account, holds: boolean) =>
    db.transaction(async (tx) => {
      const stream = (await tx.lock([user])).of('auth/user', user)
      tx.emit(stream, 'factor.changed', user, { user, second_factor: holds })
    })
  return { definition, signUp, rename, guard }
}
