import { describe, expect, test } from 'vitest'
import { codecOf, subprotocolOf } from './encoding.ts'

const frame = {
  on: 'chat/room/1',
  seq: 4_294_967_296,
  at: 1_790_000_000_000,
  is: { text: 'Grüße 👋', nothing: null, list: [1, 2.5, -1] },
}

describe.each(['json', 'msgpack'] as const)('frames in %s', (encoding) => {
  test('come back as they were, large numbers as numbers', async () => {
    const codec = await codecOf(encoding)
    const wire = codec.encode(frame)
    const data = typeof wire === 'string' ? wire : new Uint8Array(wire).buffer
    expect(codec.decode(data)).toEqual(frame)
  })

  test('leave out what is undefined', async () => {
    const codec = await codecOf(encoding)
    const [full, spare] = [
      { id: 1, with: { after: undefined } },
      { id: 1, with: {} },
    ]
    expect(codec.encode(full)).toEqual(codec.encode(spare))
  })

  test('of another kind are not read', async () => {
    const codec = await codecOf(encoding)
    expect(() => codec.decode(encoding === 'json' ? new ArrayBuffer(3) : '{"id":1}')).toThrow()
    expect(() => codec.decode(encoding === 'json' ? '{"id":' : new Uint8Array([0x92, 1]).buffer)).toThrow()
  })

  test('have a subprotocol of that name', () => {
    expect(subprotocolOf(encoding)).toBe(`parley.v1.${encoding}`)
  })
})
