/** What is removed as its time is over. */
import { forGoodHours, type Input } from '@parley/protocol'
import { openToMend } from '@parley/service-kit'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { removeOld } from '../src/retention.ts'
import { changeSpaceKeeping } from '../src/store/retention.ts'
import { useChecks } from './checking.ts'
import { deeds, type Place, type Places } from './deeds.ts'
import { guildsOf } from './guild.ts'
import { type Person, until, useChat } from './running-chat.ts'
import { putRoom, putSpace } from './spaces.ts'
import { uuid7 } from './uuid7.ts'

const chat = await useChat()
const { ok, ask, error, people, crowd, group, events, sql, environment, hold, lines, published } = chat
const { look, cover } = await useChecks(chat)
const { found } = guildsOf(chat)
const own = await openToMend(environment.adminUrl, 'chat')
afterAll(() => own[Symbol.asyncDispose]())
// The first run of the services themselves, after which none comes for minutes.
beforeAll(() => until(() => lines.some((line) => line.includes('remove-old'))))

const nothingSaid = { KEEP_HOURS: 0, KEEP_HOURS_MOST: 0, KEEP_PINS: false, KEEP_THREADS: false }
const run = (config: Partial<typeof nothingSaid> = {}) =>
  removeOld({ db: own.db, config: { ...nothingSaid, ...config }, moves: { note: () => {} } }).run()

const begin = async (settings: Omit<Input<'room.change'>, 'room'> = { keep_hours: 1 }) => {
  const [ann, bob] = await people('Ann', 'Bob')
  const { room } = await group(ann, bob)
  if (Object.keys(settings).length > 0) await ok(ann, 'room.change', { room, ...settings })
  return { ann, bob, room }
}
const say = async (person: Person, room: string, text = 'a word') =>
  (await ok(person, 'message.send', { room, id: uuid7(), text })).seq
/** Lets time pass for what is said so far, or up to a position. */
const age = async (room: string, hours = 2, upto = 1e9) => {
  await sql('update event set at = at - make_interval(hours => $2) where stream = $1 and seq <= $3', [
    room,
    hours,
    upto,
  ])
  await sql(
    `update thread set last_at = event.at from event
     where thread.room = $1 and event.stream = thread.room and event.seq = thread.last`,
    [room],
  )
}
const floorOf = async (person: Person, room: string) => (await ok(person, 'room.get', { room })).floor
const rowsOf = (room: string) =>
  sql<{ seq: number; ev: string }>('select seq::int, ev from event where stream = $1 order by seq', [room])
const trimmed = async (room: string) => (await events(room)).filter(({ ev }) => ev === 'history.trimmed')

