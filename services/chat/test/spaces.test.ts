import { randomUUID } from 'node:crypto'
import { mostCategoryRooms, mostOverrides, mostSpaceRooms, permissionSet } from '@parley/protocol'
import { describe, expect, test } from 'vitest'
import { listResidents, type ResidentsAsked } from '../src/store/residents.ts'
import { useBuffers } from './buffers.ts'
import { type Person, until, useChat } from './running-chat.ts'
import { useJoining } from './spaces.ts'
import { uuid7 } from './uuid7.ts'

const chat = await useChat({ SPACES_PER_ACCOUNT: '3' })
const { ok, error, sql, people, crowd, events, hold, untilWaiting } = chat
const join = await useJoining(chat.environment.adminUrl)

const spaceOf = async (owner: Person, ...others: Person[]) => {
  const made = await ok(owner, 'space.create', { name: 'Guild' })
  await join(made.space, ...others)
  return { space: made.space, room: made.rooms[0]?.room as string }
}
const roomIn = async (owner: Person, space: string, more: { category?: string; kind?: 'announcement' } = {}) =>
  (await ok(owner, 'room.create', { kind: 'text', space, name: 'Room', ...more })).room
const categoryIn = async (owner: Person, space: string) =>
  (await ok(owner, 'category.create', { space, name: 'Category' })).category
const seenBy = async (person: Person, space: string) =>
  (await ok(person, 'space.get', { space })).rooms.map(({ room }) => room).toSorted()
const hideFrom = (owner: Person, space: string, where: { room: string } | { category: string }) =>
  ok(owner, 'override.set', { space, in: where, of: { role: 0 }, allow: [], deny: ['view'] })
const roleFor = async (
  owner: Person,
  space: string,
  person: Person,
  ...may: ('view' | 'send' | 'manage_roles' | 'kick' | 'rename' | 'manage_rooms' | 'administrator')[]
) => {
  const { role } = await ok(owner, 'role.create', { space, name: 'Role', may })
  await ok(owner, 'role.grant', { space, role, users: [person.user] })
  return role
}

describe('a space', () => {
  test('that is made again with the same key is the same, and its owner lives there', async () => {
    const [ann] = await people('Ann')
    const key = randomUUID()
    const both = await Promise.all([1, 2].map(() => ok(ann, 'space.create', { name: 'Guild', key, template: 'team' })))
    expect(both[0]).toMatchObject({ space: both[1]?.space, owner: ann.user, resident_count: 1 })
    expect(both[0]?.rooms.map(({ name, kind }) => `${name}, ${kind}`).toSorted()).toEqual([
      'General, text',
      'News, announcement',
      'Planning, text',
      'Questions, forum',
    ])
    const { spaces } = await ok(ann, 'space.list', {})
    expect(spaces.map(({ space }) => space)).toEqual([both[0]?.space])
  })

  test('is one of so many that somebody may live in', async () => {
    const [ann] = await people('Ann')
    for (let place = 0; place < 3; place++) await ok(ann, 'space.create', { name: 'Guild' })
    expect(await error(ann, 'space.create', { name: 'Guild' })).toMatchObject({ name: 'TOO_MANY_SPACES', most: 3 })
  })

  test('that its owner leaves belongs to whoever administers it longest, or has lived there longest, and ends with the last', async () => {
    const [ann, bob, eve] = await people('Ann', 'Bob', 'Eve')
    const { space } = await spaceOf(ann, bob, eve)
    await roleFor(ann, space, eve, 'administrator')
    await ok(ann, 'space.leave', { space })
    expect((await ok(eve, 'space.get', { space })).owner).toBe(eve.user)
    await ok(eve, 'space.leave', { space })
    expect((await ok(bob, 'space.get', { space })).owner).toBe(bob.user)
    expect((await events(space)).slice(-2).map(({ ev, is }) => [ev, is])).toEqual([
      ['resident.left', { user: eve.user }],
      ['space.handed_over', { owner: bob.user }],
    ])
    await ok(bob, 'space.leave', { space })
    expect(await sql('select ends is not null as ends from space where id = $1', [space])).not.toContainEqual({
      ends: false,
    })
  })

  test('that is handed over has the other as owner; the one before lives there on', async () => {
    const [ann, bob, eve] = await people('Ann', 'Bob', 'Eve')
    const { space } = await spaceOf(ann, bob)
    expect((await error(ann, 'space.hand_over', { space, user: eve.user })).name).toBe('RESIDENT_NOT_FOUND')
    await ok(ann, 'space.hand_over', { space, user: bob.user })
    expect(await ok(ann, 'space.get', { space })).toMatchObject({ owner: bob.user, resident_count: 2 })
    expect((await error(ann, 'space.delete', { space })).name).toBe('NOT_ALLOWED')
  })

  test('that is to be deleted says when, once, until that is taken back', async () => {
    const [ann, bob] = await people('Ann', 'Bob')
    const { space } = await spaceOf(ann, bob)
    const told = await ok(ann, 'space.delete', { space })
    expect((await ok(ann, 'space.delete', { space })).ends_at).toBe(told.ends_at)
    expect((await ok(bob, 'space.get', { space })).ends_at).toBe(told.ends_at)
    await ok(ann, 'space.keep', { space })
    expect(await ok(bob, 'space.get', { space })).not.toHaveProperty('ends_at')
    expect((await events(space)).slice(-2).map(({ ev }) => ev)).toEqual(['space.ending', 'space.kept'])
  })
})

