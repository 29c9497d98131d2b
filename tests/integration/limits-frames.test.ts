import {
  type Answer,
  type CommandName,
  commands,
  everyCommandErrors,
  type Subprotocol,
  subprotocols,
} from '@parley/protocol'
import { Packr } from 'msgpackr'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { type Bystanders, startBystanders } from '../setup/bystanders.ts'
import { keepLog } from '../setup/log-lines.ts'
import { heldBytes } from '../setup/memory.ts'
import { names, samples, someWrongInputs, wrongInputs } from '../setup/samples.ts'
import { encode, openWire, type Wire } from '../setup/wire.ts'
import { type Person, startWorld, type World } from '../setup/world.ts'

const { log, lines } = keepLog()
const frameBytes = 65_536
let world: World
let ann: Person
let bystanders: Bystanders

beforeAll(async () => {
  world = await startWorld(inject('backing'), { env: { FRAME_BYTES: String(frameBytes) }, log })
  ann = await world.person('Ann')
  bystanders = await startBystanders(world)
})
afterAll(() => world[Symbol.asyncDispose]())

const greeted = async (subprotocol: Subprotocol): Promise<Wire> => {
  const wire = await openWire(world.url, ann.token, subprotocol)
  await wire.ask('hello', {})
  return wire
}

const errorOf = (answer: Answer) => ('error' in answer ? answer.error : undefined)
const nested = (depth: number) => Array.from({ length: depth }).reduce<unknown>((inner) => [inner], 0)

/** As good as a good request; not one. */
const noRequests: [string, unknown][] = [
  ['null', null],
  ['a number', 7],
  ['a text', 'ping'],
  ['an empty object', {}],
  ['a list', []],
  ['requests in a list', [{ id: 1, do: 'ping' }]],
  ['a request without id', { do: 'ping' }],
  ['a request without a command', { id: 1 }],
  ['a command that is a number', { id: 1, do: 7 }],
  ['a command that is a list', { id: 1, do: ['ping'] }],
  ['an id that is no integer', { id: 1.5, do: 'ping' }],
  ['an id that is too large to be exact', { id: 2 ** 53, do: 'ping' }],
  ['an id that is beyond all size', { id: 1e300, do: 'ping' }],
  ['an id that is a text', { id: '1', do: 'ping' }],
  ['an id that is null', { id: null, do: 'ping' }],
  ['an id that is a list', { id: [1], do: 'ping' }],
  ['an id that is an object', { id: {}, do: 'ping' }],
  ['an id that is a truth', { id: true, do: 'ping' }],
  ['something nested without end', nested(500)],
]

const strangeCommands = [
  '',
  ' ',
  'ping ',
  'PING',
  'nothing.such',
  '__proto__',
  'constructor',
  'toString',
  'hasOwnProperty',
  'valueOf',
  'x'.repeat(50_000),
  '\u0000',
]

