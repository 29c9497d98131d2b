import { randomUUID } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { currentPgbouncer, type PgbouncerOptions, startPgbouncer } from '@parley/backing'
import { chat } from '@parley/chat'
import {
  checkSchema,
  isPassing,
  makeLog,
  makeMetrics,
  provision,
  readMigrations,
  serviceMetrics,
  serviceUrl,
} from '@parley/service-kit'
import { makeDatabase, openJobs, openPool } from '@parley/service-kit/testing'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, inject, onTestFinished, test } from 'vitest'

const { postgresUrl } = inject('backing')
const database = `parley_test_${randomUUID().replaceAll('-', '')}`
const adminUrl = Object.assign(new URL(postgresUrl), { pathname: `/${database}` }).href
const chatUrl = serviceUrl(adminUrl, 'chat')

const scope = new AsyncDisposableStack()
let folder: string
const sql = async (text: string, values: unknown[] = []) => {
  const client = new pg.Client({ connectionString: adminUrl })
  await client.connect()
  try {
    return (await client.query(text, values)).rows
  } finally {
    await client.end()
  }
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'parley-pooler-'))
  scope.defer(() => rm(folder, { recursive: true }))
  const server = new pg.Client({ connectionString: postgresUrl })
  await server.connect()
  scope.defer(() => server.end())
  await server.query(`create database ${database}`)
  scope.defer(async () => void (await server.query(`drop database ${database} with (force)`)))
})
afterAll(() => scope.disposeAsync())

const startPooler = async (options: Omit<PgbouncerOptions, 'urls' | 'dataDir'>) => {
  const pooler = await startPgbouncer({ ...options, dataDir: join(folder, randomUUID()), urls: [adminUrl, chatUrl] })
  onTestFinished(() => pooler[Symbol.asyncDispose]())
  const through = (url: string) => Object.assign(new URL(url), { port: String(pooler.port) }).href
  return { pooler, through }
}

/** What a process of chat has, and what it logs. */
const open = (url: string, size = 6) => {
  const lines: string[] = []
  const { pool, history } = openPool({
    url,
    schema: 'chat',
    size,
    log: makeLog('chat', 'warn', { write: (line) => void lines.push(line) }),
  })
  onTestFinished(() => pool.end())
  return {
    pool,
    lines,
    db: makeDatabase(pool, history, { publish: () => {}, signal: () => {}, signals: () => {}, lookAgain: () => {} }),
  }
}

/** Server connections of the pooler as well. */
const endSql = `select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and usename = 'parley_chat'`

const schemasWithTables = async () =>
  (
    await sql(`select distinct table_schema as schema from information_schema.tables
      where table_schema not in ('pg_catalog', 'information_schema') order by 1`)
  ).map(({ schema }) => schema)

type Way = readonly [what: string, options: Omit<PgbouncerOptions, 'urls' | 'dataDir'>]

/** Where there is no Debian, the one of the machine is all there is. */
const current = await currentPgbouncer().catch(() => undefined)
const waysOfCurrent: readonly Way[] = current
  ? [
      [
        'transaction mode with prepared statements',
        { mode: 'transaction', program: current, settings: ['max_prepared_statements = 100'] },
      ],
      [
        'transaction mode without them, a current one',
        { mode: 'transaction', program: current, settings: ['max_prepared_statements = 0'] },
      ],
    ]
  : []

const ways: readonly Way[] = [
  ['session mode', { mode: 'session' }],
  ['session mode that drops what it is told', { mode: 'session', settings: ['ignore_startup_parameters = options'] }],
  ['transaction mode', { mode: 'transaction' }],
  ...waysOfCurrent,
]