describe('a room of a space', () => {
  test('that is hidden from somebody is none for them, and what tells of it is for those who see it', async () => {
    const [ann, bob] = await people('Ann', 'Bob')
    const { space, room } = await spaceOf(ann, bob)
    const hidden = await roomIn(ann, space)
    await hideFrom(ann, space, { room: hidden })
    await ok(ann, 'room.change', { room: hidden, name: 'Secret' })
    expect(await seenBy(bob, space)).toEqual([room])
    expect(await seenBy(ann, space)).toEqual([room, hidden].toSorted())
    for (const command of ['room.get', 'room.history', 'pin.list', 'room.delete'] as const)
      expect(await error(bob, command, { room: hidden })).toEqual(await error(bob, command, { room: randomUUID() }))
    const telling = `select ev from event where stream = $1 and body::text like '%' || $2 || '%' and audience is distinct from $2`
    expect(await sql(telling, [space, hidden])).toEqual([])
  })

  test('follows its category in who sees it until it is changed by itself, and may follow it again', async () => {
    const [ann, bob] = await people('Ann', 'Bob')
    const { space, room } = await spaceOf(ann, bob)
    const category = await categoryIn(ann, space)
    const [one, other] = [await roomIn(ann, space, { category }), await roomIn(ann, space, { category })]
    await ok(ann, 'override.set', { space, in: { room: other }, of: { role: 0 }, allow: ['send'], deny: [] })
    await hideFrom(ann, space, { category })
    expect(await seenBy(bob, space)).toEqual([room, other].toSorted())
    await ok(ann, 'room.change', { room: other, apart: false })
    expect(await seenBy(bob, space)).toEqual([room])
    expect((await ok(bob, 'space.get', { space })).categories).toEqual([])
    expect(await seenBy(ann, space)).toEqual([room, one, other].toSorted())
  })

  test('is seen by nobody new where it leaves its category, or the category goes', async () => {
    const [ann, bob] = await people('Ann', 'Bob')
    const { space, room } = await spaceOf(ann, bob)
    const category = await categoryIn(ann, space)
    await hideFrom(ann, space, { category })
    const [one, other] = [await roomIn(ann, space, { category }), await roomIn(ann, space, { category })]
    await ok(ann, 'room.change', { room: one, category: '' })
    await ok(ann, 'category.delete', { space, category })
    expect(await seenBy(bob, space)).toEqual([room])
    expect(await seenBy(ann, space)).toEqual([room, one, other].toSorted())
    expect((await error(bob, 'message.send', { room: one, id: uuid7(), text: 'said' })).name).toBe('ROOM_NOT_FOUND')
  })

  test('for announcements is written in by those alone to whom an override gives that', async () => {
    const [ann, bob, eve] = await people('Ann', 'Bob', 'Eve')
    const { space } = await spaceOf(ann, bob, eve)
    const room = await roomIn(ann, space, { kind: 'announcement' })
    const role = await roleFor(ann, space, bob)
    const say = { room, text: 'news' }
    expect((await error(bob, 'message.send', { ...say, id: uuid7() })).name).toBe('NOT_ALLOWED')
    await ok(ann, 'override.set', { space, in: { room }, of: { role }, allow: ['send'], deny: [] })
    await ok(bob, 'message.send', { ...say, id: uuid7() })
    expect((await error(eve, 'message.send', { ...say, id: uuid7() })).name).toBe('NOT_ALLOWED')
    expect((await ok(eve, 'room.history', { room })).events.at(-1)?.ev).toBe('message.sent')
  })

  test('that is moved between others is one event, of that room alone', async () => {
    const [ann, bob] = await people('Ann', 'Bob')
    const { space, room } = await spaceOf(ann, bob)
    const [second, hidden] = [await roomIn(ann, space), await roomIn(ann, space)]
    await hideFrom(ann, space, { room: hidden })
    const { head } = await ok(ann, 'space.get', { space })
    const rooms = [
      { room, place: 9 },
      { room: second, place: 2 },
      { room: hidden, place: 7 },
    ]
    await ok(ann, 'space.arrange', { space, rooms })
    expect(await ok(ann, 'space.arrange', { space, rooms })).toEqual({ seq: head + 2 })
    const told = await sql('select body, audience from event where stream = $1 and seq > $2 order by seq', [
      space,
      head,
    ])
    expect(told).toEqual([
      { body: { rooms: [{ room, place: 9 }] }, audience: null },
      { body: { rooms: [{ room: hidden, place: 7 }] }, audience: hidden },
    ])
    expect((await error(bob, 'space.arrange', { space, rooms })).name).toBe('NOT_ALLOWED')
    await roleFor(ann, space, bob, 'manage_rooms')
    expect((await error(bob, 'space.arrange', { space, rooms })).name).toBe('ROOM_NOT_FOUND')
  })

  test.each([
    ['in a space', mostSpaceRooms, false],
    ['in a category', mostCategoryRooms, true],
  ])('is one of so many %s', async (_, most, inside) => {
    const [ann] = await people('Ann')
    const { space } = await spaceOf(ann)
    const category = inside ? await categoryIn(ann, space) : undefined
    const fill = `insert into room (id, kind, name, creator, space, category)
      select gen_random_uuid(), 'space', 'Room', $1, $1, $2 from generate_series(1, $3)`
    await sql(fill, [space, category ?? null, most - (inside ? 0 : 1)])
    const refused = await error(ann, 'room.create', {
      kind: 'text',
      space,
      name: 'Room',
      ...(category ? { category } : {}),
    })
    expect(refused).toMatchObject({ name: 'SPACE_ROOMS_FULL', most })
  })

  test('says otherwise only so often', async () => {
    const [ann] = await people('Ann')
    const { space, room } = await spaceOf(ann)
    const fill = `insert into person_override (room, person, allow, deny)
      select $1, gen_random_uuid(), 0, 4 from generate_series(1, $2)`
    await sql(fill, [room, mostOverrides])
    expect(
      await error(ann, 'override.set', { space, in: { room }, of: { role: 0 }, allow: [], deny: ['send'] }),
    ).toMatchObject({ name: 'TOO_MANY_OVERRIDES', most: mostOverrides })
  })
})

