/** What a space asks of newcomers and of those who moderate it, and what they may do until they have done that. */

import { permissionSet } from '@parley/protocol'
import { describe, expect, test } from 'vitest'
import { type Person, until, useChat } from './running-chat.ts'
import { uuid7 } from './uuid7.ts'

const { ok, error, people, events, sql, send, guard } = await useChat()

const rules = ['Be kind', 'كن لطيفًا', 'No spoilers 🙈']

/** Ann's space with rules, where Bob has lived from before; Eve has a link to it. */
const town = async () => {
  const [ann, bob, eve] = await people('Ann', 'Bob', 'Eve')
  const { space, rooms } = await ok(ann, 'space.create', { name: 'Town' })
  const { code } = await ok(ann, 'invite.create', { space })
  await ok(bob, 'invite.accept', { code })
  await ok(ann, 'screening.set', { space, rules })
  const { version } = await ok(ann, 'screening.get', { space })
  const room = rooms[0]?.room as string
  const mayOf = async (person: Person) => (await ok(person, 'space.get', { space })).may
  return { ann, bob, eve, space, room, code, version, mayOf }
}
const say = (room: string) => ({ room, id: uuid7(), text: 'Hello' })
const notAllowed = { name: 'NOT_ALLOWED' }

test('a newcomer only reads until they have accepted the rules, and nobody else is asked', async () => {
  const { ann, bob, eve, space, room, code, version, mayOf } = await town()
  const { screening } = await ok(eve, 'invite.accept', { code })
  expect(screening).toEqual({ version, rules, pending: true, welcome: { text: '', rooms: [] } })
  expect((await events(space)).at(-1)).toMatchObject({ ev: 'resident.joined', is: { user: eve.user, pending: true } })
  expect(await ok(eve, 'space.get', { space })).toMatchObject({ pending: true, may: ['view'] })
  expect((await ok(bob, 'resident.get', { space, users: [eve.user] })).residents).toMatchObject([{ pending: true }])
  expect(await error(eve, 'message.send', say(room))).toMatchObject(notAllowed)
  expect(await error(eve, 'resident.change', { space, user: eve.user, nick: 'Evi' })).toMatchObject(notAllowed)
  expect(await error(eve, 'invite.create', { space })).toMatchObject(notAllowed)
  await ok(bob, 'message.send', say(room))
  expect(await mayOf(bob)).toContain('send')

  const { seq } = await ok(eve, 'screening.accept', { space, version })
  expect((await events(space)).at(-1)).toMatchObject({
    ev: 'resident.accepted',
    seq,
    by: eve.user,
    is: { user: eve.user },
  })
  for (const person of [eve, bob, ann])
    expect(await ok(person, 'screening.accept', { space, version })).toEqual({ seq })
  await ok(eve, 'message.send', say(room))
  expect(await ok(eve, 'space.get', { space })).not.toHaveProperty('pending')
  expect((await ok(bob, 'resident.get', { space, users: [eve.user] })).residents[0]).not.toHaveProperty('pending')
})

test('the explanation of what somebody may do has the step that makes them wait', async () => {
  const { ann, eve, space, room, code } = await town()
  await ok(eve, 'invite.accept', { code })
  for (const where of [{}, { room }]) {
    const { may, steps } = await ok(ann, 'permission.explain', { space, user: eve.user, ...where })
    expect(may).toEqual(['view'])
    expect(steps.at(-1)).toMatchObject({ why: 'rules not accepted', holds: ['view'] })
  }
})

test('changed rules are accepted anew only where that is asked for, and then by all but the owner and administrators', async () => {
  const { ann, bob, eve, space, room, code, version } = await town()
  await ok(eve, 'invite.accept', { code })
  await ok(eve, 'screening.accept', { space, version })
  await ok(ann, 'screening.set', { space, rules: ['Be kind'] })
  for (const person of [bob, eve]) await ok(person, 'message.send', say(room))

  const { role } = await ok(ann, 'role.create', { space, name: 'Head', may: ['administrator'] })
  const [dan] = await people('Dan')
  await ok(dan, 'invite.accept', { code })
  await ok(ann, 'role.grant', { space, role, users: [dan.user] })
  const { seq } = await ok(ann, 'screening.set', { space, anew: true })
  expect((await events(space)).slice(-2)).toMatchObject([{ ev: 'screening.changed' }, { ev: 'rights.changed', seq }])
  for (const person of [bob, eve]) {
    expect(await error(person, 'message.send', say(room))).toMatchObject(notAllowed)
    expect(await ok(person, 'space.get', { space })).toMatchObject({ pending: true })
  }
  for (const person of [ann, dan]) await ok(person, 'message.send', say(room))
  const now = await ok(bob, 'screening.get', { space })
  expect(now).toMatchObject({ rules: ['Be kind'], pending: true })
  await ok(bob, 'screening.accept', { space, version: now.version })
  await ok(bob, 'message.send', say(room))
})