describe.each(ways)('through a pooler in %s', (_, options) => {
  test('a migration by several at once writes into the schema of the service alone, once', async () => {
    const { through } = await startPooler(options)
    await sql('drop schema if exists chat cascade')
    const done = await Promise.all([1, 2].map(() => provision(through(adminUrl), chat, chatUrl)))
    const names = (await readMigrations(chat.migrations)).map(({ part, number, name }) => `${part} ${number} ${name}`)
    expect(done.flat().toSorted()).toEqual(names.toSorted())
    expect(await schemasWithTables()).toEqual(['chat'])
  })

  test('reads and transactions of two processes at once go on, in the schema and by the settings of the service', async () => {
    await provision(adminUrl, chat)
    const { through } = await startPooler(options)
    const processes = [open(through(chatUrl)), open(through(chatUrl))]
    const ids = Array.from({ length: 4 }, () => randomUUID())
    await sql(`insert into chat.stream (id, kind) select id, 'chat/room' from unnest($1::uuid[]) id`, [ids])
    const say = ({ db }: (typeof processes)[number], id: string) =>
      db.transaction(async (tx) => {
        const locked = (await tx.lock([id])).of('chat/room', id)
        return tx.emit(locked, 'message.sent', null, { id: randomUUID(), text: 'x' })
      })
    const look = ({ db }: (typeof processes)[number], id: string) =>
      db.query<{ head: number }>('select head from stream where id = $1', [id])
    for (let round = 0; round < 5; round++)
      await Promise.all(
        processes.flatMap((one) => ids.flatMap((id) => [say(one, id), look(one, id), one.db.query('select 1')])),
      )
    for (const id of ids) expect(await look(processes[0] as never, id)).toEqual([{ head: 10 }])
    const settings = `select current_schema() as schema, current_setting('plan_cache_mode') as plans, current_setting('statement_timeout') as most`
    for (const { db } of processes)
      expect(await db.query(settings)).toEqual([{ schema: 'chat', plans: 'force_generic_plan', most: '15s' }])
  })

  test('tables that get another column, and a server that turns read-only, fail nobody for longer than it lasts', async () => {
    await provision(adminUrl, chat)
    const { through } = await startPooler(options)
    const { db } = open(through(chatUrl))
    const read = () => db.query('select * from person where id = $1', [randomUUID()])
    const write = () =>
      db.transaction((tx) => tx.query('insert into person (id, name) values ($1, $2)', [randomUUID(), 'x']))
    await Promise.all(Array.from({ length: 8 }, () => read()))
    await sql(`alter table chat.person add column if not exists more_${randomUUID().slice(0, 8)} text`)
    await Promise.all(Array.from({ length: 8 }, () => read()))
    await sql(`alter role parley_chat in database ${database} set default_transaction_read_only = on`)
    await sql(endSql)
    await expect(write()).rejects.toMatchObject({ code: '25006' })
    expect(await read()).toEqual([])
    await sql(`alter role parley_chat in database ${database} reset default_transaction_read_only`)
    await sql(endSql)
    await expect
      .poll(
        () =>
          write().then(
            () => true,
            () => false,
          ),
        { timeout: 20_000 },
      )
      .toBe(true)
  })

  test('a pooler that is killed and started again is met again, and nothing is lost or done twice', async () => {
    await provision(adminUrl, chat)
    const { pooler, through } = await startPooler(options)
    const { db } = open(through(chatUrl))
    let isOver = false
    const idOf = (number: number) => `${randomPart}-${String(number).padStart(12, '0')}`
    const randomPart = randomUUID().slice(0, 23)
    const written: number[] = []
    const write = async (from: number) => {
      for (let id = from; !isOver; id++) {
        const outcome = await db
          .transaction((tx) => tx.query('insert into person (id, name) values ($1, $2)', [idOf(id), 'x']))
          .then(
            () => 'done',
            (reason) => (reason.code === '23505' ? 'done' : 'unknown'),
          )
        if (outcome === 'done') written.push(id)
        else id--
      }
    }
    const writing = Promise.all([write(1), write(1_000_001)])
    await db.query('select 1')
    await pooler.kill()
    await pooler.start()
    await expect
      .poll(
        () =>
          db.query('select 1').then(
            () => true,
            () => false,
          ),
        { timeout: 20_000 },
      )
      .toBe(true)
    const before = written.length
    await expect.poll(() => written.length, { timeout: 20_000 }).toBeGreaterThan(before)
    isOver = true
    await writing
    const stored = new Set((await sql('select id from chat.person')).map(({ id }) => id))
    expect(written.filter((id) => !stored.has(idOf(id)))).toEqual([])
  })
})