describe('a role', () => {
  test('is given, changed and taken only by who stands above it, with what they have themselves', async () => {
    const [ann, bob, eve] = await people('Ann', 'Bob', 'Eve')
    const { space, room } = await spaceOf(ann, bob, eve)
    const low = (await ok(ann, 'role.create', { space, name: 'Low' })).role
    const own = await roleFor(ann, space, bob, 'manage_roles')
    const high = (await ok(ann, 'role.create', { space, name: 'High' })).role
    await ok(ann, 'role.change', { space, role: own, place: 5 })
    await ok(ann, 'role.change', { space, role: high, place: 6 })
    const refusals = [
      await error(bob, 'role.change', { space, role: own, name: 'Mine' }),
      await error(bob, 'role.change', { space, role: high, name: 'Mine' }),
      await error(bob, 'role.change', { space, role: low, place: 5 }),
      await error(bob, 'role.change', { space, role: low, may: ['kick'] }),
      await error(bob, 'role.create', { space, name: 'New', may: ['administrator'] }),
      await error(bob, 'role.grant', { space, role: high, users: [bob.user] }),
      await error(bob, 'role.delete', { space, role: high }),
      await error(bob, 'override.set', { space, in: { room }, of: { role: high }, allow: [], deny: ['view'] }),
      await error(bob, 'override.set', { space, in: { room }, of: { role: low }, allow: ['pin'], deny: [] }),
      await error(bob, 'override.set', { space, in: { room }, of: { user: bob.user }, allow: ['view'], deny: [] }),
    ]
    expect(refusals.map(({ name }) => name)).toEqual(refusals.map(() => 'NOT_BELOW_YOU'))
    await ok(bob, 'role.change', { space, role: low, name: 'Lower', may: ['view'], place: 4 })
    await ok(bob, 'role.grant', { space, role: low, users: [eve.user] })
    expect((await ok(eve, 'space.get', { space })).roles).toEqual([low])
    await ok(bob, 'override.set', { space, in: { room }, of: { role: low }, allow: [], deny: ['send'] })
    expect((await error(eve, 'message.send', { room, id: uuid7(), text: 'said' })).name).toBe('NOT_ALLOWED')
  })

  test('that is higher than one’s own keeps somebody from being taken out or renamed', async () => {
    const [ann, bob, eve] = await people('Ann', 'Bob', 'Eve')
    const { space } = await spaceOf(ann, bob, eve)
    await roleFor(ann, space, bob, 'kick', 'rename')
    const high = await roleFor(ann, space, eve)
    await ok(ann, 'role.change', { space, role: high, place: 9 })
    for (const user of [eve.user, ann.user]) {
      expect((await error(bob, 'resident.remove', { space, user })).name).toBe('NOT_BELOW_YOU')
      expect((await error(bob, 'resident.change', { space, user, nick: 'x' })).name).toBe('NOT_BELOW_YOU')
    }
    await ok(ann, 'role.revoke', { space, role: high, users: [eve.user] })
    await ok(bob, 'resident.change', { space, user: eve.user, nick: 'Evi' })
    await ok(bob, 'resident.remove', { space, user: eve.user })
    expect((await error(eve, 'space.get', { space })).name).toBe('SPACE_NOT_FOUND')
  })

  test('of which somebody has many allows what all allow, and one that is deleted is nobody’s', async () => {
    const [ann, bob] = await people('Ann', 'Bob')
    const { space, room } = await spaceOf(ann, bob)
    const role = await roleFor(ann, space, bob, 'kick')
    await ok(ann, 'override.set', { space, in: { room }, of: { role }, allow: [], deny: ['send'] })
    expect((await ok(bob, 'space.get', { space })).may).toContain('kick')
    await ok(ann, 'role.delete', { space, role })
    const after = await ok(bob, 'space.get', { space })
    expect(after).toMatchObject({ roles: [] })
    expect(after.may).not.toContain('kick')
    await ok(bob, 'message.send', { room, id: uuid7(), text: 'said' })
    expect((await error(ann, 'role.grant', { space, role: 0, users: [bob.user] })).name).toBe('ROLE_FIXED')
  })

  test('that is deleted is nobody’s for anybody from then on, while what is kept of its holders goes in pieces', async () => {
    const [ann, bob, eve] = await people('Ann', 'Bob', 'Eve')
    const { space, room } = await spaceOf(ann, bob, eve)
    const [role, other] = [await roleFor(ann, space, bob, 'kick'), await roleFor(ann, space, bob)]
    const hidden = await roomIn(ann, space)
    await hideFrom(ann, space, { room: hidden })
    await ok(ann, 'override.set', { space, in: { room: hidden }, of: { role }, allow: ['view', 'send'], deny: [] })
    await ok(ann, 'message.send', { room, id: uuid7(), text: `<@&${role}> one` })
    const seen = async () => (await ok(bob, 'space.get', { space })).rooms
    expect((await seen()).map(({ mentions = 0 }) => mentions)).toContain(1)
    // Nobody writes what is kept of them before this is over.
    const { commit } = await hold('select 1 from resident where space = $1 for update', [space])
    await ok(ann, 'role.delete', { space, role })
    expect(await sql('select 1 from role_holder where space = $1 and role = $2', [space, role])).toHaveLength(1)
    expect(await seen()).toMatchObject([{ room }])
    expect((await seen()).map(({ mentions = 0 }) => mentions)).toEqual([0])
    expect(await ok(bob, 'space.get', { space })).toMatchObject({ roles: [other] })
    for (const { residents } of [
      await ok(eve, 'resident.get', { space, users: [bob.user] }),
      await ok(eve, 'resident.list', { space, role: other }),
    ])
      expect(residents).toMatchObject([{ roles: [other] }])
    const { steps } = await ok(ann, 'permission.explain', { space, user: bob.user })
    expect(steps.flatMap(({ roles = [] }) => roles)).toEqual([0, other])
    for (const [command, input] of [
      ['resident.list', { space, role }],
      ['role.grant', { space, role, users: [eve.user] }],
      ['role.revoke', { space, role, users: [bob.user] }],
    ] as const)
      expect((await error(ann, command, input as never)).name).toBe('ROLE_NOT_FOUND')
    expect((await error(bob, 'resident.remove', { space, user: eve.user })).name).toBe('NOT_ALLOWED')
    expect((await error(bob, 'message.send', { room: hidden, id: uuid7(), text: 'said' })).name).toBe('ROOM_NOT_FOUND')
    await commit()
    await until(async () => (await sql('select 1 from deleted_role where space = $1', [space])).length === 0)
    expect(await sql('select role from role_holder where space = $1', [space])).toEqual([{ role: other }])
    const rows = await sql('select roles from resident where space = $1 and person = $2', [space, bob.user])
    expect(rows).toEqual([{ roles: [other] }])
  }, 60_000)

  test('is explained with all that decides: the steps end in what is so', async () => {
    const [ann, bob] = await people('Ann', 'Bob')
    const { space, room } = await spaceOf(ann, bob)
    const role = await roleFor(ann, space, bob, 'kick')
    await ok(ann, 'override.set', { space, in: { room }, of: { role: 0 }, allow: [], deny: ['send'] })
    await ok(ann, 'override.set', { space, in: { room }, of: { role }, allow: ['send'], deny: [] })
    const told = await ok(bob, 'permission.explain', { space, room })
    expect(told).toEqual(await ok(ann, 'permission.explain', { space, room, user: bob.user }))
    expect(told.steps.map(({ why, roles }) => [why, roles])).toEqual([
      ['role', [0]],
      ['role', [role]],
      ['room for everyone', undefined],
      ['room for their roles', [role]],
    ])
    expect(told.may).toEqual(told.steps.at(-1)?.holds)
    expect((await ok(bob, 'room.get', { room })).space?.may).toEqual(told.may)
    expect((await error(bob, 'permission.explain', { space, user: ann.user })).name).toBe('NOT_ALLOWED')
  })
})

