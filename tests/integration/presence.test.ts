/** Who is there, as clients see it through two gateways. */
import { randomUUID } from 'node:crypto'
import type { SignalBody, SignalFrame } from '@parley/protocol'
import { type Link, layLink } from '@parley/testcontainers/link'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import type { RawClient } from '../setup/raw-client.ts'
import { type Person, startWorld, type World } from '../setup/world.ts'

let world: World
/** Between the last gateway and NATS. */
let wire: Link
beforeAll(async () => {
  const env = { OFFLINE_GRACE_MS: '4000', SETTLE_MS: '0', WATCHES_PER_CONNECTION: '120' }
  wire = await layLink([inject('backing').natsUrl])
  const gatewayEnv = (place: number) => (place === 2 ? { NATS_URL: wire.url, LOG_LEVEL: 'error' } : {})
  world = await startWorld(inject('backing'), { gateways: 3, env, gatewayEnv })
})
afterAll(async () => {
  await world[Symbol.asyncDispose]()
  await wire[Symbol.asyncDispose]()
})

const people = (...names: string[]) => Promise.all(names.map((name) => world.person(name)))
const topicOf = (user: string) => `presence/person/${user}`
const watch = (client: RawClient, ...all: Pick<Person, 'user'>[]) =>
  client.call('topic.watch', { topics: all.map(({ user }) => topicOf(user)) })
const told = (client: RawClient, { user }: Pick<Person, 'user'>): SignalBody<'presence.changed'>[] =>
  client.frames
    .filter((frame): frame is SignalFrame => 'ev' in frame && frame.ev === 'presence.changed' && frame.by === user)
    .map(({ is }) => is as SignalBody<'presence.changed'>)
const states = (client: RawClient, who: Pick<Person, 'user'>) => told(client, who).map(({ state }) => state)
const becomes = (client: RawClient, who: Person, state: string) =>
  client.until(() => states(client, who).at(-1) === state)
const nameOf = (failure: Promise<unknown>) => failure.then(() => 'ok').catch(({ name }) => name)

describe.each(['json', 'msgpack'] as const)('in %s', (encoding) => {
  test('who watches is told how somebody is at once, then each change, from whichever gateway', async () => {
    const [ann, bob] = (await people('Ann', 'Bob')) as [Person, Person]
    await using eye = await world.connect(bob, { encoding })
    expect(await watch(eye, ann)).toEqual({ topics: [topicOf(ann.user)], unknown: [] })
    expect(told(eye, ann)).toEqual([{ version: 0, state: 'offline' }])
    {
      await using laptop = await world.connect(ann, { gateway: 1 })
      await becomes(eye, ann, 'online')
      await laptop.call('idle.set', { idle: true })
      await becomes(eye, ann, 'idle')
      await using phone = await world.connect(ann)
      await becomes(eye, ann, 'online')
      await phone.call('presence.set', { status: 'Tea 🍵' })
      await eye.until(() => told(eye, ann).at(-1)?.status === 'Tea 🍵')
    }
    await becomes(eye, ann, 'offline')
    const { version, seen_at } = told(eye, ann).at(-1) ?? {}
    expect(seen_at).toBe(version)
    // Who comes later is told the same, and who left nothing more.
    await using other = await world.connect(bob, { gateway: 1, encoding })
    await watch(other, ann)
    expect(told(other, ann)).toEqual([told(eye, ann).at(-1)])
    await eye.call('topic.leave', { topics: [topicOf(ann.user)] })
    const before = told(eye, ann).length
    await using back = await world.connect(ann)
    await becomes(other, ann, 'online')
    await back.call('ping', {})
    await eye.call('ping', {})
    expect(told(eye, ann)).toHaveLength(before)
  })
})

test('a page that is loaded anew again and again is seen as one that stays', async () => {
  const [ann, bob] = (await people('Ann', 'Bob')) as [Person, Person]
  await using eye = await world.connect(bob)
  await watch(eye, ann)
  for (let reload = 0; reload < 10; reload++)
    await (await world.connect(ann, { gateway: reload % 2 }))[Symbol.asyncDispose]()
  await using stays = await world.connect(ann)
  await becomes(eye, ann, 'online')
  await stays.call('presence.set', { status: 'Here' })
  await eye.until(() => told(eye, ann).at(-1)?.status === 'Here')
  expect(states(eye, ann)).toEqual(['offline', 'online', 'online'])
})

test('of what is no topic, and of more than a connection may watch, a client is told so', async () => {
  const [ann] = (await people('Ann')) as [Person]
  await using eye = await world.connect(ann)
  const strange = [`chat/room/${randomUUID()}`, `presence/user/${randomUUID()}`, `gateway/person/${randomUUID()}`]
  expect(await eye.call('topic.watch', { topics: strange })).toEqual({ topics: [], unknown: strange })
  const some = (count: number) => Array.from({ length: count }, () => ({ user: randomUUID() }))
  const first = some(100)
  const { topics } = await watch(eye, ...first)
  expect(topics).toHaveLength(100)
  expect(await nameOf(watch(eye, ...some(21)))).toBe('TOO_MANY_STREAMS')
  // Again those that it watches, and as many as there is room for.
  expect((await watch(eye, ...first.slice(0, 50), ...some(20))).topics).toHaveLength(70)
  expect(await nameOf(watch(eye, ...some(1)))).toBe('TOO_MANY_STREAMS')
  await eye.call('topic.leave', { topics: first.map(topicOf2) })
  expect((await watch(eye, ...some(100))).topics).toHaveLength(100)
  expect(await nameOf(eye.call('topic.watch', { topics: ['presence/person/1'] }))).toBe('BAD_INPUT')
})
const topicOf2 = ({ user }: { user: string }) => topicOf(user)

test('who hides somebody gets nothing of whether they are there', async () => {
  const [ann, bob] = (await people('Ann', 'Bob')) as [Person, Person]
  await using eye = await world.connect(bob)
  await bobHides(ann, bob)
  await watch(eye, ann)
  await using laptop = await world.connect(ann)
  await using other = await world.connect(ann, { gateway: 1 })
  await watch(other, ann)
  await becomes(other, ann, 'online')
  await laptop.call('ping', {})
  expect(told(eye, ann)).toEqual([])
})
const bobHides = (ann: Person, bob: Person) => world.post('author.hide', { user: ann.user }, bob.token)

test('the 50 users of a gateway that is no more are offline by themselves, each told once, and nothing else is', async () => {
  const [ann] = (await people('Ann')) as [Person]
  const lost = await Promise.all(Array.from({ length: 50 }, (_, place) => world.person(`P${place}`)))
  await using scope = new AsyncDisposableStack()
  const eye = scope.use(await world.connect(ann))
  await watch(eye, ...lost)
  for (const person of lost) scope.use(await world.connect(person, { gateway: 2 }))
  await eye.until(() => lost.every((person) => states(eye, person).at(-1) === 'online'))
  // It says nothing any more, not even that it ends.
  wire.isPlugged = false
  wire.cut()
  await eye.until(() => lost.every((person) => states(eye, person).at(-1) === 'offline'))
  for (const person of lost) expect(states(eye, person)).toEqual(['offline', 'online', 'offline'])
  wire.heal()
})
