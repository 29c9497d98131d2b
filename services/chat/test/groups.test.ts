/** What a group is called and about, and who may do what in it. */
import { randomUUID } from 'node:crypto'
import { mostAdmins } from '@parley/protocol'
import { describe, expect, test } from 'vitest'
import { type Person, useChat } from './running-chat.ts'

const { ok, error, people, crowd, group, events, members, expectSound, sql, lines } = await useChat()

const since = async (stream: string, seq: number) =>
  (await events(stream)).filter((event) => event.seq > seq).map(({ ev, by, is }) => ({ ev, by, is }))
const rolesIn = async (room: string) => Object.fromEntries((await members(room)).map(({ user, role }) => [user, role]))

/** A group of four, in which Bob is an admin. */
const orchestra = async () => {
  const [ann, bob, cid, dora] = await people('Ann', 'Bob', 'Cid', 'Dora')
  const { room } = await group(ann, bob, cid, dora)
  const { seq } = await ok(ann, 'role.set', { room, user: bob.user, role: 'admin' })
  return { ann, bob, cid, dora, room, head: seq }
}

describe('the name and the topic of a group', () => {
  test('are changed by its owner and admins, and told in its stream with what changed and nothing else', async () => {
    const { ann, bob, room, head } = await orchestra()
    expect(await ok(ann, 'room.change', { room, name: 'Band', topic: 'Brass' })).toEqual({ seq: head + 1 })
    expect(await ok(bob, 'room.change', { room, topic: 'Strings' })).toEqual({ seq: head + 2 })
    expect(await since(room, head)).toEqual([
      { ev: 'room.changed', by: ann.user, is: { name: 'Band', topic: 'Brass' } },
      { ev: 'room.changed', by: bob.user, is: { topic: 'Strings' } },
    ])
    await expectSound(room)
  })

  test('are in the list of rooms, in the room, and in the news of who comes in', async () => {
    const { ann, cid, room } = await orchestra()
    const [eve] = await people('Eve')
    await ok(ann, 'room.change', { room, name: 'Band', topic: 'Brass' })
    await ok(cid, 'member.add', { room, users: [eve.user] })
    const told = { room, name: 'Band', topic: 'Brass' }
    expect(await ok(cid, 'room.get', { room })).toMatchObject(told)
    expect((await ok(cid, 'room.list', {})).rooms).toMatchObject([told])
    expect((await events(eve.user)).at(-1)?.is).toMatchObject(told)
  })

  test('are not told where nothing is said, and can be taken away', async () => {
    const { ann, room, head } = await orchestra()
    expect(await ok(ann, 'room.get', { room })).not.toHaveProperty('topic')
    await ok(ann, 'room.change', { room, topic: 'Brass' })
    await ok(ann, 'room.change', { room, topic: '' })
    expect(await ok(ann, 'room.get', { room })).not.toHaveProperty('topic')
    expect((await since(room, head + 1))[0]?.is).toEqual({ topic: '' })
  })

  test('that are as they were change nothing, however they are composed', async () => {
    const { ann, room } = await orchestra()
    const { seq } = await ok(ann, 'room.change', { room, name: 'Café', topic: 'Über Öl' })
    for (const same of [{}, { name: 'Cafe\u0301' }, { name: 'Café', topic: ' U\u0308ber O\u0308l ' }])
      expect(await ok(ann, 'room.change', { room, ...same })).toEqual({ seq })
    expect(await events(room)).toHaveLength(seq)
  })

  test('that two change at once are as the last event says, for whoever comes in too', async () => {
    const { ann, bob, cid, room, head } = await orchestra()
    const [eve] = await people('Eve')
    const names = Array.from({ length: 12 }, (_, place) => `Band ${place}`)
    await Promise.all([
      ...names.map((name, place) => ok(place % 2 ? ann : bob, 'room.change', { room, name })),
      ok(cid, 'member.add', { room, users: [eve.user] }),
    ])
    const told = await since(room, head)
    expect(
      told
        .filter(({ ev }) => ev === 'room.changed')
        .map(({ is }) => is.name)
        .toSorted(),
    ).toEqual(names.toSorted())
    const last = told.findLast(({ ev }) => ev === 'room.changed')?.is.name
    expect(await ok(ann, 'room.get', { room })).toMatchObject({ name: last })
    const before = told.slice(
      0,
      told.findIndex(({ is }) => is.user === eve.user),
    )
    const atEntry = before.findLast(({ ev }) => ev === 'room.changed')?.is.name ?? 'Group'
    expect((await events(eve.user)).at(-1)?.is).toMatchObject({ name: atEntry })
    await expectSound(room)
  })

  test('that many change to the same at once are changed once, and everybody is told where', async () => {
    const { ann, bob, room, head } = await orchestra()
    const changes = Array.from({ length: 16 }, (_, place) =>
      ok(place % 2 ? ann : bob, 'room.change', { room, name: 'Band', topic: 'Brass' }),
    )
    expect(new Set((await Promise.all(changes)).map(({ seq }) => seq))).toEqual(new Set([head + 1]))
    expect(await events(room)).toHaveLength(head + 1)
  })

  test('are not for members, strangers and direct rooms to change', async () => {
    const { ann, bob, cid, room, head } = await orchestra()
    const [eve] = await people('Eve')
    expect(await error(cid, 'room.change', { room, name: 'Mine' })).toMatchObject({ name: 'NOT_ALLOWED' })
    expect(await error(eve, 'room.change', { room, name: 'Mine' })).toMatchObject({ name: 'ROOM_NOT_FOUND' })
    expect(await error(eve, 'room.change', { room: randomUUID(), name: 'Mine' })).toMatchObject({
      name: 'ROOM_NOT_FOUND',
    })
    const direct = await ok(ann, 'room.create', { kind: 'direct', user: bob.user })
    expect(await error(ann, 'room.change', { room: direct.room, name: 'Us' })).toMatchObject({ name: 'GROUPS_ONLY' })
    expect(await events(room)).toHaveLength(head)
  })

  test('may be of any script, to the last character', async () => {
    const { ann, room } = await orchestra()
    for (const topic of ['مجموعة الموسيقى', '👩‍👩‍👧'.repeat(32), '音楽'.repeat(128)]) {
      await ok(ann, 'room.change', { room, topic })
      expect(await ok(ann, 'room.get', { room })).toMatchObject({ topic })
    }
  })
})

