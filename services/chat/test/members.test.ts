import { randomUUID } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Person, until, useChat } from './running-chat.ts'
import { uuid7 } from './uuid7.ts'

const { ok, error, ask, send, people, group, events, members, expectSound, published } = await useChat({
  ROOM_MEMBERS: '6',
})

const lastOf = async (stream: string) => (await events(stream)).at(-1)
const say = (person: Person, room: string) => ok(person, 'message.send', { room, id: uuid7(), text: 'said' })

describe('a member', () => {
  test('may bring somebody in, who learns of the room and of where it stands', async () => {
    const [ann, bob, cid] = await people('Ann', 'Bob', 'Cid')
    const { room, on, head } = await group(ann, bob)
    await say(ann, room)
    const { seq } = await ok(bob, 'member.add', { room, users: [cid.user] })
    expect(seq).toBe(head + 2)
    expect(await lastOf(room)).toMatchObject({
      ev: 'member.joined',
      by: bob.user,
      seq,
      is: { user: cid.user, name: 'Cid', role: 'member' },
    })
    expect(await lastOf(cid.user)).toMatchObject({
      ev: 'room.joined',
      by: bob.user,
      is: { room, on, head: seq, floor: 0, role: 'member' },
    })
    expect(await ok(cid, 'room.get', { room })).toMatchObject({ head: seq, read: seq, unread: 0 })
    await expectSound(room)
  })

  test('brought in again stays as they are, and nothing is told', async () => {
    const [ann, bob] = await people('Ann', 'Bob')
    const { room, head } = await group(ann, bob)
    await say(bob, room)
    expect(await ok(ann, 'member.add', { room, users: [bob.user] })).toEqual({ seq: head + 1 })
    expect(await ok(ann, 'member.add', { room, users: [ann.user] })).toEqual({ seq: head + 1 })
    expect((await events(bob.user)).map(({ ev }) => ev)).toEqual(['room.joined'])
    expect((await ok(ann, 'room.get', { room })).role).toBe('owner')
    await expectSound(room)
  })

  test('is brought in once by all who do so at once', async () => {
    const [ann, bob, cid] = await people('Ann', 'Bob', 'Cid')
    const { room, head } = await group(ann, bob)
    const added = await Promise.all(
      Array.from({ length: 10 }, (_, place) => ok(place % 2 ? ann : bob, 'member.add', { room, users: [cid.user] })),
    )
    expect(new Set(added.map(({ seq }) => seq))).toEqual(new Set([head + 1]))
    await expectSound(room)
  })

  test('who leaves is told so as the last event of the room, and is out of it', async () => {
    const [ann, bob] = await people('Ann', 'Bob')
    const { room, on, head } = await group(ann, bob)
    expect(await ok(bob, 'room.leave', { room })).toEqual({ seq: head + 1 })
    expect(await lastOf(room)).toMatchObject({ ev: 'member.left', by: bob.user, is: { user: bob.user } })
    expect(await lastOf(bob.user)).toMatchObject({ ev: 'room.left', is: { room, on } })
    expect(await error(bob, 'room.get', { room })).toMatchObject({ name: 'ROOM_NOT_FOUND' })
    expect(await error(bob, 'room.leave', { room })).toMatchObject({ name: 'ROOM_NOT_FOUND' })
    expect((await ok(bob, 'room.list', {})).rooms).toEqual([])
    await expectSound(room)
  })

  test('who comes back begins anew: what was said meanwhile is not unread, and can be read', async () => {
    const [ann, bob] = await people('Ann', 'Bob')
    const { room } = await group(ann, bob)
    await ok(bob, 'room.leave', { room })
    await say(ann, room)
    const { seq } = await ok(ann, 'member.add', { room, users: [bob.user] })
    expect(await ok(bob, 'room.get', { room })).toMatchObject({ read: seq, unread: 0, role: 'member' })
    expect((await ok(bob, 'room.history', { room })).events).toHaveLength(seq)
    await expectSound(room)
  })

  test('may not remove others, and cannot be removed where they are not', async () => {
    const [ann, bob, cid, eve] = await people('Ann', 'Bob', 'Cid', 'Eve')
    const { room, head } = await group(ann, bob, cid)
    expect(await error(bob, 'member.remove', { room, user: cid.user })).toMatchObject({ name: 'NOT_ALLOWED' })
    expect(await error(bob, 'member.remove', { room, user: ann.user })).toMatchObject({ name: 'NOT_ALLOWED' })
    expect(await error(bob, 'member.remove', { room, user: eve.user })).toMatchObject({ name: 'NOT_ALLOWED' })
    expect(await error(ann, 'member.remove', { room, user: eve.user })).toMatchObject({ name: 'MEMBER_NOT_FOUND' })
    expect(await events(room)).toHaveLength(head)
  })
})

