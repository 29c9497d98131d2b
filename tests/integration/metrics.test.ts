import { once } from 'node:events'
import { uuid7 } from '@parley/client'
import { measured } from '@parley/platform'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { eventually } from '../setup/eventually.ts'
import { type Sample, scrape, scrapeAll, sumOf } from '../setup/exposition.ts'
import { openSocket, type RawClient } from '../setup/raw-client.ts'
import { type Person, password, startWorld, type World } from '../setup/world.ts'

let world: World
let ann: Person
let bob: Person
let writer: RawClient
let reader: RawClient
let conversation: { readonly room: string; readonly on: string }

beforeAll(async () => {
  world = await startWorld(inject('backing'), { files: true, env: { METRICS_PORT: '0' } })
  ;[ann, bob] = await Promise.all([world.person('Ann'), world.person('Bob')])
  conversation = await world.post('room.create', { kind: 'direct', user: bob.user }, ann.token)
  // A notification would be one delivery more, sooner or later.
  await world.post('preference.set', { room: conversation.room, level: 'none' }, bob.token)
  ;[writer, reader] = await Promise.all([world.connect(ann), world.connect(bob)])
})
afterAll(async () => {
  await Promise.all([writer, reader].map((client) => client[Symbol.asyncDispose]()))
  await world[Symbol.asyncDispose]()
})

/** How much a metric grows while something is done. */
const growth = async (name: string, labels: Sample['labels'], act: () => Promise<unknown>): Promise<number> => {
  const now = async () => {
    const found = sumOf(await scrapeAll(world), name, labels)
    if (found === undefined) throw new Error(`nobody tells ${name} ${JSON.stringify(labels)}`)
    return found
  }
  const before = await now()
  await act()
  return (await now()) - before
}

const send = () => writer.call('message.send', { room: conversation.room, id: uuid7(), text: 'Hello' })

const sendAndWait = async (count = 1) => {
  for (let place = 0; place < count; place++) await reader.waitFor(conversation.on, (await send()).seq)
}

