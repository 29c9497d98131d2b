/** `parley export-room` and `parley import-room` with the URL of a database. */
import { randomUUID } from 'node:crypto'
import { mkdtemp, readFile, rm, stat, truncate } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeAll, expect, test } from 'vitest'
import { query, runParley, useDatabases } from './databases.ts'

const { migrated, scope } = useDatabases()

const parley = (url: string, ...args: string[]) => runParley(args, { POSTGRES_URL: url })

const [ann, room] = [randomUUID(), randomUUID()]
const people = `
  insert into chat.person (id, name) values ('${ann}', 'Ann');
  insert into chat.stream (id, kind, head, tally) values ('${room}', 'chat/room', 2, 1);
  insert into chat.event (stream, seq, tally, ev, by, at, body)
  values ('${room}', 1, 0, 'room.created', '${ann}', '2026-11-28T09:30:00Z', '{"kind":"group","name":"Team"}'),
    ('${room}', 2, 1, 'message.sent', '${ann}', '2026-11-28T09:30:01Z', '{"id":"0199d2b8-4c3e-7d21-a5f0-2b9e8c7d6f55","text":"Hello"}');
  insert into chat.room (id, kind, name, creator) values ('${room}', 'group', 'Team', '${ann}');
  insert into chat.membership (room, person, role, joined, since, since_tally) values ('${room}', '${ann}', 'owner', 1, 0, 0)`

let [here, there, folder] = ['', '', '']
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'parley-rooms-'))
  scope.defer(() => rm(folder, { recursive: true, force: true }))
  here = await migrated()
  there = await migrated()
  await query(here, people)
})

test('a room goes by a file for its owner alone into another deployment, once', async () => {
  const file = join(folder, 'team.room')
  expect(await parley(here, 'export-room', room, file)).toEqual({ code: 0, output: '', errors: '' })
  expect((await stat(file)).mode & 0o777).toBe(0o600)
  expect(await parley(there, 'import-room', file)).toMatchObject({
    code: 0,
    errors: '',
    output: expect.stringContaining('the room is there'),
  })
  expect(await parley(there, 'import-room', file)).toMatchObject({
    code: 0,
    output: expect.stringContaining('nothing was changed'),
  })
  expect(await query(there, 'select name, members from chat.room')).toEqual([{ name: 'Team', members: 1 }])
  expect((await parley(there, 'export-room', room, '-')).output).toBe(await readFile(file, 'utf8'))
})

test('what cannot be done ends with 1, says why and leaves nothing', async () => {
  const file = join(folder, 'cut.room')
  await parley(here, 'export-room', room, file)
  await truncate(file, 400)
  const other = await migrated()
  expect(await parley(other, 'import-room', file)).toMatchObject({
    code: 1,
    errors: expect.stringMatching(/^1296 ROOM_FILE_BROKEN/),
  })
  expect(await query(other, 'select from chat.stream')).toEqual([])
  expect(await parley(here, 'export-room', randomUUID(), join(folder, 'none'))).toMatchObject({
    code: 1,
    errors: expect.stringContaining('there is no direct room or group'),
  })
  expect(await parley(here, 'export-room', 'nonsense', '-')).toMatchObject({
    code: 1,
    errors: expect.stringContaining('no id of a room'),
  })
})

test('a member is made owner by an operator; nobody else is, and it is said why', async () => {
  expect(await parley(here, 'appoint', room, ann)).toMatchObject({
    code: 0,
    output: expect.stringContaining('already'),
  })
  expect(await parley(here, 'appoint', room, randomUUID())).toMatchObject({
    code: 1,
    errors: expect.stringContaining('is not in it'),
  })
  expect(await parley(here, 'appoint', room)).toMatchObject({
    code: 1,
    errors: expect.stringContaining('takes the id'),
  })
})