test('a pooler in transaction mode that keeps no prepared statements is told once, and served without', async () => {
  await provision(adminUrl, chat)
  const { through } = await startPooler({
    mode: 'transaction',
    settings: ['max_client_conn = 50', 'default_pool_size = 3'],
  })
  const [one, other] = [open(through(chatUrl)), open(through(chatUrl))]
  for (let round = 0; round < 4; round++)
    await Promise.all(
      [one, other].flatMap(({ db }) =>
        Array.from({ length: 6 }, () => db.query('select head from stream where id = $1', [randomUUID()])),
      ),
    )
  for (const { lines } of [one, other])
    expect(lines.filter((line) => line.includes('keeps no prepared statements')).length).toBeLessThan(2)
  expect([...one.lines, ...other.lines].join()).toContain('keeps no prepared statements')
})

test('without a role of its own a service does not start through a pooler, and one line says why', async () => {
  await provision(adminUrl, chat)
  for (const mode of ['session', 'transaction'] as const) {
    const { through } = await startPooler({ mode })
    const { pool } = open(through(adminUrl))
    const reason = await checkSchema(pool, await readMigrations(chat.migrations)).catch((caught) => caught)
    expect(reason.cause.message).toMatch(
      /^POSTGRES_URL leads through a pooler, and the schema there is public instead of chat: .*parley migrate/,
    )
    expect(reason.cause.message).not.toContain('\n')
    expect(isPassing(reason)).toBe(false)
  }
})

test('a pooler that pools statements ends the start at once, with one line that says so', async () => {
  const { through } = await startPooler({ mode: 'statement' })
  const { pool } = open(through(chatUrl))
  const reason = await pool.query('select 1').catch((caught: Error) => caught)
  expect(((reason as Error).cause as Error).message).toMatch(/^POSTGRES_URL leads to a pooler that pools statements/)
  expect(isPassing(reason)).toBe(false)
})

test('a startup parameter that the pooler does not take ends the start at once, with one line that says so', async () => {
  const { through } = await startPooler({ mode: 'session' })
  const { pool } = open(`${through(chatUrl)}?options=-c%20work_mem%3D5MB`)
  const reason = await pool.query('select 1').catch((caught: Error) => caught)
  expect(((reason as Error).cause as Error).message).toMatch(
    /^POSTGRES_URL leads to a pooler that does not take this parameter: .*ignore_startup_parameters/,
  )
  expect(isPassing(reason)).toBe(false)
})

test.each(['session', 'transaction'] as const)(
  'timed work is done through a pooler in %s mode, also after all its connections have broken',
  async (mode) => {
    const { through } = await startPooler({ mode })
    await provision(through(adminUrl), chat, chatUrl)
    const { db } = open(through(chatUrl))
    await using jobs = openJobs({ db, log: makeLog('chat', 'silent'), metrics: makeMetrics(serviceMetrics) })
    let runs = 0
    await jobs.add({ name: `through-${mode}`, everySeconds: 1, counts: ['rows'], run: async () => ({ rows: ++runs }) })
    await expect.poll(() => runs, { timeout: 20_000 }).toBeGreaterThan(0)
    await sql(endSql)
    const before = runs
    await expect.poll(() => runs, { timeout: 30_000 }).toBeGreaterThan(before + 1)
  },
)

test('a pooler whose server is away is waited for', async () => {
  const pooler = await startPgbouncer({
    mode: 'session',
    dataDir: join(folder, randomUUID()),
    urls: [Object.assign(new URL(chatUrl), { port: '1' }).href],
    settings: ['query_wait_timeout = 1', 'server_connect_timeout = 1'],
  })
  onTestFinished(() => pooler[Symbol.asyncDispose]())
  const { pool } = open(Object.assign(new URL(chatUrl), { port: String(pooler.port) }).href)
  const reason = await pool.query('select 1').catch((caught: Error) => caught)
  expect(isPassing(reason), String(reason)).toBe(true)
})
