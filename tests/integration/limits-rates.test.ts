import { uuid7 } from '@parley/client'
import { type Answer, closeCodes } from '@parley/protocol'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { type Bystanders, startBystanders } from '../setup/bystanders.ts'
import { openWire, type Wire } from '../setup/wire.ts'
import { type Person, startWorld, type World } from '../setup/world.ts'

/** The second gateway is the strict one; the bystanders keep to its limits. */
const strict = { RATE_READ: '5', RATE_SEND: '1000', RATE_WRITE: '3', IN_FLIGHT: '4' }
let world: World
let strictUrl: string
let ann: Person
let bystanders: Bystanders

beforeAll(async () => {
  world = await startWorld(inject('backing'), { gateways: 2, gatewayEnv: (place) => (place === 1 ? strict : {}) })
  strictUrl = world.urls[1] as string
  ann = await world.person('Ann')
  bystanders = await startBystanders(world, strictUrl)
})
afterAll(() => world[Symbol.asyncDispose]())

const greeted = async (person = ann): Promise<Wire> => {
  const wire = await openWire(strictUrl, person.token)
  await wire.ask('hello', {})
  return wire
}

const nameOf = (answer: Answer) => ('error' in answer ? answer.error.name : 'ok')
const tally = (answers: readonly Answer[]): Record<string, number> => {
  const groups = [...Map.groupBy(answers, nameOf)]
  return Object.fromEntries(groups.map(([name, group]) => [name, group.length]))
}

/** So many requests at once, one after another on the wire. */
const askAll = (count: number, ask: (place: number) => Promise<Answer>) =>
  Promise.all(Array.from({ length: count }, (_, place) => ask(place)))

describe('a connection', () => {
  test('may ask twice its rate at once, is refused beyond that, and told when it may again', async () => {
    await using wire = await greeted()
    const answers = await askAll(14, () => wire.ask('token.renew', { token: ann.token }))
    const { ok = 0, RATE_LIMITED: refused = 0 } = tally(answers)
    expect(ok).toBeGreaterThanOrEqual(10)
    expect(refused).toBeGreaterThanOrEqual(1)
    expect(ok + refused).toBe(14)
    const waits = answers.flatMap((answer) => ('error' in answer ? [answer.error.retry_ms ?? 0] : []))
    for (const wait of waits) expect(wait).toSatisfy((ms: number) => ms > 0 && ms <= 200)
  })

  test('is served again once it has waited as long as it was told', async () => {
    await using wire = await greeted()
    const answers = await askAll(14, () => wire.ask('token.renew', { token: ann.token }))
    const last = answers.at(-1) as Answer
    const wait = 'error' in last ? (last.error.retry_ms ?? 0) : 0
    expect(wait).toBeGreaterThan(0)
    const refusedAt = Date.now()
    await expect
      .poll(async () => nameOf(await wire.ask('token.renew', { token: ann.token })), { interval: 20 })
      .toBe('ok')
    expect(Date.now() - refusedAt).toBeLessThan(wait + 1_000)
  })

  test('is refused one kind of command and served the others, as is every other connection', async () => {
    await using wire = await greeted()
    await using other = await greeted()
    await askAll(30, () => wire.ask('token.renew', { token: ann.token }))
    expect(nameOf(await wire.ask('room.list', {}))).toBe('RATE_LIMITED')
    expect(nameOf(await wire.ask('message.send', { room: ann.user, id: uuid7(), text: 'Hello' }))).toBe(
      'ROOM_NOT_FOUND',
    )
    expect(nameOf(await wire.ask('ping', {}))).toBe('ok')
    expect(nameOf(await other.ask('room.list', {}))).toBe('ok')
  })

  test('may have only so many requests unanswered, and more when they are answered', async () => {
    await using wire = await greeted()
    const send = () => wire.ask('message.send', { room: ann.user, id: uuid7(), text: 'Hello' })
    const answers = await askAll(20, send)
    const { ROOM_NOT_FOUND: served = 0, TOO_MANY_IN_FLIGHT: refused = 0 } = tally(answers)
    expect(served).toBeGreaterThanOrEqual(4)
    expect(refused).toBeGreaterThan(0)
    expect(served + refused).toBe(20)
    for (const answer of answers)
      if (nameOf(answer) === 'TOO_MANY_IN_FLIGHT')
        expect(answer).toMatchObject({ error: { code: 1009, retry_ms: 100 } })
    expect(nameOf(await send())).toBe('ROOM_NOT_FOUND')
  })
})

describe('a client that goes on asking after being refused', () => {
  const floods: [string, (wire: Wire) => void][] = [
    ['requests above its rate', (wire) => wire.send({ id: 1, do: 'room.list' })],
    ['frames that are none', (wire) => wire.sendPayload('nonsense')],
    ['commands that do not exist', (wire) => wire.send({ id: 1, do: 'nothing' })],
    ['inputs of a wrong shape', (wire) => wire.send({ id: 1, do: 'ping', with: 7 })],
    ['requests before hello is answered', (wire) => wire.send({ id: 1, do: 'hello', with: {} })],
  ]

  test.each(floods)('with %s is closed, and gets nothing after that', async (_, send) => {
    await using wire = await greeted()
    for (let count = 0; count < 1_500; count++) send(wire)
    expect(await wire.closed()).toBe(closeCodes.FLOOD.code)
    const refused = wire.frames.filter((frame) => 'error' in frame)
    expect(refused.length).toBeGreaterThanOrEqual(1_000)
    expect(refused.length).toBeLessThan(1_100)
  })

  test('with requests that cost nothing is closed as well', async () => {
    await using wire = await greeted()
    for (let count = 0; count < 6_000; count++) wire.send({ id: count, do: 'ping' })
    expect(await wire.closed()).toBe(closeCodes.FLOOD.code)
    const answered = wire.frames.filter((frame) => 'ok' in frame)
    expect(answered.length).toBeGreaterThanOrEqual(2_000)
    expect(answered.length).toBeLessThan(5_000)
  })

  test('may come back', async () => {
    await using first = await greeted()
    for (let count = 0; count < 1_100; count++) first.sendPayload('nonsense')
    await first.closed()
    await using again = await greeted()
    expect(nameOf(await again.ask('ping', {}))).toBe('ok')
  })
})

test('whoever keeps to the limits notices nothing of those who do not', async () => {
  const { sent, arrived, slowest } = await bystanders.stop()
  expect(sent.length).toBeGreaterThan(10)
  expect(arrived).toEqual(sent)
  expect(slowest).toBeLessThan(5_000)
})
