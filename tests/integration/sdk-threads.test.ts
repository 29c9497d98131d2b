/** Threads, and what is set of rooms, as apps of the SDK see them: opened, answered in, counted at their message, and gone with the room. */
import { isDeepStrictEqual } from 'node:util'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { connect, enter, roomOf, said, until } from '../setup/sdk.ts'
import { startWorld, type World } from '../setup/world.ts'

let world: World
beforeAll(async () => {
  world = await startWorld(inject('backing'), { gateways: 2, chats: 2 })
})
afterAll(() => world[Symbol.asyncDispose]())

/** Ann's message in a group with Bob and Cid, on which a thread hangs. */
const begin = async (scope: AsyncDisposableStack) => {
  const [ann, bob, cid] = await Promise.all(
    ['Ann', 'Bob', 'Cid'].map((name, place) => enter(world.urls[place % 2] as string, name)),
  )
  if (!ann || !bob || !cid) throw new Error('nobody came')
  for (const one of [ann, bob, cid]) scope.use(one)
  const { id } = await ann.parley.createGroup('Group', [bob.user, cid.user])
  const { seq } = await (await roomOf(ann.parley, id)).send('shall we?')
  const { room: thread } = await ann.parley.call('thread.create', { room: id, seq })
  return { ann, bob, cid, id, seq, thread }
}

test('a thread is opened by several, who read what the others say, and is in no list', async () => {
  await using scope = new AsyncDisposableStack()
  const { ann, bob, id, seq, thread } = await begin(scope)
  const [own, other] = await Promise.all([ann, bob].map(({ parley }) => parley.openRoom(thread)))
  if (!own || !other) throw new Error('not opened')
  expect(own.room.kind).toBe('thread')
  for (const text of ['one', 'two']) await own.room.send(text)
  await until(bob.parley, () => said(other.room).length === 2)
  await other.room.send('three')
  await until(ann.parley, () => said(own.room).length === 3)
  expect(said(other.room)).toEqual(['one', 'two', 'three'])
  expect(ann.parley.rooms.has(thread)).toBe(false)
  const room = await roomOf(bob.parley, id)
  await until(bob.parley, () => room.threadAt(seq)?.replies === 3 && room.threadAt(seq)?.users.length === 2)
  expect(room.threadAt(seq)?.users.toSorted()).toEqual([ann.user, bob.user].toSorted())
  own.leave()
  other.leave()
  await until(bob.parley, () => room.threadAt(seq)?.replies === 3)
})

test('an open thread has what is set of its room, and the role that one has there, as they change', async () => {
  await using scope = new AsyncDisposableStack()
  const { ann, bob, id, thread } = await begin(scope)
  const room = await roomOf(ann.parley, id)
  await room.change({ slow_seconds: 60 })
  using open = await bob.parley.openRoom(thread)
  expect(open.room.slowSeconds).toBe(60)
  await room.change({ slow_seconds: 0, posting: 'admins' })
  await until(bob.parley, () => open.room.slowSeconds === 0 && open.room.posting === 'admins')
  await expect(open.room.send('me too')).rejects.toMatchObject({ name: 'NOT_ALLOWED' })
  await room.setRole(bob.user, 'admin')
  await until(bob.parley, () => open.room.role === 'admin')
  await open.room.send('me too')
})

test('a message in a slow room is sent, or failed with how long to wait, and sent when it is retried then', async () => {
  await using scope = new AsyncDisposableStack()
  const { ann, bob, id } = await begin(scope)
  await (await roomOf(ann.parley, id)).change({ slow_seconds: 3_600 })
  const room = await roomOf(bob.parley, id)
  await until(bob.parley, () => room.slowSeconds === 3_600)
  await room.send('one')
  const refused = room.send('two')
  await expect(refused).rejects.toMatchObject({ name: 'SLOW_MODE', retry: true, retry_ms: expect.any(Number) })
  const failed = room.messages.at(-1)
  expect(failed).toMatchObject({ text: 'two', state: 'failed' })
  await (await roomOf(ann.parley, id)).change({ slow_seconds: 0 })
  await room.retry(String(failed?.id))
  await until(ann.parley, () => room.messages.at(-1)?.state === 'sent')
})

test('what is told of a thread at its message is what a fresh client is told, also where the message is gone', async () => {
  await using scope = new AsyncDisposableStack()
  const { ann, bob, id, seq, thread } = await begin(scope)
  const room = await roomOf(bob.parley, id)
  await room.loadOlder()
  const seat = await ann.parley.openRoom(thread)
  const { seq: reply } = await seat.room.send('one')
  await seat.room.send('two')
  await seat.room.deleteMessages(reply)
  await ann.parley.call('thread.change', { room: thread, name: 'Lunch', locked: true })
  await (await roomOf(ann.parley, id)).deleteMessages(seq)
  const fresh = await connect(world.urls[0] as string, bob.session)
  scope.defer(() => fresh.close())
  const again = await roomOf(fresh, id)
  await again.loadOlder()
  await until(fresh, () => again.threadAt(seq)?.head === 4)
  await until(bob.parley, () => isDeepStrictEqual(room.threadAt(seq), again.threadAt(seq))).catch(() => {})
  expect(room.threadAt(seq)).toEqual(again.threadAt(seq))
})

test('whoever is taken out of the room is shown nothing more of a thread that they have open', async () => {
  await using scope = new AsyncDisposableStack()
  const { ann, cid, id, thread } = await begin(scope)
  const [own, open] = await Promise.all([ann, cid].map(({ parley }) => parley.openRoom(thread)))
  if (!own || !open) throw new Error('not opened')
  await own.room.send('before')
  await until(cid.parley, () => said(open.room).includes('before'))
  await ann.parley.call('member.remove', { room: id, user: cid.user })
  await until(cid.parley, () => !cid.parley.rooms.has(id))
  await own.room.send('after')
  await expect(open.room.send('from outside')).rejects.toThrow()
  expect(said(open.room)).not.toContain('after')
  await expect(cid.parley.openRoom(thread)).rejects.toMatchObject({ name: 'ROOM_NOT_FOUND' })
})

test('whoever manages the room no longer is shown nothing more of a private thread that they have open', async () => {
  await using scope = new AsyncDisposableStack()
  const { ann, bob, id, seq } = await begin(scope)
  const room = await roomOf(ann.parley, id)
  const { room: thread } = await ann.parley.call('thread.create', { room: id, seq, private: true })
  await room.setRole(bob.user, 'admin')
  const open = await bob.parley.openRoom(thread)
  const own = await ann.parley.openRoom(thread)
  await own.room.send('before')
  await until(bob.parley, () => said(open.room).includes('before'))
  await room.setRole(bob.user, 'member')
  await until(bob.parley, () => bob.parley.rooms.get(id)?.role === 'member')
  await own.room.send('after')
  await expect(open.room.send('from outside')).rejects.toThrow()
  expect(said(open.room)).not.toContain('after')
  expect(bob.parley.rooms.get(id)?.messages).not.toEqual([])
})
