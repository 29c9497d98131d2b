import { randomUUID } from 'node:crypto'
import { askOwner } from '@parley/service-kit'
import { describe, expect, test } from 'vitest'
import { listThreads } from '../src/store/threads.ts'
import { useBuffers } from './buffers.ts'
import { type Person, until, useChat } from './running-chat.ts'
import { uuid7 } from './uuid7.ts'

const { environment, ok, error, people, group, events, sql, bus, published } = await useChat()

const say = async (person: Person, room: string, text = 'said') =>
  (await ok(person, 'message.send', { room, id: uuid7(), text })).seq

/** What is told of a message's thread at the message, to this person. */
const threadAt = async (person: Person, room: string, seq: number) => {
  const { states = [] } = await ok(person, 'room.history', { room, before: seq + 1, limit: 1 })
  return states.find((state) => state.seq === seq)?.thread
}

/** A group of Ann, who owns it, and Bob and Cid, with a message of Bob's that has a thread by Cid. */
const begin = async () => {
  const [ann, bob, cid, eve] = await people('Ann', 'Bob', 'Cid', 'Eve')
  const { room: parent } = await group(ann, bob, cid)
  const seq = await say(bob, parent, 'the question')
  const { room } = await ok(cid, 'thread.create', { room: parent, seq })
  return { ann, bob, cid, eve, parent, seq, room }
}

const mayFollow = async (person: Person, room: string) =>
  (await askOwner(bus, 'chat', 'follow', [{ reader: person.user, on: `chat/room/${room}` }]))[0] !== null

