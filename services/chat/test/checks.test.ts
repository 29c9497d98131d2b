import { randomUUID } from 'node:crypto'
import type { Input } from '@parley/protocol'
import { expect, test } from 'vitest'
import { chatChecks } from '../src/checks.ts'
import { useChecks } from './checking.ts'
import { previewed } from './previewed.ts'
import { type Person, useChat } from './running-chat.ts'
import { uuid7 } from './uuid7.ts'

const chat = await useChat()
const { ok, people, group, events, sql } = chat
const { look, mend, cover } = await useChecks(chat)

const say = async (person: Person, room: string, text = 'said') =>
  (await ok(person, 'message.send', { room, id: uuid7(), text })).seq
const poll = { question: 'Where to?', answers: ['Here', 'There', 'هناك'] }

const checked = `event, stream, room, membership, cursor, message_state, reaction, reaction_count, mention, poll, vote, thread,
  thread_follower, stretch, draft, bookmark, preference, person_rooms`

/** A group in which everything that is checked has a row; of those of other tests there are none any more, which would be checked again. */
const begin = async () => {
  await sql(
    checked
      .split(',')
      .map((table) => `delete from ${table}`)
      .join(';'),
  )
  const [ann, bob, cid] = await people('Ann', 'Bob', 'Cid')
  const { room } = await group(ann, bob, cid)
  const seq = await say(bob, room, 'first words')
  const other = await say(ann, room, 'other words')
  await ok(bob, 'message.edit', { room, seq, id: uuid7(), text: `better words, <@${ann.user}>` })
  const asked = (await ok(bob, 'poll.create', { room, id: uuid7(), ...poll })).seq
  await ok(ann, 'poll.vote', { room, seq: asked, answers: [2] })
  const voted = (await ok(cid, 'poll.vote', { room, seq: asked, answers: [0] })).seq
  const closed = (await ok(bob, 'poll.close', { room, seq: asked })).seq
  const { room: thread } = await ok(ann, 'thread.create', { room, seq })
  await say(cid, thread)
  const last = await say(bob, thread)
  await ok(bob, 'message.delete', { room: thread, seq: await say(bob, thread) })
  const pinned = (await ok(ann, 'message.pin', { room, seq })).seq
  const added = (await ok(cid, 'reaction.add', { room, seq, emoji: '👍' })).seq
  await ok(ann, 'reaction.add', { room, seq, emoji: '👍' })
  await ok(cid, 'cursor.move', { room, seq: other })
  await ok(cid, 'draft.set', { room, text: 'a draft', base: 0 } as Input<'draft.set'>)
  await ok(cid, 'preference.set', { room, favourite: true } as Input<'preference.set'>)
  const { space, rooms } = await ok(ann, 'space.create', { name: 'Guild' })
  const { role } = await ok(ann, 'role.create', { space, name: 'Some' })
  await ok(ann, 'role.grant', { space, role, users: [ann.user] })
  await ok(ann, 'draft.set', { room: rooms[0]?.room as string, text: 'a draft', base: 0 } as Input<'draft.set'>)
  await sql(`update auth.event set at = at - interval '1 hour'`)
  await cover(room)
  return { space, ann, bob, cid, room, seq, other, pinned, added, asked, voted, closed, thread, last }
}

type World = Awaited<ReturnType<typeof begin>>

