/** What an operator holds. */
import { randomUUID } from 'node:crypto'
import { openToMend } from '@parley/service-kit'
import { afterAll, expect, test } from 'vitest'
import { exportHeld, type Held, hold, lift, listHolds } from '../src/holds.ts'
import { removeOld } from '../src/retention.ts'
import { type Person, until, useChat } from './running-chat.ts'
import { uuid7 } from './uuid7.ts'

const { ok, people, group, events, sql, environment } = await useChat()
const chat = await openToMend(environment.adminUrl, 'chat')
afterAll(() => chat[Symbol.asyncDispose]())

const begin = async () => {
  const [ann, bob] = await people('Ann', 'Bob')
  return { ann, bob, room: (await group(ann, bob)).room }
}
const say = async (person: Person, room: string, text: string, more: object = {}) =>
  (await ok(person, 'message.send', { room, id: uuid7(), text, ...more })).seq
const room = (subject: string): Held => ({ kind: 'room', subject })

const exported = async (held: Held) => {
  const lines: { event?: { body: { text: string }; sealed: number | null }; end?: object }[] = []
  for await (const line of exportHeld(chat.db, held)) lines.push(JSON.parse(line))
  return lines.flatMap(({ event }) => (event ? [{ text: event.body.text, sealed: event.sealed !== null }] : []))
}
const trimAll = () =>
  removeOld({
    db: chat.db,
    config: { KEEP_HOURS: 0, KEEP_HOURS_MOST: 0, KEEP_PINS: false, KEEP_THREADS: false },
    moves: { note: () => {} },
  }).run()

test('whatever takes a message of a held room back, its texts are kept for the operator, and only there', async () => {
  const { ann, bob, room: id } = await begin()
  const root = await say(ann, id, 'root')
  const thread = (await ok(bob, 'thread.create', { room: id, seq: root })).room
  expect(await hold(chat.db, room(id), 'a case')).toBe('held')
  const own = await say(bob, id, 'taken back by its author')
  await ok(bob, 'message.edit', { room: id, seq: own, id: uuid7(), text: 'as it was edited' })
  await ok(bob, 'message.delete', { room: id, seq: own })
  await ok(ann, 'message.delete', { room: id, seq: await say(bob, id, 'taken back by an admin') })
  await ok(ann, 'message.delete', { room: thread, seq: await say(ann, thread, 'taken back in a thread') })
  const soon = await say(bob, id, 'expired', { expires_ms: 60_000 })
  await sql('update expiry set due = 0 where room = $1', [id])
  await until(async () => (await events(id)).some(({ ev, is }) => ev === 'message.deleted' && is.seq === soon))
  await say(bob, id, 'old')
  await ok(ann, 'room.change', { room: id, keep_hours: 1 })
  await sql(`update event set at = at - interval '2 hours' where stream = $1`, [id])
  await trimAll()
  const left = JSON.stringify([await events(id), await events(thread)])
  for (const text of ['taken back', 'edited', 'expired', '"old"']) expect(left).not.toContain(text)
  const all = ['root', 'taken back by its author', 'as it was edited', 'taken back by an admin', 'expired', 'old']
  expect((await exported(room(id))).toSorted((one, other) => one.text.localeCompare(other.text))).toEqual(
    [...all, 'taken back in a thread']
      .map((text) => ({ text, sealed: true }))
      .toSorted((one, other) => one.text.localeCompare(other.text)),
  )
  await ok(ann, 'room.delete', { room: id })
  await until(async () => (await sql('select from room where id = any($1)', [[id, thread]])).length === 0)
  expect(await exported(room(id))).toHaveLength(7)
})

test('nobody in a held room can tell that it is', async () => {
  const [free, held] = [await begin(), await begin()]
  await hold(chat.db, room(held.room), 'a case')
  const told = async ({ ann, bob, room: id }: typeof free) => {
    await ok(bob, 'message.delete', { room: id, seq: await say(bob, id, 'a word') })
    const { events: page } = await ok(ann, 'room.history', { room: id })
    return page.map(({ ev, seq }) => ({ ev, seq }))
  }
  expect(await told(held)).toEqual(await told(free))
})

test('what a person says is held wherever they say it; what others say there is not', async () => {
  const { ann, bob, room: id } = await begin()
  const held: Held = { kind: 'person', subject: bob.user }
  await hold(chat.db, held, 'a case')
  await say(bob, id, 'still there')
  for (const person of [ann, bob])
    await ok(person, 'message.delete', { room: id, seq: await say(person, id, `of ${person.name}`) })
  expect(await exported(held)).toEqual([
    { text: 'still there', sealed: false },
    { text: 'of Bob', sealed: true },
  ])
})

test('what is lifted is kept no more, unless something else is held that it is of', async () => {
  const { bob, room: id } = await begin()
  const person: Held = { kind: 'person', subject: bob.user }
  for (const held of [room(id), person]) expect(await hold(chat.db, held, 'a case')).toBe('held')
  expect(await hold(chat.db, person, 'again')).toBe('held already')
  await ok(bob, 'message.delete', { room: id, seq: await say(bob, id, 'a word') })
  const mine = async () => (await listHolds(chat.db)).filter(({ subject }) => [id, bob.user].includes(subject))
  expect((await mine()).map(({ kind, reason, sealed }) => ({ kind, reason, sealed }))).toEqual([
    { kind: 'room', reason: 'a case', sealed: 1 },
    { kind: 'person', reason: 'a case', sealed: 1 },
  ])
  expect(await lift(chat.db, room(id))).toBe(0)
  expect(await lift(chat.db, room(id))).toBeUndefined()
  expect(await exported(person)).toEqual([{ text: 'a word', sealed: true }])
  expect(await lift(chat.db, person)).toBe(1)
  expect(await mine()).toEqual([])
})

test('what is not known is not held', async () => {
  for (const kind of ['room', 'space', 'person'] as const)
    expect(await hold(chat.db, { kind, subject: randomUUID() }, 'a case')).toBe('unknown')
})