describe('a thread', () => {
  test('is a room as any: who is in its room sends, edits, reacts, pins, reads, drafts and searches there', async () => {
    const { ann, bob, parent, seq, room } = await begin()
    const first = await say(ann, room, 'an answer')
    await ok(ann, 'message.edit', { room, seq: first, id: uuid7(), text: 'a better answer' })
    await ok(bob, 'reaction.add', { room, seq: first, emoji: '👍' })
    await ok(ann, 'message.pin', { room, seq: first })
    expect((await ok(bob, 'pin.list', { room })).pins).toHaveLength(1)
    expect(await ok(bob, 'draft.set', { room, text: 'half' })).toMatchObject({ saved: true })
    expect((await ok(bob, 'draft.list', {})).drafts).toMatchObject([{ room, text: 'half' }])
    expect(await ok(bob, 'room.get', { room })).toMatchObject({ kind: 'thread', unread: 1, thread: { parent, seq } })
    expect(await ok(bob, 'cursor.move', { room, seq: first })).toMatchObject({ read: first, unread: 0 })
    expect((await ok(bob, 'message.search', { text: 'better', threads: true })).hits).toHaveLength(1)
    expect((await ok(bob, 'message.search', { text: 'better', rooms: [room] })).hits).toHaveLength(1)
    expect((await ok(bob, 'message.search', { text: 'better' })).hits).toHaveLength(0)
    expect(await mayFollow(bob, room)).toBe(true)
  })

  test('is told at its message, with how many replied, when last and who; and its room hears that it has one', async () => {
    const { ann, bob, cid, parent, seq, room } = await begin()
    expect((await events(parent)).at(-1)).toMatchObject({ ev: 'thread.created', by: cid.user, is: { room, seq } })
    expect(await threadAt(ann, parent, seq)).toEqual({ room, head: 1, replies: 0, users: [] })
    for (const person of [ann, bob, ann]) await say(person, room)
    const last = { seq: 4, at: expect.any(Number) }
    expect(await threadAt(cid, parent, seq)).toEqual({ room, head: 4, replies: 3, last, users: [ann.user, bob.user] })
    await ok(ann, 'message.delete', { room, seq: 4 })
    expect(await threadAt(cid, parent, seq)).toMatchObject({
      replies: 2,
      last: { seq: 3 },
      users: [bob.user, ann.user],
    })
    await ok(ann, 'message.delete', { room, seq: 2 })
    expect(await threadAt(cid, parent, seq)).toMatchObject({ replies: 1, last: { seq: 3 }, users: [bob.user] })
  })

  test('is told to who is in its room and looks elsewhere, with exact figures and who posted', async () => {
    const { ann, bob, parent, seq, room } = await begin()
    for (const person of [ann, bob, ann]) await say(person, room)
    const told = (ev: string) => published.filter((frame) => frame.ev === ev && frame.is.room === room)
    await until(() => told('thread.moved').some(({ is }) => is.replies === 3))
    expect(told('thread.moved').at(-1)).toMatchObject({
      on: `chat/room/${parent}`,
      is: { room, seq, head: 4, tally: 3, replies: 3, last: { seq: 4 } },
    })
    expect(told('thread.moved').at(-1)).not.toHaveProperty('by')
    await until(() => new Set(told('thread.replied').map(({ by }) => by)).size === 2)
    await ok(bob, 'message.delete', { room, seq: 3 })
    await until(() => told('thread.moved').some(({ is }) => is.replies === 2))
  })

  test('that is private is told to each of its followers with what they have not read, and nothing of it to anybody else', async () => {
    const { ann, bob, cid, parent, seq } = await begin()
    const { room } = await ok(ann, 'thread.create', { room: parent, seq, private: true, name: 'Secret' })
    await ok(ann, 'thread.follow', { room, user: bob.user })
    for (const person of [bob, bob, ann, bob]) await say(person, room)
    const told = (person: Person) =>
      published.filter(
        ({ ev, on, is }) => `${ev} ${on} ${is.room}` === `thread.advanced chat/user/${person.user} ${room}`,
      )
    await until(() => told(ann).some(({ is }) => is.head === 5))
    const figures = { parent, room, seq, head: 5, tally: 4, replies: 4, last: { seq: 5 } }
    expect(told(ann).at(-1)).toMatchObject({ is: { ...figures, unread: 1 } })
    await until(() => told(bob).some(({ is }) => is.head === 5))
    expect(told(bob).at(-1)).toMatchObject({ is: { ...figures, unread: 0 } })
    expect(told(bob).at(-1)).not.toHaveProperty('by')
    await ok(bob, 'thread.unfollow', { room })
    await ok(bob, 'message.send', { room: parent, id: uuid7(), text: 'elsewhere' })
    const before = told(bob).length
    await say(ann, room)
    await ok(ann, 'message.delete', { room, seq: 6 })
    await until(() => told(ann).some(({ is }) => is.head === 7))
    expect(told(bob)).toHaveLength(before)
    const streams = published.filter((frame) => JSON.stringify(frame).includes(room)).map(({ on }) => on)
    const known = [`chat/room/${room}`, ...[ann, bob].map(({ user }) => `chat/user/${user}`)]
    expect(new Set(streams)).toEqual(new Set(known))
    expect(JSON.stringify(await ok(cid, 'room.history', { room: parent }))).not.toContain(room)
    expect(JSON.stringify(await ok(cid, 'thread.list', { room: parent }))).not.toContain(room)
  })

  test('that is private tells what is changed of it to who looks at it, and to its followers wherever they look', async () => {
    const { ann, bob, cid, parent, seq } = await begin()
    const { room } = await ok(ann, 'thread.create', { room: parent, seq, private: true, name: 'Secret' })
    await ok(ann, 'thread.follow', { room, user: bob.user })
    const told = (person: Person) =>
      published.filter(
        ({ ev, on, is }) => `${ev} ${on} ${is.room}` === `thread.advanced chat/user/${person.user} ${room}`,
      )
    const changes = [
      { name: 'Plans' },
      { archived: true, locked: true },
      { archived: false, archive_minutes: 60 },
    ] as const
    for (const change of changes) await ok(ann, 'thread.change', { room, ...change })
    const changed = (await events(room)).filter(({ ev }) => ev === 'thread.changed')
    expect(changed.map(({ is }) => is)).toEqual(changes.map((change) => ({ room, seq, ...change })))
    const { head } = await ok(bob, 'thread.get', { room })
    for (const person of [ann, bob]) {
      await until(() => told(person).some(({ is }) => is.head === head))
      const { is } = told(person).at(-1) ?? { is: {} }
      expect(is).toMatchObject({ parent, name: 'Plans', locked: true, archive_minutes: 60, unread: 0 })
      expect(is).not.toHaveProperty('archived')
    }
    expect(told(cid)).toEqual([])
    expect((await events(parent)).some(({ ev }) => ev === 'thread.changed')).toBe(false)
  })

  test('names who wrote last however long ago, and when, after the last message is taken back or over', async () => {
    const { ann, bob, cid, parent, seq, room } = await begin()
    const first = await say(ann, room)
    const many: number[] = []
    while (many.length < 220) many.push(...(await Promise.all(Array.from({ length: 20 }, () => say(bob, room)))))
    const last = await say(cid, room)
    // The clock of another server was ahead.
    await sql(`update event set at = at + interval '1 hour' where stream = $1 and seq = $2`, [room, first])
    const told = () => threadAt(ann, parent, seq)
    expect((await told())?.users).toEqual([cid.user, bob.user, ann.user])
    await ok(cid, 'message.delete', { room, seq: last })
    const before = (await events(room)).find((event) => event.seq === Math.max(...many))
    expect(await told()).toMatchObject({ users: [bob.user, ann.user], last: { seq: before?.seq, at: before?.at } })
    await ok(ann, 'message.delete', { room, seq: first })
    expect(await told()).toMatchObject({ replies: 220, users: [bob.user] })
  })

  test('is one of each message, also when many begin it at once', async () => {
    const [ann, bob] = await people('Ann', 'Bob')
    const { room: parent } = await group(ann, bob)
    const seq = await say(ann, parent)
    const made = await Promise.all(
      Array.from({ length: 12 }, (_, place) => ok(place % 2 ? ann : bob, 'thread.create', { room: parent, seq })),
    )
    expect(new Set(made.map(({ room }) => room)).size).toBe(1)
    expect((await events(parent)).filter(({ ev }) => ev === 'thread.created')).toHaveLength(1)
  })

  test('has no thread, and none is begun at what is no message of the room', async () => {
    const { ann, parent, room } = await begin()
    const inside = await say(ann, room)
    expect(await error(ann, 'thread.create', { room, seq: inside })).toMatchObject({ name: 'THREAD_IN_THREAD' })
    expect(await error(ann, 'thread.list', { room })).toMatchObject({ name: 'THREAD_IN_THREAD' })
    for (const seq of [0, 1, 9_999])
      expect(await error(ann, 'thread.create', { room: parent, seq })).toMatchObject({ name: 'MESSAGE_NOT_FOUND' })
  })

  test('stays when its message is taken back, and none is begun at one that was', async () => {
    const { ann, bob, parent, seq, room } = await begin()
    await say(ann, room)
    const other = await say(bob, parent)
    await ok(bob, 'message.delete', { room: parent, seqs: [seq, other] })
    expect(await threadAt(ann, parent, seq)).toMatchObject({ room, replies: 1 })
    expect(await ok(ann, 'thread.create', { room: parent, seq })).toMatchObject({ room })
    expect(await say(bob, room)).toBe(3)
    expect(await error(ann, 'thread.create', { room: parent, seq: other })).toMatchObject({ name: 'MESSAGE_NOT_FOUND' })
  })

  test('at a message that is taken back at the same time either is there or is not, and is never half made', async () => {
    const [ann] = await people('Ann')
    const { room: parent } = await group(ann)
    for (let round = 0; round < 8; round++) {
      const seq = await say(ann, parent)
      const [made] = await Promise.allSettled([
        ok(ann, 'thread.create', { room: parent, seq }),
        ok(ann, 'message.delete', { room: parent, seq }),
      ])
      const told = await threadAt(ann, parent, seq)
      if (made.status === 'fulfilled') expect(told).toMatchObject({ room: made.value.room })
      else expect(told).toBeUndefined()
    }
  })

  test('has neither members nor settings nor preferences of its own', async () => {
    const { ann, eve, room } = await begin()
    const refused = { name: 'NOT_IN_THREADS' }
    expect(await error(ann, 'member.add', { room, users: [eve.user] })).toMatchObject(refused)
    expect(await error(ann, 'room.leave', { room })).toMatchObject(refused)
    expect(await error(ann, 'room.change', { room, name: 'No' })).toMatchObject(refused)
    expect(await error(ann, 'room.delete', { room })).toMatchObject(refused)
    expect(await error(ann, 'invite.create', { room })).toMatchObject(refused)
    expect(await error(ann, 'preference.set', { room, favourite: true })).toMatchObject(refused)
    expect((await ok(ann, 'member.list', { room })).members).toHaveLength(3)
  })

  test('is listed to nobody as a room, so that a client that knows no threads is not shown one', async () => {
    const { ann, bob, room } = await begin()
    await say(ann, room)
    await say(bob, room)
    for (const person of [ann, bob]) {
      expect((await ok(person, 'room.list', {})).rooms.map(({ kind }) => kind)).toEqual(['group'])
      const [page] = await askOwner(bus, 'chat', 'open', [{ reader: person.user }])
      expect(page?.streams.map(({ on }) => on)).not.toContain(`chat/room/${room}`)
    }
  })
})

