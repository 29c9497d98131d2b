/** Who sees what: people who are hidden, and messages that are taken back. */
import { uuid7 } from '@parley/client'
import type { EventFrame } from '@parley/protocol'
import { afterAll, beforeAll, beforeEach, describe, expect, inject, test } from 'vitest'
import type { Positions, RawClient } from '../setup/raw-client.ts'
import { query } from '../setup/stored.ts'
import { type Person, startWorld, type World } from '../setup/world.ts'

const ringEvents = 20

let world: World
let ann: Person
let bob: Person
let cid: Person
let room: string
let on: string
let epoch: number
beforeAll(async () => {
  world = await startWorld(inject('backing'), { gateways: 2, chats: 2, env: { RING_EVENTS: `${ringEvents}` } })
})
afterAll(() => world[Symbol.asyncDispose]())

beforeEach(async () => {
  ;[ann, bob, cid] = (await Promise.all(['Ann', 'Bob', 'Cid'].map((name) => world.person(name)))) as [
    Person,
    Person,
    Person,
  ]
  const made = await world.post(
    'room.create',
    { kind: 'group', name: 'Room', members: [bob.user, cid.user] },
    ann.token,
  )
  ;({ room, on, epoch } = made)
})

const say = async (who: Person, text: string) =>
  (await world.post('message.send', { room, id: uuid7(), text }, who.token)).seq
const twin = (seq: number) => ({ on, seq, ev: 'redacted' })
/** As it came, of one position. */
const frameAt = (client: RawClient, seq: number) =>
  client.frames.find((frame) => 'seq' in frame && frame.on === on && frame.seq === seq)
const textsOf = (events: readonly unknown[]) => events.map((event) => (event as EventFrame).is?.text)
const allText = (client: RawClient) => JSON.stringify(client.frames)
const from = (seq: number): { have: Positions } => ({ have: { [on]: [epoch, seq] } })
const historyFor = async (who: Person) => (await world.post('room.history', { room, limit: 200 }, who.token)).events

describe.each(['json', 'msgpack'] as const)('in %s', (encoding) => {
  test('what somebody says whom you hide comes without what it says, on all of your devices and at once, and nobody reconnects', async () => {
    await using phone = await world.connect(cid, { encoding })
    await using laptop = await world.connect(cid, { encoding, gateway: 1 })
    await using other = await world.connect(ann, { encoding })
    await say(bob, 'before')
    await world.post('author.hide', { user: bob.user }, cid.token)
    for (const device of [phone, laptop]) await device.until(() => allText(device).includes('author.hidden'))
    const hidden = await say(bob, 'hidden words')
    const passing = { from: { room, seq: hidden }, to: [{ room, id: uuid7() }] }
    const passedOn = (await world.post('message.forward', passing, ann.token)).sent[0]?.seq ?? 0
    const seen = await say(ann, 'seen words')
    for (const device of [phone, laptop]) {
      await device.waitFor(on, seen)
      for (const seq of [hidden, passedOn]) expect(frameAt(device, seq)).toEqual(twin(seq))
      expect(allText(device)).not.toContain('hidden words')
      expect(allText(device)).toContain('seen words')
      expect(device.socket.readyState).toBe(device.socket.OPEN)
    }
    expect((await other.waitFor(on, hidden)).is.text).toBe('hidden words')
    await world.post('author.show', { user: bob.user }, cid.token)
    for (const device of [phone, laptop]) await device.until(() => allText(device).includes('author.shown'))
    const shown = await say(bob, 'shown again')
    for (const device of [phone, laptop]) expect((await device.waitFor(on, shown)).is.text).toBe('shown again')
  })

  test.each([
    ['the memory of the gateway', 3],
    ['the owner', 2 * ringEvents + 5],
  ])('who comes back gets nothing of what they hide from %s, and everybody else does', async (_, missed) => {
    await using live = await world.connect(ann, { encoding })
    const start = await say(ann, 'start')
    await world.post('author.hide', { user: bob.user }, cid.token)
    for (let count = 0; count < missed; count++) await say(bob, `hidden ${count}`)
    const last = await say(ann, 'the end')
    await live.waitFor(on, last)
    await using hiding = await world.connect(cid, { encoding, ...from(start) })
    await using other = await world.connect(bob, { encoding, ...from(start) })
    for (const client of [hiding, other]) await client.waitFor(on, last)
    expect(hiding.resets).toEqual([])
    expect(allText(hiding)).not.toContain('hidden')
    expect(frameAt(hiding, start + 1)).toEqual(twin(start + 1))
    expect(textsOf(other.events(on)).filter((text) => text?.toString().startsWith('hidden'))).toHaveLength(missed)
  })

  test.each([
    ['the memory of the gateway', 3],
    ['the owner', 2 * ringEvents + 5],
  ])('what is taken back comes to nobody any more from %s', async (_, later) => {
    await using live = await world.connect(ann, { encoding })
    const start = await say(ann, 'start')
    const seq = await say(bob, 'regretted words')
    await live.waitFor(on, seq)
    const { seq: deleted } = await world.post('message.delete', { room, seq }, bob.token)
    for (let count = 0; count < later; count++) await say(ann, `later ${count}`)
    const last = await say(ann, 'the end')
    expect(await live.waitFor(on, deleted)).toMatchObject({ ev: 'message.deleted', by: bob.user, is: { seq } })
    await live.waitFor(on, last)
    await using late = await world.connect(cid, { encoding, ...from(start) })
    await late.waitFor(on, last)
    expect(late.resets).toEqual([])
    expect(allText(late)).not.toContain('regretted')
    expect(frameAt(late, seq)).toEqual(twin(seq))
  })
})

