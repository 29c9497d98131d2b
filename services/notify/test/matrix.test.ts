/** Each command of notify: for whom it may be, and what somebody else's id does. */
import { randomUUID } from 'node:crypto'
import { type CommandName, commands, type Input } from '@parley/protocol'
import { askOwner } from '@parley/service-kit'
import { beforeAll, describe, expect, test } from 'vitest'
import { prune } from '../src/pruning.ts'
import { makeBrowser } from './push-service.ts'
import { useNotify } from './running-notify.ts'

const { ok, error, answers, bus, chat, contacts, caughtUp, events, inboxOf, ownDb, sql, until } = await useNotify()

const [ann, bob, room] = [randomUUID(), randomUUID(), randomUUID()]
const send = (to = room, text = 'Hello') =>
  chat.emit('chat/room', to, 'message.sent', bob, { id: randomUUID(), text }, randomUUID())

/** Of Ann's mother, who is told nothing. */
const cora = randomUUID()
const { device } = await ok(cora, 'push.subscribe', {
  ...makeBrowser('https://[2001:db8::1]/').subscription,
  key: (await ok(cora, 'push.key', {})).key,
  ...{ content: false, withdraws: true, label: '' },
})

beforeAll(async () => {
  answers.notices = ({ message }) => ({
    by: bob,
    direct: true,
    id: `0197aaaa-0000-7000-8000-${String(message).padStart(12, '0')}`,
    of: [[ann, 'mention']],
  })
  for (let place = 0; place < 3; place++) await send()
  await caughtUp()
  await contacts.emit('contacts/user', ann, 'contact.requested', bob, { user: bob })
  await caughtUp()
})

/** Of each command inputs that name what is Ann's, or Cora's. */
const inputs: {
  readonly [C in CommandName as (typeof commands)[C]['owner'] extends 'notify' ? C : never]: Input<C>[]
} = {
  'alert.get': [{}],
  'alert.place': [{ place: room, level: 'off' }, { place: room }],
  'alert.set': [{ levels: { mention: 'off' } }, { digest: 'daily', digest_content: true }],
  'inbox.list': [{}, { room }, { kind: 'request' }, { before: 3, limit: 1 }],
  'inbox.group': [{}, { before: 3, limit: 1 }],
  'inbox.read': [{ ids: [1, 2] }, { upto: 100 }, { upto: 100, room }],
  'inbox.remove': [{ ids: [1, 2] }, { upto: 100 }, { upto: 100, kind: 'mention' }],
  'push.key': [{}],
  'push.list': [{}],
  // The endpoint of another: `push.test.ts`.
  'push.subscribe': [],
  'push.unsubscribe': [{ device }],
}

test('every command of notify has its row here', () => {
  const own = Object.entries(commands).filter(([, { owner }]) => owner === 'notify')
  expect(Object.keys(inputs).toSorted()).toEqual(own.map(([name]) => name).toSorted())
})

describe.each(Object.entries(inputs))('%s', (name, all) => {
  test('does nothing to the inbox of another, and tells nothing of it', async () => {
    const stand = async () => [await inboxOf(ann), await ok(cora, 'push.list', {})]
    const before = await stand()
    const eve = randomUUID()
    for (const input of all) {
      const answer = await ok(eve, name as keyof typeof inputs, input as never)
      if (name.startsWith('inbox.')) expect(answer).toMatchObject({ unread: 0 })
      expect(JSON.stringify(answer)).not.toMatch(new RegExp(`${room}|${device}`))
    }
    expect(await stand()).toEqual(before)
    expect((await inboxOf(eve)).notifications).toEqual([])
  })
})

test('what is not named is neither read nor removed, and the refusal says what to name', async () => {
  for (const command of ['inbox.read', 'inbox.remove'] as const) {
    expect(await error(ann, command, {})).toMatchObject({ code: 1500, name: 'NOTIFICATIONS_NOT_NAMED' })
    expect(await error(ann, command, { room, kind: 'mention' })).toMatchObject({ name: 'NOTIFICATIONS_NOT_NAMED' })
  }
})