describe('what is removed', () => {
  test('is what is older than the room says, in one event, with its numbers kept and nothing of it left', async () => {
    const { ann, bob, room } = await begin()
    const first = await say(bob, room, `a secret for <@${ann.user}>`)
    await ok(bob, 'message.edit', { room, seq: first, id: uuid7(), text: `another secret for <@${ann.user}>` })
    await ok(ann, 'reaction.add', { room, seq: first, emoji: '👍' })
    await ok(ann, 'message.pin', { room, seq: first })
    const asked = await ok(bob, 'poll.create', { room, id: uuid7(), question: 'Where to?', answers: ['a', 'b'] })
    await ok(ann, 'poll.vote', { room, seq: asked.seq, answers: [1] })
    await ok(bob, 'message.forward', { from: { room, seq: first }, to: [{ room, id: uuid7() }] })
    await ok(bob, 'message.send', { room, id: uuid7(), text: 'soon gone', expires_ms: 3_600_000 * 24 })
    await age(room)
    const kept = await say(bob, room, 'new')
    expect(await run()).toMatchObject({ rooms: 1, messages: 4 })
    const held = await rowsOf(room)
    expect(held.map(({ seq }) => seq)).toEqual([kept, kept + 1])
    expect((await trimmed(room)).map(({ is }) => is)).toEqual([
      { floor: kept - 1, unread: 1, last_at: expect.any(Number), unmentions: true },
    ])
    for (const table of [
      'message_state',
      'mention',
      'reaction',
      'reaction_count',
      'poll',
      'vote',
      'forward',
      'expiry',
      'stretch',
      'trimming',
    ])
      expect(await sql(`select from ${table} where room = $1`, [room]), table).toEqual([])
    const { head, floor } = await ok(ann, 'room.get', { room })
    expect({ head, floor }).toEqual({ head: kept + 1, floor: kept - 1 })
    expect(await look()).toEqual({})
  })

  test('is nothing where nothing is over, and the run says so', async () => {
    const { bob, room } = await begin()
    await say(bob, room)
    const before = await rowsOf(room)
    expect(await run()).toEqual({ rooms: 0, messages: 0, rows: 0 })
    expect(await rowsOf(room)).toEqual(before)
  })

  test('is of a room that says nothing what the deployment says, and never more than it lets be kept', async () => {
    const quiet = await begin({})
    const good = await begin({ keep_hours: forGoodHours })
    for (const { bob, room } of [quiet, good]) {
      await say(bob, room)
      await age(room, 50)
    }
    await run()
    expect(await floorOf(quiet.ann, quiet.room)).toBe(0)
    await run({ KEEP_HOURS: 48 })
    expect(await floorOf(quiet.ann, quiet.room)).toBe(4)
    expect(await floorOf(good.ann, good.room)).toBe(0)
    await run({ KEEP_HOURS_MOST: 49 })
    expect(await floorOf(good.ann, good.room)).toBe(5)
  })

  test('is of a room of a space what the space says, unless the room says otherwise', async () => {
    const [ann] = (await crowd(1, 'Ann')) as [Person]
    const space = await putSpace(sql, { owner: ann.user, roles: new Map([[0, 0n]]), residents: [{ person: ann.user }] })
    const [room, other] = [await putRoom(sql, space), await putRoom(sql, space)]
    await changeSpaceKeeping(own.db, space, { keep_hours: 1 })
    await sql('update room set keep_hours = 3 where id = $1', [other])
    for (const id of [room, other]) {
      await say(ann, id)
      await age(id)
    }
    expect(await run()).toMatchObject({ rooms: 1, messages: 1 })
    expect(await rowsOf(room)).toMatchObject([{ seq: 2, ev: 'history.trimmed' }])
    expect(await rowsOf(other)).toMatchObject([{ seq: 1 }])
    await changeSpaceKeeping(own.db, space, { keep_hours: 0, keep_pins: true })
    expect(await sql('select keep_hours, keep_pins from space where id = $1', [space])).toEqual([
      { keep_hours: null, keep_pins: true },
    ])
  })

  test('is said by who manages the space, told to the space and to rooms that do not say it themselves, and kept in its log', async () => {
    const [ann, bob] = await people('Ann', 'Bob')
    const { space, room } = await found(ann, bob)
    const other = (await ok(ann, 'room.create', { kind: 'text', space, name: 'Other' })).room
    const change = (keeping: Omit<Input<'space.change'>, 'space'>) => ok(ann, 'space.change', { space, ...keeping })
    const last = async (stream: string) => (await events(stream)).at(-1)
    expect((await error(bob, 'space.change', { space, keep_hours: 1 })).name).toBe('NOT_ALLOWED')
    await ok(ann, 'room.change', { room: other, keep_hours: 3 })
    await change({ keep_hours: 24, keep_pins: true })
    const holds = { keep_hours: 24, keep_pins: true }
    expect(await last(space)).toMatchObject({ ev: 'space.changed', is: holds })
    expect(await last(room)).toMatchObject({ ev: 'room.changed', by: ann.user, is: holds })
    expect((await last(other))?.is).toEqual({ keep_pins: true })
    expect(await ok(bob, 'space.get', { space })).toMatchObject(holds)
    expect(await ok(bob, 'room.get', { room })).toMatchObject(holds)
    expect(await ok(bob, 'room.get', { room: other })).toMatchObject({ keep_hours: 3, keep_pins: true })
    expect((await ok(ann, 'audit.list', { space })).entries[0]).toMatchObject({ did: 'space.change', after: holds })
    const before = [await last(space), await last(room)]
    await change({ keep_hours: 24 })
    expect([await last(space), await last(room)]).toEqual(before)
    await ok(ann, 'room.change', { room: other, keep_hours: 0 })
    expect((await last(other))?.is).toEqual({ keep_hours: 24 })
    await ok(ann, 'room.change', { room: other, keep_hours: 24 })
    await change({ keep_hours: 0 })
    expect([(await last(room))?.is, (await last(other))?.is]).toEqual([{ keep_hours: 0 }, { keep_hours: 24 }])
    expect(await ok(bob, 'space.get', { space })).not.toHaveProperty('keep_hours')
  })

  test('is pinned too in the rooms of a space where that lets it stay no longer', async () => {
    const [ann] = (await crowd(1, 'Ann')) as [Person]
    const { space, room } = await found(ann)
    await ok(ann, 'space.change', { space, keep_hours: 1, keep_pins: true })
    const seq = await say(ann, room)
    await ok(ann, 'message.pin', { room, seq })
    await age(room)
    await run()
    expect((await ok(ann, 'pin.list', { room })).pins).toHaveLength(1)
    await ok(ann, 'space.change', { space, keep_pins: false })
    await run()
    expect((await ok(ann, 'pin.list', { room })).pins).toEqual([])
    expect(await look()).toEqual({})
  })

  test('is not told again and again of a room that rests', async () => {
    const { bob, room } = await begin()
    await say(bob, room)
    for (const rooms of [1, 0, 0]) {
      await age(room)
      expect(await run()).toMatchObject({ rooms })
    }
    expect(await rowsOf(room)).toMatchObject([{ ev: 'history.trimmed' }])
    const seq = await say(bob, room)
    await age(room)
    await run()
    expect(await rowsOf(room)).toMatchObject([{ seq: seq + 1, ev: 'history.trimmed' }])
  })

  test('takes edits of it along that came later, wherever they were delivered', async () => {
    const { ann, bob, room } = await begin()
    const seq = await say(bob, room)
    await age(room)
    const edit = (await ok(bob, 'message.edit', { room, seq, id: uuid7(), text: `a secret for <@${ann.user}>` })).seq
    expect(await ok(ann, 'room.get', { room })).toMatchObject({ mentions: 1, unread: 1 })
    await run()
    expect((await trimmed(room))[0]?.is).toMatchObject({ floor: seq, also: [edit], unread: 0, unmentions: true })
    expect((await rowsOf(room))[0]).toEqual({ seq: edit, ev: 'redacted' })
    const { unread, mentions = 0 } = await ok(ann, 'room.get', { room })
    expect({ unread, mentions }).toEqual({ unread: 0, mentions: 0 })
    expect(await look()).toEqual({})
  })

  test('is done in pieces where it is much, and told once', async () => {
    const { ann, bob, room } = await begin()
    await say(bob, room)
    await sql(
      `with added as (
        insert into event (stream, seq, tally, ev, key, by, at, body)
        select $1, head + n, tally + n, 'message.sent', gen_random_uuid(), $2, now(), '{"id":"x","text":"one of many"}'
        from stream, generate_series(1, 2500) n where stream.id = $1
      ) update stream set head = head + 2500, tally = tally + 2500 where id = $1`,
      [room, bob.user],
    )
    await age(room)
    expect(await run()).toMatchObject({ rooms: 1, messages: 2_501 })
    expect(await trimmed(room)).toHaveLength(1)
    expect(await ok(ann, 'room.get', { room })).toMatchObject({ unread: 0, head: 2_506, floor: 2_505 })
  })

  test('is finished by a later run, and told, where a process ended in the middle', async () => {
    const { ann, bob, room } = await begin()
    const seq = await say(bob, room)
    await age(room)
    await sql('update stream set floor = $2, floor_tally = 1 where id = $1', [room, seq])
    await sql('insert into trimming (room) values ($1)', [room])
    await ok(ann, 'room.change', { room, keep_hours: forGoodHours })
    expect(await run()).toMatchObject({ rooms: 1, messages: 1 })
    expect((await trimmed(room)).map(({ is }) => is)).toMatchObject([{ floor: seq }])
    expect(await run()).toEqual({ rooms: 0, messages: 0, rows: 0 })
  })

  test('is told with what the room says and by whom it is changed; a thread has it from its room', async () => {
    const { ann, bob, room } = await begin({})
    await ok(ann, 'room.change', { room, keep_hours: 24, keep_pins: true })
    expect((await events(room)).at(-1)).toMatchObject({ ev: 'room.changed', is: { keep_hours: 24, keep_pins: true } })
    const { seq } = await ok(bob, 'room.get', { room }).then(({ head }) => ({ seq: head }))
    expect(await ok(ann, 'room.change', { room, keep_hours: 24, keep_pins: true })).toEqual({ seq })
    const root = await say(bob, room)
    const thread = (await ok(bob, 'thread.create', { room, seq: root })).room
    for (const place of [room, thread])
      expect(await ok(bob, 'room.get', { room: place })).toMatchObject({ keep_hours: 24, keep_pins: true })
    expect((await error(bob, 'room.change', { room, keep_hours: 1 })).name).toBe('NOT_ALLOWED')
    await ok(ann, 'room.change', { room, keep_hours: 0 })
    expect((await events(room)).at(-1)).toMatchObject({ ev: 'room.changed', is: { keep_hours: 0 } })
    expect(await ok(bob, 'room.get', { room })).not.toHaveProperty('keep_hours')
  })
})