test('a role is mentioned for all who have it, by whom it is open to or who may mention everybody', async () => {
  const [ann, bob, eve] = await people('Ann', 'Bob', 'Eve')
  const { space, room } = await spaceOf(ann, bob, eve)
  const { role } = await ok(ann, 'role.create', { space, name: 'Team' })
  await ok(ann, 'role.grant', { space, role, users: [bob.user] })
  const say = (person: Person, text: string) => ok(person, 'message.send', { room, id: uuid7(), text })
  const mentionsOf = async (person: Person) =>
    (await ok(person, 'space.get', { space })).rooms.find((one) => one.room === room)?.mentions ?? 0
  await say(eve, `<@&${role}> may I?`)
  expect(await mentionsOf(bob)).toBe(0)
  await say(ann, `<@&${role}> and <@${bob.user}>, once`)
  expect((await events(room)).at(-1)?.is.mentions).toEqual({ users: [bob.user], roles: [role] })
  await ok(ann, 'role.change', { space, role, mentionable: true })
  const { seq } = await say(eve, `\`<@&${role}>\` is code, <@&${role}> is not, <@&999> is none`)
  expect((await events(room)).at(-1)?.is.mentions).toEqual({ users: [], roles: [role] })
  expect([await mentionsOf(bob), await mentionsOf(eve)]).toEqual([2, 0])
  await ok(eve, 'message.edit', { room, seq, id: uuid7(), text: 'nobody' })
  expect(await mentionsOf(bob)).toBe(1)
  await ok(ann, 'role.revoke', { space, role, users: [bob.user] })
  await say(ann, `<@&${role}>`)
  expect(await mentionsOf(bob)).toBe(1)
})

