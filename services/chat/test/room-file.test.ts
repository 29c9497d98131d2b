import { createHash } from 'node:crypto'
import { openToMend } from '@parley/service-kit'
import { afterAll, describe, expect, test } from 'vitest'
import { chatChecks } from '../src/checks.ts'
import { removeOld } from '../src/retention.ts'
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

/** The time of what stands in a room up to a position is over, and it is removed. */
const ageUpTo = (room: string, seq: number) =>
  here.sql(`update event set at = at - interval '2 hours' where stream = $1 and seq <= $2`, [room, seq])
const removeOver = async () => {
  const config = { KEEP_HOURS: 1, KEEP_HOURS_MOST: 0, KEEP_PINS: true, KEEP_THREADS: false }
  await removeOld({ db: source.db, config, moves: { note: () => {} } }).run()
}

/** With the end that it then has. */
const sealed = (lines: readonly string[]): string => {
  const sha256 = createHash('sha256')
    .update(lines.map((line) => `${line}\n`).join(''))
    .digest('hex')
  return [...lines, JSON.stringify({ end: { lines: lines.length, sha256 } }), ''].join('\n')
}
const linesOf = (file: string) => file.trimEnd().split('\n').slice(0, -1)

/** One in which all write and Cid no longer follows, and a private one of Ann's and Cid's. */
const beginThreads = async (room: string, seq: number, { ann, bob, cid }: Record<'ann' | 'bob' | 'cid', Person>) => {
  const { ok } = here
  const open = (await ok(ann, 'thread.create', { room, seq, name: 'Aside' })).room
  const closed = (await ok(ann, 'thread.create', { room, seq, private: true, key: uuid7() })).room
  await ok(ann, 'thread.follow', { room: closed, user: cid.user })
  const say = async (by: Person, to: string, text: string) =>
    (await ok(by, 'message.send', { room: to, id: uuid7(), text })).seq
  for (const by of [ann, bob, cid]) await say(by, open, 'words aside')
  await ok(bob, 'message.delete', { room: open, seq: await say(bob, open, 'taken back') })
  await ok(cid, 'thread.unfollow', { room: open })
  await ok(ann, 'reaction.add', { room: closed, seq: await say(cid, closed, `a word for <@${ann.user}>`), emoji: '🎉' })
  await ok(cid, 'cursor.move', { room: open, seq: 2 })
  await ok(ann, 'thread.change', { room: open, locked: true })
  return { open, closed }
}

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
  const poll = { question: 'Where to?', answers: ['Here', 'There'] }
  const asked = (await here.ok(cid, 'poll.create', { room, id: uuid7(), ...poll })).seq
  for (const [person, answer] of [
    [ann, 1],
    [bob, 0],
    [cid, 1],
  ] as const)
    await here.ok(person, 'poll.vote', { room, seq: asked, answers: [answer] })
  await here.ok(cid, 'poll.close', { room, seq: asked })
  await say(ann, `words for <@${cid.user}> and @everyone`)
  await here.ok(ann, 'message.send', { room, id: uuid7(), text: 'words for a day', expires_ms: 86_400_000 })
  const threads = await beginThreads(room, seq, { ann, bob, cid })
  await here.ok(ann, 'room.change', { room, name: 'Other', topic: 'a topic', slow_seconds: 3_600, theme: 'ocean' })
  await here.ok(bob, 'room.leave', { room })
  await say(ann, 'last words')
  const { room: elsewhere } = await here.group(ann, dan)
  const from = { room: elsewhere, seq: await sayIn(elsewhere) }
  await here.ok(ann, 'message.forward', { from, to: [{ room, id: uuid7() }] })
  await there.sql('insert into person (id, name, epoch, seq) values ($1, $2, 1, 1)', [ann.user, 'Ann'])
  return { ann, bob, cid, room, seq, asked, threads }
}

/** All that somebody reads of a room, but for how long they have to wait: that is a matter of where they wrote. */
const seen = async ({ ok }: typeof here, person: Person, room: string) => {
  const { epoch: _, wait_ms: ____, ...told } = await ok(person, 'room.get', { room })
  const { epoch: __, ...history } = await ok(person, 'room.history', { room, limit: 200 })
  const { epoch: ___, ...then } = await ok(person, 'room.snapshot', { room, seq: 5, limit: 200 })
  const { hits } = (await ok(person, 'message.search', { text: 'words' })) as { hits: object[] }
  return { told, history, then, pins: (await ok(person, 'pin.list', { room })).pins, hits }
}

const stored = async () =>
  (
    await Promise.all(
      ['room', 'stream', 'event', 'membership', 'person', 'message_state', 'reaction', 'vote', 'thread'].map((table) =>
        there.sql(`select count(*) from ${table}`),
      ),
    )
  ).flat()