test('what an operator holds is listed, written with what was taken back since, and lifted', async () => {
  const held = ['room', room] as const
  expect(await parley(here, 'hold')).toMatchObject({ code: 0, output: 'nothing is held\n' })
  expect(await parley(here, 'hold', ...held, 'a', 'case')).toMatchObject({
    code: 0,
    output: expect.stringContaining('is held from now on'),
  })
  await query(here, `update chat.event set ev = 'redacted', body = '{}' where stream = '${room}' and seq = 2`)
  expect((await parley(here, 'hold')).output).toMatch(new RegExp(`^room ${room} since .*, 1 sealed: a case\n$`))
  const file = join(folder, 'case.json')
  expect(await parley(here, 'export-hold', ...held, file)).toEqual({ code: 0, output: '', errors: '' })
  expect((await stat(file)).mode & 0o777).toBe(0o600)
  const [first = '', end = ''] = (await readFile(file, 'utf8')).split('\n')
  expect(JSON.parse(first).event).toMatchObject({
    seq: 2,
    by: ann,
    body: { text: 'Hello' },
    sealed: expect.any(Number),
  })
  expect(JSON.parse(end).end).toMatchObject({ lines: 1 })
  expect(await parley(here, 'lift-hold', ...held)).toMatchObject({
    code: 0,
    output: expect.stringContaining('; 1 messages'),
  })
  expect(await parley(here, 'lift-hold', ...held)).toMatchObject({
    code: 1,
    errors: expect.stringContaining('is not held'),
  })
})

test('a hold of nothing that is known, or that is not said right, is refused and says why', async () => {
  const refused = [
    [['hold', 'room', randomUUID(), 'a case'], 'is not known here'],
    [['hold', 'room', room], 'takes the reason'],
    [['hold', 'message', room, 'a case'], 'takes what is held, which is room, space, person'],
    [['export-hold', 'room', 'nonsense', '-'], 'is no id'],
    [['lift-hold', 'room', room, 'more'], 'takes nothing besides'],
  ] as const
  for (const [args, why] of refused)
    expect(await parley(here, ...args)).toMatchObject({ code: 1, errors: expect.stringContaining(why) })
})

test('what people have reported is listed, and told with all that was sealed', async () => {
  const id = randomUUID()
  expect(await parley(here, 'reports')).toEqual({ code: 0, output: '', errors: '' })
  await query(
    here,
    `insert into chat.report (room, id, seq, by, author, kind, note, sealed)
     values ('${room}', '${id}', 2, '${randomUUID()}', '${ann}', 'spam', 'two\nlines', '[{"seq":2,"is":{"text":"Hello"}}]')`,
  )
  const { output } = await parley(here, 'reports')
  expect(output.trim().split('\n')).toEqual([expect.stringContaining(`${room} 2`)])
  for (const told of [id, 'spam', `by "Ann" ${ann}`, '"two\\nlines"']) expect(output).toContain(told)
  const one = await parley(here, 'reports', id)
  expect(JSON.parse(one.output)).toMatchObject({ id, sealed: [{ seq: 2, is: { text: 'Hello' } }] })
  expect(await parley(here, 'reports', randomUUID())).toMatchObject({ code: 1, output: '' })
  expect(await parley(here, 'reports', 'nonsense')).toMatchObject({ code: 1, errors: expect.stringContaining('no id') })
  const close = (...args: readonly string[]) => parley(here, 'close-report', ...args)
  expect((await close(id, 'acted')).errors).toContain('and the reason')
  expect((await close(id, 'done', 'it is gone')).errors).toContain('acted, unfounded, duplicate')
  expect(await close(randomUUID(), 'acted', 'it is gone')).toMatchObject({ code: 1, output: '' })
  expect(await close(id, 'acted', 'it', 'is', 'gone')).toMatchObject({ code: 0, errors: '' })
  expect((await close(id, 'unfounded', 'no')).output).toContain('closed already')
  expect((await parley(here, 'reports')).output).toBe('')
  expect((await parley(here, 'reports', 'closed')).output).toContain('acted: "it is gone"')
})
