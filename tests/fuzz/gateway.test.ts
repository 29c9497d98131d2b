import { connect } from 'node:net'
import {
  type CommandName,
  type ErrorName,
  errors,
  type ServerFrame,
  type Subprotocol,
  subprotocols,
} from '@parley/protocol'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { type Bystanders, startBystanders } from '../setup/bystanders.ts'
import { keepLog } from '../setup/log-lines.ts'
import { names, samples } from '../setup/samples.ts'
import { encode, openWire, type Wire } from '../setup/wire.ts'
import { type Person, startWorld, type World } from '../setup/world.ts'
import { mutated, mutatedBytes, strangeText, strangeValue } from './mutations.ts'

/** Each property is tried for so long; a failure prints the seed that repeats it. */
const limits: fc.Parameters<unknown> = { numRuns: 1_000_000, interruptAfterTimeLimit: 3_500 }
const parts = { timeout: 60_000 }

const { log, lines } = keepLog()
let world: World
let ann: Person
let bystanders: Bystanders
/** Inputs of which many are carried out, as the ids in them are real. */
let inputs: Record<CommandName, unknown>

beforeAll(async () => {
  world = await startWorld(inject('backing'), { env: { FRAME_BYTES: '65536' }, log })
  const [one, bob] = await Promise.all([world.person('Ann'), world.person('Bob')])
  ann = one
  const { room } = await world.post('room.create', { kind: 'group', name: 'Team', members: [bob.user] }, ann.token)
  const real = JSON.stringify(samples).replaceAll(
    /"(room|user|after|key)":"[^"]+"/g,
    (_, name: string) => `"${name}":"${name === 'room' ? room : bob.user}"`,
  )
  inputs = { ...(JSON.parse(real) as typeof samples), 'token.renew': { token: ann.token } }
  bystanders = await startBystanders(world)
})
afterAll(() => world[Symbol.asyncDispose]())

/** A fault of ours, whatever was sent. */
const ours: readonly ErrorName[] = ['INTERNAL', 'TIMEOUT', 'UNAVAILABLE']

const expectKnown = (error: { name: ErrorName; code: number; text: string }) => {
  expect(errors[error.name]).toMatchObject({ code: error.code, text: error.text })
  expect(ours).not.toContain(error.name)
}

const isMany = (count: number) => count > 10
const outcomes = { good: 0, refused: 0 }

const expectAnswers = (frames: readonly ServerFrame[]) => {
  for (const frame of frames) {
    if ('error' in frame) expectKnown(frame.error)
    if ('id' in frame && frame.id === 1) outcomes['ok' in frame ? 'good' : 'refused']++
  }
}

/** The client is served on, or was closed for a reason that a client can give. */
const expectServedOrClosed = async (wire: Wire) => {
  const end = await Promise.race([wire.ask('ping', {}).then(() => 'served' as const), wire.closed()])
  if (end !== 'served') expect([1000, 1001, 1002, 1003, 1005, 1006, 1007, 1009]).toContain(end)
  expectAnswers(wire.frames)
}

const request = fc.constantFrom(...names).chain((name) => mutated({ id: 1, do: name, with: inputs[name] }))

const greeted = async (subprotocol: Subprotocol): Promise<Wire> => {
  const wire = await openWire(world.url, ann.token, subprotocol)
  await wire.ask('hello', {})
  return wire
}

describe.each(subprotocols)('in %s', (subprotocol) => {
  test('requests that went wrong are answered, and break nothing', parts, async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(request, { minLength: 1, maxLength: 20, size: 'max' }), async (requests) => {
        await using wire = await greeted(subprotocol)
        for (const frame of requests) wire.send(frame)
        await expectServedOrClosed(wire)
      }),
      limits,
    )
  })

  test('payloads and bytes that went wrong are answered or end the connection, and break nothing', parts, async () => {
    const payload = fc
      .constantFrom(...names)
      .chain((name) => mutatedBytes(Buffer.from(encode(subprotocol, { id: 1, do: name, with: inputs[name] }))))
    const wireBytes = payload.chain((data) => mutatedBytes(masked(subprotocol, data)))
    await fc.assert(
      fc.asyncProperty(
        fc.array(payload, { maxLength: 10 }),
        fc.boolean(),
        wireBytes,
        async (payloads, binary, last) => {
          await using wire = await greeted(subprotocol)
          for (const data of payloads) wire.sendPayload(data, binary)
          await expectServedOrClosed(wire)
          wire.sendBytes(last)
          // What is left of a frame may make the next one part of it: then nothing is answered, and nothing is due.
          wire.socket.close()
          wire.socket.terminate()
          await wire.closed()
          expectAnswers(wire.frames)
        },
      ),
      limits,
    )
  })
})

/** One frame as a client writes it, with a mask that changes nothing. */
const masked = (subprotocol: Subprotocol, payload: Buffer): Buffer => {
  const size = Buffer.alloc(2)
  size.writeUInt16BE(payload.length % 65_536)
  return Buffer.concat([
    Buffer.from([subprotocol === 'parley.v1.json' ? 0x81 : 0x82, 0xfe]),
    size,
    Buffer.alloc(4),
    payload,
  ])
}

interface Exchange {
  readonly status: number
  readonly body: string
}