describe.each(subprotocols)('in %s', (subprotocol) => {
  test('what is no request is told so, and the connection goes on', async () => {
    await using wire = await greeted(subprotocol)
    for (const [, frame] of noRequests) wire.send(frame)
    wire.sendPayload('')
    await wire.ask('ping', {})
    expect(wire.errors().map((error) => error.name)).toEqual([...noRequests, 'nothing at all'].map(() => 'BAD_FRAME'))
    expect(wire.frames).toHaveLength(noRequests.length + 3)
  })

  test.each([-7, 0, -0, Number.MAX_SAFE_INTEGER, Number.MIN_SAFE_INTEGER])(
    'the id %i is as good as any',
    async (id) => {
      await using wire = await greeted(subprotocol)
      wire.send({ id, do: 'ping' })
      expect(await wire.answer(id)).toEqual({ id: id === 0 ? 0 : id, ok: {} })
    },
  )

  test('commands that do not exist are unknown, whatever they are called', async () => {
    await using wire = await greeted(subprotocol)
    for (const name of strangeCommands) {
      expect(errorOf(await wire.ask(name as CommandName, {})), name.slice(0, 20)).toMatchObject({
        name: 'UNKNOWN_COMMAND',
      })
    }
  })

  test.each(names)('%s refuses inputs of a wrong shape, and says where they are wrong', async (name) => {
    await using wire =
      name === 'stream.have' ? await openWire(world.url, ann.token, subprotocol) : await greeted(subprotocol)
    const ask = async (input: unknown) => [input, errorOf(await wire.ask(name, input))] as const
    const wrong = subprotocol === 'parley.v1.json' ? wrongInputs : someWrongInputs
    const inputs = name === 'hello' ? [] : wrong(name)
    for (const [input, error] of await Promise.all(inputs.map(ask)))
      expect(error, JSON.stringify(input)).toMatchObject({
        code: 1002,
        name: 'BAD_INPUT',
        command: name,
        at: expect.any(String),
      })
    expect(wire.errors()).toEqual([])
  })

  test('hello refuses every input of a wrong shape, and may be said again', async () => {
    await using wire = await openWire(world.url, ann.token, subprotocol)
    for (const input of wrongInputs('hello'))
      expect(errorOf(await wire.ask('hello', input)), JSON.stringify(input)).toMatchObject({ name: 'BAD_INPUT' })
    for (const on of ['__proto__', 'constructor', 'x', `chat/room/${'0'.repeat(36)}`, 'chat/room/../../x'])
      expect(errorOf(await wire.ask('hello', { have: JSON.parse(`{"${on}":[1,2]}`) })), on).toMatchObject({
        name: 'BAD_INPUT',
      })
    expect(await wire.ask('hello', {})).toMatchObject({ ok: { user: ann.user } })
  })

  test('nothing is answered before hello, and hello is said once', async () => {
    await using wire = await openWire(world.url, ann.token, subprotocol)
    for (const name of names.filter((name) => commands[name].owner !== 'gateway'))
      expect(errorOf(await wire.ask(name, samples[name])), name).toMatchObject({ name: 'HELLO_FIRST' })
    await wire.ask('hello', {})
    expect(errorOf(await wire.ask('hello', {}))).toMatchObject({ name: 'HELLO_FIRST' })
    expect(await wire.ask('room.list', {})).toHaveProperty('ok')
  })

  test('every command answers what the table says it may, and nothing else', async () => {
    await using wire = await openWire(world.url, ann.token, subprotocol)
    for (const round of ['before hello', 'hello', 'after hello']) {
      for (const name of round === 'hello' ? (['hello'] as const) : names.filter((name) => name !== 'hello')) {
        const answer = await wire.ask(name, samples[name])
        const declared: readonly string[] = [...commands[name].errors, ...everyCommandErrors]
        if ('error' in answer) expect(declared, `${name} ${round}`).toContain(answer.error.name)
      }
    }
  })

  test('a request deep as a well is refused and nobody else waits for it', async () => {
    await using wire = await greeted(subprotocol)
    const answer = await wire.ask('room.get', { room: nested(500) })
    expect(errorOf(answer)).toMatchObject({ name: 'BAD_INPUT' })
  })

  test('a message in fragments is one message', async () => {
    await using wire = await greeted(subprotocol)
    const payload = Buffer.from(encode(subprotocol, { id: 5, do: 'ping' }))
    const binary = subprotocol === 'parley.v1.msgpack'
    for (let at = 0; at < payload.length; at++)
      wire.socket.send(payload.subarray(at, at + 1), { binary, fin: at === payload.length - 1 })
    expect(await wire.answer(5)).toEqual({ id: 5, ok: {} })
  })

  test.each([
    ['at once', (wire: Wire) => wire.sendPayload(Buffer.alloc(frameBytes + 1, ' '))],
    [
      'in fragments',
      (wire: Wire) => {
        for (let part = 0; part < 3; part++) wire.socket.send(Buffer.alloc(frameBytes / 2, ' '), { fin: part === 2 })
      },
    ],
    [
      'as it says in its header',
      (wire: Wire) => wire.sendBytes(Buffer.from([0x81, 0xff, 0, 0, 0, 1, 0, 0, 0, 0, 1, 2, 3, 4])),
    ],
  ])('a frame that is too large %s closes the connection with 1009', async (_, send) => {
    await using wire = await greeted(subprotocol)
    send(wire)
    expect(await wire.closed()).toBe(1009)
  })

  test('the largest frame is read', async () => {
    await using wire = await greeted(subprotocol)
    const envelope = Buffer.byteLength(
      encode(subprotocol, { id: 9, do: 'user.search', with: { name: 'x'.repeat(60_000) } }),
    )
    const name = 'x'.repeat(60_000 + frameBytes - envelope)
    wire.send({ id: 9, do: 'user.search', with: { name } })
    expect(errorOf(await wire.answer(9))).toMatchObject({ name: 'BAD_INPUT' })
  })
})

