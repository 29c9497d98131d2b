/** `parley backup` and `parley restore` with the URL of a database. */
import { spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { cp, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { provision, serviceUrl } from '@parley/service-kit'
import { compiled } from '@parley/service-kit/testing'
import pg from 'pg'
import { beforeAll, beforeEach, expect, test } from 'vitest'
import { services } from '../src/services.ts'
import { main, query, runParley, useDatabases } from './databases.ts'

const { database, migrated, scope } = useDatabases()
let folder: string

/** Two people, a room, and what is beside it: as services write it. */
const [ann, bob, room] = [randomUUID(), randomUUID(), randomUUID()]
const people = `
  insert into auth.account (id, name, search_key, password_hash)
  values ('${ann}', 'Ann', 'ann', 'a\\b'), ('${bob}', E'B\\nob\\t', 'bob', 'c');
  insert into auth.username (name, account) values ('ann', '${ann}');
  insert into chat.person (id, name) values ('${ann}', 'Ann');
  insert into chat.stream (id, kind, head, tally) values ('${room}', 'room', 1, 1);
  insert into chat.event (stream, seq, tally, ev, at, body) values ('${room}', 1, 1, 'message.sent', '2026-11-28T09:30:00.123Z', '{"text": "Hé \\\\ "}');
  insert into chat.outbox (streams, firsts, lasts) values ('{${room}}', '{1}', '{1}');
  insert into chat.room (id, kind, name, creator) values ('${room}', 'group', 'Team', '${ann}');
  insert into chat.member (room, person, role, joined, read, read_tally)
  values ('${room}', '${ann}', 'owner', 1, 0, 0), ('${room}', '${bob}', 'member', 1, 0, 0)`

const contents = (url: string) =>
  Promise.all(
    [
      'select id, name, search_key, password_hash from auth.account order by id',
      'select * from auth.username',
      'select * from chat.event',
      'select * from chat.stream',
      'select id, name, members from chat.room',
      'select person, rooms from chat.person_rooms order by person',
    ].map((sql) => query(url, sql)),
  )

const epochOf = async (url: string) => Number((await query(url, 'select epoch::text from chat.history'))[0].epoch)

let full: string
let archive: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'parley-archives-'))
  scope.defer(() => rm(folder, { recursive: true, force: true }))
  full = await migrated()
  await query(full, people)
  archive = join(folder, 'full.backup')
  expect(await runParley(['backup', archive], { POSTGRES_URL: full })).toEqual({ code: 0, output: '', errors: '' })
})

const names = services.map(({ service }) => service.name)

let empty: string
beforeEach(async () => {
  empty = await database()
})
const restore = (args: readonly string[], url = empty, input?: Buffer) =>
  runParley(['restore', ...args], { POSTGRES_URL: url }, input)

test('what was backed up is there after a restore, in a new epoch, for services that may use it', async () => {
  expect(await restore([archive])).toMatchObject({
    code: 0,
    errors: '',
    output: expect.stringContaining(`restored ${names.join(', ')} as of 20`),
  })
  expect(await contents(empty)).toEqual(await contents(full))
  expect(await epochOf(empty)).toBeGreaterThan(await epochOf(full))
  expect(await query(empty, 'select from chat.outbox')).toEqual([])
  expect((await runParley(['migrate'], { POSTGRES_URL: empty })).output).toBe('nothing to apply\n')
  expect(await query(serviceUrl(empty, 'chat'), 'select name from chat.room')).toEqual([{ name: 'Team' }])
})

test('it is the same through a pipe', async () => {
  const { code, output } = await new Promise<{ code: number; output: Buffer }>((resolve) => {
    const child = spawn(process.execPath, [main, 'backup', '-'], { env: { ...compiled, POSTGRES_URL: full } })
    const pieces: Buffer[] = []
    child.stdout.on('data', (piece) => pieces.push(piece))
    child.on('close', (exit) => resolve({ code: exit ?? 1, output: Buffer.concat(pieces) }))
  })
  expect(code).toBe(0)
  expect(await restore(['-'], empty, output)).toMatchObject({ code: 0, errors: '' })
  expect(await contents(empty)).toEqual(await contents(full))
})

test('nobody but its owner may read a backup, and none is written over another file', async () => {
  expect((await stat(archive)).mode & 0o777).toBe(0o600)
  const other = join(folder, 'other.txt')
  await writeFile(other, 'mine')
  expect(await runParley(['backup', other], { POSTGRES_URL: full })).toMatchObject({
    code: 1,
    errors: expect.stringContaining('is there'),
  })
  expect(await readFile(other, 'utf8')).toBe('mine')
  expect((await readdir(folder)).filter((name) => name.endsWith('.part'))).toEqual([])
})

test('a backup that fails leaves no file', async () => {
  const path = join(folder, 'never.backup')
  expect(await runParley(['backup', path], { POSTGRES_URL: empty })).toMatchObject({
    code: 1,
    errors: expect.stringContaining('nothing to back up'),
  })
  expect((await readdir(folder)).filter((name) => name.startsWith('never'))).toEqual([])
})

