import { leastFrameBytes } from '@parley/protocol'
import { describe, expect, test } from 'vitest'
import { clock, online, parley, reports, room, server, simulateForEachTest, start } from '../test/simulated-parley.ts'
import { ownStream, roomId, roomStream } from '../test/simulated-server.ts'
import { bytesOf } from './frame-limit.ts'
import type { ParleyError } from './parley-error.ts'

simulateForEachTest()

const many = 2_600
const failure = (promise: Promise<unknown>) => promise.catch((error: ParleyError) => error)
const positionsIn = (hello: { with: Record<string, unknown> } | undefined) => Object.keys(hello?.with.have ?? {})

/** Rooms in each of which something happened, in this order. */
const inRooms = async (count: number) => {
  for (let number = 1; number <= count; number++) server.room(number)
  await online()
  for (let number = 1; number <= count; number++) server.say(roomId(number), 'hello')
  await clock.pass(100)
}

describe('a hello', () => {
  test(`with positions in ${many} rooms is said in frames that fit, and all is gone on with, our own stream first`, async () => {
    await inRooms(many)
    const resets: unknown[] = []
    parley.on('reset', (reset) => resets.push(reset))
    server.socket.sever()
    for (const number of [1, many / 2, many]) server.say(roomId(number), 'missed')
    await clock.pass(2_000)
    expect(parley.state).toBe('online')
    expect(server.sockets).toHaveLength(2)
    const named = positionsIn(server.asked('hello').at(-1))
    expect(named.slice(0, 3)).toEqual([ownStream, roomStream(roomId(many)), roomStream(roomId(many - 1))])
    const rest = server.asked('stream.have').flatMap(positionsIn)
    expect(new Set([...named, ...rest]).size).toBe(many + 1)
    expect(resets).toEqual([])
    for (const number of [1, many / 2, many]) expect(room(number)).toMatchObject({ head: 3, unread: 2 })
    expect(parley.faults).toBe(0)
  })

  test('is told to nobody with what they cannot read: a server of the release before is greeted as it was', async () => {
    server.isFormer = true
    server.room(1)
    await online()
    expect(server.asked('hello').map(({ with: input }) => input)).toEqual([{ have: {}, opened: true }, { have: {} }])
    expect(server.sockets).toHaveLength(1)
    expect(reports).toEqual([])
  })

  test(`with positions in ${many} rooms fits the frame of a server that knows hello alone, and names those of last activity`, async () => {
    server.isFormer = true
    await inRooms(many)
    server.socket.sever()
    await clock.pass(2_000)
    expect(parley.state).toBe('online')
    expect(server.sockets).toHaveLength(2)
    const named = positionsIn(server.asked('hello').at(-1))
    expect(named[0]).toBe(ownStream)
    expect(named.slice(1, 4)).toEqual([many, many - 1, many - 2].map((number) => roomStream(roomId(number))))
    expect(named.length).toBeGreaterThan(2_000)
    expect(named.length).toBeLessThan(many)
  })

  test('that cannot name all rooms loses nothing: what moved in one of them meanwhile is a reset, and read again', async () => {
    server.isFormer = true
    await inRooms(many)
    await Promise.all([room(1).loadOlder(), room(2).loadOlder(), room(many).loadOlder(), clock.pass(100)])
    const resets: unknown[] = []
    parley.on('reset', (reset) => resets.push(reset))
    server.socket.sever()
    server.say(roomId(1), 'missed')
    server.say(roomId(many), 'missed')
    await clock.pass(3_000)
    expect(resets).toEqual([
      { on: roomStream(roomId(1)), reset: { epoch: 1, head: 3, floor: 0 }, had: { epoch: 1, seq: 2 } },
    ])
    for (const number of [1, many]) expect(room(number).messages.map(({ text }) => text)).toEqual(['hello', 'missed'])
    expect(room(1)).toMatchObject({ head: 3, unread: 2 })
    expect(room(2).messages).toHaveLength(1)
    expect(parley.faults).toBe(0)
  })

  test('that is cut off for its size by something in between names fewer, until one gets through', async () => {
    await inRooms(1_000)
    server.socket.mostBytes = () => 20_000
    const { openSocket } = server
    const small = (url: string, protocols: string[]) =>
      Object.assign(openSocket(url, protocols), { mostBytes: () => 20_000 })
    const { positions } = parley
    await parley.close()
    await online({ positions, openSocket: small }).catch(() => clock.pass(10_000))
    expect(parley.state).toBe('online')
    expect(positionsIn(server.asked('hello').at(-1)).length).toBeGreaterThan(100)
    expect(server.sockets.length).toBeLessThan(7)
  })

  test('to a server that takes more than every server does is said again with all positions', async () => {
    server.isFormer = true
    await inRooms(1_000)
    const { positions } = parley
    await parley.close()
    server.say(roomId(1), 'missed')
    start({ positions })
    const heard: unknown[] = []
    parley.on('event', ({ is }) => heard.push(is.text))
    parley.on('reset', (reset) => heard.push(reset))
    await clock.pass(2_000)
    expect(positionsIn(server.asked('hello').at(-1))).toHaveLength(1_001)
    expect(heard).toEqual(['missed'])
  })
})

