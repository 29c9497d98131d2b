import { randomUUID } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { checkSchema, migrate, readMigrations } from '../src/migrate.ts'
import { provision, serviceUrl } from '../src/provision.ts'
import { notes } from './kit.ts'

const { postgresUrl } = inject('backing')
const database = `parley_test_${randomUUID().replaceAll('-', '')}`
const adminUrl = Object.assign(new URL(postgresUrl), { pathname: `/${database}` }).href
const other = { name: 'auth', migrations: notes.migrations }

const scope = new AsyncDisposableStack()
const connect = async (url: string, schema = 'chat') => {
  const client = new pg.Client({ connectionString: url, options: `-c search_path=${schema}` })
  await client.connect()
  scope.defer(() => client.end())
  return client
}

/** A folder of migrations, each a name and its SQL. */
const folderOf = async (files: Record<string, string>) => {
  const folder = await mkdtemp(join(tmpdir(), 'parley-migrations-'))
  scope.defer(() => rm(folder, { recursive: true }))
  for (const [name, sql] of Object.entries(files)) await writeFile(join(folder, name), sql)
  return pathToFileURL(`${folder}/`)
}

let server: pg.Client
let admin: pg.Client
beforeAll(async () => {
  server = await connect(postgresUrl)
  await server.query(`create database ${database}`)
  scope.defer(async () => void (await server.query(`drop database if exists ${database} with (force)`)))
  admin = await connect(adminUrl)
})
afterAll(() => scope.disposeAsync())

/** A schema of its own for each test of migrations. */
const freshSchema = async () => {
  const schema = `s${randomUUID().replaceAll('-', '')}`
  await admin.query(`create schema ${schema}`)
  return schema
}
const tables = async (schema: string) =>
  (
    await admin.query('select table_name as name from information_schema.tables where table_schema = $1 order by 1', [
      schema,
    ])
  ).rows.map(({ name }) => name)

describe('preparing a database', () => {
  test('by several at once is done once, and doing it again changes nothing', async () => {
    const done = await Promise.all([provision(adminUrl, notes), provision(adminUrl, other), provision(adminUrl, notes)])
    expect(done.map((applied) => applied.length).toSorted()).toEqual([0, 2, 2])
    expect(await provision(adminUrl, notes)).toEqual([])
  })

  test('gives each service a role that uses its own tables', async () => {
    const chat = await connect(serviceUrl(adminUrl, 'chat'))
    await chat.query(`insert into note values (1, 'mine')`)
    await chat.query(`update note set text = 'still mine'`)
    expect((await chat.query('select * from note')).rows).toEqual([{ id: 1, text: 'still mine' }])
    await chat.query('delete from note')
  })

  test.each([
    ["read another's tables", 'select * from auth.note'],
    ["write another's tables", `insert into auth.note values (1, 'x')`],
    ["read another's events", 'select * from auth.event'],
    ['make tables', 'create table chat.mine (id int)'],
    ['make schemas', 'create schema mine'],
    ['change its tables', 'alter table chat.note add column more text'],
    ['empty its tables past the log', 'truncate chat.event'],
    ['change what is noted of migrations', 'delete from chat.migration'],
    ['make roles', 'create role mine'],
    ["become another's role", 'set role parley_auth'],
    ["read others' passwords", 'select * from pg_authid'],
  ])('gives it no right to %s', async (_, sql) => {
    const chat = await connect(serviceUrl(adminUrl, 'chat'))
    await expect(chat.query(sql)).rejects.toMatchObject({ code: '42501' })
  })

  test("gives each role a password of its own, which follows from the administrator's", async () => {
    const swapped = Object.assign(new URL(serviceUrl(adminUrl, 'auth')), { username: 'parley_chat' }).href
    await expect(connect(swapped)).rejects.toMatchObject({ code: '28P01' })
    expect(new URL(serviceUrl(adminUrl, 'chat')).password).not.toContain(new URL(adminUrl).password)
  })
})

describe('migrations', () => {
  test('are applied by number, the kit first, and only what is missing', async () => {
    const schema = await freshSchema()
    const client = await connect(adminUrl, schema)
    const first = await folderOf({ '0001-first.sql': 'create table first (id int)' })
    const both = await folderOf({
      '0002-second.sql': 'alter table first rename to second',
      '0001-first.sql': 'create table first (id int)',
      'README.md': 'no SQL',
    })
    expect(await migrate(client, await readMigrations(first))).toEqual(['kit 1 streams', 'service 1 first'])
    expect(await migrate(client, await readMigrations(both))).toEqual(['service 2 second'])
    expect(await tables(schema)).toContain('second')
  })

  test('of two processes at once are applied once', async () => {
    const schema = await freshSchema()
    const folder = await folderOf({ '0001-slow.sql': 'select pg_sleep(0.2); create table slow (id int)' })
    const clients = [await connect(adminUrl, schema), await connect(adminUrl, schema)]
    const migrations = await readMigrations(folder)
    const done = await Promise.all(clients.map((client) => migrate(client, migrations)))
    expect(done.map((applied) => applied.length).toSorted()).toEqual([0, 2])
  })

  test('that fail leave nothing of themselves, keep what came before, and can be tried again', async () => {
    const schema = await freshSchema()
    const client = await connect(adminUrl, schema)
    const good = { '0001-good.sql': 'create table good (id int)' }
    const bad = await folderOf({
      ...good,
      '0002-bad.sql': 'create table half (id int); select 1 / 0;',
      '0003-never.sql': 'create table never (id int)',
    })
    await expect(migrate(client, await readMigrations(bad))).rejects.toThrow(
      'migration service 2 bad failed: division by zero',
    )
    expect(await tables(schema)).toEqual([
      'event',
      'good',
      'history',
      'migration',
      'outbox',
      'outbox_position',
      'stream',
    ])
    const mended = await folderOf({ ...good, '0002-bad.sql': 'create table whole (id int)' })
    expect(await migrate(client, await readMigrations(mended))).toEqual(['service 2 bad'])
  })

  test('decide whether a release may run: not on a schema that is behind, or ahead by one that breaks it', async () => {
    const schema = await freshSchema()
    const client = await connect(adminUrl, schema)
    const pool = new pg.Pool({ connectionString: adminUrl, options: `-c search_path=${schema}`, max: 1 })
    scope.defer(() => pool.end())
    const release = (files: Record<string, string>) => folderOf(files).then(readMigrations)
    const one = await release({ '0001-one.sql': 'select 1' })
    const two = await release({ '0001-one.sql': 'select 1', '0002-two.sql': 'select 2' })
    const three = await release({
      '0001-one.sql': 'select 1',
      '0002-two.sql': 'select 2',
      '0003-three.sql': '-- breaking\nselect 3',
    })
    await expect(checkSchema(pool, one)).rejects.toThrow('behind: apply kit 1 streams, service 1 one')
    await migrate(client, one)
    await checkSchema(pool, one)
    await expect(checkSchema(pool, two)).rejects.toThrow('behind: apply service 2 two')
    await migrate(client, two)
    await checkSchema(pool, one)
    await migrate(client, three)
    await expect(checkSchema(pool, two)).rejects.toThrow('ahead by service 3 three')
    await checkSchema(pool, three)
  })
})
