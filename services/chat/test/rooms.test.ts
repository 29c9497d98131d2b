import { randomUUID } from 'node:crypto'
import { lastBytes, type Output } from '@parley/protocol'
import { describe, expect, test } from 'vitest'
import { type Person, useChat } from './running-chat.ts'
import { uuid7 } from './uuid7.ts'

const { ok, error, people, group, events, expectSound, sql } = await useChat({ ROOM_MEMBERS: '5' })

const many = <T>(count: number, make: (place: number) => Promise<T>) =>
  Promise.all(Array.from({ length: count }, (_, place) => make(place)))

describe('a new group', () => {
  test('has its creator as owner and everybody named as member, and is told to each of them', async () => {
    const [ann, bob, cid] = await people('Ann', 'Bob', 'Cid')
    const room = await group(ann, bob, cid)
    expect(room).toMatchObject({
      kind: 'group',
      name: 'Group',
      role: 'owner',
      head: 4,
      floor: 0,
      read: 4,
      unread: 0,
      on: `chat/room/${room.room}`,
    })
    expect(room.members.map(({ name, role }) => [name, role])).toEqual([
      ['Ann', 'owner'],
      ['Bob', 'member'],
      ['Cid', 'member'],
    ])
    expect((await events(room.room)).map(({ ev }) => ev)).toEqual([
      'room.created',
      'member.joined',
      'member.joined',
      'member.joined',
    ])
    for (const { user, role } of room.members) {
      const { members: _, member_count: __, read: ___, unread: ____, ...told } = room
      expect((await events(user)).map(({ ev, is }) => [ev, is])).toEqual([['room.joined', { ...told, role }]])
    }
    await expectSound(room.room)
  })

  test('keeps its name composed, however the keyboard put it together', async () => {
    const [ann] = await people('Ann')
    const name = 'Café Nguyễn'
    const room = await ok(ann, 'room.create', { kind: 'group', name: name.normalize('NFD'), members: [] })
    expect(room.name).toBe(name.normalize('NFC'))
  })

  test('names each member once, also where its creator is named', async () => {
    const [ann, bob] = await people('Ann', 'Bob')
    expect((await group(ann, ann, bob)).members).toHaveLength(2)
    expect((await group(ann)).members).toHaveLength(1)
  })

  test('with somebody who does not exist is not made, and the error says who', async () => {
    const [ann, bob] = await people('Ann', 'Bob')
    const nobody = randomUUID()
    const refused = await error(ann, 'room.create', { kind: 'group', name: 'Group', members: [bob.user, nobody] })
    expect(refused).toMatchObject({ name: 'USER_NOT_FOUND', user: nobody })
    expect((await ok(ann, 'room.list', {})).rooms).toEqual([])
    expect((await ok(bob, 'room.list', {})).rooms).toEqual([])
  })

  test('may have as many members as a room may have, and not one more', async () => {
    const [ann, ...others] = await people('Ann', 'b', 'c', 'd', 'e', 'f')
    const ids = others.map(({ user }) => user)
    expect(await error(ann, 'room.create', { kind: 'group', name: 'Crowd', members: ids })).toMatchObject({
      name: 'ROOM_FULL',
      most: 5,
    })
    expect((await ok(ann, 'room.create', { kind: 'group', name: 'Full', members: ids.slice(1) })).members).toHaveLength(
      5,
    )
  })
})