/** Each way to a thread, by its id. */
const ways = (room: string): readonly ((person: Person) => Promise<unknown>)[] => [
  (person) => error(person, 'message.send', { room, id: uuid7(), text: 'in?' }),
  (person) => error(person, 'room.get', { room }),
  (person) => error(person, 'room.history', { room }),
  (person) => error(person, 'room.history', { room, around: 1 }),
  (person) => error(person, 'message.edit', { room, seq: 2, id: uuid7(), text: 'in?' }),
  (person) => error(person, 'message.delete', { room, seq: 2 }),
  (person) => error(person, 'reaction.add', { room, seq: 2, emoji: '👍' }),
  (person) => error(person, 'reaction.list', { room, seq: 2, emoji: '👍' }),
  (person) => error(person, 'message.pin', { room, seq: 2 }),
  (person) => error(person, 'pin.list', { room }),
  (person) => error(person, 'cursor.move', { room, seq: 1 }),
  (person) => error(person, 'draft.set', { room, text: 'in?' }),
  (person) => error(person, 'draft.get', { room }),
  (person) => error(person, 'member.list', { room }),
  (person) => error(person, 'receipt.list', { room }),
  (person) => error(person, 'room.at', { room, at: 0 }),
  (person) => error(person, 'room.leave', { room }),
  (person) => error(person, 'room.change', { room, name: 'in?' }),
  (person) => error(person, 'message.search', { text: 'said', rooms: [room] }),
  (person) => error(person, 'thread.create', { room, seq: 2 }),
  (person) => error(person, 'thread.list', { room }),
  (person) => error(person, 'thread.get', { room }),
  (person) => error(person, 'thread.follow', { room }),
  (person) => error(person, 'thread.unfollow', { room }),
  (person) => error(person, 'thread.change', { room, name: 'in?' }),
]