/** How the tables come to say what is not so, and which kind that is of; behind it those that show it too, or may. */
const spoils: readonly (readonly [
  kinds: readonly string[],
  what: string,
  spoil: (world: World) => Promise<unknown>,
])[] = [
  [
    ['holes', 'edits', 'mentions', 'words'],
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
    ['floors'],
    'what is removed stays',
    ({ room }) => sql('update stream set floor = 4, floor_tally = 1 where id = $1', [room]),
  ],
  [
    ['tallies', 'cursor-tallies'],
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
    ['space-owners', 'resident-counts'],
    'the owner of a space lives there no longer',
    async ({ space, ann }) => {
      await sql('insert into resident (space, person, joined) values ($1, $2, 1)', [space, randomUUID()])
      await sql('delete from resident where space = $1 and person = $2', [space, ann.user])
    },
  ],
  [
    ['resident-counts'],
    'the number of residents is wrong',
    ({ space }) => sql('update space set residents = residents + 1 where id = $1', [space]),
  ],
  [
    ['resident-lists'],
    'nobody is listed with a role',
    ({ space }) => sql('delete from role_holder where space = $1', [space]),
  ],
  [
    ['resident-lists'],
    'somebody is listed under another name',
    ({ space }) => sql(`update resident set shown = 'zoe' where space = $1`, [space]),
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
    ['curbs'],
    'a send does not know that a direct room is closed',
    async ({ ann, bob }) => {
      await ok(ann, 'room.create', { kind: 'direct', user: bob.user })
      await sql('insert into curb (person, other, blocks) values ($1, $2, true)', [ann.user, bob.user])
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
    ['member-floors'],
    'somebody sees nothing of before in a group that shows it',
    ({ room, cid }) => sql('update membership set floor = 2 where room = $1 and person = $2', [room, cid.user]),
  ],
  [
    ['member-floors'],
    'somebody sees what was before in a group that does not show it',
    async ({ room, ann }) => {
      const [dan] = await people('Dan')
      await ok(ann, 'room.change', { room, newcomers: 'since_joining' })
      await ok(ann, 'member.add', { room, users: [dan.user] })
      await sql('update membership set floor = 0 where room = $1', [room])
    },
  ],
  [
    ['edits', 'mentions', 'words'],
    'an edit is forgotten',
    ({ room }) => sql(`update message_state set edits = '{}' where room = $1`, [room]),
  ],
  [
    ['edits', 'mentions', 'words'],
    'an edit is made up',
    ({ room, other }) => sql(`update message_state set edits = edits || $2::bigint where room = $1`, [room, other]),
  ],
  [
    ['previews'],
    'what was told of links is forgotten',
    async ({ room, ann }) =>
      sql(`update message_state set previewed = '{}' where room = $1 and seq = $2`, [
        room,
        await previewed(chat, ann, room),
      ]),
  ],
  [
    ['previews'],
    'what was told of links is made up',
    async ({ room, ann, other }) =>
      sql(`update message_state set previewed = array[$3::bigint] where room = $1 and seq = $2`, [
        room,
        await previewed(chat, ann, room),
        other,
      ]),
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
  [['mentions'], 'a mention is forgotten', ({ room }) => sql('delete from mention where room = $1', [room])],
  [
    ['mentions'],
    'a mention stays behind',
    ({ room, other, bob, ann }) =>
      sql('insert into mention values ($1, $2, $3, $2, $4)', [room, other, bob.user, ann.user]),
  ],
  [
    ['mentions'],
    'a mention is of nothing any more',
    async ({ room, other, bob, ann }) => {
      await ok(ann, 'message.delete', { room, seq: other })
      await sql('insert into mention values ($1, $2, $3, $2, $4)', [room, other, bob.user, ann.user])
    },
  ],
  [
    ['mentions'],
    'a mention holds no more that the message says',
    ({ room }) => sql('update mention set holds = false where room = $1', [room]),
  ],
  [
    ['votes', 'polls'],
    'a vote is forgotten',
    ({ room, cid }) => sql('delete from vote where room = $1 and person = $2', [room, cid.user]),
  ],
  [
    ['votes', 'polls'],
    'a vote is another',
    ({ room, cid }) => sql(`update vote set answers = '{1}' where room = $1 and person = $2`, [room, cid.user]),
  ],
  [
    ['votes', 'polls'],
    'a vote is made up',
    ({ room, bob, asked, voted }) =>
      sql(`insert into vote values ($1, $2, $3, '{0}', $4)`, [room, bob.user, asked, voted]),
  ],
  [
    ['votes'],
    'a vote stays behind',
    async ({ room, cid, bob, asked, voted }) => {
      await ok(bob, 'message.delete', { room, seq: asked })
      await sql(`insert into vote values ($1, $2, $3, '{0}', $4)`, [room, cid.user, asked, voted])
    },
  ],
  [
    ['polls'],
    'votes are counted wrong',
    ({ room }) => sql(`update poll set counts = '{7,0,0}' where room = $1`, [room]),
  ],
  [['polls'], 'voters are counted wrong', ({ room }) => sql('update poll set voters = 7 where room = $1', [room])],
  [['polls'], 'a poll is forgotten', ({ room }) => sql('delete from poll where room = $1', [room])],
  [
    ['polls'],
    'a poll is open that was closed',
    ({ room }) => sql('update poll set closed = null where room = $1', [room]),
  ],
  [
    ['polls'],
    'a poll is closed by something else',
    ({ room, voted }) => sql('update poll set closed = $2 where room = $1', [room, voted]),
  ],
  [
    ['polls'],
    'a poll is made up',
    ({ room, other }) => sql(`insert into poll values ($1, $2, false, null, null, '{0,0}')`, [room, other]),
  ],
  [
    ['threads'],
    'replies are counted wrong',
    ({ thread }) => sql('update thread set gone = 0 where room = $1', [thread]),
  ],
  [
    ['threads'],
    'another reply is the last one',
    ({ thread, last }) => sql('update thread set last = $2 where room = $1', [thread, last - 1]),
  ],
  [
    ['threads'],
    'the last reply is of another time',
    ({ thread }) => sql(`update thread set last_at = last_at - interval '1 day' where room = $1`, [thread]),
  ],
  [
    ['threads'],
    'others have taken part than did',
    ({ thread, bob }) => sql('update thread set posters = array[$2::uuid] where room = $1', [thread, bob.user]),
  ],
  [
    ['holes', 'threads', 'cursor-tallies'],
    'a reply is lost',
    ({ thread, last }) => sql('delete from event where stream = $1 and seq = $2', [thread, last]),
  ],
  [
    ['followers'],
    'somebody follows a thread no more who was told that they do',
    ({ thread, ann }) => sql('delete from thread_follower where room = $1 and person = $2', [thread, ann.user]),
  ],
  [
    ['followers'],
    'somebody follows a thread who is not in its room',
    ({ room, thread }) => sql('insert into thread_follower values ($1, $2, $3)', [room, thread, randomUUID()]),
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

test('of a group that is being deleted nothing is told, nor of its threads', async () => {
  const { ann, room, thread } = await begin()
  await sql('insert into deleted_room values ($1, $2)', [room, ann.user])
  await sql('delete from event where stream in ($1, $2) and seq in (2, 3, 5)', [room, thread])
  expect(await look()).toEqual({})
})

test('an owner who is appointed is told to everybody in the group, as an event', async () => {
  const { room, ann } = await begin()
  await sql(`update membership set role = 'member' where room = $1`, [room])
  await mend()
  expect((await events(room)).at(-1)).toMatchObject({ ev: 'role.changed', is: { user: ann.user, role: 'owner' } })
})

test('who sees more or less again of before they came is told to everybody in the group, as an event', async () => {
  const { room, cid } = await begin()
  await sql('update membership set floor = 2 where room = $1 and person = $2', [room, cid.user])
  await mend()
  expect((await events(room)).at(-1)).toMatchObject({ ev: 'room.changed', is: { newcomers: 'all' } })
  expect(await ok(cid, 'room.get', { room })).toMatchObject({ floor: 0 })
})

test('who owns a space whose owner is gone is told to all who live there, as an event', async () => {
  const { space, ann, bob } = await begin()
  await sql('insert into resident (space, person, joined) values ($1, $2, 1)', [space, bob.user])
  await sql('delete from resident where space = $1 and person = $2', [space, ann.user])
  await mend()
  expect((await events(space)).at(-1)).toMatchObject({ ev: 'space.handed_over', is: { owner: bob.user } })
  expect((await ok(bob, 'space.get', { space })).owner).toBe(bob.user)
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
