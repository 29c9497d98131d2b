/** Each command of notify: for whom it may be, and what somebody else's id does. */
import { randomUUID } from 'node:crypto'
import { type CommandName, commands, type Input } from '@parley/protocol'
import { beforeAll, describe, expect, test } from 'vitest'
import { makeBrowser } from './push-service.ts'
import { useNotify } from './running-notify.ts'

const { ok, error, answers, chat, contacts, caughtUp, inboxOf, until } = await useNotify()

const [ann, bob, room] = [randomUUID(), randomUUID(), randomUUID()]
const send = (to = room, text = 'Hello') =>
  chat.emit('chat/room', to, 'message.sent', bob, { id: randomUUID(), text }, randomUUID())

/** Of Ann's mother, who is told nothing. */
const cora = randomUUID()
const { device } = await ok(cora, 'push.subscribe', {
  ...makeBrowser('https://push.example.org/1').subscription,
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
  'alert.set': [{ levels: { mention: 'off' } }],
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

test('a message for thousands is told to each once, a part at a time, and taken back from each', async () => {
  const crowd = Array.from({ length: 1_200 }, () => randomUUID()).toSorted()
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
  const counts = await Promise.all(crowd.map(async (user) => (await inboxOf(user)).notifications.length))
  expect(new Set(counts)).toEqual(new Set([1]))
  await chat.emit('chat/room', place, 'message.deleted', bob, { seq })
  await until(async () => (await inboxOf(crowd.at(-1) ?? '')).unread === 0)
  await caughtUp()
  expect(await Promise.all(crowd.map(async (user) => (await inboxOf(user)).unread))).toEqual(crowd.map(() => 0))
  answers.notices = before
})
