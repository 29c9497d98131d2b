import { randomUUID } from 'node:crypto'
import { openToMend } from '@parley/service-kit'
import { afterAll, expect, test } from 'vitest'
import { appoint } from '../src/appoint.ts'
import { guildsOf } from './guild.ts'
import { useChat } from './running-chat.ts'

const world = await useChat()
const { ok, people, group, events, sql, environment, expectSound } = world
const { found } = guildsOf(world)
const chat = await openToMend(environment.adminUrl, 'chat')
afterAll(() => chat[Symbol.asyncDispose]())

test('whom an operator appoints owns the group, the owner before is an admin, and all are told', async () => {
  const [ann, bob] = await people('Ann', 'Bob')
  const { room } = await group(ann, bob)
  const all = await Promise.all([1, 2].map(() => appoint(chat.db, room, bob.user)))
  expect(all.toSorted()).toEqual(['appointed', 'owner already'])
  expect((await events(room)).slice(-2)).toMatchObject([
    { ev: 'role.changed', is: { user: ann.user, role: 'admin' } },
    { ev: 'role.changed', is: { user: bob.user, role: 'owner' } },
  ])
  expect((await ok(bob, 'room.get', { room })).role).toBe('owner')
  await expectSound(room)
})

test('nobody is appointed who is not in it, or where there is nothing to own', async () => {
  const [ann, bob] = await people('Ann', 'Bob')
  const { room } = await group(ann)
  const direct = await ok(ann, 'room.create', { kind: 'direct', user: bob.user })
  expect(await appoint(chat.db, room, bob.user)).toBe('no member')
  expect(await appoint(chat.db, direct.room, bob.user)).toBe('nothing to own')
  expect(await appoint(chat.db, randomUUID(), bob.user)).toBe('nothing to own')
})

test('of a space, too: all are told, its log says so, and the owner before may no more than others', async () => {
  const [ann, bob] = await people('Ann', 'Bob')
  const { space } = await found(ann, bob)
  const all = await Promise.all([1, 2].map(() => appoint(chat.db, space, bob.user)))
  expect(all.toSorted()).toEqual(['appointed', 'owner already'])
  expect((await events(space)).at(-1)).toMatchObject({ ev: 'space.handed_over', is: { owner: bob.user } })
  const [entry] = (await ok(bob, 'audit.list', { space })).entries
  expect(entry).toMatchObject({ did: 'space.hand_over', user: bob.user })
  expect(entry).not.toHaveProperty('by')
  await expect(ok(ann, 'space.delete', { space })).rejects.toMatchObject({ name: 'NOT_ALLOWED' })
})

test('of a space whose owner is gone, and nobody who does not live there', async () => {
  const [ann, bob, eve] = await people('Ann', 'Bob', 'Eve')
  const { space } = await found(ann, bob)
  await sql('delete from resident where space = $1 and person = $2', [space, ann.user])
  expect(await appoint(chat.db, space, eve.user)).toBe('no member')
  expect(await appoint(chat.db, space, ann.user)).toBe('no member')
  expect(await appoint(chat.db, space, bob.user)).toBe('appointed')
  expect((await ok(bob, 'space.get', { space })).owner).toBe(bob.user)
})
