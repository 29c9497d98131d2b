import { randomUUID } from 'node:crypto'
import type { Input } from '@parley/protocol'
import { openToLook, openToMend, readTold } from '@parley/service-kit'
import fc from 'fast-check'
import { afterAll, expect, test } from 'vitest'
import { chatChecks } from '../src/checks.ts'
import { makerOf, wordsOfStretch } from '../src/jobs.ts'
import { putStretch, readStretch } from '../src/store/stretches.ts'
import { type Person, useChat } from './running-chat.ts'
import { uuid7 } from './uuid7.ts'

const { ok, ask, people, group, events, sql, environment, published } = await useChat()
const scope = new AsyncDisposableStack()
afterAll(() => scope.disposeAsync())
const looking = scope.use(openToLook(environment.adminUrl, 'chat'))
const ofAuth = scope.use(openToLook(environment.adminUrl, 'auth'))
const mending = scope.use(await openToMend(environment.adminUrl, 'chat'))
const means = {
  ...looking,
  told: (_: string, ...asked: [never, string, number]) => readTold(ofAuth.db, ...asked),
} as never

/** By kind, what is found. */
const look = async () => {
  const found: Record<string, string[]> = {}
  for (const [name, check] of Object.entries(chatChecks))
    for await (const { what } of check.look(means)) found[name] = [...(found[name] ?? []), what]
  return found
}

const mend = async () => {
  const mended: string[] = []
  for (const [name, check] of Object.entries(chatChecks))
    for await (const found of check.look(means)) if (await check.mend(mending.db, found)) mended.push(name)
  return new Set(mended)
}

const say = async (person: Person, room: string, text = 'said') =>
  (await ok(person, 'message.send', { room, id: uuid7(), text })).seq

/** Stretches of a room, as the timed work makes them. */
const cover = async (room: string) => {
  const db = mending.db
  const held = await readStretch(db, room, 1)
  if (!held) throw new Error('nothing is held')
  const words = await wordsOfStretch(db, 'simple', held.said)
  await putStretch(db, { ...held, room, first: 1, words, maker: makerOf('simple') })
}

/** A group in which everything that is checked has a row. */
const begin = async () => {
  const [ann, bob, cid] = await people('Ann', 'Bob', 'Cid')
  const { room } = await group(ann, bob, cid)
  const seq = await say(bob, room, 'first words')
  const other = await say(ann, room, 'other words')
  await ok(bob, 'message.edit', { room, seq, id: uuid7(), text: 'better words' })
  const pinned = (await ok(ann, 'message.pin', { room, seq })).seq
  const added = (await ok(cid, 'reaction.add', { room, seq, emoji: '👍' })).seq
  await ok(ann, 'reaction.add', { room, seq, emoji: '👍' })
  await ok(cid, 'cursor.move', { room, seq: other })
  await ok(cid, 'draft.set', { room, text: 'a draft', base: 0 } as Input<'draft.set'>)
  await ok(cid, 'preference.set', { room, favourite: true } as Input<'preference.set'>)
  await sql(`update auth.event set at = at - interval '1 hour'`)
  await cover(room)
  return { ann, bob, cid, room, seq, other, pinned, added }
}

type World = Awaited<ReturnType<typeof begin>>

