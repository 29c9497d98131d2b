import { createHash } from 'node:crypto'
import { openToMend } from '@parley/service-kit'
import { afterAll, describe, expect, test } from 'vitest'
import { chatChecks } from '../src/checks.ts'
import { exportRoom } from '../src/room-file/export.ts'
import { importRoom } from '../src/room-file/import.ts'
import { type Person, until, useChat } from './running-chat.ts'
import { uuid7 } from './uuid7.ts'

const [here, there] = [await useChat({}, 1), await useChat({}, 1)]
const scope = new AsyncDisposableStack()
afterAll(() => scope.disposeAsync())
const [source, target] = [
  scope.use(await openToMend(here.environment.adminUrl, 'chat')),
  scope.use(await openToMend(there.environment.adminUrl, 'chat')),
]

const write = async (room: string, from = source) => {
  let text = ''
  for await (const line of exportRoom(from.db, room)) text += line
  return text
}

/** In pieces that end anywhere. */
const bytesOf = (file: string) =>
  async function* () {
    const bytes = Buffer.from(file)
    for (let from = 0; from < bytes.length; from += 701) yield bytes.subarray(from, from + 701)
  }
const read = (file: string) => importRoom(target.db, bytesOf(file))

/** With the end that it then has. */
const sealed = (lines: readonly string[]): string => {
  const sha256 = createHash('sha256')
    .update(lines.map((line) => `${line}\n`).join(''))
    .digest('hex')
  return [...lines, JSON.stringify({ end: { lines: lines.length, sha256 } }), ''].join('\n')
}
const linesOf = (file: string) => file.trimEnd().split('\n').slice(0, -1)

/** A group with something of everything, of which Ann is known in the other deployment as well. */
const begin = async () => {
  const [ann, bob, cid, dan] = await here.people('Ann', 'Bob', 'Cid', 'Dan')
  const { room } = await here.group(ann, bob, cid)
  const sayIn = async (other: string) =>
    (await here.ok(dan, 'message.send', { room: other, id: uuid7(), text: 'from elsewhere' })).seq
  const say = async (by: Person, text: string) => (await here.ok(by, 'message.send', { room, id: uuid7(), text })).seq
  const seq = await say(bob, 'first words, مرحبا 👋🏽')
  const gone = await say(cid, 'a secret')
  await here.ok(bob, 'message.edit', { room, seq, id: uuid7(), text: 'better words' })
  await here.ok(ann, 'message.pin', { room, seq })
  await here.ok(cid, 'reaction.add', { room, seq, emoji: '👍' })
  await here.ok(ann, 'reaction.add', { room, seq, emoji: '👍' })
  await here.ok(cid, 'message.delete', { room, seq: gone })
  await here.ok(ann, 'room.change', { room, name: 'Other', topic: 'a topic', slow_seconds: 3_600, theme: 'ocean' })
  await here.ok(bob, 'room.leave', { room })
  await say(ann, 'last words')
  const { room: elsewhere } = await here.group(ann, dan)
  await here.ok(ann, 'message.forward', { room, id: uuid7(), from: { room: elsewhere, seq: await sayIn(elsewhere) } })
  await there.sql('insert into person (id, name, epoch, seq) values ($1, $2, 1, 1)', [ann.user, 'Ann'])
  return { ann, bob, cid, room, seq }
}

/** All that somebody reads of a room. */
const seen = async ({ ok }: typeof here, person: Person, room: string) => {
  const { epoch: _, ...told } = await ok(person, 'room.get', { room })
  const { epoch: __, ...history } = await ok(person, 'room.history', { room, limit: 200 })
  const { epoch: ___, ...then } = await ok(person, 'room.snapshot', { room, seq: 5, limit: 200 })
  const { hits } = (await ok(person, 'message.search', { text: 'words' })) as { hits: object[] }
  return { told, history, then, pins: (await ok(person, 'pin.list', { room })).pins, hits }
}

const stored = async () =>
  (
    await Promise.all(
      ['room', 'stream', 'event', 'membership', 'person', 'message_state', 'reaction'].map((table) =>
        there.sql(`select count(*) from ${table}`),
      ),
    )
  ).flat()

test('a room reads the same in another deployment: history, states, members, counts, search, and as it was', async () => {
  const { ann, cid, room } = await begin()
  expect(await read(await write(room))).toBe(true)
  for (const person of [ann, cid]) expect(await seen(there, person, room)).toEqual(await seen(here, person, room))
  expect(await write(room, target)).toBe(await write(room))
  for (const check of Object.values(chatChecks))
    for await (const found of check.look({ db: target.db, told: async () => [] })) expect(found).toBeUndefined()
})

