/**
 * Work over two services: the one tells that an account is closing, the other erases what it has of it and tells so, the first
 * ticks that off and tells that it is closed. Each process is killed once at each of its steps.
 */
import type { StreamKind } from '@parley/protocol'
import * as Type from 'typebox'
import type { Database } from '../../src/database.ts'
import { defineService, type Kit } from '../../src/service.ts'
import { addEvents } from '../../src/testing.ts'
import type { Transaction } from '../../src/transaction.ts'

const told = (stream: StreamKind) => ({ about: 'of these tests', stream, body: Type.Object({}) })
addEvents({
  'account.closing': told('auth/user'),
  'account.erased': told('chat/user'),
  'account.closed': told('auth/user'),
})

type Means = Pick<Kit<Record<never, never>>, 'db' | 'project' | 'job'>

/** Ends this process as a power cut does, the first time that one of its service comes here. */
const killOnce = async (db: Database, point: string): Promise<void> => {
  const sql = 'insert into killed (point) values ($1) on conflict do nothing returning point'
  if ((await db.query(sql, [point])).length > 0) process.kill(process.pid, 'SIGKILL')
}

/** Tells it, in the stream of the account, where `sql` has changed anything. */
const tellOnce = async (tx: Transaction, kind: StreamKind, account: string, ev: string, sql: string): Promise<void> => {
  await tx.ensureStreams(kind, [account])
  const stream = (await tx.lock([account])).of(kind, account)
  if ((await tx.query(sql, [account])).length > 0) tx.emit(stream as never, ev as never, account, { account } as never)
}

const follow = (
  { project }: Means,
  { db, owner, kind, sql, point }: { db: Database; owner: 'auth' | 'chat'; kind: string; sql: string; point: string },
) =>
  project({
    owner,
    name: kind,
    version: 1,
    kinds: [kind as never],
    apply: async (tx, page) => {
      for (const { is } of page) await tx.query(sql, [(is as { account: string }).account])
      await killOnce(db, point)
    },
  })

const beginClosing = async ({ db }: Means, account: string) => {
  const sql = `insert into closing (account, waits) values ($1, '{chat}') on conflict do nothing returning account`
  await db.transaction(async (tx) => {
    await tellOnce(tx, 'auth/user', account, 'account.closing', sql)
    await killOnce(db, 'closing, before the commit')
  })
  await killOnce(db, 'closing, after the commit')
}

const closeAll = async ({ db }: Means) => {
  const due = await db.query<{ account: string }>(`select account from closing where waits = '{}' and not closed`)
  const sql = 'update closing set closed = true where account = $1 and not closed returning account'
  for (const { account } of due) {
    await db.transaction(async (tx) => {
      await tellOnce(tx, 'auth/user', account, 'account.closed', sql)
      await killOnce(db, 'closed, before the commit')
    })
    await killOnce(db, 'closed, after the commit')
  }
  return { closed: due.length }
}

const eraseSql = `
  delete from thing where id in (select id from thing where account = $1 order by id limit 5) returning id`

const eraseAll = async ({ db }: Means) => {
  const due = await db.query<{ account: string }>('select account from leaving where not erased')
  const sql = 'update leaving set erased = true where account = $1 and not erased returning account'
  let things = 0
  for (const { account } of due) {
    for (let some = 1; some > 0; things += some) {
      some = (await db.query(eraseSql, [account])).length
      await killOnce(db, 'a step of erasing')
    }
    await db.transaction(async (tx) => {
      await tellOnce(tx, 'chat/user', account, 'account.erased', sql)
      await killOnce(db, 'erased, before the commit')
    })
    await killOnce(db, 'erased, after the commit')
  }
  return { things }
}

const parts = { handlers: {} as never, context: {} }

export const sagaServices = (account = '') => ({
  auth: defineService({
    name: 'auth',
    migrations: new URL('./auth/', import.meta.url),
    config: {},
    metrics: {},
    start: async (kit) => {
      const sql = `update closing set waits = array_remove(waits, 'chat') where account = $1`
      await follow(kit, {
        db: kit.db,
        owner: 'chat',
        kind: 'account.erased',
        sql,
        point: 'ticked off, before the commit',
      })
      await kit.job({ name: 'close', everySeconds: 1, counts: ['closed'], run: () => closeAll(kit) })
      await beginClosing(kit, account)
      return parts
    },
  }),
  chat: defineService({
    name: 'chat',
    migrations: new URL('./chat/', import.meta.url),
    config: {},
    metrics: {},
    start: async (kit) => {
      const sql = 'insert into leaving (account) values ($1) on conflict do nothing'
      await follow(kit, { db: kit.db, owner: 'auth', kind: 'account.closing', sql, point: 'noted, before the commit' })
      await kit.job({ name: 'erase', everySeconds: 1, counts: ['things'], run: () => eraseAll(kit) })
      return parts
    },
  }),
})