describe('who has not read what is removed', () => {
  test('has no more unread than what is left, on all ways to ask, and reads on as before', async () => {
    const { ann, bob, room } = await begin()
    for (let n = 0; n < 3; n++) await say(bob, room, `<@${ann.user}>`)
    await age(room)
    await say(bob, room, `<@${ann.user}>`)
    expect(await ok(ann, 'room.get', { room })).toMatchObject({ unread: 4, mentions: 4 })
    await run()
    const left = { unread: 1, mentions: 1 }
    expect(await ok(ann, 'room.get', { room })).toMatchObject(left)
    expect((await ok(ann, 'room.list', {})).rooms).toMatchObject([left])
    const last = await say(bob, room)
    expect(await ok(ann, 'cursor.move', { room, seq: 1 })).toMatchObject({ unread: 2, mentions: 1 })
    expect(await ok(ann, 'cursor.move', { room, seq: last - 1 })).toMatchObject({ unread: 1 })
    expect(await ok(ann, 'cursor.move', { room, seq: last })).toMatchObject({ unread: 0 })
    expect(await look()).toEqual({})
  })

  test('has nothing unread where all of it is gone', async () => {
    const { ann, bob, room } = await begin()
    await say(bob, room)
    await age(room)
    await run()
    expect(await ok(ann, 'room.get', { room })).toMatchObject({ unread: 0 })
    const { head } = await ok(ann, 'room.get', { room })
    expect(await ok(ann, 'cursor.move', { room, seq: head })).toMatchObject({ unread: 0, read: head })
  })
})

