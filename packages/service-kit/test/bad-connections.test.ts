import { randomUUID } from 'node:crypto'
import { beforeAll, beforeEach, describe, expect, onTestFinished, test } from 'vitest'
import { makeDatabase } from '../src/database.ts'
import { openPool } from '../src/history-pool.ts'
import { isServerFault } from '../src/postgres-faults.ts'
import { takesWrites } from '../src/postgres-session.ts'
import { makePublisher } from '../src/publisher.ts'
import type { Pool } from '../src/sql.ts'
import { captureLog, type Kit, type Process, until, useKit } from './kit.ts'

let kit: Kit
let process: Process
beforeAll(async () => {
  kit = await useKit()
  process = await kit.open()
})
beforeEach(() => kit.sql('truncate note'))

const url = () => kit.environment.env('chat').POSTGRES_URL ?? ''

/** A database as a service has it, with connections of its own. */
const open = (address = url(), size = 4) => {
  const { log, lines } = captureLog()
  const { pool, history } = openPool({ url: address, schema: 'chat', size, log })
  onTestFinished(() => pool.end())
  return { pool, lines, db: makeDatabase(pool, history, makePublisher(process.bus, 'chat')) }
}

/** Has all connections of the pool open, and does this on each. */
const onEach = async (pool: Pool, sql: string) => {
  const clients = await Promise.all(Array.from({ length: pool.options.max }, () => pool.connect()))
  for (const client of clients) await client.query(sql)
  for (const client of clients) client.release()
}

const readSql = 'select id, text from note order by id'
const writeSql = `insert into note (id, text) select coalesce(max(id), 0) + 1, 'said' from note`
const notes = async () => (await kit.sql<{ count: number }>('select count(*)::int as count from note'))[0]?.count

const pidsOf = (pool: Pool) => {
  const seen: number[] = []
  pool.on('acquire', (client) => void seen.push((client as unknown as { processID: number }).processID))
  return seen
}

/** What is wrong with every connection that is open, by what is done to each. */
const spoilt: readonly (readonly [what: string, spoil: (pool: Pool) => Promise<unknown>])[] = [
  ['the server has turned read-only', (pool) => onEach(pool, 'set session characteristics as transaction read only')],
  [
    'a table has another column, and its plans are old',
    async (pool) => {
      const { db } = open()
      await Promise.all(Array.from({ length: 8 }, () => makeReads(pool)))
      const column = `c${randomUUID().slice(0, 8)}`
      await kit.sql(`alter table note add column ${column} int`)
      await db.query('select 1')
    },
  ],
  ['prepared statements are gone', (pool) => prepared(pool, 'deallocate all')],
  ['somebody left a transaction broken', (pool) => onEach(pool, 'begin; select 1').then(() => breakEach(pool))],
  [
    'the server has ended them all',
    async (pool) => {
      await onEach(pool, 'select 1')
      await kit.sql(
        `select pg_terminate_backend(pid) from pg_stat_activity where application_name like 'parley chat%' and datname = current_database()`,
      )
    },
  ],
]

const everything = 'select * from note order by id'
const makeReads = (pool: Pool) => pool.use((client) => client.query({ ...pool.statements.of(everything), values: [] }))

const prepared = async (pool: Pool, sql: string) => {
  await Promise.all(Array.from({ length: 8 }, () => makeReads(pool)))
  await onEach(pool, sql)
}

const breakEach = async (pool: Pool) => {
  const clients = await Promise.all(Array.from({ length: pool.options.max }, () => pool.connect()))
  for (const client of clients) await client.query('select 1 / 0').catch(() => {})
  for (const client of clients) client.release()
}

describe.each(spoilt)('when %s', (_, spoil) => {
  test('reads and transactions get through all the same, each once, and the pool has only good connections after', async () => {
    const { db, pool } = open()
    await spoil(pool)
    const say = () => db.transaction((tx) => tx.query(writeSql))
    expect(await db.query(everything)).toEqual([])
    await say()
    await Promise.all(Array.from({ length: 6 }, () => db.query(everything)))
    expect(await notes()).toBe(1)
    const used = pidsOf(pool)
    const before = db.counts.repeated
    for (let round = 0; round < 12; round++) await (round % 2 ? db.query(everything) : say())
    expect(db.counts.repeated).toBe(before)
    expect(used.length).toBe(12)
    expect(await notes()).toBe(7)
  })
})

describe('a write whose connection is cut in the middle', () => {
  const cutWhileSleeping = async () =>
    await until(
      async () =>
        (
          await kit.sql(
            `select pg_terminate_backend(pid) from pg_stat_activity
             where wait_event = 'PgSleep' and application_name like 'parley chat%' and datname = current_database()`,
          )
        ).length > 0,
    )

  test('in a transaction that was not committed is done again, once', async () => {
    const { db } = open()
    let runs = 0
    const done = db.transaction(async (tx) => {
      await tx.query(writeSql)
      if (++runs === 1) await tx.query('select pg_sleep(30)')
    })
    await cutWhileSleeping()
    await done
    expect(runs).toBe(2)
    expect(await notes()).toBe(1)
  })

  test('in a statement by itself is not done again, as it may have been done: that is UNAVAILABLE', async () => {
    const { db } = open()
    const writing = db
      .query(`insert into note select 1, 'x' from (select pg_sleep(30) offset 0) slept`)
      .catch((caught) => caught)
    await cutWhileSleeping()
    expect(isServerFault(await writing)).toBe(true)
    expect(await notes()).toBe(0)
    expect(db.counts.repeated).toBe(0)
    await db.query(writeSql)
    expect(await notes()).toBe(1)
  })

  test('at its commit is not done again', async () => {
    const { db, pool } = open()
    let runs = 0
    pool.on('acquire', (client) => {
      const query = client.query.bind(client) as (...asked: unknown[]) => unknown
      Object.assign(client, {
        query: (...asked: unknown[]) => {
          if (asked[0] !== 'commit') return query(...asked)
          const answer = query(...asked)
          ;(client as unknown as { connection: { stream: { destroy(): void } } }).connection.stream.destroy()
          return answer
        },
      })
    })
    const reason = await db
      .transaction(async (tx) => {
        runs++
        await tx.query(writeSql)
      })
      .catch((caught) => caught)
    expect(isServerFault(reason)).toBe(true)
    expect(runs).toBe(1)
  })

  test('and a read is done again', async () => {
    const { db } = open()
    const reading = db.query<{ one: number }>(`select 1 as one from (select pg_sleep(0.7) offset 0) slept`)
    await cutWhileSleeping()
    expect(await reading).toEqual([{ one: 1 }])
  })
})