test('so does one of which old messages were removed, with the pins that stay; and a file of before says nothing else', async () => {
  const { ann, cid, room, asked } = await begin()
  await here.ok(ann, 'message.pin', { room, seq: asked })
  await ageUpTo(room, asked + 3)
  const before = await write(room)
  await removeOver()
  const file = await write(room)
  expect(await read(file)).toBe(true)
  expect(await read(before)).toBe(false)
  const told = async ({ ok }: typeof here, person: Person) => {
    const { epoch: _, wait_ms: __, ...got } = await ok(person, 'room.get', { room })
    const { epoch: ___, ...history } = await ok(person, 'room.history', { room, limit: 200 })
    const { epoch: ____, ...pins } = await ok(person, 'pin.list', { room })
    return { got, history, pins }
  }
  for (const person of [ann, cid]) expect(await told(there, person)).toEqual(await told(here, person))
  expect((await told(there, ann)).pins.pins).toHaveLength(2)
  expect(await write(room, target)).toBe(file)
  for (const check of Object.values(chatChecks))
    for await (const found of check.look({ db: target.db, told: async () => [] })) expect(found).toBeUndefined()
})

test('a room reads the same in another deployment: history, states, members, counts, search, and as it was', async () => {
  const { ann, cid, room } = await begin()
  expect(await read(await write(room))).toBe(true)
  for (const person of [ann, cid]) expect(await seen(there, person, room)).toEqual(await seen(here, person, room))
  expect(await write(room, target)).toBe(await write(room))
  for (const check of Object.values(chatChecks))
    for await (const found of check.look({ db: target.db, told: async () => [] })) expect(found).toBeUndefined()
})

/** Of a thread and of what is in it, to one of those who see it. */
const seenAside = async ({ ok }: typeof here, person: Person, room: string) => {
  const { epoch: _, ...told } = await ok(person, 'thread.get', { room })
  const { epoch: __, ...history } = await ok(person, 'room.history', { room })
  return { told, history }
}

test('its threads go with it: replies, who follows them, how far they are read, and whom a private one is hidden from', async () => {
  const { ann, cid, room, threads } = await begin()
  await read(await write(room))
  for (const person of [ann, cid])
    for (const thread of Object.values(threads))
      expect(await seenAside(there, person, thread)).toEqual(await seenAside(here, person, thread))
  expect((await there.ok(cid, 'thread.following', {})).threads.map((thread) => thread.room)).toEqual([threads.closed])
  expect(await there.ok(ann, 'thread.get', { room: threads.open })).toMatchObject({ replies: 3, locked: true })
  const [dan] = await there.crowd(1)
  await there.ok(ann, 'member.add', { room, users: [(dan as Person).user] })
  expect(await there.error(dan as Person, 'thread.get', { room: threads.closed })).toMatchObject({
    name: 'ROOM_NOT_FOUND',
  })
  expect((await there.ok(ann, 'message.send', { room: threads.open, id: uuid7(), text: 'on' })).seq).toBe(7)
})

test('its mentions, polls, votes and expiries go on there as they would have here', async () => {
  const { ann, cid, room, asked } = await begin()
  await read(await write(room))
  const mentions = async ({ ok }: typeof here) => (await ok(cid, 'room.get', { room })).mentions
  expect([await mentions(there), await mentions(here)]).toEqual([1, 1])
  const page = await there.ok(ann, 'room.history', { room, after: asked - 1, limit: 1 })
  expect(page.states).toMatchObject([{ seq: asked, poll: { counts: [1, 2], voters: 3, own: [1] } }])
  expect(await there.error(ann, 'poll.vote', { room, seq: asked, answers: [0] })).toMatchObject({ name: 'POLL_CLOSED' })
  expect((await there.ok(ann, 'vote.list', { room, seq: asked, answer: 1 })).users).toHaveLength(2)
  const left = async () => JSON.stringify(await there.events(room)).includes('words for a day')
  expect(await left()).toBe(true)
  await there.sql('update expiry set due = 0 where room = $1', [room])
  await until(async () => !(await left()))
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

const at8 = (id: unknown) => `${String(id).slice(0, 14)}8${String(id).slice(15)}`

describe('what is no whole room is refused with a number, and nothing of it stays', async () => {
  const { room, ann } = await begin()
  const file = await write(room)
  const lines = linesOf(file)
  const at = (kind: string) => lines.findIndex((line) => line.startsWith(`{"${kind}"`))
  const reply = lines.findIndex((line, place) => place > at('thread') && line.startsWith('{"event"')) + 1
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
    ['a room with the id of a thread', changed('room', (is) => ({ ...is, id: at8(is.id) }))],
    ['a thread with the id of a room', changed('thread', (is) => ({ ...is, room: uuid7() }))],
    ['a thread of a message that there is not', changed('thread', (is) => ({ ...is, root: 1_000 }))],
    ['a thread that is archived when it likes', changed('thread', (is) => ({ ...is, minutes: 1 }))],
    ['a reply that is missing', sealed(lines.filter((_, place) => place !== reply))],
    [
      'a follower of the room itself',
      sealed([...lines.slice(0, at('thread')), ...lines.slice(at('follower'), at('follower') + 1)]),
    ],
    ['somebody who follows a thread and is no member', changed('follower', () => ({ person: uuid7() }))],
    ['a vote for what is not to be yet', changed('vote', (is) => ({ ...is, voted: 1_000 }))],
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
