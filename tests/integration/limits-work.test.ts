import { randomUUID } from 'node:crypto'
import { uuid7 } from '@parley/client'
import { type Answer, type Subprotocol, subprotocols } from '@parley/protocol'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { openWire } from '../setup/wire.ts'
import { type Person, postTo, startWorld, type World } from '../setup/world.ts'

/** The first gateway takes few bytes, sixteen times as many at once; the second few changes. */
const bytesPerSecond = 1_024
let world: World
beforeAll(async () => {
  world = await startWorld(inject('backing'), {
    gateways: 2,
    gatewayEnv: (place) => (place === 0 ? { RATE_BYTES: String(bytesPerSecond) } : { RATE_WRITE: '10' }),
  })
})
afterAll(() => world[Symbol.asyncDispose]())

const greeted = async (person: Person, gateway: number, subprotocol?: Subprotocol) => {
  const wire = await openWire(world.urls[gateway] as string, person.token, subprotocol)
  await wire.ask('hello', {})
  return wire
}

const makeRoom = async () => {
  const [ann, bob] = (await Promise.all([world.person('Ann'), world.person('Bob')])) as [Person, Person]
  // At the second gateway, so that it is not counted at the first.
  const other = world.urls[1] as string
  return { ann, ...(await postTo(other, 'room.create', { kind: 'direct', user: bob.user }, ann.token)) }
}

const nameOf = (answer: Answer) => ('error' in answer ? answer.error.name : 'ok')

describe('what one account stores', () => {
  /** 24 kB of JSON, and 4 kB on the wire of MessagePack. */
  const heavy = `!${'\u0001'.repeat(3_999)}`

  test.each(subprotocols)('is limited by the bytes that it takes in the database: %s', async (subprotocol) => {
    const { ann, room, on } = await makeRoom()
    await using wire = await greeted(ann, 0, subprotocol)
    const send = (text: string) => wire.ask('message.send', { room, id: uuid7(), text })
    const answers = [await send(heavy), await send('Hello'), await send(heavy)]
    expect(answers.map(nameOf)).toEqual(['ok', 'RATE_LIMITED', 'RATE_LIMITED'])
    for (const answer of answers.slice(1))
      expect(answer).toMatchObject({ error: { limit: 'RATE_BYTES', retry_ms: expect.any(Number) } })
    expect(nameOf(await wire.ask('room.history', { room }))).toBe('ok')
    await using other = await world.connect(ann, { gateway: 1 })
    expect(other.hello.streams.find((stream) => stream.on === on)?.head).toBe(4)
  })

  test('is one for sockets, sessions and HTTP, and comes back with time', async () => {
    const { ann, room } = await makeRoom()
    await using wire = await greeted(ann, 0)
    expect(nameOf(await wire.ask('message.send', { room, id: uuid7(), text: heavy }))).toBe('ok')
    const post = (text: string) => world.post('message.send', { room, id: uuid7(), text }, ann.token)
    const { retry_ms, ...refusal } = await post('Hello').catch((error) => error)
    expect(refusal).toMatchObject({ name: 'RATE_LIMITED', limit: 'RATE_BYTES' })
    expect(retry_ms).toBeLessThan((1_000 * 24_500) / bytesPerSecond)
    await expect.poll(() => post('Hello').catch(() => undefined), { timeout: 20_000, interval: 200 }).toBeDefined()
  })
})

describe('a command that brings many along', () => {
  const members = (count: number) => Array.from({ length: count }, () => randomUUID())
  const create = (count: number) => ({ kind: 'group', name: 'All', members: members(count) }) as const

  test('counts as many, on a socket and over HTTP: two with a hundred members are not two', async () => {
    const ann = await world.person('Ann')
    await using wire = await greeted(ann, 1)
    const overHttp = async () => {
      const response = await fetch(`${world.urls[1]}/v1/room.create`, {
        method: 'POST',
        headers: { authorization: `Bearer ${ann.token}`, 'content-type': 'application/json' },
        body: JSON.stringify(create(100)),
      })
      return response.json()
    }
    // At once: what one second brings back would let in another.
    const asked = [wire.ask('room.create', create(100)), wire.ask('room.create', create(100)), overHttp()]
    const answers = await Promise.all(asked)
    expect(answers.map(nameOf).toSorted()).toEqual(['RATE_LIMITED', 'RATE_LIMITED', 'USER_NOT_FOUND'])
    expect(answers.find((answer) => nameOf(answer) === 'RATE_LIMITED')).toMatchObject({
      error: { limit: 'RATE_WRITE' },
    })
  })

  test('that brings fewer than ten counts as one', async () => {
    const ann = await world.person('Ann')
    await using wire = await greeted(ann, 1)
    for (let count = 0; count < 4; count++)
      expect(nameOf(await wire.ask('room.create', create(9)))).toBe('USER_NOT_FOUND')
  })
})
