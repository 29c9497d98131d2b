import { randomUUID } from 'node:crypto'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, inject, onTestFinished, test, vi } from 'vitest'
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

/** What comes before the migrations of any service. */
const ofKit = async () =>
  (await readMigrations(await folderOf({}))).map(({ part, number, name }) => `${part} ${number} ${name}`)

describe('preparing a database', () => {
  test('by several at once is done once, and doing it again changes nothing', async () => {
    const done = await Promise.all([provision(adminUrl, notes), provision(adminUrl, other), provision(adminUrl, notes)])
    const all = (await readMigrations(notes.migrations)).length
    expect(done.map((applied) => applied.length).toSorted()).toEqual([0, all, all])
    expect(await provision(adminUrl, notes)).toEqual([])
  })

  test('notes the settings of a service with its role, so that they hold also where a pooler drops what it is told', async () => {
    const client = new pg.Client({ connectionString: serviceUrl(adminUrl, 'chat') })
    await client.connect()
    const { rows } = await client.query(`select current_schema() as schema, current_setting('enable_seqscan') as scans`)
    await client.end()
    expect(rows).toEqual([{ schema: 'chat', scans: 'off' }])
  })

  test('gives each service a role that uses its own tables', async () => {
    const chat = await connect(serviceUrl(adminUrl, 'chat'))
    await chat.query(`insert into note values (1, 'mine')`)
    await chat.query(`update note set text = 'still mine'`)
    expect((await chat.query('select * from note')).rows).toEqual([{ id: 1, text: 'still mine' }])
    await chat.query('delete from note')
  })

  test('lets a process of the release before use what a migration makes from the moment it is there', async () => {
    const mayWrite = `select has_table_privilege('parley_auth', 'auth.made', 'insert') as may`
    const migrations = await folderOf({
      '0001-notes.sql': await readFile(new URL('0001-notes.sql', notes.migrations), 'utf8'),
      '0002-made.sql': 'create table made (id int)',
      '0003-looked.sql': `create table looked as ${mayWrite}`,
    })
    await provision(adminUrl, { ...other, migrations })
    expect((await admin.query('select may from auth.looked')).rows).toEqual([{ may: true }])
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
    ["read others' passwords by their older name", 'select * from pg_shadow'],
    ['make temporary tables', 'create temporary table mine (id int)'],
    ['make temporary views', 'create temporary view mine as select 1'],
    ['make tables in the open', 'create table public.mine (id int)'],
    ['make functions', 'create function chat.mine() returns int language sql return 1'],
    ['make types', 'create type chat.mine as (id int)'],
    ['make large objects', 'select lo_create(0)'],
    ['make large objects of bytes', `select lo_from_bytea(0, 'x')`],
    ['make large objects the old way', 'select lo_creat(-1)'],
    ['open large objects', 'select lo_open(1, 131072)'],
    ['read files of the server', `select pg_read_file('postgresql.conf')`],
    ['read files of the server into tables', `copy chat.note from '/etc/passwd'`],
    ['write files of the server', `copy chat.note to '/tmp/parley-note'`],
    ['import files of the server', `select lo_import('/etc/passwd')`],
    ['run programs of the server', `copy chat.note from program 'id'`],
    ['load code into the server', `load '$libdir/../evil'`],
    ['change settings of the server', `alter system set fsync = off`],
    ['make databases', 'create database mine'],
    ['make extensions', 'create extension pg_stat_statements'],
    ["end others' connections", 'select pg_terminate_backend(pid) from pg_stat_activity where usename = $$postgres$$'],
    ['change its own rights', 'alter role parley_chat createdb'],
  ])('gives it no right to %s', async (_, sql) => {
    const chat = await connect(serviceUrl(adminUrl, 'chat'))
    await expect(chat.query(sql)).rejects.toMatchObject({ code: '42501' })
  })

  test('lets its role into no other database of a cluster of ours, nor its neighbours into this one', async () => {
    const to = (name: string) => Object.assign(new URL(serviceUrl(adminUrl, 'chat')), { pathname: `/${name}` }).href
    for (const name of ['postgres', 'template1'])
      await expect(connect(to(name))).rejects.toMatchObject({ code: '42501' })
    const stranger = `stranger_${database}`
    await admin.query(`create role ${stranger} login password 'sesame'`)
    scope.defer(async () => void (await server.query(`drop role ${stranger}`)))
    const url = Object.assign(new URL(adminUrl), { username: stranger, password: 'sesame' }).href
    await expect(connect(url)).rejects.toMatchObject({ code: '42501' })
  })

  test("keeps letting in a role that uses another's schema, and came in by everybody's right", async () => {
    const former = `former_${database}`
    await admin.query(`
      create role ${former} login password 'sesame';
      grant connect on database ${database} to public;
      create schema former;
      grant usage on schema former to ${former}`)
    scope.defer(async () => void (await server.query(`drop role ${former}`)))
    scope.defer(async () => void (await admin.query(`drop owned by ${former}`)))
    await provision(adminUrl, notes)
    const url = Object.assign(new URL(adminUrl), { username: former, password: 'sesame' }).href
    await (await connect(url)).query('select 1')
    await expect((await connect(url)).query('create temporary table mine (id int)')).rejects.toMatchObject({
      code: '42501',
    })
  })

  test("gives each role a password of its own, which follows from the administrator's", async () => {
    const swapped = Object.assign(new URL(serviceUrl(adminUrl, 'auth')), { username: 'parley_chat' }).href
    await expect(connect(swapped)).rejects.toMatchObject({ code: '28P01' })
    expect(new URL(serviceUrl(adminUrl, 'chat')).password).not.toContain(new URL(adminUrl).password)
  })
})