const nowhere = (): string => {
  const id = randomUUID()
  return `${id.slice(0, 14)}8${id.slice(15)}`
}

const expectShut = async (person: Person, room: string) => {
  for (const way of ways(room)) expect(await way(person)).toMatchObject({ name: 'ROOM_NOT_FOUND' })
  expect(await Promise.all(ways(room).map((way) => way(person)))).toEqual(
    await Promise.all(ways(nowhere()).map((way) => way(person))),
  )
  expect(await mayFollow(person, room)).toBe(false)
  expect((await ok(person, 'message.search', { text: 'said', threads: true })).hits).toEqual([])
  expect((await ok(person, 'thread.following', {})).threads).toEqual([])
}

test('threads of a room are listed from far behind by as little reading as from the latest on', async () => {
  const [ann, bob] = await people('Ann', 'Bob')
  const { room } = await group(ann, bob)
  const fill = `with made as (
      insert into room (id, kind, name, creator, parent)
      select overlay(gen_random_uuid()::text placing '8' from 15)::uuid, 'thread', '', $2, $1 from generate_series(1, 3000) returning id
    )
    insert into thread (parent, room, root, begun, private, creator, minutes)
    select $1, id, row_number() over (), row_number() over (), false, $2, 60 from made`
  await sql(fill, [room, ann.user])
  await sql(`insert into stream (id, kind) select room, 'chat/room' from thread where parent = $1`, [room])
  const buffersOf = await useBuffers(environment.adminUrl)
  const readOn = (before?: [number, string]) =>
    buffersOf((db) => listThreads(db, { person: bob.user, parent: room, archived: false, before, limit: 10 }))
  const first = await readOn()
  expect(first).toBeLessThan(500)
  expect(await readOn([50, room])).toBeLessThan(1.3 * first)
})

