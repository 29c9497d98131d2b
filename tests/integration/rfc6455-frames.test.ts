import { closeCodes } from '@parley/protocol'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { type FrameParts, opcodes, writeFrame } from '../setup/frames.ts'
import { type Line, openLine } from '../setup/line.ts'
import { keepLog } from '../setup/log-lines.ts'
import { type Person, startWorld, type World } from '../setup/world.ts'

const { continuation, text, binary, close, ping, pong } = opcodes
const { log, lines } = keepLog()
const frameBytes = 70_000
let world: World
let ann: Person

beforeAll(async () => {
  world = await startWorld(inject('backing'), {
    gateways: 2,
    env: { FRAME_BYTES: String(frameBytes) },
    // The second gateway has not much patience.
    gatewayEnv: (place): Record<string, string> => (place === 1 ? { RATE_FREE: '50', RATE_REFUSED: '1' } : {}),
    log,
  })
  ann = await world.person('Ann')
})
afterAll(() => world[Symbol.asyncDispose]())

const open = () => openLine(world.url, ann.token)
const request = (id: number, command = 'ping') => JSON.stringify({ id, do: command })
const answer = (id: number) => ({ id, ok: {} })

/** The message in as many frames as it has bytes, or in frames of so many. */
const fragments = (message: string | Uint8Array, size = 1, opcode: number = text): FrameParts[] => {
  const bytes = Buffer.from(message)
  const count = Math.ceil(bytes.length / size)
  return Array.from({ length: count }, (_, place) => ({
    opcode: place === 0 ? opcode : continuation,
    payload: bytes.subarray(place * size, (place + 1) * size),
    fin: place === count - 1,
  }))
}

const pongsOf = (line: Line) => line.frames.filter(({ opcode }) => opcode === pong).map(({ payload }) => payload)

const expectRefused = async (frames: readonly FrameParts[], code: number) => {
  await using line = await open()
  line.send(...frames)
  const answered = line.until(() => line.texts[0])
  expect(await Promise.race([line.closed(), answered])).toBe(code)
  expect(line.texts).toEqual([])
}

describe('a message in fragments (5.4)', () => {
  test.each([1, 2, 3, 7, 1_000])('of %i bytes is one message', async (size) => {
    await using line = await open()
    line.send(...fragments(request(1), size))
    await line.serves()
    expect(line.texts[0]).toEqual(answer(1))
  })

  test('may have empty ones among them', async () => {
    await using line = await open()
    const [first, ...others] = fragments(request(1), 8)
    const nothing = { opcode: continuation, fin: false }
    line.send({ opcode: text, fin: false }, { ...first, opcode: continuation }, nothing, nothing, ...others)
    line.send(...fragments(request(2), 8).map((frame) => ({ ...frame, fin: false })), { opcode: continuation })
    await line.serves()
    expect(line.texts.slice(0, 2)).toEqual([answer(1), answer(2)])
  })

  test('of nothing at all is an empty message, which is no request', async () => {
    await using line = await open()
    line.send({ opcode: text, fin: false }, { opcode: continuation })
    await line.serves()
    expect(line.texts[0]).toMatchObject({ error: { name: 'BAD_FRAME' } })
  })

  test('lets pings pass between them, each answered before the message is whole', async () => {
    await using line = await open()
    const parts = fragments(request(1), 6)
    for (const [place, part] of parts.slice(0, -1).entries()) line.send(part, { opcode: ping, payload: `${place}` })
    await line.until(() => pongsOf(line).length === parts.length - 1)
    expect(line.texts).toEqual([])
    line.send(...parts.slice(-1))
    await line.serves()
    expect(line.texts[0]).toEqual(answer(1))
    expect(pongsOf(line).map(String)).toEqual(parts.slice(0, -1).map((_, place) => `${place}`))
  })

  test('lets pongs pass between them', async () => {
    await using line = await open()
    line.send(...fragments(request(1), 6).flatMap((part) => [part, { opcode: pong, payload: 'x' }]))
    await line.serves()
    expect(line.texts[0]).toEqual(answer(1))
  })

  test('may arrive byte by byte', async () => {
    await using line = await open()
    for (const byte of Buffer.concat(fragments(request(1), 10).map(writeFrame))) line.write(Buffer.from([byte]))
    await line.serves()
    expect(line.texts[0]).toEqual(answer(1))
  })

  test('is closed with 1000 where the client closes between them, and never carried out', async () => {
    await using line = await open()
    const [first = {}] = fragments(request(1), 6)
    line.send(first, { opcode: close, payload: Buffer.from([0x03, 0xe8]) })
    expect(await line.closed()).toBe(1000)
    await line.ended()
    expect(line.texts).toEqual([])
  })

  const begun = { opcode: text, payload: '{"id"', fin: false }
  test.each<[string, readonly FrameParts[]]>([
    ['a text among them', [begun, { opcode: text, payload: request(1) }]],
    ['a beginning among them', [begun, { opcode: text, payload: ':1', fin: false }]],
    ['a binary message among them', [begun, { opcode: binary, payload: 'x' }]],
    ['a continuation of nothing', [{ opcode: continuation, payload: request(1) }]],
    ['a continuation of nothing that goes on', [{ opcode: continuation, payload: request(1), fin: false }]],
    ['an empty continuation of nothing', [{ opcode: continuation }]],
  ])('closes with 1002 for %s', async (_, frames) => {
    await expectRefused(frames, 1002)
  })

  test('closes with 1002 for a continuation of what was finished', async () => {
    await using line = await open()
    await line.serves()
    line.send(...fragments(request(1), 8), { opcode: continuation, payload: 'x' })
    expect(await line.closed()).toBe(1002)
  })

  test('may have 256 of them and no more: each is kept until all are there', async () => {
    await using line = await open()
    line.send(...fragments(request(1).padEnd(256)))
    await line.serves()
    expect(line.texts[0]).toEqual(answer(1))
    await expectRefused(
      fragments(' '.repeat(257)).map((part) => ({ ...part, fin: false })),
      1008,
    )
  })

  test('closes with 1008 for a frame that comes in crumbs: each is kept until all are there', async () => {
    await using line = await open()
    const frame = writeFrame({ payload: ' '.repeat(60_000) })
    let sent = 0
    const crumble = setInterval(() => line.write(frame.subarray(sent++, sent)), 1)
    expect(await line.closed()).toBe(1008)
    clearInterval(crumble)
    expect(sent).toBeGreaterThan(frameBytes / 128)
  })
})