describe('pinned messages', () => {
  test('stay where it is so set, in the list of pins alone, until they are unpinned', async () => {
    const { ann, bob, room } = await begin({ keep_hours: 1, keep_pins: true })
    const seq = await say(bob, room, 'first words')
    const other = await say(bob, room, 'not pinned')
    await ok(bob, 'message.edit', { room, seq, id: uuid7(), text: 'better words' })
    await ok(ann, 'message.pin', { room, seq })
    await age(room)
    await run()
    const { floor } = await ok(ann, 'room.get', { room })
    expect(floor).toBeGreaterThan(other)
    const { pins, states } = await ok(ann, 'pin.list', { room })
    expect(pins).toMatchObject([{ event: { seq, is: { text: 'first words' } } }])
    expect(states).toMatchObject([{ seq, edited: { text: 'better words' } }])
    const page = await ok(ann, 'room.history', { room })
    expect(page).toMatchObject({ more: false, events: [{ ev: 'history.trimmed' }] })
    expect((await ok(ann, 'room.history', { room, before: floor + 1 })).events).toEqual([])
    expect(await ok(bob, 'cursor.move', { room, seq: floor })).toMatchObject({ unread: 0 })
    await ok(bob, 'reaction.add', { room, seq, emoji: '👍' })
    expect((await error(bob, 'reaction.add', { room, seq: other, emoji: '👍' })).name).toBe('MESSAGE_NOT_FOUND')
    expect(await look()).toEqual({})
    await ok(bob, 'message.edit', { room, seq, id: uuid7(), text: 'the best words' })
    await run()
    expect((await ok(ann, 'pin.list', { room })).states).toMatchObject([{ seq, edited: { text: 'the best words' } }])
    expect((await rowsOf(room)).filter((row) => row.seq <= floor)).toEqual([{ seq, ev: 'message.sent' }])
    expect(await look()).toEqual({})
    await ok(ann, 'message.unpin', { room, seq })
    expect((await ok(ann, 'pin.list', { room })).pins).toEqual([])
    expect((await error(ann, 'message.pin', { room, seq })).name).toBe('MESSAGE_NOT_FOUND')
    await run()
    expect((await rowsOf(room)).every((row) => row.seq > floor)).toBe(true)
    expect(await look()).toEqual({})
  })

  test('that stay are found by search, once, by themselves and beside what is not over', async () => {
    for (const isAlone of [true, false]) {
      const { ann, bob, room } = await begin({ keep_hours: 1, keep_pins: true })
      const seq = await say(bob, room, 'a kept saying')
      const other = await say(bob, room, 'a lost saying')
      await ok(ann, 'message.pin', { room, seq })
      const found = async (more: object = {}) =>
        (await ok(ann, 'message.search', { text: 'saying', rooms: [room], ...more })).hits.map(({ event }) => event.seq)
      expect(await found()).toEqual([other, seq])
      await age(room)
      if (!isAlone) await say(bob, room, 'new')
      await cover(room)
      await run()
      for (const more of [{}, { has: ['pin'] }, { authors: [bob.user] }]) expect(await found(more)).toEqual([seq])
      await cover(room)
      expect(await found()).toEqual([seq])
      expect(await found({ not_has: ['pin'] })).toEqual([])
      await ok(ann, 'message.unpin', { room, seq })
      await run()
      expect(await found()).toEqual([])
    }
  })

  test('go with the rest once it is set so', async () => {
    const { ann, bob, room } = await begin({ keep_hours: 1, keep_pins: true })
    const seq = await say(bob, room)
    await ok(ann, 'message.pin', { room, seq })
    await age(room)
    await run()
    expect((await ok(ann, 'pin.list', { room })).pins).toHaveLength(1)
    await ok(ann, 'room.change', { room, keep_pins: false })
    await run()
    expect((await ok(ann, 'pin.list', { room })).pins).toEqual([])
    expect(await look()).toEqual({})
  })
})