/** How the tables come to say what is not so, and which kind that is of; behind it those that show it too, or may. */
const spoils: readonly (readonly [
  kinds: readonly string[],
  what: string,
  spoil: (world: World) => Promise<unknown>,
])[] = [
  [
    ['holes', 'edits', 'words'],
    'an event is lost',
    ({ room }) => sql(`delete from event where stream = $1 and ev = 'message.edited'`, [room]),
  ],
  [
    ['holes', 'words', 'cursor-tallies'],
    'a message is lost',
    ({ room, other }) => sql('delete from event where stream = $1 and seq = $2', [room, other]),
  ],
  [
    ['holes', 'reactions'],
    'the last event is lost',
    ({ room }) => sql('delete from event where stream = $1 and seq = (select head from stream where id = $1)', [room]),
  ],
  [
    ['heads', 'tallies'],
    'the head stays behind, and the tally',
    ({ room }) => sql('update stream set head = head - 1, tally = tally + 2 where id = $1', [room]),
  ],
  [
    ['tallies'],
    'an event is counted wrong',
    ({ room, other }) => sql('update event set tally = tally + 1 where stream = $1 and seq > $2', [room, other]),
  ],
  [
    ['tallies'],
    'a stream is counted wrong',
    ({ room }) => sql('update stream set tally = tally + 1 where id = $1', [room]),
  ],
  [
    ['member-counts'],
    'the number of members is wrong',
    ({ room }) => sql('update room set members = members + 1 where id = $1', [room]),
  ],
  [
    ['room-counts'],
    'the number of rooms is wrong',
    ({ ann }) => sql('update person_rooms set rooms = rooms + 1 where person = $1', [ann.user]),
  ],
  [
    ['room-counts'],
    'nobody counts the rooms of somebody',
    ({ ann }) => sql('delete from person_rooms where person = $1', [ann.user]),
  ],
  [
    ['owners'],
    'a group has no owner',
    ({ room }) => sql(`update membership set role = 'member' where room = $1`, [room]),
  ],
  [
    ['owners'],
    'a group has two owners',
    ({ room, bob }) => sql(`update membership set role = 'owner' where room = $1 and person = $2`, [room, bob.user]),
  ],
  [
    ['curbs'],
    'a send does not know that a room is slow',
    async ({ room }) => {
      await sql('update room set slow_seconds = 60 where id = $1', [room])
      await sql('update stream set curbed = false where id = $1', [room])
    },
  ],
  [
    ['cursor-heads'],
    'somebody has read what is not there',
    ({ room, cid }) => sql('update cursor set read = 1000 where room = $1 and person = $2', [room, cid.user]),
  ],
  [
    ['cursor-tallies'],
    'what somebody has read is counted wrong',
    ({ room, cid }) => sql('update cursor set read_tally = 0 where room = $1 and person = $2', [room, cid.user]),
  ],
  [
    ['cursor-tallies'],
    'where somebody came in is counted wrong',
    ({ room, cid }) => sql('update membership set since_tally = 1 where room = $1 and person = $2', [room, cid.user]),
  ],
  [
    ['edits', 'words'],
    'an edit is forgotten',
    ({ room }) => sql(`update message_state set edits = '{}' where room = $1`, [room]),
  ],
  [
    ['edits', 'words'],
    'an edit is made up',
    ({ room, other }) => sql(`update message_state set edits = edits || $2::bigint where room = $1`, [room, other]),
  ],
  [['pins'], 'a pin is forgotten', ({ room }) => sql('update message_state set pinned = null where room = $1', [room])],
  [
    ['pins'],
    'a pin is made up',
    ({ room, other, pinned }) =>
      sql('insert into message_state (room, seq, pinned) values ($1, $2, $3)', [room, other, pinned]),
  ],
  [
    ['pins'],
    'a pin stays behind',
    async ({ ann, room, seq, pinned }) => {
      await ok(ann, 'message.unpin', { room, seq })
      await sql('update message_state set pinned = $3 where room = $1 and seq = $2', [room, seq, pinned])
    },
  ],
  [
    ['reactions', 'reaction-counts'],
    'a reaction is forgotten',
    ({ room, cid }) => sql('delete from reaction where room = $1 and person = $2', [room, cid.user]),
  ],
  [
    ['reactions', 'reaction-counts'],
    'a reaction is made up',
    ({ room, bob, seq, added }) =>
      sql(`insert into reaction values ($1, $2, $3, '👍', $4)`, [room, bob.user, seq, added]),
  ],
  [
    ['reactions', 'reaction-counts'],
    'a reaction stays behind',
    async ({ cid, room, seq, added }) => {
      await ok(cid, 'reaction.remove', { room, seq, emoji: '👍' })
      await sql(`insert into reaction values ($1, $2, $3, '👍', $4)`, [room, cid.user, seq, added])
    },
  ],
  [
    ['reaction-counts'],
    'reactions are counted wrong',
    ({ room }) => sql('update reaction_count set people = 7 where room = $1', [room]),
  ],
  [
    ['reaction-counts'],
    'reactions are not counted',
    ({ room }) => sql('delete from reaction_count where room = $1', [room]),
  ],
  [
    ['poll-counts'],
    'votes are counted wrong',
    async ({ ann, bob, room }) => {
      const { seq } = await ok(ann, 'poll.create', { room, id: uuid7(), question: 'When?', answers: ['now', 'later'] })
      await ok(bob, 'poll.vote', { room, seq, answers: [1] })
      expect(await look()).toEqual({})
      await sql('update poll set counts = array[1, 0] where room = $1', [room])
    },
  ],
  [
    ['words'],
    'a word is missing in search',
    ({ room }) => sql(`update stretch set words = ts_delete(words, 'better') where room = $1`, [room]),
  ],
  [
    ['words'],
    'a word that was edited away is in search',
    ({ room }) => sql(`update stretch set words = words || 'first:1'::tsvector where room = $1`, [room]),
  ],
  [
    ['drafts'],
    'a draft stays behind',
    ({ room }) => sql('insert into draft values ($1, $2, $3, null, 1, 1)', [room, randomUUID(), 'text']),
  ],
  [
    ['bookmarks'],
    'a bookmark stays behind',
    ({ room }) => sql('insert into bookmark values ($1, $2, 1, 1), ($1, $2, 2, 2)', [room, randomUUID()]),
  ],
  [
    ['preferences'],
    'a preference stays behind',
    ({ room }) => sql(`insert into preference values ($1, $2, '{}')`, [room, randomUUID()]),
  ],
  [
    ['people'],
    'somebody has another name',
    ({ cid }) => sql(`update person set name = 'Eve' where id = $1`, [cid.user]),
  ],
  [['people'], 'somebody is unknown', ({ cid }) => sql('delete from person where id = $1', [cid.user])],
]