describe('control frames (5.5)', () => {
  test('a ping is answered by a pong with the same bytes, whatever their number and kind', async () => {
    await using line = await open()
    const payloads = Array.from({ length: 126 }, (_, size) => Buffer.alloc(size, 0xff - size))
    for (const [place, payload] of payloads.entries()) {
      line.send({ opcode: ping, payload })
      await line.until(() => pongsOf(line).length > place)
    }
    expect(pongsOf(line)).toEqual(payloads)
    for (const frame of line.frames) expect(frame).toMatchObject({ fin: true, reserved: 0, isMasked: false })
  })

  test('sixty pings at once are answered, and more than any client needs end the connection', async () => {
    await using line = await openLine(world.urls[1] as string, ann.token)
    const pings = (count: number) =>
      Array.from({ length: count }, (_, place) => ({ opcode: ping, payload: `${place}` }))
    line.send(...pings(60))
    await line.until(() => pongsOf(line).length === 60)
    line.send(...pings(10_000))
    expect(await line.closed()).toBe(closeCodes.FLOOD.code)
  })

  test('a pong that nobody asked for is ignored, and so are many', async () => {
    await using line = await open()
    line.send(
      { opcode: pong },
      ...Array.from({ length: 100 }, (_, size) => ({ opcode: pong, payload: 'x'.repeat(size) })),
    )
    await line.serves()
    expect(line.frames).toHaveLength(1)
  })

  test.each(Object.entries({ ping, pong, close }))(
    'a %s of more than 125 bytes closes with 1002',
    async (_, opcode) => {
      const payload = Buffer.alloc(126, 'x')
      await expectRefused([{ opcode, payload }], 1002)
      await expectRefused([{ opcode, payload, lengthBits: 64 }], 1002)
    },
  )

  test.each(Object.entries({ ping, pong, close }))('a %s in fragments closes with 1002', async (_, opcode) => {
    await expectRefused([{ opcode, fin: false }], 1002)
    await expectRefused([{ opcode, fin: false, payload: 'xy' }, { opcode: continuation }], 1002)
  })
})

