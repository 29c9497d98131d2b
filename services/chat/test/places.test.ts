import { describe, expect, test } from 'vitest'
import { type Person, useChat } from './running-chat.ts'
import { uuid7 } from './uuid7.ts'

const most = 3
const { ok, error, ask, people, group, hold, untilWaiting, members, events, sql, expectSound } = await useChat({
  ROOMS_PER_ACCOUNT: String(most),
  // Whichever process they come to, four of them wait at the same time.
  POSTGRES_POOL: '6',
})

const roomsOf = async (person: Person) => (await ok(person, 'room.list', {})).rooms
const fill = async (person: Person, count = most) => {
  const [other] = await people('Other')
  for (let made = 0; made < count; made++) await group(other as Person, person)
  return other as Person
}

/** Every way in which somebody comes to be in a room. */
const ways = {
  'a new group': (by: Person, { user }: Person) =>
    ask(by, 'room.create', { kind: 'group', name: 'New', members: [user] }),
  'a new direct room': (by: Person, { user }: Person) => ask(by, 'room.create', { kind: 'direct', user }),
  'a message to them': (by: Person, { user }: Person) => ask(by, 'direct.send', { user, id: uuid7(), text: 'Hello' }),
  'a group of others': async (by: Person, { user }: Person) => {
    const { room } = await group(by)
    return ask(by, 'member.add', { room, users: [user] })
  },
}

describe('somebody who is in as many rooms as an account may be in', () => {
  test.each(Object.entries(ways))(
    'is not brought into %s, and who tries is told whom it is about',
    async (_, bring) => {
      const [ann, bob] = await people('Ann', 'Bob')
      await fill(bob)
      expect(await bring(ann, bob)).toMatchObject({
        error: { name: 'TOO_MANY_ROOMS', code: 1209, user: bob.user, most },
      })
      expect(await roomsOf(bob)).toHaveLength(most)
      expect((await events(bob.user)).map(({ ev }) => ev)).toEqual(Array(most).fill('room.joined'))
      expect((await roomsOf(ann)).flatMap(({ unread }) => unread)).toEqual((await roomsOf(ann)).map(() => 0))
    },
  )

  test('makes no room either, and goes on in those that they have', async () => {
    const [ann] = await people('Ann')
    const other = await fill(ann)
    expect(await error(ann, 'room.create', { kind: 'group', name: 'Mine', members: [] })).toMatchObject({
      name: 'TOO_MANY_ROOMS',
      user: ann.user,
    })
    const [room] = await roomsOf(ann)
    await ok(ann, 'message.send', { room: room?.room ?? '', id: uuid7(), text: 'still here' })
    expect((await roomsOf(other)).reduce((sum, { unread }) => sum + unread, 0)).toBe(1)
  })

  test('is brought in again when they have left another one', async () => {
    const [ann, bob] = await people('Ann', 'Bob')
    await fill(bob)
    const { room } = (await roomsOf(bob))[0] as { room: string }
    await ok(bob, 'room.leave', { room })
    await group(ann, bob)
    expect(await roomsOf(bob)).toHaveLength(most)
    expect(await ask(ann, 'room.create', { kind: 'direct', user: bob.user })).toMatchObject({
      error: { name: 'TOO_MANY_ROOMS' },
    })
  })

  test('keeps the room with somebody that there is already, however it is asked for', async () => {
    const [ann, bob] = await people('Ann', 'Bob')
    const { room } = await ok(ann, 'room.create', { kind: 'direct', user: bob.user })
    await fill(bob, most - 1)
    expect(await ok(ann, 'room.create', { kind: 'direct', user: bob.user })).toMatchObject({ room })
    expect(await ok(ann, 'direct.send', { user: bob.user, id: uuid7(), text: 'Hello' })).toMatchObject({ room })
    const group = { kind: 'group' as const, key: uuid7(), name: 'Ours', members: [] }
    const made = await ok(ann, 'room.create', group)
    await fill(ann, most - 2)
    expect((await ok(ann, 'room.create', group)).room).toBe(made.room)
    expect((await ok(ann, 'member.add', { room: made.room, users: [ann.user] })).seq).toBe(made.head)
  })

  test('keeps nobody out who is brought in with them: nobody comes in, and without them the others do', async () => {
    const [ann, bob, cid] = await people('Ann', 'Bob', 'Cid')
    await fill(bob)
    const { room, head } = await group(ann)
    const both = [cid.user, bob.user]
    expect(await error(ann, 'member.add', { room, users: both })).toMatchObject({ user: bob.user })
    expect(await ok(ann, 'member.add', { room, users: [cid.user] })).toEqual({ seq: head + 1 })
    expect((await members(room)).map(({ user }) => user)).toEqual([ann.user, cid.user])
    await expectSound(room)
  })

  test('was brought in by one of all who tried at the same moment, when one place was left', async () => {
    const [bob, ...others] = await people('Bob', 'a', 'b', 'c', 'd', 'e', 'f')
    await fill(bob, most - 1)
    const rooms = await Promise.all(others.slice(0, 4).map((other) => group(other)))
    const { commit } = await hold('select 1 from stream where id = $1 for update', [bob.user])
    const tries = [
      ...others
        .slice(0, 4)
        .map((other, place) => ask(other, 'member.add', { room: rooms[place]?.room ?? '', users: [bob.user] })),
      ...others.slice(4).map((other) => ways['a message to them'](other, bob)),
    ]
    await untilWaiting(4)
    await commit()
    const told = await Promise.all(tries)
    expect(told.filter((result) => 'ok' in result)).toHaveLength(1)
    for (const result of told) if ('error' in result) expect(result.error).toMatchObject({ name: 'TOO_MANY_ROOMS' })
    expect(await roomsOf(bob)).toHaveLength(most)
    for (const { room } of rooms) await expectSound(room)
  })

  test('is in more where they were before there was a limit: they keep them, leave them, and come into no other', async () => {
    const [ann, bob] = await people('Ann', 'Bob')
    const rooms = await Promise.all(Array.from({ length: 6 }, async () => (await group((await people('x'))[0])).room))
    await group(bob)
    await sql(
      `insert into member (room, person, role, joined, read, read_tally)
       select room, $2, 'member', 3, 0, 0 from unnest($1::uuid[]) room`,
      [rooms, bob.user],
    )
    expect(await roomsOf(bob)).toHaveLength(7)
    for (const room of rooms.slice(0, 4)) {
      expect(await ask(ann, 'direct.send', { user: bob.user, id: uuid7(), text: 'x' })).toMatchObject({
        error: { name: 'TOO_MANY_ROOMS' },
      })
      await ok(bob, 'room.leave', { room })
    }
    expect(await ask(ann, 'direct.send', { user: bob.user, id: uuid7(), text: 'x' })).toMatchObject({
      error: { name: 'TOO_MANY_ROOMS' },
    })
    await ok(bob, 'room.leave', { room: rooms[4] ?? '' })
    await ok(ann, 'direct.send', { user: bob.user, id: uuid7(), text: 'x' })
  })
})