describe('threads', () => {
  const inThread = async (settings: Omit<Input<'room.change'>, 'room'>) => {
    const { ann, bob, room } = await begin(settings)
    const root = await say(bob, room)
    const thread = (await ok(bob, 'thread.create', { room, seq: root })).room
    await say(ann, thread, 'an old reply')
    await ok(ann, 'message.delete', { room: thread, seq: await say(ann, thread, 'taken back') })
    await age(room)
    await age(thread)
    return { ann, bob, room, thread }
  }

  test('go along, by the age of what is said in them, and what is told of them is what is left', async () => {
    const { ann, bob, room, thread } = await inThread({ keep_hours: 1 })
    const kept = await say(bob, thread, 'a new reply')
    expect(await run()).toMatchObject({ rooms: 2 })
    expect(await ok(ann, 'thread.get', { room: thread })).toMatchObject({ replies: 1, last: { seq: kept }, unread: 1 })
    await age(thread)
    await run()
    const { replies, users, last } = await ok(ann, 'thread.get', { room: thread })
    expect({ replies, users, last }).toEqual({ replies: 0, users: [], last: undefined })
    const listed = async () =>
      (await ok(ann, 'thread.list', { room })).threads.length + (await ok(bob, 'thread.following', {})).threads.length
    expect(await listed()).toBe(0)
    const again = await say(ann, thread, 'said again')
    expect(await listed()).toBe(2)
    await ok(ann, 'message.delete', { room: thread, seq: again })
    expect(await listed()).toBe(0)
    await ok(bob, 'message.delete', { room: thread, seq: await say(bob, thread) })
    expect(await ok(ann, 'thread.get', { room: thread })).toMatchObject({ replies: 0 })
    expect(await look()).toEqual({})
  })

  test('stay where it is so set', async () => {
    const { ann, room, thread } = await inThread({ keep_hours: 1, keep_threads: true })
    expect(await run()).toMatchObject({ rooms: 1 })
    expect(await floorOf(ann, room)).toBeGreaterThan(0)
    expect(await ok(ann, 'thread.get', { room: thread })).toMatchObject({ replies: 1 })
  })
})

