/** Messages that are sent later. */
import { furthestMs, mostScheduled } from '@parley/protocol'
import { beforeAll, describe, expect, test } from 'vitest'
import { type Person, until, useChat } from './running-chat.ts'
import { uuid7 } from './uuid7.ts'

const { ok, error, people, group, events, sql, untilWaiting, hold } = await useChat()

const later = { in_ms: 3_600_000 }
const soon = { in_ms: 1 }

const begin = async () => {
  const [ann, bob] = await people('Ann', 'Bob')
  const { room } = await group(ann, bob)
  return { ann, bob, room }
}

const schedule = async (
  person: Person,
  room: string,
  { text = 'later', when = later as object, id = uuid7() } = {},
) => {
  await ok(person, 'schedule.create', { room, id, text, when: when as typeof later })
  return id
}
const listed = async (person: Person) => (await ok(person, 'schedule.list', {})).scheduled
const textsIn = async (room: string) =>
  (await events(room)).filter(({ ev }) => ev === 'message.sent').map(({ is }) => is.text)
const told = async (person: Person, ev: string) => (await events(person.user)).filter((event) => event.ev === ev)

describe('a scheduled message', () => {
  test('is in the list of its author alone, and its text is nowhere else', async () => {
    const { ann, bob, room } = await begin()
    const id = uuid7()
    const first = await ok(ann, 'schedule.create', { room, id, text: 'a secret', when: later })
    const again = await ok(ann, 'schedule.create', { room, id, text: 'a secret', when: { in_ms: 5 } })
    expect(again.due).toBe(first.due)
    expect(await listed(ann)).toEqual([{ room, id, text: 'a secret', due: first.due, due_in_ms: expect.any(Number) }])
    expect(await listed(bob)).toEqual([])
    expect(await told(ann, 'schedule.changed')).toMatchObject([{ is: { room, id, due: first.due } }])
    expect(JSON.stringify([await events(ann.user), await events(bob.user), await events(room)])).not.toContain('secret')
  })

  test('may be changed and cancelled by its author; that of somebody else is as one that is not there', async () => {
    const { ann, bob, room } = await begin()
    const id = await schedule(ann, room)
    const missing = { name: 'SCHEDULE_NOT_FOUND' }
    for (const [person, key] of [
      [bob, { room, id }],
      [ann, { room, id: uuid7() }],
    ] as const) {
      expect(await error(person, 'schedule.change', { ...key, text: 'no' })).toMatchObject(missing)
      expect(await error(person, 'schedule.cancel', key)).toMatchObject(missing)
    }
    await ok(ann, 'schedule.change', { room, id, text: 'other words' })
    const { due } = await ok(ann, 'schedule.change', { room, id, when: { in_ms: furthestMs } })
    expect(await listed(ann)).toMatchObject([{ id, text: 'other words', due }])
    for (let time = 0; time < 2; time++) await ok(ann, 'schedule.cancel', { room, id })
    expect(await listed(ann)).toEqual([])
    expect(await told(ann, 'schedule.ended')).toMatchObject([{ by: ann.user, is: { room, id } }])
    await schedule(ann, room, { id })
    expect(await listed(ann), 'a late repeat does not bring it back').toEqual([])
  })

  test.each([
    ['is past', { at: 1 }],
    ['is now', { in_ms: 0 }],
    ['is more than a year ahead', { in_ms: furthestMs + 60_000 }],
    ['is at the end of numbers', { at: Number.MAX_VALUE }],
  ])('is refused where its time %s', async (_, when) => {
    const { ann, room } = await begin()
    expect(await error(ann, 'schedule.create', { room, id: uuid7(), text: 'no', when })).toMatchObject({
      name: 'TIME_NOT_AHEAD',
      now: expect.any(Number),
      most: furthestMs,
    })
    const id = await schedule(ann, room)
    expect(await error(ann, 'schedule.change', { room, id, when })).toMatchObject({ name: 'TIME_NOT_AHEAD' })
  })

  test('is of a room that its author is in', async () => {
    const { ann, bob, room } = await begin()
    await ok(bob, 'room.leave', { room })
    for (const place of [room, uuid7()])
      expect(await error(bob, 'schedule.create', { room: place, id: uuid7(), text: 'no', when: later })).toMatchObject({
        name: 'ROOM_NOT_FOUND',
      })
    expect(await listed(ann)).toEqual([])
  })

  test('is one of so many, which come by page', async () => {
    const { ann, room } = await begin()
    const ids = await Promise.all(
      Array.from({ length: mostScheduled }, () => schedule(ann, room, { text: 'x'.repeat(4_000) })),
    )
    expect(await error(ann, 'schedule.create', { room, id: uuid7(), text: 'no', when: later })).toMatchObject({
      name: 'TOO_MANY_SCHEDULED',
      most: mostScheduled,
    })
    const found: string[] = []
    for (let after: string | undefined, more = true; more; after = found.at(-1)) {
      const page = await ok(ann, 'schedule.list', { limit: 40, ...(after ? { after } : {}) })
      found.push(...page.scheduled.map(({ id }) => id))
      more = page.more
    }
    expect(found).toEqual(ids.toSorted())
  })
})