/** Sends bytes and hangs up its side; resolves to what comes back until the server hangs up, if anything does. */
const exchange = (bytes: Uint8Array): Promise<Exchange | undefined> =>
  new Promise((resolve) => {
    const { hostname, port } = new URL(world.url)
    const socket = connect(Number(port), hostname, () => socket.end(bytes))
    const received: Buffer[] = []
    socket.on('data', (data) => {
      received.push(data)
      if (received[0]?.toString('latin1').startsWith('HTTP/1.1 101')) socket.destroy()
    })
    socket.on('error', () => {})
    socket.on('close', () => {
      const text = Buffer.concat(received).toString('utf8')
      // A faulty body may bring a second answer behind the first.
      const [head = '', body = ''] = (text.split(/(?<!^)HTTP\/1\.1 /)[0] as string).split('\r\n\r\n')
      resolve(text === '' ? undefined : { status: Number(head.split(' ')[1]), body })
    })
  })

const headerText = fc.oneof(
  { weight: 3, arbitrary: fc.string({ maxLength: 40 }) },
  fc.constantFrom(
    '',
    ',',
    'parley.v1.json',
    'bearer.',
    'bearer.a.b.c',
    'null',
    '*',
    'close',
    'chunked',
    '-1',
    'http://x',
    'h2c',
  ),
)

const expectNotOurs = (answer: Exchange | undefined) => {
  if (!answer) return
  expect(answer.status).toBeGreaterThanOrEqual(100)
  expect(answer.status).toBeLessThan(500)
  if (answer.body.startsWith('{"error"'))
    expectKnown((JSON.parse(answer.body) as { error: Parameters<typeof expectKnown>[0] }).error)
}

describe('over HTTP', () => {
  test('commands, addresses and bodies that went wrong are refused as commands are', parts, async () => {
    const call = fc.constantFrom(...names).chain((name) =>
      fc.record({
        method: fc.oneof(
          { weight: 8, arbitrary: fc.constant('POST') },
          fc.constantFrom('GET', 'PUT', 'DELETE', 'OPTIONS', 'PATCH'),
        ),
        path: fc.oneof(
          { weight: 5, arbitrary: fc.constant(name as string) },
          strangeText.map((text) => encodeURIComponent(text.toWellFormed())),
        ),
        token: fc.oneof(
          { weight: 5, arbitrary: fc.constant(ann.token) },
          fc.string({ maxLength: 50 }).map(encodeURIComponent),
        ),
        body: fc.oneof(mutated(inputs[name]), strangeValue).map((input) => JSON.stringify(input)),
      }),
    )
    await fc.assert(
      fc.asyncProperty(fc.array(call, { minLength: 1, maxLength: 8 }), async (calls) => {
        const ask = async ({ method, path, token, body }: (typeof calls)[number]) => {
          const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
          const init = method === 'GET' ? { method, headers } : { method, headers, body }
          const response = await fetch(`${world.url}/v1/${path.slice(0, 8_000)}`, init)
          const text = await response.text()
          if (response.ok) return
          const { error } = JSON.parse(text) as { error: Parameters<typeof expectKnown>[0] }
          expectKnown(error)
          expect(response.status).toBe(errors[error.name].status)
        }
        await Promise.all(calls.map(ask))
      }),
      limits,
    )
  })

  test('requests and handshakes of any bytes are refused, or ended', parts, async () => {
    const headers = fc.dictionary(
      fc.constantFrom(
        'Host',
        'Connection',
        'Upgrade',
        'Origin',
        'Content-Length',
        'Transfer-Encoding',
        'Authorization',
        'Expect',
        'Sec-WebSocket-Version',
        'Sec-WebSocket-Key',
        'Sec-WebSocket-Protocol',
        'Sec-WebSocket-Extensions',
        'X-Forwarded-For',
      ),
      headerText,
      { maxKeys: 5 },
    )
    const usual = () => ({
      Host: 'localhost',
      Connection: 'Upgrade',
      Upgrade: 'websocket',
      'Sec-WebSocket-Version': '13',
      'Sec-WebSocket-Key': 'dGhlIHNhbXBsZSBub25jZQ==',
      'Sec-WebSocket-Protocol': `parley.v1.json, bearer.${ann.token}`,
    })
    const textOf = (line: string, all: object) =>
      Buffer.from(
        `${line} HTTP/1.1\r\n${Object.entries(all)
          .map(([name, value]) => `${name}: ${value}\r\n`)
          .join('')}\r\n`,
        'latin1',
      )
    const line = fc.constantFrom(
      'GET /v1/socket',
      'GET /v1/socket?a=b',
      'POST /v1/room.list',
      'GET /',
      'HEAD /v1/socket',
      'GET //',
      'OPTIONS *',
    )
    const upgradeBytes = fc.tuple(line, headers).map(([first, changed]) => textOf(first, { ...usual(), ...changed }))
    const bytes = fc.oneof(upgradeBytes, upgradeBytes.chain(mutatedBytes))
    await fc.assert(
      fc.asyncProperty(fc.array(bytes, { minLength: 1, maxLength: 8 }), async (all) => {
        for (const answer of await Promise.all(all.map(exchange))) expectNotOurs(answer)
      }),
      limits,
    )
  })
})

describe('all the while', () => {
  test('everybody else was served, and the log has nothing to complain of', async () => {
    const { sent, arrived } = await bystanders.stop()
    expect(sent.length).toBeGreaterThan(10)
    expect(arrived).toEqual(sent)
    expect(outcomes).toEqual({ good: expect.toSatisfy(isMany), refused: expect.toSatisfy(isMany) })
    expect(lines.filter((line) => (JSON.parse(line) as { level: number }).level >= 50)).toEqual([])
  })
})
