/** Forums: tags of a room, and of its posts. */
import { isDeepStrictEqual } from 'node:util'
import type { Output } from '@parley/protocol'
import { describe, expect, test } from 'vitest'
import { guildsOf } from './guild.ts'
import { type Person, useChat } from './running-chat.ts'

const chat = await useChat()
const { ok, error, people, group, events, sql, forget } = chat
const { found, role, say } = guildsOf(chat)

const begin = async () => {
  const [ann, bob, eve] = await people('Ann', 'Bob', 'Eve')
  const guild = await found(ann, bob, eve)
  const { room } = await ok(ann, 'room.create', { kind: 'forum', space: guild.space, name: 'Questions' })
  await ok(ann, 'room.change', { room, tags: [{ name: 'Bug' }, { name: 'فكرة 💡' }] })
  return { ann, bob, eve, guild, space: guild.space, room }
}
const toldOf = async (person: Person, { space, room }: { space: string; room: string }) =>
  (await ok(person, 'space.get', { space })).rooms.find((one) => one.room === room)?.tags
const listed = async (person: Person, room: string, tag: number) =>
  (await ok(person, 'post.list', { room, tag })).posts.map(({ seq }) => seq)

describe('the tags of a forum', () => {
  test('are said by who manages its rooms, told in its space, and keep their numbers when they are named anew', async () => {
    const { ann, bob, space, room } = await begin()
    const first = [
      { tag: 1, name: 'Bug' },
      { tag: 2, name: 'فكرة 💡' },
    ]
    expect(await toldOf(bob, { space, room })).toEqual(first)
    expect((await events(space)).at(-1)).toMatchObject({ ev: 'room.altered', is: { room, tags: first } })
    const said = [{ tag: 2, name: 'Idea' }, { name: 'Question' }]
    await ok(ann, 'room.change', { room, tags: said })
    const { length } = await events(space)
    await ok(ann, 'room.change', { room, tags: said })
    expect((await events(space)).length).toBe(length)
    expect(await toldOf(bob, { space, room })).toEqual([
      { tag: 2, name: 'Idea' },
      { tag: 3, name: 'Question' },
    ])
    expect((await ok(ann, 'audit.list', { space })).entries[0]).toMatchObject({ did: 'room.change', room })
    expect((await error(bob, 'room.change', { room, tags: [] })).name).toBe('NOT_ALLOWED')
    expect((await error(ann, 'room.change', { room, tags: [{ tag: 1, name: 'Bug' }] })).name).toBe('TAG_NOT_FOUND')
  })

  test('are those of a forum alone', async () => {
    const { ann, guild } = await begin()
    const { room: other } = await group(ann)
    expect((await error(ann, 'room.change', { room: guild.room, tags: [] })).name).toBe('FORUMS_ONLY')
    expect((await error(ann, 'room.change', { room: other, tags: [] })).name).toBe('SPACES_ONLY')
  })
})

describe('the tags of a post', () => {
  test('are said by its author and who manages threads, told in the room, and found by', async () => {
    const { ann, bob, eve, guild, space, room } = await begin()
    await role(ann, guild, ['manage_threads'], eve)
    const [one, other] = [await say(bob, room, 'one'), await say(ann, room, 'other')]
    const { seq } = await ok(bob, 'post.tag', { room, seq: one, tags: [1, 2] })
    expect((await events(room)).at(-1)).toMatchObject({ ev: 'post.tagged', seq, is: { seq: one, tags: [1, 2] } })
    expect(await ok(bob, 'post.tag', { room, seq: one, tags: [2, 1] })).toEqual({ seq })
    expect((await error(bob, 'post.tag', { room, seq: other, tags: [1] })).name).toBe('NOT_ALLOWED')
    await ok(eve, 'post.tag', { room, seq: other, tags: [2] })
    const [entry] = (await ok(ann, 'audit.list', { space })).entries
    expect(entry).toMatchObject({ did: 'post.tag', by: eve.user, user: ann.user, room, seqs: [other] })
    expect([await listed(bob, room, 1), await listed(bob, room, 2)]).toEqual([[one], [other, one]])
    expect((await error(bob, 'post.tag', { room, seq: one, tags: [3] })).name).toBe('TAG_NOT_FOUND')
    await ok(bob, 'post.tag', { room, seq: one, tags: [] })
    expect([await listed(bob, room, 1), await listed(bob, room, 2)]).toEqual([[], [other]])
  })

  test('with what one knew before say what one is told anew', async () => {
    const { ann, bob, room } = await begin()
    const seq = await say(bob, room)
    type State = NonNullable<Output<'room.history'>['states']>[number]
    const stateOf = async (): Promise<Partial<State>> =>
      (await ok(ann, 'room.history', { room })).states?.find((state) => state.seq === seq) ?? { seq }
    for (const tags of [[1], [2, 1], []]) {
      const { tags: _, ...before } = await stateOf()
      await ok(bob, 'post.tag', { room, seq, tags })
      const { is } = (await events(room)).at(-1) ?? {}
      const told = (is?.tags ?? []) as number[]
      expect(isDeepStrictEqual(await stateOf(), { ...before, ...(told.length > 0 ? { tags: told } : {}) })).toBe(true)
    }
  })

  test('go with it when it is taken back or removed, and are listed page by page', async () => {
    const { bob, room } = await begin()
    const posts: number[] = []
    for (let post = 0; post < 5; post++) {
      const seq = await say(bob, room)
      await ok(bob, 'post.tag', { room, seq, tags: [1] })
      posts.unshift(seq)
    }
    const page = await ok(bob, 'post.list', { room, tag: 1, limit: 2 })
    expect(page).toMatchObject({
      more: true,
      states: posts.slice(0, 2).map((seq) => ({ seq, tags: [1] })),
    })
    const rest = await ok(bob, 'post.list', { room, tag: 1, before: page.posts.at(-1)?.seq as number })
    expect([...page.posts, ...rest.posts].map(({ seq }) => seq)).toEqual(posts)
    expect(rest.more).toBe(false)
    const [last, , , second, first] = posts as [number, number, number, number, number]
    await ok(bob, 'message.delete', { room, seq: last })
    await forget(room, first)
    expect(await listed(bob, room, 1)).toEqual(posts.slice(1, -1))
    expect(posts.slice(1, -1).at(-1)).toBe(second)
  })

  test('are not shown to who hides the author, and nothing of it to who does not see the forum', async () => {
    const { ann, bob, eve, space, room } = await begin()
    const seq = await say(bob, room)
    await ok(bob, 'post.tag', { room, seq, tags: [1] })
    await ok(eve, 'author.hide', { user: bob.user })
    expect((await ok(eve, 'post.list', { room, tag: 1 })).posts).toMatchObject([{ seq, ev: 'redacted' }])
    expect(await ok(eve, 'post.list', { room, tag: 1 })).not.toHaveProperty('states')
    await ok(ann, 'override.set', { space, in: { room }, of: { role: 0 }, allow: [], deny: ['view'] })
    expect((await error(bob, 'post.list', { room, tag: 1 })).name).toBe('ROOM_NOT_FOUND')
    expect((await error(bob, 'post.tag', { room, seq, tags: [] })).name).toBe('ROOM_NOT_FOUND')
    expect(await sql('select tags from message_state where room = $1', [room])).toEqual([{ tags: [1] }])
  })
})
