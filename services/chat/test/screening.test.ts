/** What a space says to newcomers, and what they may do until they have accepted it. */

import { permissionSet } from '@parley/protocol'
import { expect, test } from 'vitest'
import { type Person, useChat } from './running-chat.ts'
import { uuid7 } from './uuid7.ts'

const { ok, error, people, events, sql, send } = await useChat()

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