describe('while it goes on', () => {
  const placesIn = async (room: string): Promise<{ places: Places; all: readonly string[] }> => {
    const threads = (await sql<{ room: string }>('select room from thread where parent = $1', [room])).map(
      (row) => row.room,
    )
    const all = [room, ...threads]
    const messages = await sql<Place>(
      `select stream as room, seq::int, by, body -> 'poll' is not null as poll from event
       where stream = any($1) and ev = 'message.sent' order by at, seq`,
      [all],
    )
    const members = await sql<{ person: string }>('select person from membership where room = $1', [room])
    const inside = members.map(({ person }) => person)
    const some = { room, seq: 1, by: '', poll: false }
    const places = {
      groups: [room],
      directs: [],
      threads,
      messages: messages.length > 0 ? messages : [some],
      reactions: [],
    }
    return { places: { ...places, members: new Map(all.map((id) => [id, inside])) }, all }
  }
  const removeHalf = async (all: readonly string[]) => {
    for (const id of all) {
      const [half] = await sql<{ seq: number }>(
        'select (head - (head - floor) / 2)::int as seq from stream where id = $1',
        [id],
      )
      await age(id, 2, half?.seq)
    }
    await run()
  }

  test('nobody who writes in the room waits for what is removed there', async () => {
    const { bob, room } = await begin()
    const seq = await say(bob, room)
    await age(room)
    const other = await hold('select from event where stream = $1 and seq = $2 for update', [room, seq])
    const removing = run()
    await until(async () => (await trimmed(room)).length > 0)
    await say(bob, room)
    expect((await rowsOf(room)).map((row) => row.seq)).toContain(seq)
    await other.commit()
    await removing
    expect((await rowsOf(room)).map((row) => row.seq)).not.toContain(seq)
  })

  test('whatever people do, everything agrees, and what is removed stays removed', async () => {
    const everybody = await people('Ann', 'Bob', 'Cid')
    const [ann, bob] = everybody
    await until(
      async () =>
        (await sql('select from person where id = any($1)', [everybody.map(({ user }) => user)])).length === 3,
    )
    await sql(`update auth.event set at = at - interval '1 hour'`)
    for (const seed of [1, 2, 3]) {
      const { room } = await group(ann, ...everybody.slice(1))
      await ok(ann, 'room.change', { room, keep_hours: 1, keep_pins: seed % 2 === 0 })
      await ok(bob, 'thread.create', { room, seq: await say(bob, room) })
      for (let round = 0; round < 5; round++) {
        const { places, all } = await placesIn(room)
        const mix = fc.sample(deeds(ask, places, everybody), { numRuns: 30, seed: 100 * seed + round })
        for (let from = 0; from < mix.length; from += 6) {
          const acts = Promise.all(mix.slice(from, from + 6).map((act) => act()))
          const removing = from === 12 ? removeHalf(all) : cover(room)
          const [found] = await Promise.all([look(), acts, removing])
          expect(found, 'while they do it').toEqual({})
        }
        await removeHalf(all)
        expect(await look()).toEqual({})
      }
    }
    expect(published.length).toBeGreaterThan(0)
  })
})
