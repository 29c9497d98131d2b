/** `parley check` with the URL of a database. */
import { randomUUID } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { streamChecks } from '@parley/service-kit'
import { beforeAll, expect, test } from 'vitest'
import { services } from '../src/services.ts'
import { query, runParley, useDatabases } from './databases.ts'

const { migrated, scope } = useDatabases()

let url: string
let folder: string
const check = (...args: string[]) => runParley(['check', ...args], { POSTGRES_URL: url, FILES_FOLDER: folder })

const [ann, room] = [randomUUID(), randomUUID()]
const people = `
  insert into auth.account (id, name, search_key, password_hash, worded) values ('${ann}', 'Ann', 'ann', 'hash', 'Ann');
  insert into auth.name_word values ('ann', '${ann}');
  insert into auth.username (name, account) values ('ann', '${ann}');
  insert into auth.stream (id, kind, head) values ('${ann}', 'auth/user', 2);
  insert into auth.event (stream, seq, tally, ev, at, body)
  values ('${ann}', 1, 0, 'account.created', '2026-11-28T09:30:00Z', '{"user":"${ann}","name":"Anna"}'),
    ('${ann}', 2, 0, 'account.changed', '2026-11-28T09:30:00Z', '{"user":"${ann}","name":"Ann"}');
  insert into chat.person (id, name) values ('${ann}', 'Ann');
  insert into chat.stream (id, kind, head, tally) values ('${room}', 'chat/room', 2, 1), ('${ann}', 'chat/user', 0, 0);
  insert into chat.event (stream, seq, tally, ev, by, at, body)
  values ('${room}', 1, 0, 'room.created', '${ann}', '2026-11-28T09:30:00Z', '{}'),
    ('${room}', 2, 1, 'message.sent', '${ann}', '2026-11-28T09:30:01Z', '{"text":"Hello"}');
  insert into chat.room (id, kind, name, creator) values ('${room}', 'group', 'Team', '${ann}');
  insert into chat.membership (room, person, role, joined, since, since_tally) values ('${room}', '${ann}', 'owner', 1, 0, 0)`

beforeAll(async () => {
  url = await migrated()
  folder = await mkdtemp(join(tmpdir(), 'parley-check-'))
  scope.defer(() => rm(folder, { recursive: true, force: true }))
  await query(url, people)
})

const epochOf = async () => Number((await query(url, 'select epoch::text from chat.history'))[0].epoch)

test('a sound database gives a line of 0 for each kind of each service, and 0', async () => {
  const { code, output, errors } = await check()
  expect({ code, errors }).toEqual({ code: 0, errors: '' })
  const inTables = services.flatMap(({ service }) =>
    Object.keys(service.checks ?? streamChecks()).map((kind) => `${service.name}/${kind}`),
  )
  const kinds = [...inTables, 'files/lost', 'files/strays']
  expect(
    output
      .trimEnd()
      .split('\n')
      .map((line) => line.trim().split(/ +/).slice(0, 2)),
  ).toEqual(kinds.map((kind) => [kind, '0']))
})

test('what is wrong is counted and named, changes nothing and ends with 1; mended it ends with 0 in a new epoch', async () => {
  const epoch = await epochOf()
  await query(url, `update chat.room set members = 7; update auth.account set name = 'Anna'`)
  const told = await check()
  expect(told.code).toBe(1)
  expect(told.output).toMatch(new RegExp(`chat/member-counts +1 .*\\n +room ${room}: 7, where 1 are in it\\n`))
  expect(told.output).toMatch(/auth\/untold +1 /)
  expect(await query(url, 'select members from chat.room')).toEqual([{ members: 7 }])
  const mended = await check('--repair')
  expect(mended).toMatchObject({ code: 0, errors: '' })
  expect(mended.output).toMatch(/chat\/member-counts +1 .*; mended 1\n/)
  expect(mended.output).toContain('chat: clients may have been told what was wrong')
  expect(await epochOf()).toBeGreaterThan(epoch)
  expect(await query(url, 'select members from chat.room')).toEqual([{ members: 1 }])
  expect(await query(url, `select body ->> 'name' as name from auth.event order by seq desc limit 1`)).toEqual([
    { name: 'Anna' },
  ])
})

test('an account without a login name gets back the last one that is kept for it; what cannot be mended ends with 1', async () => {
  await query(url, `update auth.username set reserved_until = now()`)
  expect(await check('auth', '--repair')).toMatchObject({
    code: 0,
    output: expect.stringMatching(/nameless +1 .*mended 1\n/),
  })
  await query(url, `delete from auth.username`)
  expect(await check('auth', '--repair')).toMatchObject({
    code: 1,
    output: expect.stringMatching(/nameless +1 .*mended 0\n/),
  })
})

test('where nothing says where files are, that is told, and all else is looked at', async () => {
  const { code, output, errors } = await runParley(['check', 'files'], { POSTGRES_URL: url })
  expect({ code, errors }).toEqual({ code: 0, errors: expect.stringMatching(/^files: .* is not looked at/) })
  expect(output).toContain('files/usage')
})

test('usernames of before that look alike are told, and go on, until one of them is no longer there', async () => {
  await query(
    url,
    `insert into auth.username (name, account, look_alike) values ('anna1', '${ann}', false);
     insert into auth.username (name, account, reserved_until, look_alike)
     values ('annal', '${ann}', now() + interval '1 day', true)`,
  )
  const told = await check('auth', '--repair')
  expect(told).toMatchObject({ code: 1, output: expect.stringMatching(/look-alikes +1 .*mended 0\n/) })
  expect(told.output).not.toContain('annal')
  await query(url, `update auth.username set name = 'bea' where name = 'anna1'`)
  expect(await check('auth', '--repair')).toMatchObject({
    code: 0,
    output: expect.stringMatching(/look-alikes +1 .*mended 1\n/),
  })
})

test('an unknown service or option is refused with what there is', async () => {
  expect(await check('nonsense')).toMatchObject({ code: 1, errors: expect.stringContaining('none of the services') })
  expect((await check('--mend')).code).toBe(2)
})