test('an inbox is listed by pages, by room and by kind, and counted by both', async () => {
  const first = await ok(ann, 'inbox.list', { limit: 3 })
  const rest = await ok(ann, 'inbox.list', { limit: 3, before: first.next ?? 0 })
  expect([...first.notifications, ...rest.notifications].map(({ id }) => id)).toEqual([4, 3, 2, 1])
  expect([rest.next, rest.unread, rest.head]).toEqual([undefined, 4, 4])
  expect((await ok(ann, 'inbox.list', { kind: 'request' })).notifications).toMatchObject([{ by: bob, state: 'unread' }])
  const one = await ok(ann, 'inbox.group', { limit: 1 })
  const other = await ok(ann, 'inbox.group', { limit: 1, before: one.next ?? 0 })
  expect([...one.groups, ...other.groups].toSorted((a, b) => a.count - b.count)).toMatchObject([
    { kind: 'request', count: 1, unread: 1 },
    { kind: 'mention', room, count: 3, unread: 3 },
  ])
  expect(other.next).toBeUndefined()
})

test('reading and removing may be repeated, from two devices at once, and count once', async () => {
  const reads = await Promise.all([0, 1, 2].map(() => ok(ann, 'inbox.read', { upto: 2 })))
  expect(new Set(reads.map(({ seq, unread }) => `${seq} ${unread}`)).size).toBe(1)
  expect(reads[0]).toMatchObject({ seq: 5, unread: 2 })
  expect(await ok(ann, 'inbox.remove', { ids: [1, 3, 99] })).toMatchObject({ seq: 6, unread: 1 })
  expect(await ok(ann, 'inbox.remove', { ids: [1, 3, 99] })).toMatchObject({ seq: 6, unread: 1 })
  expect((await inboxOf(ann)).notifications.map(({ id, state }) => [id, state])).toEqual([
    [4, 'unread'],
    [2, 'read'],
  ])
})

test('of each kind one says whether it rings, or is told at all; what is not given stays as it is', async () => {
  const cid = randomUUID()
  const requested = (by: string) => contacts.emit('contacts/user', cid, 'contact.requested', by, { user: by })
  expect(await error(cid, 'alert.set', { quiet: { from: 0, to: 1, zone: 'Nowhere/Town' } })).toMatchObject({
    code: 1501,
  })
  const quiet = { from: 0, to: 1_439, zone: 'UTC' }
  await ok(cid, 'alert.set', { levels: { request: 'off', reminder: 'silent' } })
  expect(await ok(cid, 'alert.set', { levels: { reminder: 'loud' } })).toMatchObject({
    seq: 2,
    levels: { request: 'off', reminder: 'loud' },
  })
  expect(await ok(cid, 'alert.set', { levels: { reminder: 'loud' } })).toMatchObject({ seq: 2 })
  await requested(bob)
  await caughtUp()
  expect((await inboxOf(cid)).notifications).toEqual([])
  await ok(cid, 'alert.set', { levels: { request: 'silent' }, quiet })
  await requested(ann)
  await caughtUp()
  expect((await inboxOf(cid)).notifications).toMatchObject([{ kind: 'request', by: ann, silent: true }])
  expect((await ok(cid, 'alert.set', { quiet: { ...quiet, to: 0 } })).quiet).toBeUndefined()
  expect(await ok(cid, 'alert.get', {})).toMatchObject({ levels: { request: 'silent', reminder: 'loud' } })
})