describe('the password of a service', () => {
  const bare = 'postgres://postgres@db/parley'

  test.each([
    ['none', bare],
    ['an empty one', 'postgres://postgres:@db/parley'],
    ['blanks', 'postgres://postgres:%20%20@db/parley'],
    ['an empty one in its query', `${bare}?password=`],
    ['a socket and no password', 'postgres:///parley?host=/var/run/postgresql'],
    ['the user in its query alone', 'postgres://db/parley?user=postgres'],
  ])('never follows from a URL with %s, whatever the environment has', async (_, url) => {
    vi.stubEnv('PGPASSWORD', 'sesame')
    onTestFinished(() => void vi.unstubAllEnvs())
    expect(() => serviceUrl(url, 'chat')).toThrow(/^POSTGRES_URL has no password in it.*SERVICE_URL/)
    await expect(provision(url, notes)).rejects.toThrow(/^POSTGRES_URL has no password in it/)
  })

  test('follows from the same password alike, wherever the URL has it, and never travels beside it', () => {
    const [before, behind] = ['postgres://postgres:secret@db/parley', `${bare}?password=secret&sslmode=require`]
    const [one, other] = [serviceUrl(before, 'chat'), serviceUrl(behind, 'chat')].map((url) => new URL(url))
    expect(other?.password).toBe(one?.password)
    expect([one?.username, other?.username]).toEqual(['parley_chat', 'parley_chat'])
    expect(other?.search).toBe('?sslmode=require')
    expect(one?.href).not.toContain('secret')
  })

  test('may stand in the query of its URL, as the library takes it', async () => {
    const url = new URL(serviceUrl(adminUrl, 'chat'))
    const { username, password } = url
    Object.assign(url, { username: '', password: '' })
    for (const [name, value] of Object.entries({ user: username, password })) url.searchParams.set(name, value)
    expect(await provision(adminUrl, notes, url.href)).toEqual([])
    await (await connect(url.href)).query('select * from note')
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
    expect(await migrate(client, schema, await readMigrations(first))).toEqual([...(await ofKit()), 'service 1 first'])
    expect(await migrate(client, schema, await readMigrations(both))).toEqual(['service 2 second'])
    expect(await tables(schema)).toContain('second')
  })

  test('of two processes at once are applied once', async () => {
    const schema = await freshSchema()
    const folder = await folderOf({ '0001-slow.sql': 'select pg_sleep(0.2); create table slow (id int)' })
    const clients = [await connect(adminUrl, schema), await connect(adminUrl, schema)]
    const migrations = await readMigrations(folder)
    const done = await Promise.all(clients.map((client) => migrate(client, schema, migrations)))
    expect(done.flat().toSorted()).toEqual([...(await ofKit()), 'service 1 slow'].toSorted())
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
    await expect(migrate(client, schema, await readMigrations(bad))).rejects.toThrow(
      'migration service 2 bad failed: division by zero',
    )
    expect(await tables(schema)).toEqual([
      'erasing',
      'event',
      'good',
      'history',
      'migration',
      'once',
      'outbox',
      'outbox_position',
      'projection',
      'stream',
      'timed_work',
    ])
    const mended = await folderOf({ ...good, '0002-bad.sql': 'create table whole (id int)' })
    expect(await migrate(client, schema, await readMigrations(mended))).toEqual(['service 2 bad'])
  })

  test('never write into another schema than that of the service', async () => {
    const schema = await freshSchema()
    const client = await connect(adminUrl, 'public')
    const folder = await folderOf({ '0001-one.sql': 'create table one (id int)' })
    await migrate(client, schema, await readMigrations(folder))
    expect(await tables(schema)).toContain('one')
    expect(await tables('public')).toEqual([])
    await expect(migrate(client, `${schema}_away`, [])).rejects.toThrow(`there is no schema ${schema}_away`)
    expect(await tables('public')).toEqual([])
  })

  test('that wait for somebody who reads for long let everybody else write meanwhile, say so, and come to their end', async () => {
    const schema = await freshSchema()
    const client = await connect(adminUrl, schema)
    const made = { '0001-one.sql': 'create table one (id int)' }
    await migrate(client, schema, await readMigrations(await folderOf(made)))
    const changed = await folderOf({
      ...made,
      '0002-more.sql': 'alter table one add column more text default now()::text',
    })
    const reader = await connect(adminUrl, schema)
    await reader.query('begin; select * from one')
    const lines: string[] = []
    const migrating = migrate(client, schema, await readMigrations(changed), (line) => void lines.push(line))
    const writer = await connect(adminUrl, schema)
    await writer.query(`set statement_timeout = '10s'`)
    for (let id = 0; lines.length < 2; id++) await writer.query('insert into one (id) values ($1)', [id])
    expect(lines[0]).toMatch(
      /^migration service 2 more waits for a lock that others hold, of whom process \d+ .* trying again$/,
    )
    await reader.query('commit')
    expect(await migrating).toEqual(['service 2 more'])
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
    await expect(checkSchema(pool, one)).rejects.toThrow(
      `behind: apply ${[...(await ofKit()), 'service 1 one'].join(', ')}`,
    )
    await migrate(client, schema, one)
    await checkSchema(pool, one)
    await expect(checkSchema(pool, two)).rejects.toThrow('behind: apply service 2 two')
    await migrate(client, schema, two)
    await checkSchema(pool, one)
    await migrate(client, schema, three)
    await expect(checkSchema(pool, two)).rejects.toThrow('ahead by service 3 three')
    await checkSchema(pool, three)
  })
})