test('a database with data is left as it is, unless it is said that it may go', async () => {
  const used = await migrated()
  await query(used, people.replaceAll('Ann', 'Eve'))
  const before = await contents(used)
  expect(await restore([archive], used)).toMatchObject({
    code: 1,
    errors: expect.stringMatching(/not empty: chat has data.*--replace/),
  })
  expect(await contents(used)).toEqual(before)
  const later = 9_000_000_000
  await query(used, `update chat.history set epoch = ${later}`)
  expect(await restore([archive, '--replace'], used)).toMatchObject({ code: 0 })
  expect(await contents(used)).toEqual(await contents(full))
  expect(await epochOf(used), 'also than one that clients have seen in what was there').toBe(later + 1)
})

test('nothing is put under a service that runs, also where it is said that the data may go', async () => {
  const used = await migrated()
  const running = new pg.Client({ connectionString: used, application_name: 'parley chat' })
  await running.connect()
  expect(await restore([archive, '--replace'], used)).toMatchObject({
    code: 1,
    errors: expect.stringContaining('Stop them first'),
  })
  await running.end()
})

test('an archive that was cut off is refused before anything is changed', async () => {
  const used = await migrated()
  await query(used, people)
  const whole = await readFile(archive)
  const cut = join(folder, 'cut.backup')
  await writeFile(cut, whole.subarray(0, whole.length - 20))
  const { code, errors } = await restore([cut, '--replace'], used)
  expect({ code, errors }).toEqual({
    code: 1,
    errors: `${cut} cannot be restored: it ends in the middle. Nothing was changed.\n`,
  })
  expect(await contents(used)).toEqual(await contents(full))
})

test('a restore that fails half way has changed nothing', async () => {
  const used = await migrated()
  await query(used, people)
  await query(used, `create table public.points (room uuid references chat.room)`)
  await query(
    used,
    `create function public.refuse() returns event_trigger language plpgsql as $$ begin
    if tg_tag = 'ALTER TABLE' then raise 'no more'; end if; end $$`,
  )
  await query(
    used,
    `create event trigger refuse on ddl_command_end when tag in ('ALTER TABLE') execute function public.refuse()`,
  )
  expect(await restore([archive, '--replace'], used)).toMatchObject({
    code: 1,
    errors: expect.stringContaining('no more'),
  })
  expect(await contents(used)).toEqual(await contents(full))
})

/** The migrations up to these numbers: those of a release before. */
const before = async (name: string, most: number) => {
  const found = services.find(({ service }) => service.name === name)?.service
  if (!found) throw new Error(name)
  const older = await mkdtemp(join(folder, `${name}-`))
  await cp(fileURLToPath(found.migrations), older, { recursive: true })
  for (const file of await readdir(older)) if (Number(file.slice(0, 4)) > most) await rm(join(older, file))
  return { name, migrations: pathToFileURL(`${older}/`) }
}

test('a backup of an older release is restored and brought to this one', async () => {
  const old = await database()
  for (const [name, most] of [
    ['auth', 3],
    ['chat', 2],
  ] as const)
    await provision(old, await before(name, most))
  await query(old, people)
  const path = join(folder, 'old.backup')
  expect((await runParley(['backup', path], { POSTGRES_URL: old })).code).toBe(0)
  expect(await restore([path])).toMatchObject({ code: 0, errors: '' })
  expect(await contents(empty)).toEqual(await contents(full))
  expect((await runParley(['migrate'], { POSTGRES_URL: empty })).output).toBe('nothing to apply\n')
})

test('a service that the release of the backup did not have is empty after the restore, in a later epoch', async () => {
  const old = await database()
  for (const { service } of services) if (service.name !== 'contacts') await provision(old, service)
  await query(old, people)
  const path = join(folder, 'without-contacts.backup')
  expect(await runParley(['backup', path], { POSTGRES_URL: old })).toMatchObject({ code: 0, errors: '' })
  const used = await migrated()
  await query(used, `insert into contacts.stream (id, kind) values ('${ann}', 'user')`)
  const [{ epoch }] = await query(used, 'select epoch::int from contacts.history')
  expect(await restore([path], used)).toMatchObject({ code: 1, errors: expect.stringContaining('contacts has data') })
  expect(await restore([path, '--replace'], used)).toMatchObject({ code: 0, errors: '' })
  expect(await contents(used)).toEqual(await contents(full))
  expect(await query(used, 'select from contacts.stream')).toEqual([])
  expect((await query(used, 'select epoch::int from contacts.history'))[0].epoch).toBeGreaterThan(epoch)
  expect((await runParley(['migrate'], { POSTGRES_URL: used })).output).toBe('nothing to apply\n')
})

test('a backup of a newer release is refused, and it is said why', async () => {
  const newer = await migrated()
  await query(newer, `insert into chat.migration (part, number, name, breaking) values ('service', 99, 'later', false)`)
  const path = join(folder, 'newer.backup')
  await runParley(['backup', path], { POSTGRES_URL: newer })
  expect(await restore([path])).toMatchObject({
    code: 1,
    errors: expect.stringContaining('a newer release, whose chat has service 99 later'),
  })
  expect(await query(empty, `select nspname from pg_namespace where nspname in ('auth', 'chat')`)).toEqual([])
})

test.each([
  ['backup', [], 'backup takes the file'],
  ['restore', [], 'restore takes the file'],
  ['restore', ['/nowhere/at/all'], 'no such file'],
])('%s %j says what is wrong with it', async (name, args, words) => {
  const { code, errors } = await runParley([name, ...args], { POSTGRES_URL: empty })
  expect(code).toBe(1)
  expect(errors).toContain(words)
})