describe('who is not in the room', () => {
  test('finds its thread as little as one that does not exist, by every command', async () => {
    const { ann, eve, room } = await begin()
    await say(ann, room)
    await expectShut(eve, room)
  })

  test('any more, follows none of its threads, and keeps no draft and no bookmark there', async () => {
    const { ann, bob, cid, parent, room } = await begin()
    await say(bob, room)
    await say(cid, room)
    await ok(bob, 'draft.set', { room, text: 'half' })
    await ok(bob, 'bookmark.add', { room, seq: 2 })
    expect((await ok(bob, 'thread.following', {})).threads).toHaveLength(1)
    await ok(ann, 'member.remove', { room: parent, user: bob.user })
    await ok(cid, 'room.leave', { room: parent })
    for (const person of [bob, cid]) {
      await expectShut(person, room)
      expect((await ok(person, 'draft.list', {})).drafts).toEqual([])
      expect((await events(person.user)).at(-1)).toMatchObject({ ev: 'room.left', is: { room: parent } })
    }
    for (const table of ['thread_follower', 'draft', 'bookmark'])
      expect(await sql(`select person from ${table} where room = $1`, [room]), table).toEqual([])
    await ok(ann, 'member.add', { room: parent, users: [bob.user] })
    expect((await ok(bob, 'thread.following', {})).threads).toEqual([])
  })

  test('any more, writes nothing in a thread after that is committed, whatever comes at the same time', async () => {
    const { ann, bob, parent, room } = await begin()
    for (let round = 0; round < 5; round++) {
      const sends = Array.from({ length: 6 }, () => say(bob, room).catch(() => 0))
      await ok(ann, 'member.remove', { room: parent, user: bob.user })
      const [{ head } = { head: 0 }] = await sql<{ head: number }>('select head::int from stream where id = $1', [room])
      await Promise.all(sends)
      expect((await events(room)).filter(({ seq }) => seq > head)).toEqual([])
      await ok(ann, 'member.add', { room: parent, users: [bob.user] })
    }
  })
})

