import fc from 'fast-check'
import { Packr, Unpackr } from 'msgpackr'
import { describe, expect, test } from 'vitest'
import { isPlain } from './plain-msgpack.ts'

const plain = new Packr({ useRecords: false, variableMapSize: true })
const bytes = (...parts: (number | string | Buffer)[]) =>
  Buffer.concat(parts.map((part) => (typeof part === 'number' ? Buffer.from([part]) : Buffer.from(part))))

/** Every token with a length in each of its widths, which no encoder would write for such small values. */
const wide: [string, Buffer, unknown][] = [
  ['fixed text', bytes(0xa3, 'abc'), 'abc'],
  ['text 8', bytes(0xd9, 3, 'abc'), 'abc'],
  ['text 16', bytes(0xda, 0, 3, 'abc'), 'abc'],
  ['text 32', bytes(0xdb, 0, 0, 0, 3, 'abc'), 'abc'],
  ['binary 8', bytes(0xc4, 2, 0xc7, 0xd6), Buffer.from([0xc7, 0xd6])],
  ['binary 16', bytes(0xc5, 0, 2, 0xc7, 0xd6), Buffer.from([0xc7, 0xd6])],
  ['binary 32', bytes(0xc6, 0, 0, 0, 2, 0xc7, 0xd6), Buffer.from([0xc7, 0xd6])],
  ['array 16', bytes(0xdc, 0, 2, 1, 0xc0), [1, null]],
  ['array 32', bytes(0xdd, 0, 0, 0, 2, 1, 0xc3), [1, true]],
  ['map 16', bytes(0xde, 0, 1, 0xa1, 'a', 0xc2), { a: false }],
  ['map 32', bytes(0xdf, 0, 0, 0, 1, 0xa1, 'a', 0xff), { a: -1 }],
  ['float 32', bytes(0xca, 0x3f, 0xc0, 0, 0), 1.5],
  ['unsigned 8 to 64', bytes(0x94, 0xcc, 7, 0xcd, 0, 7, 0xce, 0, 0, 0, 7, 0xcf, 0, 0, 0, 0, 0, 0, 0, 7), [7, 7, 7, 7]],
  ['signed 8 to 64', bytes(0x94, 0xd0, 7, 0xd1, 0, 7, 0xd2, 0, 0, 0, 7, 0xd3, 0, 0, 0, 0, 0, 0, 0, 7), [7, 7, 7, 7]],
]

describe('MessagePack from a stranger', () => {
  test.each(wide)('is plain with %s', (_, data, value) => {
    expect(isPlain(data)).toBe(true)
    expect(new Unpackr({ useRecords: false, mapsAsObjects: true, int64AsType: 'number' }).unpack(data)).toEqual(value)
  })

  test('is refused where a text, a binary or a number ends early', () => {
    const scalars = wide.filter(([name]) => !/array|map|signed/.test(name))
    for (const [name, data] of scalars) expect(isPlain(data.subarray(0, -1)), name).toBe(false)
    expect(isPlain(bytes(0xdb, 0, 0))).toBe(false)
  })

  test.each([
    ['an array of four billion items', bytes(0xdd, 0xff, 0xff, 0xff, 0xff)],
    ['a map of four billion members', bytes(0xdf, 0xff, 0xff, 0xff, 0xff)],
    ['an array of one item more than there is', bytes(0x93, 1, 2)],
    ['a map without its last value', bytes(0x82, 0xa1, 'a', 1, 0xa1, 'b')],
    [
      'arrays that each say to have what remains',
      bytes(
        ...Array<number>(100)
          .fill(0xdc)
          .flatMap((token) => [token, 0, 90]),
      ),
    ],
    [
      'maps that each say to have half of what remains',
      bytes(
        ...Array<number>(100)
          .fill(0xde)
          .flatMap((token) => [token, 0, 90]),
      ),
    ],
    ['an array that ends within its length', bytes(0xdd, 0, 0)],
    ['two values', bytes(1, 2)],
    ['a value behind an array', bytes(0x91, 1, 1)],
    ['nothing', bytes()],
  ])('is refused with %s', (_, data) => {
    expect(isPlain(data)).toBe(false)
  })

  test('is refused at the first length that goes beyond its end, however much follows', () => {
    const data = bytes(0xdd, 0xff, 0xff, 0xff, 0xff, Buffer.alloc(1_000_000, 0x91))
    let looked = 0
    const watched = new Proxy(data, {
      get: (target, name) => {
        if (typeof name === 'string' && /^\d+$/.test(name)) looked++
        const value = Reflect.get(target, name)
        return typeof value === 'function' ? value.bind(target) : value
      },
    })
    expect(isPlain(watched)).toBe(false)
    expect(looked).toBeLessThan(10)
  })

  test('is plain whatever values a client sends', () => {
    const values = fc.jsonValue({ depthSize: 'medium' })
    fc.assert(fc.property(values, (value) => isPlain(plain.pack(value))))
    expect(
      isPlain(plain.pack({ binary: Buffer.alloc(300), text: 'é'.repeat(70_000), many: Array(70_000).fill(1.5) })),
    ).toBe(true)
  })

  test.each(
    Array.from({ length: 9 }, (_, place) => [0xc1, 0xc7, 0xc8, 0xc9, 0xd4, 0xd5, 0xd6, 0xd7, 0xd8][place] as number),
  )('is refused with the token %i, which is none or begins an extension type', (token) => {
    expect(isPlain(bytes(token, Buffer.alloc(20)))).toBe(false)
    expect(isPlain(bytes(0x81, 0xa1, 'a', token, Buffer.alloc(20)))).toBe(false)
  })

  test('is refused with what msgpackr writes for records, references, errors, sets, dates and the like', () => {
    const rich = new Packr({ moreTypes: true, structuredClone: true })
    const cycle: { self?: object } = {}
    cycle.self = cycle
    for (const value of [
      { a: 1 },
      cycle,
      new Error('a'),
      new Set([1]),
      new Date(),
      /a/,
      undefined,
      2n ** 70n,
      new Map([[1, 2]]),
    ])
      expect(isPlain(rich.pack([value])), String(value)).toBe(value instanceof Map)
  })
})