describe('a group asked for again', () => {
  test('with the same key is the same group, however many ask at once; its first request decides', async () => {
    const [ann, bob] = await people('Ann', 'Bob')
    const key = randomUUID()
    const ask = (place: number) =>
      ok(ann, 'room.create', { kind: 'group', key, name: `Name ${place}`, members: [bob.user] })
    const rooms = await many(12, ask)
    expect(new Set(rooms.map(({ room, name }) => `${room} ${name}`)).size).toBe(1)
    expect((await ok(bob, 'room.list', {})).rooms).toHaveLength(1)
    expect((await events(ann.user)).map(({ ev }) => ev)).toEqual(['room.joined'])
    await expectSound(rooms[0]?.room ?? '')
  })

  test('with the key of another creator, or without one, is another group', async () => {
    const [ann, bob] = await people('Ann', 'Bob')
    const key = randomUUID()
    const input = { kind: 'group' as const, name: 'Group', members: [] }
    const rooms = [
      await ok(ann, 'room.create', { ...input, key }),
      await ok(bob, 'room.create', { ...input, key }),
      await ok(ann, 'room.create', input),
      await ok(ann, 'room.create', input),
    ]
    expect(new Set(rooms.map(({ room }) => room)).size).toBe(4)
  })

  test('by a creator who has left it since is not theirs any more', async () => {
    const [ann, bob] = await people('Ann', 'Bob')
    const input = { kind: 'group' as const, key: randomUUID(), name: 'Group', members: [bob.user] }
    const { room } = await ok(ann, 'room.create', input)
    await ok(ann, 'room.leave', { room })
    expect(await error(ann, 'room.create', input)).toMatchObject({ name: 'ROOM_NOT_FOUND' })
  })
})

describe('the direct room of two people', () => {
  test('is made once, however many of both ask at once, and bears the name of the other', async () => {
    const [ann, bob] = await people('Ann', 'Bob')
    const rooms = await many(16, (place) =>
      place % 2
        ? ok(ann, 'room.create', { kind: 'direct', user: bob.user })
        : ok(bob, 'room.create', { kind: 'direct', user: ann.user }),
    )
    expect(new Set(rooms.map(({ room }) => room)).size).toBe(1)
    expect(rooms.map(({ name }) => name)).toEqual(rooms.map((_, place) => (place % 2 ? 'Bob' : 'Ann')))
    expect(rooms[0]?.members.map(({ role }) => role)).toEqual(['member', 'member'])
    for (const { user } of [ann, bob]) expect((await events(user)).map(({ ev }) => ev)).toEqual(['room.joined'])
    await expectSound(rooms[0]?.room ?? '')
  })

  test('is made once also where the first thing they do is to write to each other', async () => {
    const [ann, bob] = await people('Ann', 'Bob')
    const id = (place: number) => `0197a0a0-0000-7000-8000-${String(place).padStart(12, '0')}`
    const sent = await many(10, (place) => {
      const [from, to] = place % 2 ? [ann, bob] : [bob, ann]
      return ok(from, 'direct.send', { user: to.user, id: id(place), text: `${place}` })
    })
    expect(new Set(sent.map(({ room }) => room)).size).toBe(1)
    expect(sent.map(({ seq }) => seq).toSorted((a, b) => a - b)).toEqual([4, 5, 6, 7, 8, 9, 10, 11, 12, 13])
    await expectSound(sent[0]?.room ?? '')
  })

  test('is not made with oneself or with nobody', async () => {
    const [ann] = await people('Ann')
    expect(await error(ann, 'room.create', { kind: 'direct', user: ann.user })).toMatchObject({
      name: 'ROOM_WITH_YOURSELF',
    })
    expect(await error(ann, 'room.create', { kind: 'direct', user: randomUUID() })).toMatchObject({
      name: 'USER_NOT_FOUND',
    })
    expect(await sql('select 1 from room where creator = $1', [ann.user])).toEqual([])
  })
})

describe('the list of rooms', () => {
  test('has each of them once, in pages of any size, and none of others', async () => {
    const [ann, bob] = await people('Ann', 'Bob')
    const own = await many(7, () => group(ann))
    await group(bob)
    const wanted = own
      .map(({ members: _, member_count: __, ...room }) => ({
        ...room,
        last: expect.objectContaining({ seq: room.head }),
      }))
      .toSorted((a, b) => (a.room < b.room ? -1 : 1))
    for (const limit of [1, 2, 6, 7, 8]) {
      const listed: Output<'room.list'>['rooms'] = []
      for (let after: string | undefined, more = true; more; after = listed.at(-1)?.room) {
        const page = await ok(ann, 'room.list', { ...(after ? { after } : {}), limit })
        expect(page.rooms.length).toBeLessThanOrEqual(limit)
        listed.push(...page.rooms)
        more = page.more
      }
      expect(listed).toEqual(wanted)
    }
  })
})

