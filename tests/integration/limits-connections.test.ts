import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { type Bystanders, startBystanders } from '../setup/bystanders.ts'
import { keepLog } from '../setup/log-lines.ts'
import { tell, upgradeRequest } from '../setup/upgrade.ts'
import { type Person, startWorld, type World } from '../setup/world.ts'

const { log, lines } = keepLog()
let world: World
let ann: Person
let bystanders: Bystanders

beforeAll(async () => {
  world = await startWorld(inject('backing'), { log })
  ann = await world.person('Ann')
  bystanders = await startBystanders(world)
})
afterAll(() => world[Symbol.asyncDispose]())

const connected = async (): Promise<Socket> => {
  const { hostname, port } = new URL(world.url)
  const socket = connect(Number(port), hostname)
  socket.on('error', () => {})
  await once(socket, 'connect')
  return socket
}

const handshake = () => upgradeRequest(world.url, { protocols: `parley.v1.json, bearer.${ann.token}` })

/** A POST of room.list with these headers, as it is on the wire. */
const post = (body: string, headers: Record<string, string>) => {
  const type = { 'Content-Type': 'application/json' }
  const all = { Host: 'localhost', Authorization: `Bearer ${ann.token}`, ...type, ...headers }
  const head = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`)
  return `POST /v1/room.list HTTP/1.1\r\n${head.join('')}\r\n${body}`
}

const statusesIn = (text: string) => [...text.matchAll(/HTTP\/1\.1 (\d+)/g)].map(([, status]) => Number(status))

describe('hundreds of connections', () => {
  test('that bring their handshake drop by drop keep nobody out, and are taken when it is whole', async () => {
    const sockets = await Promise.all(Array.from({ length: 300 }, connected))
    const text = handshake()
    const step = Math.ceil(text.length / 20)
    for (let at = 0; at < text.length - step; at += step) {
      for (const socket of sockets) socket.write(text.slice(at, at + step))
      await using good = await world.connect(ann)
      expect(await good.call('ping', {})).toEqual({})
    }
    const answers = sockets.map((socket) => once(socket, 'data'))
    const sent = text.length - (text.length % step || step)
    for (const socket of sockets) socket.write(text.slice(sent))
    for (const [answer] of await Promise.all(answers)) expect(String(answer)).toMatch(/^HTTP\/1\.1 101/)
    for (const socket of sockets) socket.destroy()
  })

  test.each<[string, () => string]>([
    ['say nothing', () => ''],
    ['stop within their handshake', () => handshake().slice(0, 100)],
    ['stop within a body', () => post('{', { 'Content-Length': '1000' })],
    ['hang up within their handshake', () => handshake().slice(0, -2)],
  ])('that %s keep nobody out', async (_, text) => {
    const sockets = await Promise.all(Array.from({ length: 300 }, connected))
    for (const socket of sockets) socket.write(text())
    for (const socket of sockets.slice(150)) socket.end()
    await using good = await world.connect(ann)
    expect(await good.call('room.list', {})).toEqual({ rooms: [], more: false })
    for (const socket of sockets) socket.destroy()
  })
})

describe('headers', () => {
  test.each([
    ['are thousands', 'x: y\r\n'.repeat(5_000), 400],
    ['hold one that is as long as thousands', `x: ${'y'.repeat(30_000)}\r\n`, 431],
    ['hold a name that is as long as thousands', `${'x'.repeat(30_000)}: y\r\n`, 431],
  ])('that %s are refused', async (_, more, status) => {
    for (const text of [handshake(), post('', { Connection: 'close' })])
      expect(statusesIn(await tell(world.url, text.replace('\r\n', `\r\n${more}`)))).toEqual([status])
  })

  test('with a token for each of many people open nothing', async () => {
    const tokens = `, bearer.${ann.token}`.repeat(20)
    const answer = await tell(world.url, upgradeRequest(world.url, { protocols: `parley.v1.json${tokens}` }))
    expect(statusesIn(answer)).toEqual([401])
  })
})

describe('a body', () => {
  const chunked = { 'Transfer-Encoding': 'chunked', Connection: 'close' }

  test('in chunks is read as one', async () => {
    expect(statusesIn(await tell(world.url, post('1\r\n{\r\n1\r\n}\r\n0\r\n\r\n', chunked)))).toEqual([200])
  })

  test.each<[string, string, Record<string, string>]>([
    ['whose chunk has no size', 'zz\r\n{}\r\n0\r\n\r\n', chunked],
    ['whose chunk has a size below nothing', '-2\r\n{}\r\n0\r\n\r\n', chunked],
    ['whose chunk is longer than it says', '1\r\n{}\r\n0\r\n\r\n', chunked],
    ['whose chunk is beyond all size', 'fffffffffffffffff\r\n{}', chunked],
    ['longer than it says', '{}{"x":1}', { 'Content-Length': '2' }],
    ['of a length that is no number', '{}', { 'Content-Length': '2x' }],
    ['of a length below nothing', '{}', { 'Content-Length': '-2' }],
    ['of two lengths', '{}', { 'Content-Length': '2', 'content-length': '3' }],
    ['of a length and in chunks', '2\r\n{}\r\n0\r\n\r\n', { ...chunked, 'Content-Length': '2' }],
  ])('%s is refused, and ends the connection', async (_, body, headers) => {
    expect(statusesIn(await tell(world.url, post(body, headers)))).toEqual([400])
  })

  test('that ends before it should is not carried out', async () => {
    const socket = await connected()
    let received = ''
    socket.on('data', (data) => {
      received += data
    })
    socket.end(post('{}', { 'Content-Length': '3' }))
    await once(socket, 'close')
    expect(statusesIn(received)).not.toContain(200)
  })
})

test('requests that come without waiting for answers are answered in their order', async () => {
  const good = post('{}', { 'Content-Length': '2' })
  const wrong = good.replace('room.list', 'room.lost')
  const last = post('{}', { 'Content-Length': '2', Connection: 'close' })
  expect(statusesIn(await tell(world.url, good + wrong + good + wrong + last))).toEqual([200, 404, 200, 404, 200])
})

test('a handshake does not overtake the answers to what was asked before it: it is a request like those', async () => {
  const asked = post('{}', { 'Content-Length': '2' })
  const answers = await tell(world.url, asked + handshake().replace('Connection: ', 'Connection: close, '))
  expect(statusesIn(answers)).toEqual([200, 404])
})

test('everybody else was served all the while, and the log has nothing to complain of', async () => {
  const { sent, arrived } = await bystanders.stop()
  expect(sent.length).toBeGreaterThan(10)
  expect(arrived).toEqual(sent)
  expect(lines.filter((line) => (JSON.parse(line) as { level: number }).level >= 40)).toEqual([])
})
