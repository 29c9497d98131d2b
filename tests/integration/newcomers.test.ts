/** What newcomers see of a room's history: as gateways deliver it, and as apps of the SDK show it. */
import { uuid7 } from '@parley/client'
import { spacesOf } from '@parley/client/spaces'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { age, runRetention } from '../setup/aging.ts'
import type { RawClient } from '../setup/raw-client.ts'
import { enter, roomOf, said, until } from '../setup/sdk.ts'
import { type Person, startWorld, type World } from '../setup/world.ts'

const ringEvents = 20

let world: World
beforeAll(async () => {
  world = await startWorld(inject('backing'), { gateways: 2, chats: 1, env: { RING_EVENTS: `${ringEvents}` } })
})
afterAll(() => world[Symbol.asyncDispose]())

const people = (...names: string[]) => Promise.all(names.map((name) => world.person(name))) as Promise<Person[]>
const allText = (client: RawClient) => JSON.stringify(client.frames)
const frameAt = (client: RawClient, on: string, seq: number) =>
  client.frames.find((frame) => 'seq' in frame && frame.on === on && frame.seq === seq)
const say = async (who: Person, room: string, text: string) =>
  (await world.post('message.send', { room, id: uuid7(), text }, who.token)).seq

/** Ann's group, which shows newcomers nothing of before; Bob has come after the first message. */
const begin = async () => {
  const [ann, bob] = (await people('Ann', 'Bob')) as [Person, Person]
  const { room, on, epoch } = await world.post('room.create', { kind: 'group', name: 'Room', members: [] }, ann.token)
  const before = await say(ann, room, 'before words')
  await world.post('room.change', { room, newcomers: 'since_joining' }, ann.token)
  return { ann, bob, room, on, epoch, before }
}

describe.each(['json', 'msgpack'] as const)('in %s', (encoding) => {
  test('what becomes of a message of before comes to who came later as a number alone, and to the others as it is', async () => {
    const { ann, bob, room, on, before } = await begin()
    await using theirs = await world.connect(bob, { encoding })
    await using founder = await world.connect(ann, { encoding, gateway: 1 })
    await world.post('member.add', { room, users: [bob.user] }, ann.token)
    await theirs.until(() => allText(theirs).includes('room.joined'))
    const edit = { room, seq: before, id: uuid7(), text: 'before words again' }
    const edited = await world.post('message.edit', edit, ann.token)
    await world.post('reaction.add', { room, seq: before, emoji: '👍' }, ann.token)
    await world.post('thread.create', { room, seq: before, name: 'before words in a thread' }, ann.token)
    const after = await say(bob, room, 'after words')
    const again = await world.post('message.edit', { ...edit, seq: after, id: uuid7(), text: 'later words' }, bob.token)
    for (const client of [theirs, founder]) await client.waitFor(on, again.seq)
    expect(allText(theirs)).not.toContain('before words')
    for (const seq of [edited.seq, edited.seq + 1, edited.seq + 2])
      expect(frameAt(theirs, on, seq)).toEqual({ on, seq, ev: 'redacted', counts: false })
    expect(frameAt(theirs, on, again.seq)).toMatchObject({ ev: 'message.edited', is: { text: 'later words' } })
    expect(frameAt(founder, on, edited.seq)).toMatchObject({ is: { text: 'before words again' } })
  })

  test.each([
    ['the memory of the gateway', 1],
    ['the owner', 2 * ringEvents],
  ])('who comes back is sent nothing of before from %s, wherever they say they were', async (_, missed) => {
    const { ann, bob, room, on, epoch, before } = await begin()
    await using live = await world.connect(ann, { encoding })
    await world.post('member.add', { room, users: [bob.user] }, ann.token)
    const start = await say(ann, room, 'after words')
    await world.post('message.edit', { room, seq: before, id: uuid7(), text: 'before words again' }, ann.token)
    for (let count = 0; count < missed; count++) await say(ann, room, `later ${count}`)
    const last = await say(ann, room, 'the end')
    await live.waitFor(on, last)
    await using goesOn = await world.connect(bob, { encoding, have: { [on]: [epoch, start - 1] } })
    await goesOn.waitFor(on, last)
    expect(goesOn.resets).toEqual([])
    await using makesUp = await world.connect(bob, { encoding, have: { [on]: [epoch, before - 1] } })
    const late = await say(ann, room, 'later than all')
    await makesUp.waitFor(on, late)
    for (const client of [goesOn, makesUp]) expect(allText(client)).not.toContain('before words')
    expect(allText(goesOn)).toContain('after words')
    expect(frameAt(makesUp, on, last)).toBeUndefined()
  })
})

