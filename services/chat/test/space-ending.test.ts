import { openToMend } from '@parley/service-kit'
import { afterAll, expect, test } from 'vitest'
import { clearDeletedRooms } from '../src/jobs.ts'
import { until, useChat } from './running-chat.ts'
import { useJoining } from './spaces.ts'
import { uuid7 } from './uuid7.ts'

const chat = await useChat({ SPACE_GRACE_MS: '0' })
const { ok, error, sql, people, events } = chat
const join = await useJoining(chat.environment.adminUrl)
const own = await openToMend(chat.environment.adminUrl, 'chat')
afterAll(() => own[Symbol.asyncDispose]())
const clearing = clearDeletedRooms(own.db)

test('a space whose grace is over is gone with all that was in it, and everybody is told', async () => {
  const [ann, bob] = await people('Ann', 'Bob')
  const { space, rooms } = await ok(ann, 'space.create', { name: 'Guild', template: 'game' })
  await join(space, bob)
  const room = rooms.find(({ kind }) => kind === 'text')?.room as string
  const { seq } = await ok(bob, 'message.send', { room, id: uuid7(), text: 'said' })
  const thread = await ok(bob, 'thread.create', { room, seq })
  await ok(bob, 'message.send', { room: thread.room, id: uuid7(), text: 'answered' })
  await ok(ann, 'space.delete', { space })
  await until(async () => (await events(bob.user)).at(-1)?.ev === 'space.left')
  expect((await error(bob, 'space.get', { space })).name).toBe('SPACE_NOT_FOUND')
  expect((await error(bob, 'room.get', { room })).name).toBe('ROOM_NOT_FOUND')
  expect(await ok(ann, 'space.list', {})).toEqual({ spaces: [], more: false })
  const left = async (table: string, column: string, ids: readonly string[]) =>
    (await sql(`select 1 from ${table} where ${column} = any($1)`, [ids])).length
  await until(async () => (await left('deleted_space', 'space', [space])) === 0)
  const ids = [space, ...rooms.map((one) => one.room), thread.room]
  await clearing.run()
  await until(async () => (await left('stream', 'id', ids)) + (await left('event', 'stream', ids)) === 0)
  for (const [table, column] of [
    ['space', 'id'],
    ['role', 'space'],
    ['category', 'space'],
    ['resident', 'space'],
    ['room', 'id'],
    ['role_override', 'room'],
    ['event', 'stream'],
    ['cursor', 'room'],
  ] as const)
    expect(await left(table, column, ids), table).toBe(0)
})