test('nobody accepts rules that they were not shown', async () => {
  const { ann, eve, space, code, version } = await town()
  await ok(eve, 'invite.accept', { code })
  await ok(ann, 'screening.set', { space, rules: [...rules, 'Pay a fee'] })
  expect(await error(eve, 'screening.accept', { space, version })).toMatchObject({ name: 'RULES_CHANGED' })
  const { version: later } = await ok(eve, 'screening.get', { space })
  await ok(eve, 'screening.accept', { space, version: later })
})

test('without rules nobody waits, and who waited for them is told', async () => {
  const { ann, eve, space, room, code } = await town()
  await ok(eve, 'invite.accept', { code })
  const { seq } = await ok(ann, 'screening.set', { space, rules: [] })
  expect((await events(space)).at(-1)).toMatchObject({ ev: 'rights.changed', seq })
  await ok(eve, 'message.send', say(room))
  expect(await ok(ann, 'screening.get', { space })).toMatchObject({ version: 0, rules: [] })
})

test('who leaves and comes back has to accept the rules again', async () => {
  const { eve, space, room, code, version } = await town()
  await ok(eve, 'invite.accept', { code })
  await ok(eve, 'screening.accept', { space, version })
  await ok(eve, 'space.leave', { space })
  expect((await ok(eve, 'invite.accept', { code })).screening).toMatchObject({ pending: true })
  expect(await error(eve, 'message.send', say(room))).toMatchObject(notAllowed)
})

test('a newcomer is welcomed with a text and with rooms that they see, and learns of no other', async () => {
  const { ann, bob, eve, space, room, code } = await town()
  const hidden = await ok(ann, 'room.create', { kind: 'text', space, name: 'Hidden' })
  await ok(ann, 'override.set', { space, in: { room: hidden.room }, of: { role: 0 }, allow: [], deny: ['view'] })
  const welcome = { text: ' Welcome!\nLook around. ', rooms: [hidden.room, room] }
  const before = (await events(space)).length
  await ok(ann, 'screening.set', { space, welcome })
  await ok(ann, 'screening.set', { space, welcome })
  expect((await events(space)).slice(before)).toMatchObject([{ ev: 'screening.changed', is: {} }])
  const told = { text: 'Welcome!\nLook around.', rooms: [room] }
  expect((await ok(eve, 'invite.accept', { code })).screening?.welcome).toEqual(told)
  expect((await ok(ann, 'screening.get', { space })).welcome.rooms).toEqual([hidden.room, room])
  await ok(ann, 'room.delete', { room })
  expect((await ok(bob, 'screening.get', { space })).welcome.rooms).toEqual([])

  const other = await ok(bob, 'space.create', { name: 'Other' })
  const foreign = { text: '', rooms: [other.rooms[0]?.room as string] }
  expect(await error(ann, 'screening.set', { space, welcome: foreign })).toMatchObject({ name: 'ROOM_NOT_FOUND' })
})

test('what a space says to newcomers is for who manages it to say, and for who lives there to see', async () => {
  const { ann, bob, eve, space, version } = await town()
  expect(await error(bob, 'screening.set', { space, rules: [] })).toMatchObject(notAllowed)
  expect(await error(eve, 'screening.set', { space, rules: [] })).toMatchObject({ name: 'SPACE_NOT_FOUND' })
  expect(await error(eve, 'screening.get', { space })).toMatchObject({ name: 'SPACE_NOT_FOUND' })
  expect(await error(eve, 'screening.accept', { space, version })).toMatchObject({ name: 'SPACE_NOT_FOUND' })
  const { role } = await ok(ann, 'role.create', { space, name: 'Steward', may: ['manage_space'] })
  await ok(ann, 'role.grant', { space, role, users: [bob.user] })
  await ok(bob, 'screening.set', { space, rules: ['Be kind'] })
})

test('rules that are asked for anew while somebody says something come before it, or it before them', async () => {
  const { ann, bob, space, room, version } = await town()
  for (let round = 0; round < 10; round++) {
    await ok(bob, 'screening.accept', { space, version })
    const [said] = await Promise.all([
      send([{ do: 'message.send', with: say(room), user: bob.user, session: 's' }]),
      ok(ann, 'screening.set', { space, anew: true }),
    ])
    expect(said[0]).toSatisfy((result: object) => 'ok' in result || JSON.stringify(result).includes('NOT_ALLOWED'))
    expect(await error(bob, 'message.send', say(room))).toMatchObject(notAllowed)
  }
  const view = String(permissionSet('view'))
  expect(await sql('select permissions_in($1, $2, now())::text as may', [room, bob.user])).toEqual([{ may: view }])
})