describe('a running platform', () => {
  test('tells every metric of its tables, with a number, and none that is in no table', async () => {
    await sendAndWait()
    for (const [process, table] of measured) {
      const service = process === 'gateway' ? world.gateways[0] : world.services.get(process)?.[0]
      if (!service) throw new Error(`${process} does not run`)
      const samples = (await scrape(service)).filter(({ name }) => name.startsWith('parley_'))
      const own = (name: string) => (name in table ? name : name.replace(/_(bucket|sum|count)$/, ''))
      const told = new Set(samples.map(({ name }) => own(name)))
      expect([...told].sort()).toEqual(Object.keys(table).sort())
      for (const { name, labels, value } of samples) {
        expect(Number.isFinite(value), name).toBe(true)
        const { labels: known = [] } = Object.entries(table).find(([metric]) => metric === own(name))?.[1] ?? {}
        const allowed = ['process', ...known, ...(name.endsWith('_bucket') ? ['le'] : [])]
        expect(Object.keys(labels).sort(), name).toEqual(allowed.sort())
      }
    }
  })

  test('tells of Node what prom-client measures', async () => {
    const samples = await scrapeAll(world)
    for (const name of ['nodejs_eventloop_lag_p99_seconds', 'nodejs_heap_size_used_bytes', 'process_cpu_seconds_total'])
      expect(new Set(samples.filter((sample) => sample.name === name).map(({ labels }) => labels.process))).toEqual(
        new Set(measured.keys()),
      )
  })

  test('counts a message once for each that it is handed to, and times its acknowledgement', async () => {
    const deliveries = growth('parley_gateway_deliveries_total', {}, () => sendAndWait(5))
    expect(await deliveries).toBe(10)
    const labels = { owner: 'chat', class: 'send' }
    expect(await growth('parley_gateway_command_seconds_count', labels, () => sendAndWait(3))).toBe(3)
    const took = await growth('parley_gateway_command_seconds_sum', labels, () => sendAndWait(3))
    expect(took).toBeGreaterThan(0)
    const command = { command: 'message.send', outcome: 'ok' }
    expect(await growth('parley_service_commands_total', command, () => sendAndWait(2))).toBe(2)
    expect(await growth('parley_chat_send_batch_size_sum', {}, () => sendAndWait(2))).toBe(2)
  })

  test('tells how many are connected, and why they went', async () => {
    const connections = async () => sumOf(await scrapeAll(world), 'parley_gateway_connections')
    const before = (await connections()) ?? 0
    const client = await world.connect(ann)
    expect(await connections()).toBe(before + 1)
    const closed = (reason: string, act: () => Promise<unknown>) =>
      growth('parley_gateway_connections_closed_total', { reason }, async () => {
        const left = (await connections()) ?? 0
        await act()
        await eventually('the connection is gone', async () => (await connections()) === left - 1)
      })
    expect(await closed('CLIENT', async () => client.socket.close(1000))).toBe(1)
    const lost = await world.connect(ann)
    expect(await closed('LOST', async () => lost.socket.terminate())).toBe(1)
    const { access, refresh } = await world.post('session.create', { username: bob.username, password })
    const ended = await world.connect({ ...bob, token: access })
    expect(await closed('SESSION_ENDED', () => world.post('session.end', { refresh }))).toBe(1)
    await ended[Symbol.asyncDispose]()
    const malformed = await world.connect(ann)
    const unmasked = Buffer.from([0x81, 0x01, 0x41])
    const cut = async () => (malformed.socket as unknown as { _socket: NodeJS.WritableStream })._socket.write(unmasked)
    expect(await closed('MALFORMED', cut)).toBe(1)
  })

  test('counts an error under its name and number, whoever answers it', async () => {
    const nowhere = { room: crypto.randomUUID(), id: uuid7(), text: 'Hello' }
    const missing = () => writer.call('message.send', nowhere).catch(() => {})
    const notFound = { name: 'ROOM_NOT_FOUND', code: '1200' }
    expect(await growth('parley_gateway_errors_total', notFound, missing)).toBe(1)
    expect(await growth('parley_service_errors_total', notFound, missing)).toBe(1)
    const failed = { command: 'message.send', outcome: 'error' }
    expect(await growth('parley_gateway_commands_total', failed, missing)).toBe(1)
    const overHttp = () => world.post('message.send', nowhere, ann.token).catch(() => {})
    expect(await growth('parley_gateway_errors_total', notFound, overHttp)).toBe(1)
    const early = () => writer.call('hello', {}).catch(() => {})
    expect(await growth('parley_gateway_refusals_total', { reason: 'HELLO_FIRST', class: 'free' }, early)).toBe(1)
    const bad = () => world.post('message.send', {} as never, ann.token).catch(() => {})
    expect(await growth('parley_gateway_errors_total', { name: 'BAD_INPUT' }, bad)).toBe(1)
  })

  test('counts handshakes that it refuses, and logins by how they went', async () => {
    const handshake = async () => {
      const socket = openSocket(world.url, ['parley.v1.json', 'bearer.nonsense'])
      await Promise.race([once(socket, 'unexpected-response'), once(socket, 'error')])
      socket.on('error', () => {}).terminate()
    }
    expect(await growth('parley_gateway_handshakes_refused_total', { name: 'TOKEN_INVALID' }, handshake)).toBe(1)
    const { username } = bob
    const login = (typed: string) => world.post('session.create', { username, password: typed }).catch(() => {})
    expect(await growth('parley_auth_logins_total', { outcome: 'failed' }, () => login('not my password'))).toBe(1)
    expect(await growth('parley_auth_logins_total', { outcome: 'succeeded' }, () => login(password))).toBe(1)
  })

  test('serves metrics on their own port and nowhere else, and nothing but metrics there', async () => {
    for (const part of [...world.gateways, ...world.chats, world.auth]) {
      expect((await fetch(`http://127.0.0.1:${part.port}/metrics`)).status, part.name).toBe(404)
      expect((await fetch(`http://127.0.0.1:${part.metricsPort}/`)).status, part.name).toBe(404)
      expect((await fetch(`http://127.0.0.1:${part.metricsPort}/metrics`, { method: 'POST' })).status).toBe(404)
    }
  })
})

test('a platform that is not asked to serve metrics opens no port for them', async () => {
  await using quiet = await startWorld(inject('backing'))
  expect([...quiet.gateways, ...quiet.chats, quiet.auth].map(({ metricsPort }) => metricsPort)).toEqual([
    undefined,
    undefined,
    undefined,
  ])
})