describe('a room', () => {
  test('whose owner leaves belongs to the member of longest standing', async () => {
    const [ann, bob, cid] = await people('Ann', 'Bob', 'Cid')
    const { room } = await group(ann, bob)
    await ok(ann, 'member.add', { room, users: [cid.user] })
    await ok(ann, 'room.leave', { room })
    expect((await events(room)).slice(-2).map(({ ev, is }) => [ev, is])).toEqual([
      ['member.left', { user: ann.user }],
      ['role.changed', { user: bob.user, role: 'owner' }],
    ])
    expect((await ok(bob, 'room.get', { room })).role).toBe('owner')
    await ok(bob, 'member.remove', { room, user: cid.user })
    await expectSound(room)
  })

  test('whose owner removes themselves has a new one too', async () => {
    const [ann, bob] = await people('Ann', 'Bob')
    const { room } = await group(ann, bob)
    await ok(ann, 'member.remove', { room, user: ann.user })
    expect((await members(room)).map(({ user, role }) => [user, role])).toEqual([[bob.user, 'owner']])
    await expectSound(room)
  })

  test('that the last one has left is nobody’s', async () => {
    const [ann, bob] = await people('Ann', 'Bob')
    const { room } = await group(ann, bob)
    await ok(ann, 'room.leave', { room })
    await ok(bob, 'room.leave', { room })
    expect(await members(room)).toEqual([])
    for (const person of [ann, bob])
      expect(await error(person, 'member.add', { room, users: [person.user] })).toMatchObject({
        name: 'ROOM_NOT_FOUND',
      })
    await expectSound(room)
  })

  test('that all leave at once is empty, and each left once', async () => {
    const [ann, ...others] = await people('a', 'b', 'c', 'd', 'e')
    const { room } = await group(ann, ...others)
    const left = await Promise.all(
      [ann, ...others, ann, ...others].map((person) => ask(person, 'room.leave', { room })),
    )
    expect(left.filter((result) => 'ok' in result)).toHaveLength(5)
    expect(await members(room)).toEqual([])
    await expectSound(room)
  })

  test('that is full takes nobody more, however many come at once, until somebody leaves', async () => {
    const [ann, ...others] = await people('a', 'b', 'c', 'd', 'e', 'f', 'g', 'h')
    const { room } = await group(ann)
    const added = await Promise.all(others.map(({ user }) => ask(ann, 'member.add', { room, users: [user] })))
    expect(added.flatMap((result) => ('error' in result ? [result.error.name] : []))).toEqual([
      'ROOM_FULL',
      'ROOM_FULL',
    ])
    expect(await members(room)).toHaveLength(6)
    const refused = others.find((_, place) => 'error' in (added[place] ?? {})) as Person
    expect(await error(ann, 'member.add', { room, users: [refused.user] })).toMatchObject({
      name: 'ROOM_FULL',
      most: 6,
    })
    await ok(ann, 'room.leave', { room })
    const inside = others.find((_, place) => 'ok' in (added[place] ?? {})) as Person
    await ok(inside, 'member.add', { room, users: [refused.user] })
    expect(await members(room)).toHaveLength(6)
    await expectSound(room)
  })

  test('of two people keeps them for good', async () => {
    const [ann, bob, cid] = await people('Ann', 'Bob', 'Cid')
    const { room, head } = await ok(ann, 'room.create', { kind: 'direct', user: bob.user })
    expect(await error(ann, 'room.leave', { room })).toMatchObject({ name: 'DIRECT_ROOM_FIXED' })
    expect(await error(ann, 'member.add', { room, users: [cid.user] })).toMatchObject({ name: 'DIRECT_ROOM_FIXED' })
    expect(await error(ann, 'member.remove', { room, user: bob.user })).toMatchObject({ name: 'DIRECT_ROOM_FIXED' })
    expect(await events(room)).toHaveLength(head)
  })

  test('takes nobody in who does not exist, and makes no stream for them', async () => {
    const [ann] = await people('Ann')
    const { room, head } = await group(ann)
    const nobody = randomUUID()
    expect(await error(ann, 'member.add', { room, users: [nobody] })).toMatchObject({
      name: 'USER_NOT_FOUND',
      user: nobody,
    })
    expect(await events(nobody)).toEqual([])
    expect(await events(room)).toHaveLength(head)
  })
})