/** Ann's group after what was old has been removed, but for what is pinned. Bob was there from the beginning, Cid has come since. */
const beginAfterRetention = async () => {
  const [ann, bob, cid] = (await people('Ann', 'Bob', 'Cid')) as [Person, Person, Person]
  const { room, on, epoch } = await world.post(
    'room.create',
    { kind: 'group', name: 'Room', members: [bob.user] },
    ann.token,
  )
  await world.post('room.change', { room, newcomers: 'since_joining', keep_hours: 1, keep_pins: true }, ann.token)
  const kept = await say(ann, room, 'kept words')
  const ask = { room, id: uuid7(), question: 'Where to?', answers: ['Here', 'There'] }
  const poll = (await world.post('poll.create', ask, ann.token)).seq
  const other = await say(ann, room, 'other words')
  for (const seq of [kept, poll, other]) await world.post('message.pin', { room, seq }, ann.token)
  const floor = await say(ann, room, 'old words')
  await age(world.environment.adminUrl, room, floor)
  await runRetention(world.environment.adminUrl)
  await world.post('member.add', { room, users: [cid.user] }, ann.token)
  const start = await say(ann, room, 'later words')
  return { ann, bob, cid, room, on, epoch, kept, poll, other, floor, start }
}
type AfterRetention = Awaited<ReturnType<typeof beginAfterRetention>>

/** Says more of what is pinned, in as many ways as there are; gives their positions. */
const sayMoreOf = async ({ ann, room, kept, poll, other }: AfterRetention): Promise<number[]> => {
  const done = [
    await world.post('reaction.add', { room, seq: kept, emoji: '👍' }, ann.token),
    await world.post('poll.vote', { room, seq: poll, answers: [1] }, ann.token),
    await world.post('message.edit', { room, seq: kept, id: uuid7(), text: 'kept words again' }, ann.token),
    await world.post('message.unpin', { room, seq: other }, ann.token),
  ]
  return done.map(({ seq }) => seq)
}
const asTheyAre = ['reaction.added', 'poll.voted', 'message.edited', 'message.unpinned']
const asNumbers = asTheyAre.map(() => 'redacted')
const namesAt = (events: readonly { seq?: number; ev?: string }[], places: readonly number[]) =>
  places.map((seq) => events.find((event) => event.seq === seq)?.ev)

describe.each(['json', 'msgpack'] as const)('after retention, in %s', (encoding) => {
  test('what becomes of messages that are kept comes as it is to whoever was there, also who connects late, and as numbers to who came later', async () => {
    const scene = await beginAfterRetention()
    const { ann, bob, cid, room, on, epoch, floor, start } = scene
    const come = (who: Person, have?: number) =>
      world.connect(who, { encoding, ...(have === undefined ? {} : { have: { [on]: [epoch, have] } }) })
    await using late = await come(bob)
    await using newcomer = await come(cid)
    const stateOf = (client: RawClient) => client.hello.streams.find((stream) => stream.on === on)
    expect(stateOf(late)).toMatchObject({ floor, since: 0 })
    expect(stateOf(newcomer)).not.toHaveProperty('since')
    expect(stateOf(newcomer)?.floor).toBeGreaterThan(floor)
    const places = await sayMoreOf(scene)
    const told: [string, RawClient, string[]][] = [
      ['live', late, asTheyAre],
      ['live', newcomer, asNumbers],
    ]
    let last = await say(ann, room, 'the end')
    await using scope = new AsyncDisposableStack()
    for (const from of ['the memory of the gateway', 'the owner']) {
      told.push(
        [from, scope.use(await come(bob, start)), asTheyAre],
        [from, scope.use(await come(cid, start)), asNumbers],
      )
      for (const [, client] of told) await client.waitFor(on, last)
      for (let count = 0; count < 2 * ringEvents; count++) last = await say(ann, room, `later ${count}`)
    }
    for (const [from, client, names] of told) {
      await client.waitFor(on, last)
      expect(namesAt(client.events(on), places), `from ${from}`).toEqual(names)
    }
  })
})

