import { randomUUID } from 'node:crypto'
import { mostHidden } from '@parley/protocol'
import { describe, expect, test } from 'vitest'
import { type Person, useChat } from './running-chat.ts'
import { uuid7 } from './uuid7.ts'

const { ok, error, people, group, events } = await useChat()

const say = (person: Person, room: string) => ok(person, 'message.send', { room, id: uuid7(), text: 'said' })

describe('a message', () => {
  test('is taken back by who has said it, once: a repeat changes nothing', async () => {
    const [ann, bob] = await people('Ann', 'Bob')
    const { room } = await group(ann, bob)
    const { seq } = await say(bob, room)
    expect(await ok(bob, 'message.delete', { room, seq })).toEqual({ seq: seq + 1 })
    expect(await ok(bob, 'message.delete', { room, seq })).toEqual({ seq: seq + 1 })
    expect((await events(room)).at(-1)).toMatchObject({
      ev: 'message.deleted',
      by: bob.user,
      is: { seq },
    })
  })

  test('goes on counting as unread when it is taken back, as the number of those after the cursor does not change', async () => {
    const [ann, bob] = await people('Ann', 'Bob')
    const { room } = await group(ann, bob)
    const { seq } = await say(bob, room)
    await ok(bob, 'message.delete', { room, seq })
    expect(await ok(ann, 'room.get', { room })).toMatchObject({ unread: 1 })
  })

  test('is taken back by no other member, nor by who is no longer in the room', async () => {
    const [ann, bob, cid] = await people('Ann', 'Bob', 'Cid')
    const { room } = await group(ann, bob, cid)
    const { seq } = await say(bob, room)
    expect(await error(cid, 'message.delete', { room, seq })).toMatchObject({ name: 'NOT_ALLOWED' })
    await ok(bob, 'room.leave', { room })
    expect(await error(bob, 'message.delete', { room, seq })).toMatchObject({ name: 'ROOM_NOT_FOUND' })
  })

  test.each([
    ['is no message', 1],
    ['is not there', 1_000],
    ['never was', 0],
  ])('is not found where what stands there %s', async (_, seq) => {
    const [ann, bob] = await people('Ann', 'Bob')
    const { room } = await group(ann, bob)
    expect(await error(ann, 'message.delete', { room, seq })).toMatchObject({ name: 'MESSAGE_NOT_FOUND', code: 1210 })
  })
})

describe('hiding somebody', () => {
  test('is told in the own stream alone, once for each change', async () => {
    const [ann, bob] = await people('Ann', 'Bob')
    const { room } = await group(ann, bob)
    for (let time = 0; time < 2; time++) await ok(ann, 'author.hide', { user: bob.user })
    expect(await ok(ann, 'author.list', {})).toEqual({ users: [bob.user] })
    for (let time = 0; time < 2; time++) await ok(ann, 'author.show', { user: bob.user })
    expect(await ok(ann, 'author.list', {})).toEqual({ users: [] })
    const told = (await events(ann.user)).filter(({ ev }) => ev.startsWith('author.'))
    expect(told.map(({ ev, is }) => [ev, is.user])).toEqual([
      ['author.hidden', bob.user],
      ['author.shown', bob.user],
    ])
    for (const id of [bob.user, room]) expect((await events(id)).map(({ ev }) => ev).join()).not.toContain('author')
  })

  test('oneself is refused', async () => {
    const [ann] = await people('Ann')
    expect(await error(ann, 'author.hide', { user: ann.user })).toMatchObject({ name: 'HIDING_YOURSELF' })
  })

  test('more than so many is refused, and showing one makes room for another', async () => {
    const [ann] = await people('Ann')
    const users = Array.from({ length: mostHidden }, () => randomUUID())
    for (const user of users) await ok(ann, 'author.hide', { user })
    const another = { user: randomUUID() }
    expect(await error(ann, 'author.hide', another)).toMatchObject({ name: 'TOO_MANY_HIDDEN', most: mostHidden })
    await ok(ann, 'author.show', { user: users[0] as string })
    await ok(ann, 'author.hide', another)
  })
})