describe('somebody who is removed while they write', () => {
  test('has no message numbered after the removal, and what was answered before it stands', async () => {
    const [ann, bob] = await people('Ann', 'Bob')
    for (let round = 0; round < 10; round++) {
      const { room } = await group(ann, bob)
      const writing = Promise.all(
        Array.from({ length: 40 }, () => ask(bob, 'message.send', { room, id: uuid7(), text: 'quick' })),
      )
      const { seq } = await ok(ann, 'member.remove', { room, user: bob.user })
      const results = await writing
      const told = results.flatMap((result) => ('ok' in result ? [(result.ok as { seq: number }).seq] : []))
      const stored = (await events(room)).filter(({ ev }) => ev === 'message.sent').map((event) => event.seq)
      expect(told.toSorted((a, b) => a - b)).toEqual(stored)
      for (const at of stored) expect(at).toBeLessThan(seq)
      const refused = results.flatMap((result) => ('error' in result ? [result.error.name] : []))
      expect(new Set(refused)).toEqual(refused.length > 0 ? new Set(['ROOM_NOT_FOUND']) : new Set())
      await expectSound(room)
    }
  })

  test('is out before what comes in the same message behind the removal', async () => {
    const [ann, bob] = await people('Ann', 'Bob')
    const { room } = await group(ann, bob)
    await ok(ann, 'member.remove', { room, user: bob.user })
    const [sent] = await send([
      { do: 'message.send', with: { room, id: uuid7(), text: 'late' }, user: bob.user, session: 's' },
    ])
    expect(sent).toMatchObject({ error: { name: 'ROOM_NOT_FOUND' } })
  })
})

test('whoever comes, goes, is brought in, removed and writes, all at once: the room stays sound, and everybody is told in order', () =>
  fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(fc.constantFrom('add', 'remove', 'leave', 'say'), fc.nat(4), fc.nat(4)), {
        minLength: 10,
        maxLength: 60,
      }),
      async (steps) => {
        const all = await people('a', 'b', 'c', 'd', 'e')
        const { room, on } = await group(all[0], all[1])
        const act = async ([what, who, whom]: [string, number, number]) => {
          const [person, user] = [all[who] as Person, (all[whom] as Person).user]
          if (what === 'add') return ask(person, 'member.add', { room, users: [user] })
          if (what === 'remove') return ask(person, 'member.remove', { room, user })
          if (what === 'leave') return ask(person, 'room.leave', { room })
          return ask(person, 'message.send', { room, id: uuid7(), text: `${who}` })
        }
        const results = await Promise.all(steps.map(act))
        const unforeseen = results.filter((result) => 'error' in result && result.error.name === 'INTERNAL')
        expect(unforeseen).toEqual([])
        await expectSound(room)
        const stored = await events(room)
        await until(() => published.filter((event) => event.on === on).length >= stored.length)
        expect(published.filter((event) => event.on === on).toSorted((a, b) => a.seq - b.seq)).toEqual(stored)
        for (const { user } of all) {
          const own = (await events(user)).filter(({ is }) => is.room === room).map(({ ev }) => ev)
          expect(own).toEqual(own.map((_, place) => (place % 2 ? 'room.left' : 'room.joined')))
          expect(own.length % 2 === 1).toBe((await members(room)).some((member) => member.user === user))
        }
      },
    ),
    { numRuns: 12 },
  ))