test.each([
  ['the memory of the gateway', 3],
  ['the owner', 2 * ringEvents + 5],
])('what a message was edited to is taken back with it, and comes to nobody any more from %s', async (_, later) => {
  await using live = await world.connect(ann)
  const start = await say(ann, 'start')
  const seq = await say(bob, 'said words')
  const edit = { room, seq, id: uuid7(), text: 'regretted words' }
  const { seq: edited } = await world.post('message.edit', edit, bob.token)
  expect((await live.waitFor(on, edited)).is).toEqual({ seq, text: 'regretted words' })
  await world.post('message.delete', { room, seq }, bob.token)
  for (let count = 0; count < later; count++) await say(ann, `later ${count}`)
  const last = await say(ann, 'the end')
  await live.waitFor(on, last)
  await using late = await world.connect(cid, from(start))
  await late.waitFor(on, last)
  expect(late.resets).toEqual([])
  expect(allText(late)).not.toContain('words')
  expect(frameAt(late, edited)).toEqual({ ...twin(edited), counts: false })
})

test('whoever hides somebody gets nothing of their edits and reactions, and has nothing more unread for them', async () => {
  const seq = await say(bob, 'said words')
  await world.post('author.hide', { user: bob.user }, cid.token)
  await using hiding = await world.connect(cid)
  const edit = { room, seq, id: uuid7(), text: 'other words' }
  const { seq: edited } = await world.post('message.edit', edit, bob.token)
  const reaction = await world.post('reaction.add', { room, seq, emoji: '👍' }, bob.token)
  await hiding.waitFor(on, reaction.seq)
  for (const place of [edited, reaction.seq]) expect(frameAt(hiding, place)).toEqual({ ...twin(place), counts: false })
  expect(await world.post('room.get', { room }, cid.token)).toMatchObject({ unread: 1 })
})

describe('the history', () => {
  test('shows nothing of what its reader hides, and shows it again when they no longer do', async () => {
    const seq = await say(bob, 'hidden words')
    await world.post('author.hide', { user: bob.user }, cid.token)
    expect(await historyFor(cid)).toContainEqual(twin(seq))
    expect(textsOf(await historyFor(cid))).not.toContain('hidden words')
    expect(textsOf(await historyFor(ann))).toContain('hidden words')
    await world.post('author.show', { user: bob.user }, cid.token)
    expect(textsOf(await historyFor(cid))).toContain('hidden words')
  })

  test('holds nothing of what was taken back, for anybody, nor does Postgres', async () => {
    const seq = await say(bob, 'regretted words')
    await world.post('message.delete', { room, seq }, bob.token)
    for (const who of [ann, bob, cid]) {
      expect(await historyFor(who)).toContainEqual(twin(seq))
      expect(textsOf(await historyFor(who))).not.toContain('regretted words')
    }
    const sql = 'select body::text as body from chat.event where stream = $1'
    const rows = await query<{ body: string }>(world.environment.adminUrl, sql, [room])
    expect(rows.map(({ body }) => body).join()).not.toContain('regretted')
  })

  test('has the same positions for everybody, so that nothing is missing where something is hidden', async () => {
    await world.post('author.hide', { user: bob.user }, cid.token)
    for (const text of ['one', 'two', 'three']) await say(bob, text)
    expect((await historyFor(cid)).map(({ seq }) => seq)).toEqual((await historyFor(ann)).map(({ seq }) => seq))
  })
})

test('a message that was taken back is the same message when it is sent again: it does not come back', async () => {
  const message = { room, id: uuid7(), text: 'regretted words' }
  const sent = await world.post('message.send', message, bob.token)
  await world.post('message.delete', { room, seq: sent.seq }, bob.token)
  expect(await world.post('message.send', message, bob.token)).toEqual(sent)
  expect(textsOf(await historyFor(ann))).not.toContain('regretted words')
})

test('a gateway that remembers a message does not take it for another history that it was taken back', async () => {
  await using live = await world.connect(ann)
  const seq = await say(bob, 'regretted words')
  await live.waitFor(on, seq)
  await world.post('message.delete', { room, seq }, bob.token)
  const last = await say(ann, 'the end')
  await live.waitFor(on, last)
  const [held] = await query<{ epoch: number }>(
    world.environment.adminUrl,
    'select epoch::float8 as epoch from chat.history',
  )
  expect([held?.epoch, live.socket.readyState]).toEqual([epoch, live.socket.OPEN])
})
