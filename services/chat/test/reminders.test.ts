/** Reminders of one's own. */
import { furthestMs, mostReminders } from '@parley/protocol'
import { describe, expect, test } from 'vitest'
import { type Person, until, useChat } from './running-chat.ts'
import { uuid7 } from './uuid7.ts'

const { ok, error, people, group, events, sql } = await useChat()

const later = { in_ms: 3_600_000 }

const begin = async () => {
  const [ann, bob] = await people('Ann', 'Bob')
  const { room } = await group(ann, bob)
  const { seq } = await ok(bob, 'message.send', { room, id: uuid7(), text: 'call me' })
  return { ann, bob, room, seq }
}

const listed = async (person: Person) => (await ok(person, 'reminder.list', {})).reminders
const told = async (person: Person, ev: string) => (await events(person.user)).filter((event) => event.ev === ev)

describe('a reminder', () => {
  test('is about a message as it is now, or free, and for one person alone', async () => {
    const { ann, bob, room, seq } = await begin()
    const [about = '', free = ''] = [uuid7(), uuid7()].toSorted()
    await ok(ann, 'reminder.set', { id: about, when: later, about: { room, seq } })
    await ok(ann, 'reminder.set', { id: free, when: { in_ms: furthestMs }, text: 'a secret' })
    await ok(bob, 'message.edit', { room, seq, id: uuid7(), text: 'call me soon' })
    expect(await listed(ann)).toMatchObject([
      { id: about, about: { room, seq }, event: { seq, ev: 'message.sent' }, edited: { text: 'call me soon' } },
      { id: free, text: 'a secret' },
    ])
    expect(await listed(bob)).toEqual([])
    expect(JSON.stringify([await events(ann.user), await events(bob.user)])).not.toContain('secret')
    await ok(bob, 'message.delete', { room, seq })
    expect((await listed(ann))[0]).not.toHaveProperty('edited')
    expect((await listed(ann))[0]).toMatchObject({ event: { ev: 'redacted' } })
  })

  test('rings once, on all devices, and stays until it is put off or removed', async () => {
    const { ann } = await begin()
    const id = uuid7()
    await ok(ann, 'reminder.set', { id, when: { in_ms: 1 }, text: 'now' })
    await until(async () => (await listed(ann))[0]?.rung === true)
    expect(await told(ann, 'reminder.due')).toMatchObject([{ is: { id } }])
    const { due } = await ok(ann, 'reminder.set', { id, when: later, text: 'later' })
    expect(await listed(ann)).toEqual([{ id, text: 'later', due, due_in_ms: expect.any(Number) }])
    for (let time = 0; time < 2; time++) await ok(ann, 'reminder.remove', { id })
    expect(await listed(ann)).toEqual([])
    expect(await told(ann, 'reminder.removed')).toHaveLength(1)
  })

  test('of somebody else is neither put off nor removed', async () => {
    const { ann, bob } = await begin()
    const id = uuid7()
    await ok(ann, 'reminder.set', { id, when: later, text: 'mine' })
    await ok(bob, 'reminder.remove', { id })
    await ok(bob, 'reminder.set', { id, when: later, text: 'of Bob' })
    expect((await listed(ann)).map(({ text }) => text)).toEqual(['mine'])
    expect((await listed(bob)).map(({ text }) => text)).toEqual(['of Bob'])
  })

  test('is about a message that one sees, and tells nothing of it when one has left', async () => {
    const { ann, bob, room, seq } = await begin()
    const id = uuid7()
    for (const place of [1, 1_000])
      expect(await error(ann, 'reminder.set', { id, when: later, about: { room, seq: place } })).toMatchObject({
        name: 'MESSAGE_NOT_FOUND',
      })
    await ok(bob, 'reminder.set', { id, when: later, text: 'call', about: { room, seq } })
    await ok(bob, 'room.leave', { room })
    expect(await listed(bob)).toEqual([
      { id, text: 'call', about: { room, seq }, due: expect.any(Number), due_in_ms: expect.any(Number) },
    ])
    expect(await error(bob, 'reminder.set', { id: uuid7(), when: later, about: { room, seq } })).toMatchObject({
      name: 'ROOM_NOT_FOUND',
    })
  })

  test('is one of so many, and at a time ahead', async () => {
    const { ann } = await begin()
    await sql(
      `insert into reminder (person, id, due) select $1, gen_random_uuid(), 9e15 from generate_series(1, $2::int)`,
      [ann.user, mostReminders - 1],
    )
    const id = uuid7()
    for (let time = 0; time < 2; time++) await ok(ann, 'reminder.set', { id, when: later })
    expect(await error(ann, 'reminder.set', { id: uuid7(), when: later })).toMatchObject({
      name: 'TOO_MANY_REMINDERS',
      most: mostReminders,
    })
    expect(await error(ann, 'reminder.set', { id, when: { at: 1 } })).toMatchObject({ name: 'TIME_NOT_AHEAD' })
  })
})