test.each(spoils)('%j are told and mended where %s', async (kinds, _, spoil) => {
  const world = await begin()
  expect(await look()).toEqual({})
  await spoil(world)
  const found = await look()
  const other = Object.keys(found).filter((kind) => !kinds.includes(kind))
  expect({ isFound: (kinds[0] as string) in found, other }).toEqual({ isFound: true, other: [] })
  expect([...(await mend())].every((kind) => kinds.includes(kind))).toBe(true)
  expect(await look()).toEqual({})
})

test('every kind is spoilt by some of these', () => {
  expect(new Set(spoils.flatMap(([kinds]) => kinds))).toEqual(new Set(Object.keys(chatChecks)))
})

test('an owner who is appointed is told to everybody in the group, as an event', async () => {
  const { room, ann } = await begin()
  await sql(`update membership set role = 'member' where room = $1`, [room])
  await mend()
  expect((await events(room)).at(-1)).toMatchObject({ ev: 'role.changed', is: { user: ann.user, role: 'owner' } })
})

test('a lost message is told as taken back, and what others have unread stays what it was', async () => {
  const { room, other, bob, cid } = await begin()
  const last = await say(bob, room)
  const { unread } = await ok(cid, 'room.get', { room })
  await sql('delete from event where stream = $1 and seq = any($2)', [room, [other, last]])
  await mend()
  expect(await ok(cid, 'room.get', { room })).toMatchObject({ unread, head: last })
  const page = await ok(cid, 'room.history', { room, around: other, limit: 1 })
  expect(page.events.find(({ seq }) => seq === other)).toMatchObject({ ev: 'redacted' })
})

/** Everything that people do to each other in a room, in any order; much of it is refused. */
const deeds = (room: string, own: readonly Person[]) => {
  const person = fc.constantFrom(...own)
  const seq = fc.integer({ min: 1, max: 40 })
  const emoji = fc.constantFrom('👍', '🎉', '❤️')
  const deed = <Values extends readonly unknown[]>(
    of: { [Place in keyof Values]: fc.Arbitrary<Values[Place]> },
    act: (...values: [...Values]) => unknown,
  ) => fc.tuple(...of).map((values) => () => act(...(values as unknown as [...Values])))
  return fc.oneof(
    {
      weight: 4,
      arbitrary: deed([person, fc.string({ minLength: 1, maxLength: 9 })], (by, text) =>
        ask(by, 'message.send', { room, id: uuid7(), text: `a ${text}` }),
      ),
    },
    deed([person, seq], (by, at) => ask(by, 'message.edit', { room, seq: at, id: uuid7(), text: `edited ${at}` })),
    deed([person, seq], (by, at) => ask(by, 'message.delete', { room, seq: at })),
    {
      weight: 3,
      arbitrary: deed([person, seq, emoji], (by, at, sign) => ask(by, 'reaction.add', { room, seq: at, emoji: sign })),
    },
    {
      weight: 2,
      arbitrary: deed([person, seq, emoji], (by, at, sign) =>
        ask(by, 'reaction.remove', { room, seq: at, emoji: sign }),
      ),
    },
    { weight: 2, arbitrary: deed([person, seq], (by, at) => ask(by, 'message.pin', { room, seq: at })) },
    deed([person, seq], (by, at) => ask(by, 'message.unpin', { room, seq: at })),
    deed([person, person], (by, whom) => ask(by, 'member.remove', { room, user: whom.user })),
    { weight: 2, arbitrary: deed([person, person], (by, whom) => ask(by, 'member.add', { room, users: [whom.user] })) },
    deed([person], (by) => ask(by, 'room.leave', { room })),
    deed([person, seq], (by, at) => ask(by, 'cursor.move', { room, seq: at })),
    deed([person], (by) => ask(by, 'room.change', { room, name: 'Other' })),
    deed([person, person], (by, whom) => ask(by, 'role.set', { room, user: whom.user, role: 'admin' })),
    deed([person, person], (by, whom) => ask(by, 'role.set', { room, user: whom.user, role: 'owner' })),
    deed([person], (by) => ask(by, 'preference.set', { room, favourite: true } as Input<'preference.set'>)),
    deed([person], (by) => ask(by, 'draft.set', { room, text: 'draft', base: 0 } as Input<'draft.set'>)),
    deed([fc.constant(room)], (which) => cover(which)),
  )
}

test('after any mix of what people do at once there is nothing to tell', async () => {
  const everybody = await people('Ann', 'Bob', 'Cid', 'Dan')
  const [ann, bob, cid] = everybody
  await sql(`update auth.event set at = at - interval '1 hour'`)
  for (let run = 0; run < 4; run++) {
    const { room } = await group(ann, bob, cid)
    const [mix = []] = fc.sample(fc.array(deeds(room, everybody), { minLength: 60, maxLength: 90 }), {
      numRuns: 1,
      seed: 1000 + run,
    })
    for (let from = 0; from < mix.length; from += 6) {
      const [_, found] = await Promise.all([Promise.all(mix.slice(from, from + 6).map((act) => act())), look()])
      expect(found, 'while they do it').toEqual({})
    }
    expect(await look()).toEqual({})
    expect(await mend()).toEqual(new Set())
  }
  expect(published.length).toBeGreaterThan(0)
})
