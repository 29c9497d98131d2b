/** What clients do as what was said is removed: those that are there, and those that come back. */
import { uuid7 } from '@parley/client'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { age, runRetention } from '../setup/aging.ts'
import type { RawClient } from '../setup/raw-client.ts'
import { enter, roomOf, until } from '../setup/sdk.ts'
import { type Person, startWorld, type World } from '../setup/world.ts'

let world: World
beforeAll(async () => {
  world = await startWorld(inject('backing'), { gateways: 2, chats: 2, env: { COMPARE_MS: '200' } })
})
afterAll(() => world[Symbol.asyncDispose]())

const say = async (who: Person, room: string, text: string) =>
  (await world.post('message.send', { room, id: uuid7(), text }, who.token)).seq

const begin = async () => {
  const [ann, bob] = (await Promise.all(['Ann', 'Bob'].map((name) => world.person(name)))) as [Person, Person]
  const { room, on, epoch } = await world.post(
    'room.create',
    { kind: 'group', name: 'Room', members: [bob.user] },
    ann.token,
  )
  await world.post('room.change', { room, keep_hours: 1 }, ann.token)
  return { ann, bob, room, on, epoch }
}
const removeUpTo = async (room: string, seq: number) => {
  const { adminUrl } = world.environment
  await age(adminUrl, room, seq)
  await runRetention(adminUrl)
}
const texts = (client: RawClient) => JSON.stringify(client.frames)

test('the SDK drops what is removed, on devices that are online and without reading anew, and counts what is left', async () => {
  await using annSide = await enter(world.url, 'Ann')
  await using bobSide = await enter(world.urls[1] as string, 'Bob')
  const { parley: ann } = annSide
  const room = await ann.createGroup('Room', [bobSide.user])
  await room.change({ keep_hours: 1 })
  const mine = await roomOf(bobSide.parley, room.id)
  const old = await room.send(`an old word for <@${bobSide.user}>`)
  await room.edit(old.seq, 'another old word')
  await room.pin(old.seq)
  for (let n = 0; n < 3; n++) await room.send('an old word')
  const last = (await room.send(`an old word for <@${bobSide.user}>`)).seq
  await mine.loadOlder(200)
  await mine.jumpTo(old.seq)
  await until(bobSide.parley, () => mine.unread === 5 && mine.mentions === 1)
  const resets: unknown[] = []
  for (const parley of [ann, bobSide.parley]) parley.on('reset', (reset) => resets.push(reset))
  await age(world.environment.adminUrl, room.id, last)
  const left = await room.send('a new word')
  await until(bobSide.parley, () => mine.unread === 6)
  await runRetention(world.environment.adminUrl)
  for (const [parley, shown] of [
    [ann, room],
    [bobSide.parley, mine],
  ] as const) {
    await until(parley, () => shown.events.at(-1)?.ev === 'history.trimmed')
    expect(shown.events.map(({ seq }) => seq)).toEqual([left.seq, left.seq + 1])
    expect(shown.messages.map(({ text }) => text)).toEqual(['a new word'])
    expect(shown.message(old.seq)).toBeUndefined()
    expect(await shown.loadMessage(old.seq)).toBeUndefined()
    expect(await shown.loadOlder()).toBe(false)
  }
  await until(bobSide.parley, () => mine.mentions === 0)
  expect(mine.unread).toBe(1)
  expect(resets).toEqual([])
  expect(mine.keepHours).toBe(1)
})

test('whoever comes back gets nothing that is removed, from the memory of a gateway neither, and is told', async () => {
  const { ann, bob, room, on, epoch } = await begin()
  await using there = await world.connect(ann)
  const first = await say(bob, room, 'first words')
  const last = await say(bob, room, 'last words')
  const edit = (await world.post('message.edit', { room, seq: last, id: uuid7(), text: 'better words' }, bob.token)).seq
  await there.waitFor(on, edit)
  await removeUpTo(room, last)
  await there.waitFor(on, edit + 1)
  for (const seq of [first - 1, last - 1]) {
    await using client = await world.connect(bob, { have: { [on]: [epoch, seq] } })
    expect(client.hello.streams.find((stream) => stream.on === on)).toMatchObject({ reset: true, floor: last })
    expect(texts(client)).not.toContain('words')
  }
  for (const gateway of [0, 1]) {
    await using client = await world.connect(bob, { gateway, have: { [on]: [epoch, last] } })
    await client.waitFor(on, edit + 1)
    expect(client.events(on).map(({ ev }) => ev)).toEqual(['redacted', 'history.trimmed'])
    expect(texts(client)).not.toContain('words')
  }
})

test('what was at a position that is removed is not told, and says so by its number', async () => {
  const { ann, bob, room } = await begin()
  const seq = await say(bob, room, 'a word')
  await removeUpTo(room, seq)
  const left = await say(bob, room, 'left')
  await expect(world.post('room.snapshot', { room, seq }, ann.token)).rejects.toMatchObject({
    code: 1295,
    name: 'POSITION_NOT_HELD',
  })
  const then = await world.post('room.snapshot', { room, seq: left }, ann.token)
  expect(then.members.map(({ user }) => user)).toEqual([ann.user, bob.user])
  expect(then).toMatchObject({ member_count: 2, name: 'Room' })
  const { seq: at } = await world.post('room.at', { room, at: 0 }, ann.token)
  expect(at).toBe(seq + 1)
})