describe('a space that asks for a second factor', () => {
  const missing = { name: 'FACTOR_MISSING', code: 1181 }
  /** Until chat has heard of it. */
  const guarded = async (person: Person, holds: boolean): Promise<void> => {
    await guard(person, holds)
    const known = 'select holds from factor where person = $1'
    await until(async () => (await sql<{ holds: boolean }>(known, [person.user]))[0]?.holds === holds)
  }
  const told = async ({ user }: Person) => (await events(user)).filter(({ ev }) => ev === 'space.guarded')

  /** Ann's space, in which Bob may take people out and manage it. */
  const castle = async () => {
    const { ann, bob, eve, space, room, code, mayOf } = await town()
    const { role } = await ok(ann, 'role.create', { space, name: 'Guards', may: ['kick', 'manage_space', 'pin'] })
    await ok(ann, 'role.grant', { space, role, users: [bob.user] })
    await ok(eve, 'invite.accept', { code })
    return { ann, bob, eve, space, room, mayOf }
  }

  test('does so by the word of its owner alone, who has one', async () => {
    const { ann, bob, space } = await castle()
    const ask = { space, second_factor: true }
    expect(await error(bob, 'space.change', ask)).toMatchObject(notAllowed)
    expect(await error(ann, 'space.change', ask)).toMatchObject(missing)
    await guarded(ann, true)
    const { seq } = await ok(ann, 'space.change', ask)
    expect((await events(space)).slice(-2)).toMatchObject([
      { ev: 'space.changed', is: { second_factor: true } },
      { ev: 'rights.changed', seq, is: {} },
    ])
    expect(await ok(ann, 'space.change', ask)).toEqual({ seq })
    expect(await ok(ann, 'space.get', { space })).toMatchObject({ second_factor: true })
    expect(await ok(ann, 'audit.list', { space, limit: 1 })).toMatchObject({
      entries: [{ did: 'space.change', before: { second_factor: false }, after: { second_factor: true } }],
    })
    expect(await error(bob, 'space.change', { space, second_factor: false })).toMatchObject(missing)
  })

  test('lets who has none do what everybody may, and tells them when they get one or lose it', async () => {
    const { ann, bob, eve, space, room, mayOf } = await castle()
    await guarded(ann, true)
    await ok(ann, 'space.change', { space, second_factor: true })
    const out = { space, user: eve.user }
    expect(await error(bob, 'resident.remove', out)).toMatchObject(missing)
    expect(await error(bob, 'ban.add', { space, users: [eve.user] })).toMatchObject(notAllowed)
    expect(await mayOf(bob)).toEqual(expect.arrayContaining(['send', 'pin']))
    expect(await ok(bob, 'space.get', { space })).toMatchObject({ factor_missing: true })
    expect(await ok(eve, 'space.get', { space })).not.toHaveProperty('factor_missing')
    await ok(bob, 'message.send', say(room))
    const { steps } = await ok(bob, 'permission.explain', { space, room })
    expect(steps.at(-1)).toMatchObject({ why: 'no second factor', deny: expect.arrayContaining(['kick', 'ban']) })

    await guarded(bob, true)
    expect(await told(bob)).toMatchObject([{ is: { spaces: [space] } }])
    expect(await ok(bob, 'space.get', { space })).not.toHaveProperty('factor_missing')
    await ok(bob, 'space.change', { space, description: 'Walls' })
    await guarded(bob, false)
    expect(await error(bob, 'resident.remove', out)).toMatchObject(missing)
    expect(await told(bob)).toHaveLength(2)
    await sql('update person set program = true where id = $1', [bob.user])
    await ok(bob, 'resident.remove', out)
  })

  test('is not closed for an owner who loses theirs: they set one up, and end it', async () => {
    const { ann, bob, space } = await castle()
    await guarded(ann, true)
    await ok(ann, 'space.change', { space, second_factor: true })
    await guarded(ann, false)
    for (const command of ['space.delete', 'space.keep'] as const)
      expect(await error(ann, command, { space })).toMatchObject(missing)
    expect(await error(ann, 'space.hand_over', { space, user: bob.user })).toMatchObject(missing)
    expect(await error(ann, 'space.change', { space, second_factor: false })).toMatchObject(missing)
    await guarded(ann, true)
    await ok(ann, 'space.hand_over', { space, user: bob.user })
    expect(await error(bob, 'space.change', { space, second_factor: false })).toMatchObject(missing)
    await guarded(bob, true)
    await ok(bob, 'space.change', { space, second_factor: false })
    await guarded(bob, false)
    await ok(bob, 'space.change', { space, name: 'Ruin' })
  })
})