test('whoever has an account there is told of it, and people write in it on from its head', async () => {
  const { ann, cid, room } = await begin()
  await read(await write(room))
  const { head } = await there.ok(ann, 'room.get', { room })
  expect((await there.events(ann.user)).at(-1)).toMatchObject({ ev: 'room.joined', is: { room, head, name: 'Other' } })
  expect(await there.events(cid.user)).toEqual([])
  expect((await there.ok(cid, 'message.send', { room, id: uuid7(), text: 'on' })).seq).toBe(head + 1)
  await until(async () => there.published.some(({ on, seq }) => on === `chat/room/${room}` && seq === head + 1))
  expect(await there.error(cid, 'message.send', { room, id: uuid7(), text: 'on' })).toMatchObject({ name: 'SLOW_MODE' })
})

test('imported again it changes nothing, also when people went on and took something back', async () => {
  const { ann, room, seq } = await begin()
  const file = await write(room)
  await read(file)
  await there.ok(ann, 'message.delete', { room, seq })
  const before = await stored()
  expect(await read(file)).toBe(false)
  expect(await stored()).toEqual(before)
  expect(JSON.stringify(await there.events(room))).not.toContain('better words')
})

test('two at once import it once', async () => {
  const { room } = await begin()
  const file = await write(room)
  expect((await Promise.all([read(file), read(file)])).toSorted()).toEqual([false, true])
})

test('a direct room of two who have one there already is refused', async () => {
  const [ann, bob] = await here.people('Ann', 'Bob')
  const { room } = await here.ok(ann, 'room.create', { kind: 'direct', user: bob.user })
  await here.ok(ann, 'message.send', { room, id: uuid7(), text: 'Hello' })
  const file = await write(room)
  await there.sql('insert into person (id, name, epoch, seq) select id, $2, 1, 1 from unnest($1::uuid[]) id', [
    [ann.user, bob.user],
    'Somebody',
  ])
  await there.ok(ann, 'room.create', { kind: 'direct', user: bob.user })
  const before = await stored()
  await expect(read(file)).rejects.toThrow(/^1297 ROOM_FILE_OTHER/)
  expect(await stored()).toEqual(before)
})

describe('what is no whole room is refused with a number, and nothing of it stays', async () => {
  const { room, ann } = await begin()
  const file = await write(room)
  const lines = linesOf(file)
  const at = (kind: string) => lines.findIndex((line) => line.startsWith(`{"${kind}"`))
  const changed = (kind: string, change: (is: Record<string, unknown>) => object) =>
    sealed(
      lines.map((line, place) =>
        place === at(kind) ? JSON.stringify({ [kind]: change(JSON.parse(line)[kind]) }) : line,
      ),
    )

  test.each([
    ['nothing', ''],
    [
      'a file that was cut off between lines',
      lines
        .slice(0, 5)
        .map((line) => `${line}\n`)
        .join(''),
    ],
    [
      'a file that lacks the last reaction and the end',
      lines
        .slice(0, -1)
        .map((line) => `${line}\n`)
        .join(''),
    ],
    ['a file that was cut off within a line', file.slice(0, -9)],
    ['a file without its last letter', file.slice(0, -1)],
    ['a file with one letter changed', file.replace('last words', 'last wordz')],
    ['a file with something behind the end', `${file}{}\n`],
    ['a file that lacks an event', sealed(lines.filter((_, place) => place !== at('event') + 2))],
    ['a file with lines in another order', sealed(lines.toReversed())],
    ['lines of something else', sealed(['{"room":1}', 'null', '[]'])],
    ['no JSON', sealed(['x'.repeat(100)])],
    ['a line without end', 'x'.repeat(2_000_000)],
    ['no UTF-8', '\ud800\n'],
    ['another format', changed('room', (is) => ({ ...is, format: 'parley room 9' }))],
    ['an id that is none', changed('room', (is) => ({ ...is, id: "'; drop table room" }))],
    ['a member that no line has', changed('member', (is) => ({ ...is, admin: true }))],
    ['somebody with a role that there is not', changed('member', (is) => ({ ...is, role: 'king' }))],
    ['an event that there is not', changed('event', (is) => ({ ...is, ev: '__proto__' }))],
    ['an event of another kind of stream', changed('event', (is) => ({ ...is, ev: 'account.created' }))],
    ['an event with another body', changed('event', (is) => ({ ...is, body: { kind: 5 } }))],
    ['an event that is counted wrong', changed('event', (is) => ({ ...is, tally: 1 }))],
    [
      'somebody twice',
      sealed([...lines.slice(0, at('member')), lines[at('member')] ?? '', ...lines.slice(at('member'))]),
    ],
    ['a cursor behind the head', changed('cursor', (is) => ({ ...is, read: 1_000 }))],
  ])('%s', async (_, hostile) => {
    const before = await stored()
    await expect(read(hostile)).rejects.toThrow(/^1296 ROOM_FILE_BROKEN: .*Nothing was changed\.$/s)
    expect(await stored()).toEqual(before)
    expect(await there.error(ann, 'room.get', { room })).toMatchObject({ name: 'ROOM_NOT_FOUND' })
  })
})

test('a room that is not there, or of a group that was deleted, is not written', async () => {
  const { ann, room } = await begin()
  await here.ok(ann, 'room.delete', { room })
  await expect(write(room)).rejects.toThrow('there is no direct room or group')
})
