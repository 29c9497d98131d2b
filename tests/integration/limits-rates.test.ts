import { uuid7 } from '@parley/client'
import { type Answer, closeCodes } from '@parley/protocol'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { type Bystanders, startBystanders } from '../setup/bystanders.ts'
import { openWire, type Wire } from '../setup/wire.ts'
import { type Person, password, postTo, startWorld, type World } from '../setup/world.ts'

/** The second gateway is the strict one; the bystanders keep to its limits. */
const strict = {
  RATE_FREE: '1000',
  RATE_READ: '2',
  RATE_SEND: '1000',
  RATE_WRITE: '3',
  RATE_REFUSED: '40',
  IN_FLIGHT: '4',
}
let world: World
let strictUrl: string
let bystanders: Bystanders

beforeAll(async () => {
  world = await startWorld(inject('backing'), { gateways: 2, gatewayEnv: (place) => (place === 1 ? strict : {}) })
  strictUrl = world.urls[1] as string
  bystanders = await startBystanders(world, strictUrl)
})
afterAll(() => world[Symbol.asyncDispose]())

const greeted = async (person: Person): Promise<Wire> => {
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

describe('an account', () => {
  test('may ask twice its rate at once, is refused beyond that, and told when it may again', async () => {
    const ann = await world.person()
    await using wire = await greeted(ann)
    const answers = await askAll(14, () => wire.ask('token.renew', { token: ann.token }))
    const { ok = 0, RATE_LIMITED: refused = 0 } = tally(answers)
    expect(ok).toBeGreaterThanOrEqual(4)
    expect(refused).toBeGreaterThanOrEqual(1)
    expect(ok + refused).toBe(14)
    const waits = answers.flatMap((answer) => ('error' in answer ? [answer.error.retry_ms ?? 0] : []))
    for (const wait of waits) expect(wait).toSatisfy((ms: number) => ms > 0 && ms <= 500)
  })

  test('is served again once it has waited as long as it was told', async () => {
    const ann = await world.person()
    await using wire = await greeted(ann)
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

  test('is refused one kind of command and served the others, as is every other account', async () => {
    const [ann, bob] = await Promise.all([world.person(), world.person()])
    await using wire = await greeted(ann)
    await using other = await greeted(bob)
    await askAll(30, () => wire.ask('token.renew', { token: ann.token }))
    expect(nameOf(await wire.ask('room.list', {}))).toBe('RATE_LIMITED')
    expect(nameOf(await wire.ask('message.send', { room: ann.user, id: uuid7(), text: 'Hello' }))).toBe(
      'ROOM_NOT_FOUND',
    )
    expect(nameOf(await wire.ask('ping', {}))).toBe('ok')
    expect(nameOf(await other.ask('room.list', {}))).toBe('ok')
  })

  test('has no more on a hundred connections, of all its sessions, and over HTTP besides, than on one', async () => {
    const ann = await world.person()
    const again = await world.post('session.create', { username: ann.username, password })
    const sessions = [ann, { ...ann, token: again.access }]
    await using scope = new AsyncDisposableStack()
    const wires = await Promise.all(Array.from({ length: 100 }, (_, place) => greeted(sessions[place % 2] as Person)))
    for (const wire of wires) scope.use(wire)
    const begun = performance.now()
    const answers = await Promise.all(wires.map((wire) => wire.ask('room.list', {})))
    const { ok = 0 } = tally(answers)
    expect(ok).toBeGreaterThanOrEqual(4)
    expect(ok).toBeLessThanOrEqual(4 + Math.ceil((performance.now() - begun) / 500))
    await Promise.all(wires.slice(0, 5).map((wire) => wire.ask('room.list', {})))
    await expect(postTo(strictUrl, 'room.list', {}, ann.token)).rejects.toMatchObject({
      name: 'RATE_LIMITED',
      limit: 'RATE_READ',
    })
  })

  test('has no more after it has come back', async () => {
    const ann = await world.person()
    const served: string[] = []
    const begun = performance.now()
    for (let connection = 0; connection < 10; connection++) {
      await using wire = await greeted(ann)
      served.push(...(await askAll(4, () => wire.ask('room.list', {}))).map(nameOf))
    }
    const most = 4 + Math.ceil((performance.now() - begun) / 500)
    expect(served.filter((name) => name === 'ok').length).toBeLessThanOrEqual(most)
  })

  test('may have only so many requests unanswered, and more when they are answered', async () => {
    const ann = await world.person()
    await using wire = await greeted(ann)
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
    await using wire = await greeted(await world.person())
    for (let count = 0; count < 1_500; count++) send(wire)
    expect(await wire.closed()).toBe(closeCodes.FLOOD.code)
    const refused = wire.frames.filter((frame) => 'error' in frame)
    expect(refused.length).toBeGreaterThanOrEqual(1_000)
    expect(refused.length).toBeLessThan(1_100)
  })

  test('with requests that cost nothing is closed as well', async () => {
    await using wire = await greeted(await world.person())
    for (let count = 0; count < 6_000; count++) wire.send({ id: count, do: 'ping' })
    expect(await wire.closed()).toBe(closeCodes.FLOOD.code)
    const answered = wire.frames.filter((frame) => 'ok' in frame)
    expect(answered.length).toBeGreaterThanOrEqual(2_000)
    expect(answered.length).toBeLessThan(5_000)
  })

  test.each([
    ['of the WebSocket', (wire: Wire) => wire.socket.ping('x'.repeat(125))],
    ['that are commands', (wire: Wire) => wire.send({ id: 1, do: 'ping' })],
  ])('with pings %s is closed as well', async (_, ping) => {
    await using wire = await greeted(await world.person())
    for (let count = 0; count < 6_000; count++) ping(wire)
    expect(await wire.closed()).toBe(closeCodes.FLOOD.code)
  })

  test('may come back, and is closed at once when it goes on', async () => {
    const ann = await world.person()
    await using first = await greeted(ann)
    for (let count = 0; count < 1_100; count++) first.sendPayload('nonsense')
    await first.closed()
    await using again = await greeted(ann)
    expect(nameOf(await again.ask('ping', {}))).toBe('ok')
    for (let count = 0; count < 500; count++) again.sendPayload('nonsense')
    expect(await again.closed()).toBe(closeCodes.FLOOD.code)
    expect(again.errors().length).toBeLessThan(400)
  })
})

test('whoever keeps to the limits notices nothing of those who do not', async () => {
  const { sent, arrived, slowest } = await bystanders.stop()
  expect(sent.length).toBeGreaterThan(10)
  expect(arrived).toEqual(sent)
  expect(slowest).toBeLessThan(20_000)
})