describe('the header of a frame (5.2)', () => {
  test.each([1, 2, 3, 4, 5, 6, 7])(
    'closes with 1002 for the reserved bits %i, in every kind of frame',
    async (reserved) => {
      for (const opcode of [text, binary, close, ping, pong]) await expectRefused([{ opcode, reserved }], 1002)
      const parts = fragments(request(1), 8)
      await expectRefused([parts[0] as FrameParts, { ...parts[1], reserved }], 1002)
    },
  )

  test.each([3, 4, 5, 6, 7, 11, 12, 13, 14, 15])('closes with 1002 for the opcode %i', async (opcode) => {
    await expectRefused([{ opcode }], 1002)
    await expectRefused([{ opcode, payload: request(1) }], 1002)
    await expectRefused([{ opcode, payload: request(1), fin: false }], 1002)
  })

  test.each([text, binary, close, ping, pong])(
    'closes with 1002 where a frame of opcode %i is not masked',
    async (opcode) => {
      await expectRefused([{ opcode, mask: undefined }], 1002)
      await expectRefused([{ opcode, payload: 'xyz', mask: undefined }], 1002)
    },
  )

  test.each([
    ['zeros', [0, 0, 0, 0]],
    ['ones', [255, 255, 255, 255]],
    ['anything', [1, 200, 3, 0]],
  ])('takes a mask of %s', async (_, mask) => {
    await using line = await open()
    line.send({ payload: request(1), mask: Buffer.from(mask) })
    await line.serves()
    expect(line.texts[0]).toEqual(answer(1))
  })

  const sized = (size: number) => `${request(1).slice(0, -1)}${' '.repeat(size - request(1).length)}}`
  test.each([125, 126, 127, 128, 65_535, 65_536, frameBytes])('takes a message of %i bytes', async (size) => {
    await using line = await open()
    line.send({ payload: sized(size) })
    await line.serves()
    expect(line.texts[0]).toEqual(answer(1))
  })

  test.each([16, 64] as const)(
    'takes a short length written in %i bits, though it should be written in 7',
    async (lengthBits) => {
      await using line = await open()
      line.send({ payload: request(1), lengthBits }, { payload: sized(200), lengthBits })
      await line.serves()
      expect(line.texts.slice(0, 2)).toEqual([answer(1), answer(1)])
    },
  )

  test.each([frameBytes + 1, 2 ** 31, 2 ** 32, 2n ** 53n, 2n ** 63n - 1n, 2n ** 63n, 2n ** 64n - 1n])(
    'closes with 1009 for a length of %s before a byte of it has come',
    async (length) => {
      await expectRefused([{ length, lengthBits: 64 }], 1009)
      await expectRefused([{ opcode: binary, length, lengthBits: 64 }], 1009)
    },
  )

  test('closes with 1009 where the fragments together are too large', async () => {
    await expectRefused(fragments(' '.repeat(frameBytes + 1), 10_000), 1009)
  })
})

describe('text (5.6, 8.1)', () => {
  const strange = { id: 1, do: 'x\u00e9\u20ac\u{1f600}\u{10ffff}\u0080\u07ff\u0800\ufffd' }

  test.each([1, 2, 3, 4, 5])('may be cut within its characters, every %i bytes', async (size) => {
    await using line = await open()
    line.send(...fragments(JSON.stringify(strange), size))
    await line.serves()
    expect(line.texts[0]).toMatchObject({ id: 1, error: { name: 'UNKNOWN_COMMAND' } })
  })

  test.each([
    ['a continuation byte alone', [0x80]],
    ['a byte that never occurs', [0xff]],
    ['another that never occurs', [0xc0]],
    ['a slash in two bytes', [0xc0, 0xaf]],
    ['a slash in three', [0xe0, 0x80, 0xaf]],
    ['a slash in four', [0xf0, 0x80, 0x80, 0xaf]],
    ['NUL in two', [0xc0, 0x80]],
    ['half a surrogate pair', [0xed, 0xa0, 0x80]],
    ['a whole one', [0xed, 0xa1, 0x81, 0xed, 0xb1, 0x81]],
    ['what is after the last character', [0xf4, 0x90, 0x80, 0x80]],
    ['a character of five bytes', [0xf8, 0x88, 0x80, 0x80, 0x80]],
    ['a character that ends too early', [0xe2, 0x82]],
    ['a character with a letter in it', [0xe2, 0x28, 0xa1]],
  ])('closes with 1007 for %s, wherever the message is cut', async (_, bytes) => {
    const bad = Buffer.concat([Buffer.from('{"id":1,"do":"'), Buffer.from(bytes), Buffer.from('"}')])
    await expectRefused([{ payload: bad }], 1007)
    await expectRefused(fragments(bad), 1007)
    for (let at = 14; at <= 14 + bytes.length; at++) await expectRefused(fragments(bad, at), 1007)
  })

  test('closes with 1007 where the last character is not finished', async () => {
    await expectRefused([{ payload: Buffer.from([0x7b, 0xe2, 0x82]) }], 1007)
    await expectRefused(
      [
        { payload: Buffer.from([0x7b, 0xe2]), fin: false },
        { opcode: continuation, payload: Buffer.from([0x82]) },
      ],
      1007,
    )
    await expectRefused([{ payload: Buffer.from([0x7b, 0xe2, 0x82]), fin: false }, { opcode: continuation }], 1007)
  })

  test('is not looked for in binary messages', async () => {
    await using line = await open()
    line.send({ opcode: binary, payload: Buffer.from([0xff, 0xc0, 0x80]) })
    await line.serves()
    expect(line.texts[0]).toMatchObject({ error: { name: 'BAD_FRAME' } })
  })
})

test('none of it is worth a warning', () => {
  expect(lines.filter((line) => (JSON.parse(line) as { level: number }).level >= 40)).toEqual([])
})