describe('who lives in a space', () => {
  test('is listed by name in pages, by role, and by how their name there begins, in large letters or small', async () => {
    const [ann] = await people('Ann')
    const { space } = await spaceOf(ann)
    const names = ['Élan', 'ÉLODIE', 'éva', 'Zoë', 'محمد']
    const others = await Promise.all(names.map(async (name) => (await crowd(1, name))[0] as Person))
    await join(space, ...others)
    await ok(ann, 'resident.change', { space, user: others[3]?.user as string, nick: 'Elena' })
    const all: string[] = []
    for (let after: string | undefined, more = true; more; ) {
      const page = await ok(ann, 'resident.list', { space, limit: 2, ...(after ? { after } : {}) })
      all.push(...page.residents.map(({ name, nick }) => nick ?? name))
      after = page.next
      more = after !== undefined
    }
    expect(all).toEqual(['Ann', 'Elena', 'Élan', 'ÉLODIE', 'éva', 'محمد'])
    const begins = async (name: string) =>
      (await ok(ann, 'resident.list', { space, name })).residents.map((one) => one.nick ?? one.name)
    expect(await begins('él')).toEqual(['Élan', 'ÉLODIE'])
    expect(await begins('ELE')).toEqual(['Elena'])
    expect(await begins('م')).toEqual(['محمد'])
    expect(await begins('zo')).toEqual([])
    const { role } = await ok(ann, 'role.create', { space, name: 'Some' })
    const some = [others[0], others[4]].map((one) => one?.user as string)
    await ok(ann, 'role.grant', { space, role, users: some })
    expect((await ok(ann, 'resident.list', { space, role })).residents.map(({ user }) => user)).toEqual(some)
    expect((await ok(ann, 'resident.get', { space, users: [...some, randomUUID()] })).residents).toHaveLength(2)
  })

  test('is listed from far behind by as little reading as from the beginning', async () => {
    const [ann] = await people('Ann')
    const { space } = await spaceOf(ann)
    await sql(
      `insert into resident (space, person, nick) select $1, gen_random_uuid(), 'Name ' || n from generate_series(1, 3000) n`,
      [space],
    )
    const buffersOf = await useBuffers(chat.environment.adminUrl)
    const readOn = (page: Pick<ResidentsAsked, 'prefix' | 'after'>) =>
      buffersOf((db) => listResidents(db, { space, role: undefined, limit: 10, ...page }))
    const first = await readOn({ prefix: '', after: undefined })
    const end: ResidentsAsked['after'] = ['name 950', space]
    expect(await readOn({ prefix: '', after: end })).toBeLessThan(1.3 * first)
    expect(await readOn({ prefix: 'Name', after: end })).toBeLessThan(1.3 * first)
    expect(await readOn({ prefix: 'Name 9', after: undefined })).toBeLessThan(1.3 * first)
  })

  test('is listed under their new name where they are renamed while they come in', async () => {
    const [ann] = await people('Ann')
    const { space } = await spaceOf(ann)
    const [bob] = (await crowd(1, 'Bob')) as [Person]
    const renaming = await hold(`update person set name = 'Robert' where id = $1`, [bob.user])
    const joining = join(space, bob)
    await Promise.race([joining, untilWaiting(1)])
    await renaming.commit()
    await joining
    expect((await ok(ann, 'resident.list', { space, name: 'rob' })).residents).toMatchObject([{ user: bob.user }])
  })

  test('is listed under their name where that comes while they come in, whichever of both is first', async () => {
    const [ann] = await people('Ann')
    const { space } = await spaceOf(ann)
    const [first, second] = [randomUUID(), randomUUID()]
    const naming = await hold(`insert into person (id, name) values ($1, 'Robert')`, [first])
    const joining = join(space, { user: first, name: '' })
    await Promise.race([joining, untilWaiting(1)])
    await naming.commit()
    await joining
    const coming = await hold('insert into resident (space, person, joined) values ($1, $2, 1)', [space, second])
    const named = sql(`insert into person (id, name) values ($1, 'Roberta')`, [second])
    await Promise.race([named, untilWaiting(1)])
    await coming.commit()
    await named
    const { residents } = await ok(ann, 'resident.list', { space, name: 'rob' })
    expect(residents.map(({ user }) => user)).toEqual([first, second])
  })

  test('comes in by one row and one event, whatever the space is', async () => {
    const [ann, bob] = await people('Ann', 'Bob')
    const { space } = await spaceOf(ann)
    const before = (await events(space)).length
    await join(space, bob)
    expect((await events(space)).slice(before).map(({ ev, is }) => [ev, is])).toEqual([
      ['resident.joined', { user: bob.user, name: 'Bob' }],
    ])
    expect((await events(bob.user)).at(-1)).toMatchObject({ ev: 'space.joined', is: { space, name: 'Guild' } })
    await ok(ann, 'resident.remove', { space, user: bob.user })
    expect((await events(bob.user)).at(-1)).toMatchObject({ ev: 'space.left', is: { space } })
  })

  test('says nothing more once they were taken out, however their message waited', async () => {
    const [ann, bob] = await people('Ann', 'Bob')
    const { space, room } = await spaceOf(ann, bob)
    const before = await events(room)
    const holding = await hold(
      'select from stream where id = any((select hold_rights(array[$1::uuid]))::uuid[]) for update',
      [room],
    )
    const removing = ok(ann, 'resident.remove', { space, user: bob.user })
    await untilWaiting(1)
    const sending = error(bob, 'message.send', { room, id: uuid7(), text: 'said' })
    await untilWaiting(2)
    await holding.commit()
    await removing
    expect((await sending).name).toBe('ROOM_NOT_FOUND')
    expect(await events(room)).toEqual(before)
  })

  test('keeps nothing of its rooms when they go', async () => {
    const [ann, bob] = await people('Ann', 'Bob')
    const { space, room } = await spaceOf(ann, bob)
    const { seq } = await ok(bob, 'message.send', { room, id: uuid7(), text: 'said' })
    const thread = await ok(bob, 'thread.create', { room, seq })
    await ok(bob, 'message.send', { room: thread.room, id: uuid7(), text: 'answered' })
    await ok(bob, 'bookmark.add', { room, seq })
    await ok(bob, 'draft.set', { room, text: 'begun', base: 0 } as never)
    await ok(bob, 'preference.set', { room, favourite: true })
    await ok(bob, 'space.leave', { space })
    for (const table of ['cursor', 'bookmark', 'draft', 'preference', 'thread_follower'])
      expect(
        await sql(`select 1 from ${table} where person = $1 and room = $2`, [
          bob.user,
          table === 'thread_follower' ? thread.room : room,
        ]),
        table,
      ).toEqual([])
  })
})