describe('what is of the other kind', () => {
  test('binary where text is due is no frame, and the connection goes on', async () => {
    await using wire = await greeted('parley.v1.json')
    wire.sendPayload(encode('parley.v1.json', { id: 1, do: 'ping' }), true)
    wire.sendPayload(encode('parley.v1.msgpack', { id: 1, do: 'ping' }), true)
    await wire.ask('ping', {})
    expect(wire.errors().map((error) => error.name)).toEqual(['BAD_FRAME', 'BAD_FRAME'])
  })

  test('text where binary is due is no frame, and the connection goes on', async () => {
    await using wire = await greeted('parley.v1.msgpack')
    wire.sendPayload(encode('parley.v1.json', { id: 1, do: 'ping' }), false)
    await wire.ask('ping', {})
    expect(wire.errors().map((error) => error.name)).toEqual(['BAD_FRAME'])
  })

  test.each([
    ['ends too early', [0x82, 0xa2, 0x69]],
    ['goes on after its end', [0x80, 0x80]],
    ['has more elements than bytes', [0xdd, 0xff, 0xff, 0xff, 0xff]],
    ['has a text longer than itself', [0xdb, 0xff, 0xff, 0xff, 0xff]],
    ['is a request in records of msgpackr', [...new Packr().pack({ id: 1, do: 'ping' })]],
    ['is deeper than can be read', Array<number>(60_000).fill(0x91)],
    ['was never used', [0xc1]],
  ])('MessagePack that %s is no frame, and the connection goes on', async (_, bytes) => {
    await using wire = await greeted('parley.v1.msgpack')
    wire.sendPayload(Buffer.from(bytes))
    await wire.ask('ping', {})
    expect(wire.errors().map((error) => error.name)).toEqual(['BAD_FRAME'])
  })

  test.each([
    '{',
    '{"id":1,"do":"ping"',
    "{'id':1}",
    '\ufeff{"id":1,"do":"ping"}',
    'NaN',
    '[[[[',
    '"',
    '{"id":1,"do":"ping"} x',
  ])('JSON like %j is no frame, and the connection goes on', async (text) => {
    await using wire = await greeted('parley.v1.json')
    wire.sendPayload(text)
    await wire.ask('ping', {})
    expect(wire.errors().map((error) => error.name)).toEqual(['BAD_FRAME'])
  })
})

describe('the gateway', () => {
  test('takes hundreds of megabytes of nonsense without growing by them', async () => {
    const wires = await Promise.all(Array.from({ length: 4 }, () => greeted('parley.v1.json')))
    const nonsense = ['['.repeat(frameBytes), `{"id":1,"do":"${'x'.repeat(frameBytes - 20)}"}`, ' '.repeat(frameBytes)]
    const before = heldBytes()
    for (let round = 0; round < 800; round++) {
      for (const wire of wires) wire.sendPayload(nonsense[round % 3] as string)
      if (round % 20 === 0) await Promise.all(wires.map((wire) => wire.ask('ping', {})))
    }
    await Promise.all(wires.map((wire) => wire.ask('ping', {})))
    expect(heldBytes() - before).toBeLessThan(50 * 1024 * 1024)
    for (const wire of wires) await wire[Symbol.asyncDispose]()
  })

  test('has served everybody else all the while, and has nothing to complain of', async () => {
    const { sent, arrived, slowest } = await bystanders.stop()
    expect(sent.length).toBeGreaterThan(10)
    expect(arrived).toEqual(sent)
    expect(slowest).toBeLessThan(20_000)
    // What is refused for the sake of safety is no fault.
    const told = lines.map((line) => JSON.parse(line) as { readonly level: number; readonly event?: string })
    const faults = told.filter(({ level, event }) => level >= 40 && event === undefined)
    expect(faults).toEqual([])
  })
})
