import { randomUUID } from 'node:crypto'
import { openToMend } from '@parley/service-kit'
import { afterAll, expect, test } from 'vitest'
import { appoint } from '../src/appoint.ts'
import { useChat } from './running-chat.ts'

const { ok, people, group, events, environment, expectSound } = await useChat()
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
  expect(await appoint(chat.db, direct.room, bob.user)).toBe('no group')
  expect(await appoint(chat.db, randomUUID(), bob.user)).toBe('no group')
})