describe('who follows a thread', () => {
  test('is who began it, whose message it is about, and who posts in it; and they alone count what is unread there', async () => {
    const { ann, bob, cid, parent, room } = await begin()
    await say(ann, room)
    await say(ann, room)
    const unread = async (person: Person) =>
      (await ok(person, 'thread.following', {})).threads.map((thread) => [thread.room, thread.parent, thread.unread])
    expect(await unread(bob)).toEqual([[room, parent, 2]])
    expect(await unread(cid)).toEqual([[room, parent, 2]])
    expect(await unread(ann)).toEqual([[room, parent, 0]])
    await ok(bob, 'cursor.move', { room, seq: 2 })
    expect(await unread(bob)).toEqual([[room, parent, 1]])
    await ok(bob, 'thread.unfollow', { room })
    expect(await unread(bob)).toEqual([])
    expect((await events(bob.user)).at(-1)).toMatchObject({ ev: 'thread.unfollowed', is: { room, parent } })
    await ok(bob, 'thread.follow', { room })
    await ok(bob, 'thread.follow', { room })
    expect((await events(bob.user)).map(({ ev }) => ev).filter((ev) => ev === 'thread.followed')).toHaveLength(2)
  })

  test('from the middle on has nothing unread of what was before', async () => {
    const { ann, cid, parent, room } = await begin()
    const [dan] = await people('Dan')
    await ok(ann, 'member.add', { room: parent, users: [dan.user] })
    await say(ann, room)
    await ok(dan, 'thread.follow', { room })
    await say(cid, room)
    expect((await ok(dan, 'thread.following', {})).threads).toMatchObject([{ room, unread: 1 }])
  })

  test('is at most one of a thousand; others post all the same', async () => {
    const { ann, parent, room } = await begin()
    const most = `insert into thread_follower select $1, $2, gen_random_uuid() from generate_series(1, 998)`
    await sql(most, [parent, room])
    expect(await error(ann, 'thread.follow', { room })).toMatchObject({ name: 'TOO_MANY_FOLLOWERS', most: 1000 })
    await say(ann, room)
    expect((await ok(ann, 'thread.following', {})).threads).toEqual([])
  })

  test('of a private one is at most one of a thousand too, whoever brings them in', async () => {
    const { ann, bob, cid, parent, seq } = await begin()
    const { room } = await ok(ann, 'thread.create', { room: parent, seq, private: true })
    await ok(ann, 'thread.follow', { room, user: bob.user })
    const most = `insert into thread_follower select $1, $2, gen_random_uuid() from generate_series(1, 998)`
    await sql(most, [parent, room])
    for (const person of [ann, bob])
      expect(await error(person, 'thread.follow', { room, user: cid.user })).toMatchObject({
        name: 'TOO_MANY_FOLLOWERS',
      })
    expect(await ok(ann, 'thread.follow', { room, user: bob.user })).toEqual({})
    expect(await mayFollow(cid, room)).toBe(false)
    expect((await events(cid.user)).map(({ ev, is }) => ev === 'thread.followed' && is.room)).not.toContain(room)
  })
})

test('whoever hides somebody is told the same figures of a thread, and not that it was them', async () => {
  const { ann, bob, cid, parent, seq, room } = await begin()
  await ok(ann, 'author.hide', { user: cid.user })
  await say(bob, room)
  await say(cid, room)
  expect(await threadAt(ann, parent, seq)).toMatchObject({ replies: 2, users: [bob.user] })
  expect((await ok(ann, 'thread.list', { room: parent })).threads).toMatchObject([{ replies: 2, users: [bob.user] }])
  const { events: seen } = await ok(ann, 'room.history', { room })
  expect(seen.filter((event) => event.ev === 'message.sent').map((event) => 'by' in event && event.by)).toEqual([
    bob.user,
  ])
})

test('a room that is deleted takes its threads along, with all that is in them', async () => {
  const { ann, bob, parent, room } = await begin()
  await ok(ann, 'reaction.add', { room, seq: await say(bob, room), emoji: '👍' })
  await ok(ann, 'bookmark.add', { room, seq: 2 })
  await ok(ann, 'room.delete', { room: parent })
  for (const person of [ann, bob])
    expect(await error(person, 'room.get', { room })).toMatchObject({ name: 'ROOM_NOT_FOUND' })
  await until(async () => (await sql('select from thread where parent = $1', [parent])).length === 0)
  for (const [table, column] of [
    ['event', 'stream'],
    ['stream', 'id'],
    ['room', 'id'],
    ['cursor', 'room'],
    ['reaction', 'room'],
    ['thread_follower', 'room'],
    ['bookmark', 'room'],
  ])
    expect(await sql(`select from ${table} where ${column} = $1`, [room]), table).toEqual([])
})
