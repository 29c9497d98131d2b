import { type EventFrame, frameText } from '@parley/protocol'
import fc from 'fast-check'
import { pack, unpack } from 'msgpackr'
import { describe, expect, test } from 'vitest'
import { encodings, frameAll, pingFrame } from './encoding.ts'

interface Frame {
  readonly kind: number
  readonly header: number
  readonly payload: Buffer
}

/** Frames as RFC 6455, 5.2, reads them. */
const readFrames = (data: Buffer): Frame[] => {
  const frames: Frame[] = []
  for (let at = 0; at < data.length; ) {
    const short = data[at + 1] as number
    const header = short === 127 ? 10 : short === 126 ? 4 : 2
    const size = header === 10 ? Number(data.readBigUInt64BE(at + 2)) : header === 4 ? data.readUInt16BE(at + 2) : short
    frames.push({ kind: data[at] as number, header, payload: data.subarray(at + header, at + header + size) })
    at += header + size
  }
  return frames
}

describe('a WebSocket frame', () => {
  test.each([
    [0, 2],
    [1, 2],
    [125, 2],
    [126, 4],
    [127, 4],
    [65_535, 4],
    [65_536, 10],
    [1_048_576, 10],
  ])('of %i bytes has a header of %i', (size, header) => {
    const payload = Buffer.alloc(size, 'x')
    const frame = frameAll(0x82, [payload])
    expect(frame.length).toBe(header + size)
    expect(readFrames(frame)).toEqual([{ kind: 0x82, header, payload }])
  })

  test('follows the one before it without a gap, however many are in one buffer', () => {
    const sizes = fc.array(fc.constantFrom(0, 1, 125, 126, 127, 65_535, 65_536), { maxLength: 8 })
    fc.assert(
      fc.property(sizes, (wanted) => {
        const payloads = wanted.map((size, place) => Buffer.alloc(size, place))
        expect(readFrames(frameAll(0x81, payloads)).map((frame) => frame.payload)).toEqual(payloads)
      }),
      { numRuns: 30 },
    )
  })

  test('asks for a sign of life with nothing in it', () => {
    expect(readFrames(pingFrame)).toMatchObject([{ kind: 0x89, payload: Buffer.alloc(0) }])
  })
})

const request = {
  id: 7,
  do: 'ping',
  with: { text: 'żółć 😀', list: [1, -1, 1.5, 2 ** 40, null, true], deep: { a: {} } },
}

describe('the JSON subprotocol', () => {
  const json = encodings['parley.v1.json']

  test('reads text and refuses binary', () => {
    expect(json.read(Buffer.from(JSON.stringify(request)), false)).toEqual(request)
    expect(() => json.read(Buffer.from(JSON.stringify(request)), true)).toThrow()
    expect(() => json.read(Buffer.from('{"id":'), false)).toThrow()
  })

  test('writes text, and events byte for byte as their service wrote them', () => {
    const texts = ['{"on":"a","seq":1}', '{ "odd":  "spacing" }'].map((text) => Buffer.from(text))
    expect(readFrames(json.writeTexts(texts)).map(({ kind, payload }) => [kind, payload])).toEqual(
      texts.map((text) => [0x81, text]),
    )
    const [answer] = readFrames(json.write({ id: 7, ok: { text: 'żółć' } }))
    expect(answer?.kind).toBe(0x81)
    expect(JSON.parse(String(answer?.payload))).toEqual({ id: 7, ok: { text: 'żółć' } })
  })
})

describe('the MessagePack subprotocol', () => {
  const msgpack = encodings['parley.v1.msgpack']

  test('reads binary and refuses text', () => {
    expect(msgpack.read(pack(request), true)).toEqual(request)
    expect(() => msgpack.read(pack(request), false)).toThrow()
    expect(() => msgpack.read(Buffer.from(JSON.stringify(request)), true)).toThrow()
    expect(() => msgpack.read(Buffer.concat([pack(request), Buffer.from([1])]), true)).toThrow()
    expect(() => msgpack.read(Buffer.alloc(0), true)).toThrow()
  })

  test('gives back whatever JSON can say', () => {
    const event = (is: object): EventFrame =>
      JSON.parse(frameText('chat/room/0', 2 ** 40, 'x', '0', 1_790_000_000_000, JSON.stringify(is)))
    const bodies = fc
      .dictionary(fc.string(), fc.jsonValue())
      .map((body) => JSON.parse(JSON.stringify(body).replaceAll('__proto__', 'proto')) as object)
    fc.assert(
      fc.property(bodies, (is) => {
        const sent = event(is)
        const [one] = readFrames(msgpack.write(sent))
        const [same] = readFrames(msgpack.writeTexts([Buffer.from(JSON.stringify(sent))]))
        expect(same).toEqual(one)
        expect(unpack(one?.payload as Buffer)).toEqual(sent)
        expect(one?.kind).toBe(0x82)
        expect(msgpack.read(one?.payload as Buffer, true)).toEqual(sent)
      }),
    )
  })

  test('never makes a prototype of what a key says', () => {
    const proto = Buffer.from([0x81, 0xa9, ...Buffer.from('__proto__'), 0x81, 0xa1, ...Buffer.from('a'), 1])
    const read = msgpack.read(proto, true) as { a?: number }
    expect(read.a).toBeUndefined()
    expect(Object.getPrototypeOf(read)).toBe(Object.prototype)
  })

  test('refuses at once a few bytes of references that stand for more arrays than there is time for', () => {
    const reference = (kind: number, name: number) => [0xd6, kind, 0, 0, 0, name]
    const doubled = Array.from({ length: 60 }, (_, name) => [
      ...reference(0x69, name + 1),
      0x92,
      ...reference(0x70, name),
      ...reference(0x70, name),
    ])
    const bomb = Buffer.from([0xdc, 0, 61, ...reference(0x69, 0), 0x91, 1, ...doubled.flat(), 1])
    expect(() => msgpack.read(bomb, true)).toThrow('extension')
  })

  test('refuses what is nested deeper than can be read, and reads on', () => {
    expect(() => msgpack.read(Buffer.alloc(100_000, 0x91), true)).toThrow()
    expect(msgpack.read(pack(request), true)).toEqual(request)
  })

  test('makes no room for items that a length promises and the frame does not hold', () => {
    const promises = Buffer.concat(Array.from({ length: 20_000 }, () => Buffer.from([0xdd, 0x01, 0xff, 0xff, 0xff])))
    const before = process.memoryUsage().heapUsed
    expect(() => msgpack.read(promises, true)).toThrow()
    expect(process.memoryUsage().heapUsed - before).toBeLessThan(50 * 1024 * 1024)
  })

  test.each([
    ['an object', [0x81, 0x80, 1]],
    ['a list', [0x81, 0x91, 1, 1]],
    ['a binary', [0x81, 0xc4, 1, 7, 1]],
  ])('refuses a map with %s for a name', (_, bytes) => {
    expect(() => msgpack.read(Buffer.from(bytes), true)).toThrow()
  })

  test('reads names that are numbers as texts, and of two equal names the last', () => {
    expect(msgpack.read(Buffer.from([0x83, 7, 1, 0xa1, 0x61, 2, 0xa1, 0x61, 3]), true)).toEqual({ 7: 1, a: 3 })
  })

  test('reads frames of one connection without regard to what another has sent', () => {
    const record = Buffer.from([0x92, 0xd4, 0x72, 0x40, 0x91, 0xa1, 0x61, 1, 0x40, 2])
    expect(() => msgpack.read(record, true)).toThrow()
    expect(msgpack.read(Buffer.from([0x40]), true)).toBe(0x40)
  })
})
