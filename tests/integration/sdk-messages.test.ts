/** What the SDK shows of messages after whatever has been done to them, beside what a fresh one is told. */
import { isDeepStrictEqual } from 'node:util'
import type { Message, Room } from '@parley/client'
import { deliveryOf, tellDelivered } from '@parley/client/delivery'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { eventually } from '../setup/eventually.ts'
import { connect, enter, roomOf, type SdkUser, until } from '../setup/sdk.ts'
import { startWorld, type World } from '../setup/world.ts'

let world: World
beforeAll(async () => {
  world = await startWorld(inject('backing'), { gateways: 2, chats: 2 })
})
afterAll(() => world[Symbol.asyncDispose]())

const emoji = ['👍', '🎉', '❤️']

type Step = readonly [what: string, who: number, which: number, word: string]

const steps = fc.array(
  fc.tuple(
    fc.constantFrom(
      'say',
      'say',
      'reply',
      'forward',
      'edit',
      'edit',
      'react',
      'react',
      'unreact',
      'pin',
      'unpin',
      'delete',
    ),
    fc.nat(2),
    fc.nat(9),
    fc.constantFrom('one', 'two', 'three', 'four'),
  ),
  { minLength: 10, maxLength: 50 },
)

/** On one of the last messages of the room, if there is one. */
const act = async (
  rooms: readonly Room[],
  users: readonly string[],
  [what, who, which, plain]: Step,
): Promise<unknown> => {
  const word =
    plain === 'four' ? `<@${users[which % 3]}> @everyone` : plain === 'three' ? `<@${users[which % 2]}>` : plain
  const room = rooms[who] as Room
  const seqs = room.messages.flatMap(({ seq }) => seq ?? [])
  const seq = seqs.at(-1 - (which % 5)) ?? seqs[0] ?? 1
  const sign = emoji[which % emoji.length] as string
  switch (what) {
    case 'say':
      return room.send(word, which % 4 === 0 ? { silent: true, tone: 'joking', subject: plain } : {})
    case 'reply':
      return room.send(word, { reply: seq })
    case 'forward':
      return room.forward(seq, room.id)
    case 'edit':
      return room.edit(seq, `${word} ${which}`)
    case 'react':
      return room.react(seq, sign)
    case 'unreact':
      return room.unreact(seq, sign)
    case 'pin':
      return room.pin(seq)
    case 'unpin':
      return room.unpin(seq)
    default:
      return which < 3 ? room.deleteMessages(seq) : undefined
  }
}

/** Without the order of emoji, which who hides somebody cannot know. */
const shown = (room: Room): unknown[] =>
  room.messages.map(({ reactions = [], ...message }: Message) => ({
    ...message,
    reactions: reactions.toSorted((one, other) => (one.emoji < other.emoji ? -1 : 1)),
  }))

const loadAll = async (room: Room, limit: number) => {
  while (await room.loadOlder(limit));
}

/** Either client may be the one that hears of something last. */
const agree = async (room: Room, fresh: Room) => {
  const isSame = () => room.head === fresh.head && isDeepStrictEqual(shown(room), shown(fresh))
  await eventually('both show the same', isSame).catch(() => {})
  expect(shown(room)).toEqual(shown(fresh))
  await eventually('both count the same', () => room.unread === fresh.unread && room.mentions === fresh.mentions)
}

test('owner, member and whoever hides one of them see, after anything that is done to messages, what a fresh client is told', async () => {
  await using scope = new AsyncDisposableStack()
  const users: SdkUser[] = []
  for (const [place, name] of ['Ann', 'Bob', 'Cid'].entries())
    users.push(scope.use(await enter(world.urls[place % 2] as string, name)))
  const [ann, bob, cid] = users as [SdkUser, SdkUser, SdkUser]
  await cid.parley.call('author.hide', { user: bob.user })
  const run = async (all: readonly Step[], atOnce: number, limit: number) => {
    const made = await ann.parley.createGroup('Group', [bob.user, cid.user])
    const rooms = await Promise.all(users.map(({ parley }) => roomOf(parley, made.id)))
    const ids = users.map(({ user }) => user)
    const half = Math.floor(all.length / 2)
    for (let from = 0; from < all.length; from += atOnce) {
      if (from <= half && half < from + atOnce) for (const room of rooms) void loadAll(room, limit).catch(() => {})
      await Promise.allSettled(all.slice(from, from + atOnce).map((step) => act(rooms, ids, step)))
    }
    for (const [place, { parley, session }] of users.entries()) {
      const fresh = await connect(world.urls[0] as string, session)
      const room = await roomOf(fresh, made.id)
      await loadAll(room, limit)
      await loadAll(rooms[place] as Room, limit)
      await agree(rooms[place] as Room, room)
      expect(parley.faults).toBe(0)
      await fresh.close()
    }
  }
  const property = fc.asyncProperty(steps, fc.integer({ min: 1, max: 5 }), fc.constantFrom(3, 50), run)
  await fc.assert(property, { numRuns: 8, endOnFailure: true })
}, 60_000)

test('a message of one’s own is sent, delivered when a device of all who show it has it, and read when they have read it', async () => {
  await using scope = new AsyncDisposableStack()
  const users: SdkUser[] = []
  for (const [place, name] of ['Ann', 'Bob', 'Cid', 'Dan'].entries())
    users.push(scope.use(await enter(world.urls[place % 2] as string, name)))
  const [ann, bob, cid, dan] = users as [SdkUser, SdkUser, SdkUser, SdkUser]
  for (const { parley } of [bob, cid]) await parley.call('receipt.allow', { allowed: true })
  const room = await ann.parley.createGroup('Group', [bob.user, cid.user, dan.user])
  const [theirs, other] = await Promise.all([bob, cid].map(({ parley }) => roomOf(parley, room.id)))
  for (const { parley } of [bob, dan]) scope.use(tellDelivered(parley, 10))
  const states: string[] = []
  const stateOf = () => {
    const [message] = room.messages.slice(-1)
    const state = message && deliveryOf(room, message, ann.user)
    if (state && states.at(-1) !== state) states.push(state)
    return state
  }
  room.subscribe(stateOf)
  await room.loadReceipts()
  const { seq } = await room.send('Hello')
  await until(ann.parley, () => room.receipts.find(({ user }) => user === bob.user)?.delivered === seq)
  expect(stateOf()).toBe('sent')
  // Who comes later tells what has come meanwhile.
  scope.use(tellDelivered(cid.parley, 10))
  await until(ann.parley, () => stateOf() === 'delivered')
  await other?.markRead()
  await until(ann.parley, () => room.receipts.find(({ user }) => user === cid.user)?.read === seq)
  expect(stateOf()).toBe('delivered')
  await theirs?.markRead()
  await until(ann.parley, () => stateOf() === 'read')
  expect(states).toEqual(['sending', 'sent', 'delivered', 'read'])
  const { receipts } = await ann.parley.call('receipt.list', { room: room.id })
  expect(receipts.map(({ user }) => user).toSorted()).toEqual([bob.user, cid.user].toSorted())
})
