/** Bookmarks of one's own. */
import { mostBookmarks } from '@parley/protocol'
import { describe, expect, test } from 'vitest'
import { type Person, until, useChat } from './running-chat.ts'
import { uuid7 } from './uuid7.ts'

const { ok, error, people, group, events, hold, sql, untilWaiting } = await useChat()

const say = async (person: Person, room: string, text = 'said') =>
  (await ok(person, 'message.send', { room, id: uuid7(), text })).seq

/** A group of Ann and Bob, with a message of Bob's. */
const begin = async () => {
  const [ann, bob] = await people('Ann', 'Bob')
  const { room } = await group(ann, bob)
  return { ann, bob, room, seq: await say(bob, room, 'first words') }
}

const textsOf = async (person: Person) =>
  (await ok(person, 'bookmark.list', {})).bookmarks.map(({ event, edited }) =>
    event && 'is' in event ? (edited?.text ?? event.is.text) : event?.ev,
  )

describe('a bookmark', () => {
  test('is told to all devices of whoever made it, and to nobody else', async () => {
    const { ann, bob, room, seq } = await begin()
    const all = await Promise.all(Array.from({ length: 4 }, () => ok(ann, 'bookmark.add', { room, seq })))
    expect(new Set(all.map(({ added }) => added)).size).toBe(1)
    expect((await events(ann.user)).filter(({ ev }) => ev === 'bookmark.added')).toMatchObject([{ is: { room, seq } }])
    expect((await events(bob.user)).filter(({ ev }) => ev === 'bookmark.added')).toEqual([])
    expect((await events(room)).at(-1)?.seq).toBe(seq)
    expect(await textsOf(ann)).toEqual(['first words'])
    expect(await textsOf(bob)).toEqual([])
    for (let time = 0; time < 2; time++) await ok(ann, 'bookmark.remove', { room, seq })
    expect((await events(ann.user)).filter(({ ev }) => ev === 'bookmark.removed')).toHaveLength(1)
    expect(await textsOf(ann)).toEqual([])
  })

  test('shows what the message says now, and of one that was taken back that it is gone', async () => {
    const { ann, bob, room, seq } = await begin()
    await ok(ann, 'bookmark.add', { room, seq })
    await ok(bob, 'message.edit', { room, seq, id: uuid7(), text: 'other words' })
    expect(await textsOf(ann)).toEqual(['other words'])
    await ok(bob, 'message.delete', { room, seq })
    expect((await ok(ann, 'bookmark.list', {})).bookmarks).toEqual([
      { room, seq, added: expect.any(Number), event: expect.objectContaining({ ev: 'redacted' }) },
    ])
    await ok(ann, 'bookmark.remove', { room, seq })
    expect(await textsOf(ann)).toEqual([])
  })

  test('shows nothing of an author whom one hides, and is of no message that one does not see', async () => {
    const { ann, bob, room, seq } = await begin()
    await ok(ann, 'bookmark.add', { room, seq })
    const later = await say(bob, room)
    await ok(ann, 'author.hide', { user: bob.user })
    expect(await textsOf(ann)).toEqual(['redacted'])
    expect(await error(ann, 'bookmark.add', { room, seq: later })).toMatchObject({ name: 'MESSAGE_NOT_FOUND' })
  })

  test.each([1, 1_000, 0])('is of a message, and of nothing else that stands in the room (%s)', async (seq) => {
    const { ann, room } = await begin()
    expect(await error(ann, 'bookmark.add', { room, seq })).toMatchObject({ name: 'MESSAGE_NOT_FOUND' })
  })

  test('goes when one leaves the room, and does not come back with it', async () => {
    const { ann, bob, room, seq } = await begin()
    await ok(bob, 'bookmark.add', { room, seq })
    await ok(bob, 'room.leave', { room })
    expect(await textsOf(bob)).toEqual([])
    for (const command of ['bookmark.add', 'bookmark.remove'] as const)
      expect(await error(bob, command, { room, seq })).toMatchObject({ name: 'ROOM_NOT_FOUND' })
    await ok(ann, 'member.add', { room, users: [bob.user] })
    expect(await textsOf(bob)).toEqual([])
  })

  test('that is made while the room is deleted does not stay behind', async () => {
    const { ann, bob, room, seq } = await begin()
    const leaving = await hold('delete from membership where room = $1 and person = $2', [room, bob.user])
    const added = error(bob, 'bookmark.add', { room, seq })
    await untilWaiting(1)
    await leaving.commit()
    expect(await added).toMatchObject({ name: 'ROOM_NOT_FOUND' })
    await ok(ann, 'bookmark.add', { room, seq })
    await ok(ann, 'room.delete', { room })
    await until(async () => (await sql('select 1 from bookmark where room = $1', [room])).length === 0)
  })

  test('is one of so many, which come by page, the one that was made last first', async () => {
    const { ann, room, seq } = await begin()
    await sql(
      'insert into bookmark (room, person, seq, added) select $1, $2, 100000 + n, -n from generate_series(1, $3::int) n',
      [room, ann.user, mostBookmarks - 2],
    )
    const other = await say(ann, room, 'second words')
    for (const place of [seq, other]) await ok(ann, 'bookmark.add', { room, seq: place })
    const more = await say(ann, room)
    expect(await error(ann, 'bookmark.add', { room, seq: more })).toMatchObject({
      name: 'TOO_MANY_BOOKMARKS',
      most: mostBookmarks,
    })
    const first = await ok(ann, 'bookmark.list', { limit: 1 })
    expect(first).toMatchObject({ bookmarks: [{ seq: other }], more: true })
    const before = first.bookmarks[0]?.added as number
    expect(await ok(ann, 'bookmark.list', { before, limit: 1 })).toMatchObject({ bookmarks: [{ seq }], more: true })
  })
})