describe('the roles in a group', () => {
  test('are given by the owner, told in its stream, and known from then on', async () => {
    const { ann, bob, cid, room, head } = await orchestra()
    await ok(ann, 'role.set', { room, user: cid.user, role: 'admin' })
    await ok(ann, 'role.set', { room, user: bob.user, role: 'member' })
    expect(await since(room, head)).toEqual([
      { ev: 'role.changed', by: ann.user, is: { user: cid.user, role: 'admin' } },
      { ev: 'role.changed', by: ann.user, is: { user: bob.user, role: 'member' } },
    ])
    expect(await ok(cid, 'room.get', { room })).toMatchObject({ role: 'admin' })
    expect(await error(bob, 'room.change', { room, name: 'Mine' })).toMatchObject({ name: 'NOT_ALLOWED' })
    expect(lines.some((line) => line.includes('made admin of the room') && line.includes(cid.user))).toBe(true)
    await expectSound(room)
  })

  test('go over to another owner in one step, whoever had it is an admin, and may say so twice', async () => {
    const { ann, bob, cid, dora, room, head } = await orchestra()
    expect(await ok(ann, 'role.set', { room, user: cid.user, role: 'owner' })).toEqual({ seq: head + 2 })
    expect(await ok(ann, 'role.set', { room, user: cid.user, role: 'owner' })).toEqual({ seq: head + 2 })
    expect(await rolesIn(room)).toEqual({
      [ann.user]: 'admin',
      [bob.user]: 'admin',
      [cid.user]: 'owner',
      [dora.user]: 'member',
    })
    await expectSound(room)
  })

  test('have one owner however many handings over there are at once', async () => {
    const { ann, bob, cid, dora, room } = await orchestra()
    const all = [ann, bob, cid, dora]
    const give = (by: Person, to: Person) => ok(by, 'role.set', { room, user: to.user, role: 'owner' })
    await Promise.allSettled(all.flatMap((by) => all.map((to) => give(by, to))))
    const roles = Object.values(await rolesIn(room))
    expect(roles.filter((role) => role === 'owner')).toHaveLength(1)
    await expectSound(room)
  })

  test('let an admin step down, and an owner only hand over', async () => {
    const { ann, bob, room } = await orchestra()
    await ok(bob, 'role.set', { room, user: bob.user, role: 'member' })
    expect((await rolesIn(room))[bob.user]).toBe('member')
    expect(await error(ann, 'role.set', { room, user: ann.user, role: 'member' })).toMatchObject({
      name: 'OWNER_NEEDED',
    })
    expect((await rolesIn(room))[ann.user]).toBe('owner')
  })

  test('are for nobody who is not in it, and not for direct rooms', async () => {
    const { ann, bob, room } = await orchestra()
    const [eve] = await people('Eve')
    expect(await error(ann, 'role.set', { room, user: eve.user, role: 'admin' })).toMatchObject({
      name: 'MEMBER_NOT_FOUND',
      user: eve.user,
    })
    expect(await error(eve, 'role.set', { room, user: ann.user, role: 'member' })).toMatchObject({
      name: 'ROOM_NOT_FOUND',
    })
    const direct = await ok(ann, 'room.create', { kind: 'direct', user: bob.user })
    expect(await error(ann, 'role.set', { room: direct.room, user: bob.user, role: 'owner' })).toMatchObject({
      name: 'GROUPS_ONLY',
    })
  })

  test('let admins take out members, and not each other or the owner', async () => {
    const { ann, bob, cid, dora, room } = await orchestra()
    await ok(ann, 'role.set', { room, user: dora.user, role: 'admin' })
    expect(await error(bob, 'member.remove', { room, user: ann.user })).toMatchObject({ name: 'NOT_ALLOWED' })
    expect(await error(bob, 'member.remove', { room, user: dora.user })).toMatchObject({ name: 'NOT_ALLOWED' })
    await ok(bob, 'member.remove', { room, user: cid.user })
    await ok(ann, 'member.remove', { room, user: dora.user })
    expect(Object.keys(await rolesIn(room))).toEqual([ann.user, bob.user])
    await expectSound(room)
  })

  test('make an admin the owner who leaves, before members of longer standing', async () => {
    const { ann, bob, cid, dora, room } = await orchestra()
    await ok(ann, 'role.set', { room, user: bob.user, role: 'member' })
    await ok(ann, 'role.set', { room, user: dora.user, role: 'admin' })
    await ok(ann, 'role.set', { room, user: cid.user, role: 'admin' })
    await ok(ann, 'room.leave', { room })
    expect(await rolesIn(room)).toEqual({ [bob.user]: 'member', [cid.user]: 'owner', [dora.user]: 'admin' })
    await expectSound(room)
  })

  test('go with whoever leaves: an admin who is brought in again is a member', async () => {
    const { ann, bob, room } = await orchestra()
    await ok(bob, 'room.leave', { room })
    await ok(ann, 'member.add', { room, users: [bob.user] })
    expect((await rolesIn(room))[bob.user]).toBe('member')
    await expectSound(room)
  })

  test('are bounded: a group has so many admins and no more, two appointed at once for the last place too', async () => {
    const [ann] = await people('Ann')
    const { room } = await group(ann)
    const many = await crowd(mostAdmins + 1)
    await ok(ann, 'member.add', { room, users: many.map(({ user }) => user) })
    const tried = await Promise.allSettled(many.map(({ user }) => ok(ann, 'role.set', { room, user, role: 'admin' })))
    expect(tried.flatMap((one) => (one.status === 'rejected' ? [one.reason] : []))).toMatchObject([
      { name: 'TOO_MANY_ADMINS', most: mostAdmins },
    ])
    expect(
      await sql(`select count(*)::int as admins from membership where room = $1 and role = 'admin'`, [room]),
    ).toEqual([{ admins: mostAdmins }])
  })
})
