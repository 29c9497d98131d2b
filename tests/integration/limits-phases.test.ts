import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { connect, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { type Bus, connectBus, makeLog, type RunningService } from '@parley/service-kit'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { scrape, sumOf } from '../setup/exposition.ts'
import { upgradeRequest } from '../setup/upgrade.ts'
import { type Person, password, startWorld, type World } from '../setup/world.ts'

/** The first gateway has little patience and little room; the second cannot have a token checked; the third is soon read. */
const limits = {
  HTTP_CONNECTIONS: '40',
  HEADERS_MS: '400',
  REQUEST_MS: '800',
  IDLE_MS: '600',
  METRICS_PORT: '0',
}
const elsewhere = `nobody${process.pid}${Date.now()}`
const gateways = [{}, { NATS_PREFIX: elsewhere }, { ANSWER_MS: '3000' }]
const pageBytes = 20_000_000

let world: World
let ann: Person
let folder: string
let auth: Bus
let asked = 0

beforeAll(async () => {
  const { natsUrl } = inject('backing')
  folder = await mkdtemp(join(tmpdir(), 'parley-page-'))
  await writeFile(join(folder, 'index.html'), 'x'.repeat(pageBytes))
  world = await startWorld(inject('backing'), {
    gateways: gateways.length,
    env: limits,
    gatewayEnv: (place) => ({ WEB_ROOT: folder, ...gateways[place] }),
  })
  ann = await world.person()
  auth = await connectBus([natsUrl], elsewhere, makeLog('auth', 'silent'))
  auth.listen(auth.subjects.question('auth', 'keys'), () => void asked++)
  await auth.flush()
})
afterAll(async () => {
  await world[Symbol.asyncDispose]()
  await auth[Symbol.asyncDispose]()
  await rm(folder, { recursive: true })
})

const portOf = { gateway: () => (world.gateways[0] as RunningService).port, auth: () => world.auth.port }

/** A connection, and all that came back on it. */
const open = async (port: number) => {
  const socket = connect(port, '127.0.0.1')
  let text = ''
  const ended = new Promise((resolve) => socket.on('close', resolve))
  socket
    .on('error', () => {})
    .on('data', (data) => {
      text += String(data)
    })
  await once(socket, 'connect')
  return { socket, ended, text: () => text }
}

/** Ends when the connection does. */
const dribble = async (socket: Socket, text: string, everyMs = 100): Promise<void> => {
  for (const letter of text) {
    if (socket.destroyed) return
    socket.write(letter)
    await sleep(everyMs)
  }
}

const head = 'POST /auth/session.create HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n'
const long = 'x'.repeat(10_000)

/** How a client keeps a server waiting. */
const phases: [string, (socket: Socket) => unknown][] = [
  ['says nothing', () => {}],
  ['brings a request drop by drop', (socket) => dribble(socket, `GET /${long}`)],
  ['stops within its headers', (socket) => socket.write(head)],
  ['brings a header drop by drop', (socket) => dribble(socket, `${head}X: ${long}`)],
  ['stops within a body', (socket) => socket.write(`${head}Content-Length: 1000\r\n\r\n{`)],
  [
    'brings a body drop by drop',
    (socket) => {
      socket.write(`${head}Content-Length: 10000\r\n\r\n`)
      return dribble(socket, long)
    },
  ],
  [
    'brings a body in chunks, drop by drop',
    (socket) => {
      socket.write(`${head}Transfer-Encoding: chunked\r\n\r\n`)
      return dribble(socket, '1\r\nx\r\n'.repeat(1_000))
    },
  ],
  ['idles after an answer', (socket) => socket.write('GET /live HTTP/1.1\r\nHost: localhost\r\n\r\n')],
  [
    'brings its next request drop by drop',
    (socket) => {
      socket.write('GET /live HTTP/1.1\r\nHost: localhost\r\n\r\n')
      return dribble(socket, `GET /${long}`)
    },
  ],
]

describe.each(['gateway', 'auth'] as const)('a connection to the %s', (server) => {
  test.each(phases)('that %s is ended in bounded time', async (_, act) => {
    const { socket, ended } = await open(portOf[server]())
    const begun = performance.now()
    const acting = act(socket)
    await ended
    await acting
    expect(performance.now() - begun).toBeGreaterThan(300)
  })
})

const isServed = async () => {
  const live = await fetch(`${world.url}/live`)
  const login = await fetch(`${world.url}/auth/session.create`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ username: ann.username, password }),
  })
  await using socket = await world.connect(ann)
  return [await live.json(), login.status, await socket.call('ping', {})]
}

describe('many more connections than there is room for', () => {
  test.each(phases)(
    'each of which %s keep nobody out: neither from the page, nor the log-in, nor a socket',
    async (_, act) => {
      const sockets: Socket[] = []
      const flood = async (count: number) => {
        for (let some = 0; some < count; some++) {
          const { socket } = await open(portOf.gateway())
          sockets.push(socket)
          void act(socket)
        }
      }
      await flood(120)
      for (let round = 0; round < 3; round++) {
        const served = isServed()
        await Promise.all([flood(20), served])
        expect(await served).toEqual([{ live: true }, 200, {}])
      }
      for (const socket of sockets) socket.destroy()
    },
  )
})

describe('an answer', () => {
  const port = () => (world.gateways[2] as RunningService).port
  const droppedFor = async (reason: string) =>
    sumOf(await scrape(world.gateways[2] as RunningService), 'parley_http_connections_dropped_total', { reason }) ?? 0

  test('that nobody reads is given up', async () => {
    const before = await droppedFor('unanswered')
    const { socket } = await open(port())
    socket.pause()
    socket.write('GET / HTTP/1.1\r\nHost: localhost\r\n\r\n')
    await expect.poll(() => droppedFor('unanswered'), { timeout: 15_000 }).toBe(before + 1)
    socket.destroy()
  })

  test('is not asked for a hundred times before the first has come', async () => {
    const { socket, ended } = await open(port())
    socket.pause()
    socket.write('GET / HTTP/1.1\r\nHost: localhost\r\n\r\n'.repeat(200))
    await expect.poll(() => droppedFor('pipeline'), { timeout: 15_000 }).toBe(1)
    socket.resume()
    await ended
  })
})

test('a handshake whose token cannot be checked is refused in bounded time, and many of them keep nobody out', async () => {
  const url = world.urls[1] as string
  const shake = async () => {
    const connection = await open(Number(new URL(url).port))
    connection.socket.write(upgradeRequest(url, { protocols: `parley.v1.json, bearer.${ann.token}` }))
    await connection.ended
    return connection.text().slice(0, 12)
  }
  const answers = Array.from({ length: 30 }, shake)
  await expect.poll(() => asked).toBeGreaterThan(0)
  expect((await fetch(`${url}/live`)).status).toBe(200)
  for (const answer of await Promise.all(answers)) expect(answer).toMatch(/^HTTP\/1.1 50[34]/)
})
