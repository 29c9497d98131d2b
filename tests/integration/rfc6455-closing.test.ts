import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { closePayload, opcodes } from '../setup/frames.ts'
import { openLine } from '../setup/line.ts'
import { type Person, startWorld, type World } from '../setup/world.ts'

const { close, ping } = opcodes
let world: World
let ann: Person

beforeAll(async () => {
  world = await startWorld(inject('backing'))
  ann = await world.person('Ann')
})
afterAll(() => world[Symbol.asyncDispose]())

const open = () => openLine(world.url, ann.token)
const request = JSON.stringify({ id: 1, do: 'ping' })

const expectClosed = async (payload: Uint8Array, code: number) => {
  await using line = await open()
  line.send({ opcode: close, payload })
  expect(await line.closed()).toBe(code)
  expect(line.frames).toHaveLength(1)
}

describe('a close frame (5.5.1, 7.4)', () => {
  test.each([1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 3000, 3999, 4000, 4501, 4999])(
    'with the code %i is answered with the same, and the server ends the connection',
    async (code) => {
      await using line = await open()
      line.send({ opcode: close, payload: closePayload(code, 'because') })
      expect(await line.closed()).toBe(code)
      await line.ended()
      expect(line.frames).toHaveLength(1)
    },
  )

  test('without a code is answered without one', async () => {
    await expectClosed(Buffer.alloc(0), 1005)
  })

  test('may give a reason of up to 123 bytes, in any letters', async () => {
    await expectClosed(closePayload(1000, 'x'.repeat(123)), 1000)
    await expectClosed(closePayload(1000, '\u00e9\u20ac\u{1f600}'), 1000)
  })

  test('with half a code is answered with 1002', async () => {
    for (const byte of [0, 3, 255]) await expectClosed(Buffer.from([byte]), 1002)
  })

  test.each([0, 1, 999, 1004, 1005, 1006, 1015, 1016, 1100, 2000, 2999, 5000, 65_535])(
    'with the code %i, which is none, is answered with 1002',
    async (code) => {
      await expectClosed(closePayload(code), 1002)
      await expectClosed(closePayload(code, 'because'), 1002)
    },
  )

  test.each([
    ['begins within a character', [0x82, 0xac]],
    ['ends within a character', [0x78, 0xe2, 0x82]],
    ['holds half a surrogate pair', [0xed, 0xa0, 0x80]],
  ])('with a reason that %s is answered with 1007', async (_, reason) => {
    await expectClosed(closePayload(1000, Buffer.from(reason)), 1007)
  })

  test('is the last that is heard: what comes behind it is not carried out, however faulty it is', async () => {
    await using line = await open()
    const goodbye = { opcode: close, payload: closePayload(1000) }
    line.send(goodbye, { payload: request }, { opcode: ping }, goodbye, { opcode: 3, reserved: 7, mask: undefined })
    expect(await line.closed()).toBe(1000)
    await line.ended()
    expect(line.frames).toHaveLength(1)
  })

  test('is sent behind the answers to what came before it', async () => {
    await using line = await open()
    await line.serves()
    line.send({ payload: request })
    await line.until(() => line.texts.length === 2)
    line.send({ opcode: close, payload: closePayload(1000) })
    expect(await line.closed()).toBe(1000)
    expect(line.frames.map(({ opcode }) => opcode)).toEqual([opcodes.text, opcodes.text, close])
  })
})

test('a client that does not answer a close frame is cut off', async () => {
  await using line = await open()
  line.send({ opcode: 3 })
  expect(await line.closed()).toBe(1002)
  await line.ended()
})

test('a client that leaves in the middle of a frame is forgotten', async () => {
  const line = await open()
  line.send({ length: 1_000, payload: '{"id":1' })
  await line[Symbol.asyncDispose]()
  await using next = await open()
  expect(await next.serves()).toHaveProperty('ok')
})
