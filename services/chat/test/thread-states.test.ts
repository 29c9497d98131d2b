/** What becomes of threads: archived when nobody posts, revived by a post, locked. */
import { openToMend } from '@parley/service-kit'
import { afterAll, describe, expect, test } from 'vitest'
import { archiveDueThreads } from '../src/thread-jobs.ts'
import { type Person, useChat } from './running-chat.ts'
import { uuid7 } from './uuid7.ts'

const { environment, ok, error, people, group, events, sql } = await useChat()

const own = await openToMend(environment.adminUrl, 'chat')
afterAll(() => own[Symbol.asyncDispose]())
/** Threads of which is told that they have moved. */
const noted: string[] = []
const job = archiveDueThreads(own.db, { note: (room) => noted.push(room) })

const say = (person: Person, room: string) => ok(person, 'message.send', { room, id: uuid7(), text: 'said' })

/** A group of Ann, who owns it, Bob and Cid. */
const begin = async () => {
  const [ann, bob, cid] = await people('Ann', 'Bob', 'Cid')
  const { room: parent } = await group(ann, bob, cid)
  /** Of Cid. */
  const thread = async (more: object = {}) => {
    const { seq } = await say(bob, parent)
    return (await ok(cid, 'thread.create', { room: parent, seq, archive_minutes: 60, ...more })).room
  }
  /** What was told of it, in its room where nothing else is said. */
  const told = async (room: string, on = parent) =>
    (await events(on)).filter(({ ev, is }) => ev === 'thread.changed' && is.room === room)
  return { ann, bob, cid, parent, thread, told }
}

/** Minutes go by. */
const pass = (minutes: number, ...rooms: string[]) =>
  sql(
    `update thread set due = due - $2::integer * interval '1 minute', last_at = last_at - $2::integer * interval '1 minute'
     where room = any($1::uuid[])`,
    [rooms, minutes],
  )

const isArchived = async (person: Person, room: string) => (await ok(person, 'thread.get', { room })).archived === true

describe('a thread in which nobody posts', () => {
  test('for its time is archived, of which its room is told once, whoever looks; others stay', async () => {
    const { ann, bob, cid, parent, thread, told } = await begin()
    const [empty, quiet, hidden, lively, later] = [
      await thread(),
      await thread(),
      await thread({ private: true }),
      await thread(),
      await thread({ archive_minutes: 1_440 }),
    ]
    for (const room of [quiet, hidden, lively]) await say(cid, room)
    await pass(61, empty, quiet, hidden, lively, later)
    await say(bob, lively)
    await Promise.all([job.run(), job.run()])
    for (const room of [empty, quiet, hidden]) expect(await isArchived(cid, room)).toBe(true)
    for (const room of [lively, later]) expect(await isArchived(cid, room)).toBe(false)
    for (const room of [empty, quiet]) {
      expect(await told(room)).toMatchObject([{ is: { room, archived: true } }])
      expect((await told(room))[0]).not.toHaveProperty('by')
    }
    for (const room of [hidden, lively, later]) expect(await told(room)).toEqual([])
    expect(await told(hidden, hidden)).toMatchObject([{ is: { room: hidden, archived: true } }])
    expect(noted).toEqual([hidden])
    const listed = async (archived: boolean) =>
      (await ok(ann, 'thread.list', { room: parent, archived })).threads.map(({ room }) => room)
    expect(await listed(true)).toEqual([hidden, quiet, empty])
    expect(await listed(false)).toEqual([later, lively])
  })

  test('since the last post is archived its time after that, and not its time after it began', async () => {
    const { cid, thread } = await begin()
    const room = await thread()
    await pass(50, room)
    await say(cid, room)
    await pass(50, room)
    await job.run()
    expect(await isArchived(cid, room)).toBe(false)
    await pass(11, room)
    await job.run()
    expect(await isArchived(cid, room)).toBe(true)
  })

  test('and is revived has its time again', async () => {
    const { cid, thread } = await begin()
    const room = await thread()
    await say(cid, room)
    await pass(61, room)
    await job.run()
    await ok(cid, 'thread.change', { room, archived: false })
    await job.run()
    expect(await isArchived(cid, room)).toBe(false)
    await pass(61, room)
    await job.run()
    expect(await isArchived(cid, room)).toBe(true)
  })
})

test('a post revives an archived thread, once, also when many come at the same time, and all of them are written', async () => {
  const { ann, bob, cid, thread, told } = await begin()
  const room = await thread()
  await ok(cid, 'thread.change', { room, archived: true })
  await Promise.all([ann, bob, cid, ann].map((person) => say(person, room)))
  expect(await ok(ann, 'thread.get', { room })).toMatchObject({ replies: 4 })
  expect(await isArchived(ann, room)).toBe(false)
  expect((await told(room)).map(({ is }) => is.archived)).toEqual([true, false])
})

test('in a locked thread only who manages the room posts, and revives it; who began it changes it no more', async () => {
  const { ann, bob, cid, thread } = await begin()
  const room = await thread()
  const refused = { name: 'NOT_ALLOWED' }
  for (const person of [bob, cid])
    expect(await error(person, 'thread.change', { room, locked: true })).toMatchObject(refused)
  expect(await error(bob, 'thread.change', { room, name: 'Mine' })).toMatchObject(refused)
  expect(await ok(cid, 'thread.get', { room })).toMatchObject({ own: true })
  expect(await ok(bob, 'thread.get', { room })).not.toHaveProperty('own')
  await ok(ann, 'thread.change', { room, locked: true, archived: true })
  expect(await error(cid, 'thread.change', { room, archived: false })).toMatchObject(refused)
  for (const person of [bob, cid])
    expect(await error(person, 'message.send', { room, id: uuid7(), text: 'in?' })).toMatchObject(refused)
  expect(await isArchived(bob, room)).toBe(true)
  await say(ann, room)
  expect(await isArchived(bob, room)).toBe(false)
  expect(await ok(bob, 'thread.get', { room })).toMatchObject({ locked: true, replies: 1 })
})