test('after retention pages of history tell of messages that are kept what becomes of them, but to who came later', async () => {
  const scene = await beginAfterRetention()
  const { ann, bob, cid, room, start } = scene
  const places = await sayMoreOf(scene)
  await say(ann, room, 'the end')
  const [first, last] = [places[0] as number, places.at(-1) as number]
  for (const [who, names] of [
    [bob, asTheyAre],
    [cid, asNumbers],
  ] as const)
    for (const input of [{ after: start }, { before: last + 1 }, { around: first }]) {
      const { events } = await world.post('room.history', { room, ...input }, who.token)
      expect(namesAt(events, places), JSON.stringify(input)).toEqual(names)
    }
  for (const [who, ev] of [
    [bob, 'message.unpinned'],
    [cid, 'redacted'],
  ] as const) {
    const { events } = await world.post('room.snapshot', { room, seq: last }, who.token)
    expect(events.at(-1)).toMatchObject({ seq: last, ev })
  }
})

const places = [
  ['a group', 'member.add'],
  ['a room of a space', 'invite.accept'],
] as const

test.each(places)(
  'in %s a change of it is so at once: apps drop what was before, and read it again when they may',
  async (_, way) => {
    await using scope = new AsyncDisposableStack()
    const [ann, bob] = await Promise.all(['Ann', 'Bob'].map((name, place) => enter(world.urls[place] as string, name)))
    if (!ann || !bob) throw new Error('nobody came')
    for (const one of [ann, bob]) scope.use(one)
    const call = ann.parley.call.bind(ann.parley)
    const isGroup = way === 'member.add'
    const space = isGroup ? undefined : await call('space.create', { name: 'Works' })
    const room = space?.rooms[0]?.room ?? (await call('room.create', { kind: 'group', name: 'Room', members: [] })).room
    const { seq } = await call('message.send', { room, id: uuid7(), text: 'before' })
    const thread = await call('thread.create', { room, seq })
    if (space) {
      const { code } = await call('invite.create', { space: space.space })
      await bob.parley.call('invite.accept', { code })
      await until(bob.parley, () => spacesOf(bob.parley).get(space.space))
    } else await call('member.add', { room, users: [bob.user] })
    const theirs = space ? (await bob.parley.openRoom(room)).room : await roomOf(bob.parley, room)
    await theirs.load()
    await theirs.loadOlder()
    const { room: replies } = await bob.parley.openRoom(thread.room)
    await replies.load()
    await call('message.send', { room, id: uuid7(), text: 'after', reply: seq })
    await until(bob.parley, () => said(theirs).length === 2)
    expect(said(theirs)).toEqual(['before', 'after'])

    await call('room.change', { room, newcomers: 'since_joining' })
    await until(
      bob.parley,
      () => theirs.newcomers === 'since_joining' && theirs.floor >= seq && said(theirs).length === 1,
    )
    expect(said(theirs)).toEqual(['after'])
    expect(await theirs.loadOlder()).toBe(false)
    expect(await theirs.loadMessage(seq)).toBeUndefined()
    await call('message.edit', { room, seq, id: uuid7(), text: 'before, edited' })
    await call('message.send', { room: thread.room, id: uuid7(), text: 'in the thread' })
    const { seq: last } = await call('message.send', { room, id: uuid7(), text: 'the end' })
    await until(bob.parley, () => theirs.message(last))
    expect(said(theirs)).toEqual(['after', 'the end'])
    expect(JSON.stringify([theirs.events, replies.events])).not.toMatch(/edited|in the thread/)

    await call('room.change', { room, newcomers: 'all' })
    await until(bob.parley, () => said(theirs).length === 3)
    expect(said(theirs)).toEqual(['before, edited', 'after', 'the end'])
    expect(theirs.floor).toBe(0)
  },
)