test('of a room or a space one says how loud it is, of a hundred at most, and a thread is as its room', async () => {
  const eve = randomUUID()
  const [thread, place, space] = [randomUUID(), randomUUID(), randomUUID()]
  const before = answers.notices
  answers.notices = (asked) => ({ ...before(asked), places: [place, space], id: randomUUID(), of: [[eve, 'mention']] })
  await ok(eve, 'alert.place', { place: space, level: 'off' })
  await send(thread)
  await caughtUp()
  await ok(eve, 'alert.place', { place, level: 'silent' })
  await send(thread)
  await caughtUp()
  expect(await ok(eve, 'alert.place', { place, level: 'silent' })).toEqual({ seq: 3 })
  await ok(eve, 'alert.place', { place: thread, level: 'loud' })
  await send(thread)
  await caughtUp()
  answers.notices = before
  expect((await inboxOf(eve)).notifications.map(({ silent }) => silent)).toEqual([undefined, true])
  const places = [thread, place, space].toSorted()
  expect((await ok(eve, 'alert.get', {})).places.map((one) => one.place)).toEqual(places)
  for (let more = 3; more < 100; more++) await ok(eve, 'alert.place', { place: randomUUID(), level: 'loud' })
  expect(await error(eve, 'alert.place', { place: randomUUID(), level: 'off' })).toMatchObject({
    code: 1507,
    most: 100,
  })
  await ok(eve, 'alert.place', { place, level: 'loud' })
  await ok(eve, 'alert.place', { place })
  await ok(eve, 'alert.place', { place: randomUUID(), level: 'off' })
  expect((await ok(eve, 'alert.get', {})).places).toHaveLength(100)
})

test('what is old is gone with the events that told of it, and who was behind is told so', async () => {
  const dan = randomUUID()
  for (const user of [ann, bob]) {
    await contacts.emit('contacts/user', dan, 'contact.requested', user, { user })
    await caughtUp()
  }
  await sql(`update notification set at = now() - interval '91 days' where person = $1 and id = 1`, [dan])
  expect(await prune(ownDb(), 90).run()).toEqual({ notifications: 1 })
  const { notifications, unread, head } = await inboxOf(dan)
  expect([notifications.map(({ by }) => by), unread, head]).toEqual([[bob], 1, 3])
  expect((await events(dan)).map(({ seq, ev }) => [seq, ev])).toEqual([
    [2, 'notification.raised'],
    [3, 'notification.removed'],
  ])
  const asked = { on: `notify/user/${dan}`, after: 0, limit: 10 }
  const [range] = await askOwner(bus, 'notify', 'ranges', [asked])
  expect([range?.floor, range?.frames.length]).toEqual([1, 2])
})

test('a message for thousands is told to each once, a part at a time, and taken back from each', async () => {
  const crowd = Array.from({ length: 1_200 }, () => randomUUID()).toSorted()
  // A few at a time: on a busy machine the last of a thousand would wait for longer than anybody waits for an answer.
  const inboxes = async () => {
    const found: Awaited<ReturnType<typeof inboxOf>>[] = []
    for (let at = 0; at < crowd.length; at += 20)
      found.push(...(await Promise.all(crowd.slice(at, at + 20).map((user) => inboxOf(user)))))
    return found
  }
  const before = answers.notices
  answers.notices = ({ after = '', most }) => {
    const page = crowd.filter((user) => user > after).slice(0, most)
    const next = page.length === most ? page.at(-1) : undefined
    return { by: bob, id: room, of: page.map((user) => [user, 'mention']), ...(next ? { next } : {}) }
  }
  const place = randomUUID()
  const seq = await send(place, '@everyone')
  await until(async () => (await inboxOf(crowd.at(-1) ?? '')).unread === 1)
  await caughtUp()
  expect(new Set((await inboxes()).map(({ notifications }) => notifications.length))).toEqual(new Set([1]))
  await chat.emit('chat/room', place, 'message.deleted', bob, { seq })
  await until(async () => (await inboxOf(crowd.at(-1) ?? '')).unread === 0)
  await caughtUp()
  expect(new Set((await inboxes()).map(({ unread }) => unread))).toEqual(new Set([0]))
  answers.notices = before
})