describe('a statement that somebody cancels', () => {
  test('is carried out on another connection', async () => {
    const { db, pool } = open()
    const used = pidsOf(pool)
    const reading = db.query<{ one: number }>(`select 1 as one from (select pg_sleep(0.7) offset 0) slept`)
    await until(
      async () =>
        (
          await kit.sql(
            `select pg_cancel_backend(pid) from pg_stat_activity where wait_event = 'PgSleep' and application_name like 'parley chat%' and datname = current_database()`,
          )
        ).length > 0,
    )
    expect(await reading).toEqual([{ one: 1 }])
    expect(new Set(used).size).toBe(2)
  })
})

describe('a server that stays as it is', () => {
  test('is told as UNAVAILABLE, in good time, and is found again when it takes writes', async () => {
    const { db, pool } = open()
    const role = `r${randomUUID().replaceAll('-', '')}`
    const own = Object.assign(new URL(url()), { username: role, password: 'sesame' }).href
    await kit.sql(`create role ${role} login password 'sesame' in role parley_chat`)
    onTestFinished(async () => void (await kit.sql(`drop role ${role}`)))
    await kit.sql(`alter role ${role} set default_transaction_read_only = on`)
    const { db: readOnly, pool: its } = open(own)
    const begun = performance.now()
    const reason = await readOnly.query(writeSql).catch((caught) => caught)
    expect(reason).toMatchObject({ code: '25006' })
    expect(isServerFault(reason)).toBe(true)
    expect(performance.now() - begun).toBeLessThan(10_000)
    expect(await takesWrites(readOnly, 'chat')).toBe(false)
    await kit.sql(`alter role ${role} set default_transaction_read_only = off`)
    its.retireOpen()
    await readOnly.query(writeSql)
    expect(await takesWrites(readOnly, 'chat')).toBe(true)
    expect(await takesWrites(db, 'chat')).toBe(true)
    expect(pool.totalCount).toBeGreaterThan(0)
    await its.end()
    Object.assign(its, { end: async () => {} })
  })

  test.each([
    ['has another password', `password 'other'`, '28P01', `password 'sesame'`],
    ['lets nobody in any more', 'connection limit 0', '53300', 'connection limit 10'],
    ['knows the role no longer', 'nologin', '28000', 'login'],
  ])(
    'and %s is UNAVAILABLE, while open connections go on, and all is well when that is mended',
    async (_, change, code, mend) => {
      const role = `r${randomUUID().replaceAll('-', '')}`
      await kit.sql(`create role ${role} login password 'sesame' in role parley_chat`)
      const own = Object.assign(new URL(url()), { username: role, password: 'sesame' }).href
      const { log } = captureLog()
      const { pool, history } = openPool({ url: own, schema: 'chat', size: 4, log })
      const db = makeDatabase(pool, history, makePublisher(process.bus, 'chat'))
      await db.query(readSql)
      await kit.sql(`alter role ${role} ${change}`)
      expect(await db.query(readSql)).toEqual([])
      pool.retireOpen()
      for (const attempt of [
        () => db.query(readSql),
        () => db.query(writeSql),
        () => db.transaction((tx) => tx.query(writeSql)),
      ]) {
        const reason = await attempt().catch((caught) => caught)
        expect(reason).toMatchObject({ code })
        expect(isServerFault(reason)).toBe(true)
      }
      await kit.sql(`alter role ${role} ${mend}`)
      await db.transaction((tx) => tx.query(writeSql))
      expect(await notes()).toBe(1)
      await pool.end()
      await kit.sql(`drop role ${role}`)
    },
  )
})

test('a statement that is wrong fails by itself, and its connection goes on', async () => {
  const { db, pool } = open(url(), 2)
  const used = pidsOf(pool)
  for (let round = 0; round < 5; round++)
    await expect(db.query('select * from nowhere')).rejects.toMatchObject({ code: '42P01' })
  expect(new Set(used).size).toBe(1)
  expect(db.counts.repeated).toBe(0)
})

test('what a URL adds to the name of a process is told to Postgres behind the name that we go by', async () => {
  const { db } = open(`${url()}?application_name=blue&options=-c%20search_path%3Dpublic%20-c%20work_mem%3D5MB`)
  expect(
    await db.query(
      `select current_setting('application_name') as name, current_schema() as schema, current_setting('work_mem') as memory`,
    ),
  ).toEqual([{ name: 'parley chat blue', schema: 'chat', memory: '5MB' }])
})