describe('a request that is too large', () => {
  const large = () => ({ room: roomId(1), id: roomId(7), text: 'x'.repeat(200_000) })

  test('is refused here, with what may be sent at most, and the connection lives', async () => {
    server.room(1)
    await online()
    const refused = await failure(parley.call('message.send', large()))
    expect(refused).toMatchObject({ name: 'BODY_TOO_LARGE', retry: false, body: { most: 131_072 } })
    expect(server.sockets).toHaveLength(1)
    expect(server.asked('message.send')).toHaveLength(0)
    expect(clock.timers).toBeLessThan(4)
  })

  test('is measured in bytes, not in letters', async () => {
    server.room(1)
    await online()
    const text = '😀'.repeat(40_000)
    expect(text.length).toBeLessThan(131_072)
    expect(await failure(parley.call('message.send', { ...large(), text }))).toMatchObject({ name: 'BODY_TOO_LARGE' })
    expect(bytesOf(text, 131_072)).toBe(160_000)
    expect(bytesOf('é', 1)).toBe(2)
    expect(bytesOf(new Uint8Array(5), 1)).toBe(5)
  })

  test('for something in between is refused when that closes for it, others go on, and it is not sent again', async () => {
    server.room(1)
    await online()
    server.socket.mostBytes = () => 60_000
    const asked = failure(parley.call('message.send', { ...large(), text: 'x'.repeat(90_000) }))
    const sending = room().send('hello')
    await clock.pass(3_000)
    expect(await asked).toMatchObject({ name: 'BODY_TOO_LARGE', body: { bytes: expect.any(Number) } })
    expect(await sending).toMatchObject({ seq: 2 })
    expect(server.sockets).toHaveLength(2)
    const again = await failure(parley.call('message.send', { ...large(), text: 'x'.repeat(90_000) }))
    expect(again).toMatchObject({ name: 'BODY_TOO_LARGE' })
    expect(server.sockets).toHaveLength(2)
  })

  test('that was written as a message fails so that its writer sees it, and holds nothing up', async () => {
    server.room(1)
    await online()
    server.socket.mostBytes = () => 8_000
    const large = failure(room().send('😀'.repeat(4_000)))
    const small = room().send('hello')
    await clock.pass(5_000)
    expect(await large).toMatchObject({ name: 'BODY_TOO_LARGE' })
    expect(await small).toMatchObject({ seq: 2 })
    expect(room().messages).toMatchObject([{ state: 'sent' }, { state: 'failed' }])
  })

  test('is none where small ones are closed for their size: that has another reason', async () => {
    server.room(1)
    await online()
    const call = parley.call('room.get', { room: roomId(1) })
    await clock.pass(1)
    server.socket.cut(1009)
    await clock.pass(5_000)
    expect(await call).toMatchObject({ name: 'Room 1' })
  })
})

test('a message of the longest text is never too large, on any server', async () => {
  server.frameBytes = leastFrameBytes
  server.room(1)
  await online()
  const sending = ['😀', '\u0001', '"', '€'].map((letter) => room().send(letter.repeat(4_000)))
  await clock.pass(1_000)
  expect((await Promise.all(sending)).map(({ seq }) => seq)).toEqual([2, 3, 4, 5])
  expect(server.sockets).toHaveLength(1)
})

test('what no frame can hold is refused, and says why', async () => {
  await online()
  const circle: Record<string, unknown> = {}
  circle.circle = circle
  for (const strange of [circle, { big: 1n }]) {
    const refused = await failure(parley.call('room.get', strange as never))
    expect(refused).toMatchObject({ name: 'BAD_INPUT', retry: false, body: { command: 'room.get' } })
  }
  expect(parley.state).toBe('online')
  expect(reports).toEqual([])
})