describe('the newest event of each room in the list', () => {
  const lastOf = async (person: Person, room: string) =>
    (await ok(person, 'room.list', {})).rooms.find((listed) => listed.room === room)?.last
  const newest = async (person: Person, room: string) =>
    (await ok(person, 'room.history', { room, limit: 1 })).events.at(-1)

  test('is that at its head, as the reader sees it: also what they hide, and what was taken back', async () => {
    const [ann, bob, cem] = await people('Ann', 'Bob', 'Cem')
    const { room } = await group(ann, bob, cem)
    expect(await lastOf(bob, room)).toMatchObject({ ev: 'member.joined' })
    const { seq } = await ok(ann, 'message.send', { room, id: uuid7(), text: 'سلام 👩‍👩‍👧‍👦' })
    await ok(cem, 'author.hide', { user: ann.user })
    for (const reader of [ann, bob, cem]) expect(await lastOf(reader, room)).toEqual(await newest(reader, room))
    expect(await lastOf(bob, room)).toMatchObject({ seq, is: { text: 'سلام 👩‍👩‍👧‍👦' } })
    expect(await lastOf(cem, room)).toEqual({ on: `chat/room/${room}`, seq, ev: 'redacted' })
    await ok(ann, 'message.delete', { room, seq })
    expect(await lastOf(bob, room)).toMatchObject({ ev: 'message.deleted', is: { seq } })
  })

  test('is left out where it is long, and pages of the list have less in them where they have more to say', async () => {
    const [ann] = await people('Ann')
    const long = await group(ann)
    await ok(ann, 'message.send', { room: long.room, id: uuid7(), text: '字'.repeat(lastBytes / 3) })
    expect(await lastOf(ann, long.room)).toBeUndefined()
    const many = await Promise.all(Array.from({ length: 70 }, () => group(ann)))
    await Promise.all(many.map(({ room }) => ok(ann, 'message.send', { room, id: uuid7(), text: '字'.repeat(1_300) })))
    const first = await ok(ann, 'room.list', { limit: 1000 })
    expect(first).toMatchObject({ more: true })
    const rest = await ok(ann, 'room.list', { limit: 1000, after: first.rooms.at(-1)?.room as string })
    expect(first.rooms.length + rest.rooms.length).toBe(71)
  })
})

describe('to somebody who is not in it, a room', () => {
  test('is like one that does not exist, whatever they ask, and whatever they ask leaves no trace', async () => {
    const [ann, eve] = await people('Ann', 'Eve')
    const { room } = await group(ann)
    const nowhere = randomUUID()
    const ask = async (id: string) => [
      await error(eve, 'room.get', { room: id }),
      await error(eve, 'room.history', { room: id }),
      await error(eve, 'room.leave', { room: id }),
      await error(eve, 'member.add', { room: id, users: [eve.user] }),
      await error(eve, 'member.remove', { room: id, user: ann.user }),
      await error(eve, 'message.send', { room: id, id: '0197a0a0-0000-7000-8000-000000000000', text: 'x' }),
      await error(eve, 'cursor.move', { room: id, seq: 0 }),
    ]
    const answers = await ask(room)
    expect(answers).toEqual(await ask(nowhere))
    expect(new Set(answers.map(({ name }) => name))).toEqual(new Set(['ROOM_NOT_FOUND']))
    expect(await events(room)).toHaveLength(2)
    expect(await sql('select 1 from stream where id = $1', [nowhere])).toEqual([])
  })
})