test('who is timed out in a space reads its rooms, and does nothing there', async () => {
  const [ann, bob] = await people('Ann', 'Bob')
  const { space, room } = await spaceOf(ann, bob)
  const { seq } = await ok(bob, 'message.send', { room, id: uuid7(), text: 'said' })
  await sql(`update resident set muted_until = now() + interval '1 hour' where space = $1 and person = $2`, [
    space,
    bob.user,
  ])
  expect((await ok(bob, 'room.history', { room })).events).toHaveLength(2)
  expect((await ok(bob, 'space.get', { space })).muted_until).toBeGreaterThan(0)
  const refusals = [
    await error(bob, 'message.send', { room, id: uuid7(), text: 'more' }),
    await error(bob, 'message.edit', { room, seq, id: uuid7(), text: 'other' }),
    await error(bob, 'message.delete', { room, seq }),
    await error(bob, 'reaction.add', { room, seq, emoji: '👍' }),
    await error(bob, 'thread.create', { room, seq }),
    await error(bob, 'resident.change', { space, user: bob.user, nick: 'Bobby' }),
  ]
  expect(refusals.map(({ name }) => name)).toEqual(refusals.map(() => 'NOT_ALLOWED'))
  expect(permissionSet('view')).toBe(2n)
})

describe('those who run the platform', () => {
  test('find spaces by letters, owner and id, a page at a time, with what of them is not secret', async () => {
    const [ann, bob, staff] = await people('Ann', 'Bob', 'Sam')
    const names = ['Ångström club', 'The ångström shop', 'Elsewhere']
    const made = []
    for (const name of names) made.push((await ok(ann, 'space.create', { name })).space)
    await ok(bob, 'space.create', { name: 'ÅNGSTRÖM too' })
    expect(await error(staff, 'estate.find', {})).toMatchObject({ name: 'ROLE_MISSING', needs: 'spaces.see' })
    chat.staff.add(staff.user)
    const of = { name: 'Ångström', owner: ann.user }
    const found = (await ok(staff, 'estate.find', of)).spaces
    expect(found.map(({ space }) => space)).toEqual(made.slice(0, 2).toSorted())
    const { created_at = 0, active_at = 0 } = found[0] ?? {}
    expect(active_at).toBeGreaterThanOrEqual(created_at)
    expect(created_at).toBeGreaterThan(0)
    const pages: string[] = []
    for (let after: string | undefined; ; ) {
      const page = await ok(staff, 'estate.find', { owner: ann.user, limit: 1, ...(after ? { after } : {}) })
      pages.push(...page.spaces.map(({ space }) => space))
      after = pages.at(-1)
      if (!page.more) break
    }
    expect(pages).toEqual(made.toSorted())
    expect(await ok(staff, 'estate.find', { space: made[2] as string })).toMatchObject({
      spaces: [{ name: 'Elsewhere', owner: ann.user, owner_name: 'Ann' }],
      more: false,
    })
    expect(await ok(staff, 'estate.find', { name: '%' })).toEqual({ spaces: [], more: false })
  })

  test('give a space another owner at the same moment as others do: each is told one after the other, and one of them owns it', async () => {
    const [ann, bob, eve, staff] = await people('Ann', 'Bob', 'Eve', 'Sam')
    const { space } = await spaceOf(ann, bob, eve)
    const wanted = [bob, eve].map(({ user }) => ({ space, user, reason: 'Ann is gone' }))
    for (const input of wanted)
      expect(await error(staff, 'estate.hand_over', input)).toMatchObject({ name: 'ROLE_MISSING' })
    chat.staff.add(staff.user)
    const answers = await Promise.all(wanted.map((input) => ok(staff, 'estate.hand_over', input)))
    const handed = (await events(space)).filter(({ ev }) => ev === 'space.handed_over')
    expect(handed.map(({ seq }) => seq)).toEqual(answers.map(({ seq }) => seq).toSorted((one, other) => one - other))
    expect((await ok(bob, 'space.get', { space })).owner).toBe(
      (handed.at(-1)?.is as { owner: string } | undefined)?.owner,
    )
    const unknown = { ...wanted[0], space: randomUUID() } as (typeof wanted)[0]
    expect(await error(staff, 'estate.hand_over', unknown)).toMatchObject({ name: 'SPACE_NOT_FOUND' })
  })
})