describe('when it is due, a scheduled message', () => {
  let ann: Person
  let bob: Person
  let cid: Person
  let room: string
  let gone: string
  const ids: Record<'first' | 'second' | 'removed' | 'deleted' | 'stolen', string> = {} as never

  beforeAll(async () => {
    ;[ann, bob, cid] = await people('Ann', 'Bob', 'Cid')
    room = (await group(ann, bob, cid)).room
    gone = (await group(ann, bob)).room
    ids.removed = await schedule(bob, room, { text: 'from outside', when: soon })
    await ok(ann, 'member.remove', { room, user: bob.user })
    ids.deleted = await schedule(bob, gone, { text: 'to nobody', when: soon })
    await ok(ann, 'room.delete', { room: gone })
    const taken = uuid7()
    ids.stolen = await schedule(ann, room, { text: 'under an id of another', when: soon, id: taken })
    await ok(cid, 'message.send', { room, id: taken, text: 'first come' })
    ids.second = await schedule(ann, room, { text: 'second', when: { in_ms: 30 } })
    ids.first = await schedule(ann, room, { text: 'first', when: { in_ms: 1 } })
    // Whether those that failed are kept is looked at below.
    await until(async () => [...(await listed(ann)), ...(await listed(bob))].every(({ failed }) => failed))
  })

  test('is sent by its author under its id, and its devices are told where it stands', async () => {
    expect((await textsIn(room)).toSorted()).toEqual(['first', 'first come', 'second'])
    const sent = (await events(room)).find(({ is }) => is.text === 'first')
    expect(sent).toMatchObject({ by: ann.user, is: { id: ids.first, text: 'first' } })
    const ended = (await told(ann, 'schedule.ended')).find(({ is }) => is.id === ids.first)
    expect(ended).toMatchObject({ is: { room, seq: sent?.seq } })
    expect(await error(ann, 'schedule.cancel', { room, id: ids.first })).toMatchObject({ name: 'SCHEDULE_NOT_FOUND' })
    await schedule(ann, room, { id: ids.first })
    expect((await listed(ann)).map(({ id }) => id)).toEqual([ids.stolen])
  })

  test('is not sent by who is in the room no longer, or where there is no room: they are told, and have the text still', async () => {
    expect((await listed(bob)).map(({ text, failed }) => [text, failed])).toEqual([
      ['from outside', 'ROOM_NOT_FOUND'],
      ['to nobody', 'ROOM_NOT_FOUND'],
    ])
    expect(
      (await told(bob, 'schedule.failed')).map(({ is }) => is).toSorted((one) => (one.room === room ? -1 : 1)),
    ).toEqual([
      { room, id: ids.removed, failed: 'ROOM_NOT_FOUND' },
      { room: gone, id: ids.deleted, failed: 'ROOM_NOT_FOUND' },
    ])
    await ok(bob, 'schedule.cancel', { room: gone, id: ids.deleted })
    expect((await listed(bob)).map(({ id }) => id)).toEqual([ids.removed])
  })

  test('that could not be sent is sent when its author may send again', async () => {
    expect((await listed(ann)).map(({ failed }) => failed)).toEqual(['MESSAGE_ID_TAKEN'])
    await ok(ann, 'member.add', { room, users: [bob.user] })
    await ok(bob, 'schedule.change', { room, id: ids.removed, text: 'from inside' })
    await until(async () => (await textsIn(room)).includes('from inside'))
    await until(async () => !(await listed(bob)).some(({ id }) => id === ids.removed))
  })
})

describe('a process that sends what is due', () => {
  test('and ends in the middle leaves the rest to another, which sends nothing twice', async () => {
    const { ann, room } = await begin()
    const [unsent, unnoted] = await Promise.all(['unsent', 'unnoted'].map((text) => schedule(ann, room, { text })))
    // As it stands after a kill: both taken, one sent and not noted.
    await sql('update scheduled set taken = true where room = $1', [room])
    await ok(ann, 'message.send', { room, id: String(unnoted), text: 'unnoted' })
    const when = { room, id: String(unsent) }
    expect(await error(ann, 'schedule.change', { ...when, text: 'too late' })).toMatchObject({
      name: 'SCHEDULE_NOT_FOUND',
    })
    expect(await error(ann, 'schedule.cancel', when)).toMatchObject({ name: 'SCHEDULE_NOT_FOUND' })
    await sql('update scheduled set due = 0 where room = $1', [room])
    await until(async () => (await listed(ann)).length === 0)
    expect((await textsIn(room)).toSorted()).toEqual(['unnoted', 'unsent'])
    expect(await told(ann, 'schedule.ended')).toHaveLength(2)
  })

  test('does not send what is cancelled at that moment', async () => {
    const { ann, room } = await begin()
    const id = await schedule(ann, room)
    const held = await hold('select 1 from stream where id = $1 for update', [ann.user])
    const cancelled = ok(ann, 'schedule.cancel', { room, id })
    await untilWaiting(1)
    await held.commit()
    await cancelled
    expect(await textsIn(room)).toEqual([])
  })
})
