/** Clients that are gone before anybody has looked at what they sent. */
import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { sendAndReset } from '../setup/reset.ts'
import { upgradeRequest } from '../setup/upgrade.ts'
import { type Person, password, startWorld, type World } from '../setup/world.ts'

let world: World
let ann: Person
beforeAll(async () => {
  world = await startWorld(inject('backing'))
  ann = await world.person('Ann')
})
afterAll(() => world[Symbol.asyncDispose]())

const asPost = (command: string, input: object): string => {
  const body = JSON.stringify(input)
  const head = [`POST /v1/${command} HTTP/1.1`, 'Host: localhost', 'Content-Type: application/json']
  return `${head.join('\r\n')}\r\nContent-Length: ${body.length}\r\n\r\n${body}`
}

/** What would have ended a process of its own. */
const uncaughtDuring = async (work: () => Promise<unknown>): Promise<unknown[]> => {
  const uncaught: unknown[] = []
  const note = (fault: unknown) => void uncaught.push(fault)
  process.on('uncaughtException', note)
  await work()
  await world.post('room.list', {}, ann.token)
  process.off('uncaughtException', note)
  return uncaught
}

describe('a client that resets its connection before its request is read', () => {
  const protocols = () => `parley.v1.json, bearer.${ann.token}`

  test.each<[string, () => string]>([
    ['a socket', () => upgradeRequest(world.url, { protocols: protocols() })],
    ['a socket that is refused', () => upgradeRequest(world.url, { protocols: 'parley.v1.json, bearer.x' })],
    [
      'a socket of another version',
      () => upgradeRequest(world.url, { protocols: protocols(), headers: { 'Sec-WebSocket-Version': '8' } }),
    ],
    [
      'a socket with a key that is none',
      () => upgradeRequest(world.url, { protocols: protocols(), headers: { 'Sec-WebSocket-Key': 'x' } }),
    ],
    ['an answer', () => asPost('session.create', { username: 'nobody', password })],
    ['something else than HTTP', () => 'nonsense\r\n\r\n'],
  ])('hurts nobody where it wanted %s', async (_, text) => {
    expect(await uncaughtDuring(() => sendAndReset(world.url, text()))).toEqual([])
  })

  test('has no account made: it has no address under which it would be counted', async () => {
    const input = { username: `u${randomUUID().slice(0, 18)}`, password, name: 'Gone' }
    await sendAndReset(world.url, asPost('account.create', input))
    expect(await world.post('account.create', input)).toMatchObject({ session: expect.any(String) })
  })
})
