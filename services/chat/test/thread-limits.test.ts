/** How many threads a room has. */
import { expect, test } from 'vitest'
import { type Person, useChat } from './running-chat.ts'
import { uuid7 } from './uuid7.ts'

const { ok, error, ask, people, group } = await useChat({ THREADS_PER_ROOM: '6', ACTIVE_THREADS_PER_ROOM: '3' })

const say = async (person: Person, room: string) =>
  (await ok(person, 'message.send', { room, id: uuid7(), text: 'said' })).seq

const begin = async () => {
  const [ann, bob, cid] = await people('Ann', 'Bob', 'Cid')
  const { room: parent } = await group(ann, bob, cid)
  const create = async (person: Person, more: object = {}) =>
    ok(person, 'thread.create', { room: parent, seq: await say(ann, parent), ...more })
  const refusal = async (person: Person, more: object = {}) =>
    error(person, 'thread.create', { room: parent, seq: await say(ann, parent), ...more })
  const archive = (room: string, archived = true) => ask(ann, 'thread.change', { room, archived })
  return { ann, bob, cid, parent, create, refusal, archive }
}

const active = { name: 'TOO_MANY_ACTIVE_THREADS', code: 1290, most: 3 }

test('a room has so many active threads, also where they are begun at once; what is archived does not count', async () => {
  const { ann, bob, parent, create, refusal, archive } = await begin()
  const seqs: number[] = []
  for (let place = 0; place < 8; place++) seqs.push(await say(ann, parent))
  const asked = await Promise.all(seqs.map((seq) => ask(bob, 'thread.create', { room: parent, seq })))
  expect(asked.flatMap((answer) => ('error' in answer ? [answer.error] : []))).toMatchObject(Array(5).fill(active))
  const { threads } = await ok(bob, 'thread.list', { room: parent })
  expect(threads).toHaveLength(3)
  const [{ room: first, seq } = { room: '', seq: 0 }] = threads
  expect(await ok(ann, 'thread.create', { room: parent, seq })).toMatchObject({ room: first })
  await archive(first)
  const { room } = await create(bob)
  expect(await refusal(ann)).toMatchObject(active)
  expect(await archive(room, false), 'one that is active stays so').toHaveProperty('ok')
})

test('an archived one comes back as long as there is room for it, by a message, a forward or a poll too', async () => {
  const { ann, bob, create, archive } = await begin()
  const { room, parent, seq } = await create(bob)
  await archive(room)
  const others = [await create(ann), await create(ann), await create(ann)]
  expect(await archive(room, false)).toMatchObject({ error: active })
  expect(await error(bob, 'message.send', { room, id: uuid7(), text: 'back' })).toMatchObject(active)
  const poll = { room, id: uuid7(), question: 'Back?', answers: ['Yes', 'No'] }
  expect(await error(bob, 'poll.create', poll)).toMatchObject(active)
  const forward = { from: { room: parent, seq }, to: [{ room, id: uuid7() }] }
  expect((await ok(bob, 'message.forward', forward)).refused).toMatchObject([{ error: active }])
  await archive(others[0]?.room ?? '')
  await say(bob, room)
  expect(await ok(bob, 'thread.get', { room })).not.toHaveProperty('archived')
})

test('a room has so many threads in all', async () => {
  const { ann, create, refusal, archive } = await begin()
  for (let place = 0; place < 6; place++) await archive((await create(ann)).room)
  expect(await refusal(ann)).toMatchObject({ name: 'TOO_MANY_THREADS', code: 1289, most: 6 })
})

test('of private ones those count that one has begun, so that nobody learns by a limit of those of others', async () => {
  const { bob, cid, create, refusal } = await begin()
  for (let place = 0; place < 3; place++) await create(bob, { private: true })
  expect(await refusal(bob, { private: true })).toMatchObject(active)
  for (let place = 0; place < 3; place++) await create(cid, { private: true })
  for (let place = 0; place < 3; place++) await create(cid)
  expect(await refusal(cid)).toMatchObject(active)
})
