import { beforeEach, describe, expect, test } from 'vitest'
import { clock, online, parley, room, server, simulateForEachTest } from '../test/simulated-parley.ts'
import { roomId, roomStream } from '../test/simulated-server.ts'

simulateForEachTest()

const on = roomStream(roomId(50))
const said = () => ({ id: roomId(7), text: 'hello' })
const say = () => server.emit(on, 'message.sent', said(), roomId(3))

let heard: unknown[]
const listen = () => {
  heard = []
  parley.on('event', (event) => event.on === on && heard.push(event.seq))
  parley.on('reset', (reset) => heard.push(reset))
  parley.on('ended', (ended) => heard.push(ended))
}
beforeEach(() => server.asides.add(on))

describe('a stream that is looked at', () => {
  test('is followed from its head until the seat is given up', async () => {
    say()
    await online()
    listen()
    const seat = parley.follow(on)
    await clock.pass(50)
    await seat.ready
    say()
    await clock.pass(50)
    expect(heard).toEqual([2])
    seat.leave()
    await clock.pass(50)
    say()
    await clock.pass(50)
    expect(heard).toEqual([2])
    expect(server.asked('stream.leave')).toHaveLength(1)
    expect(parley.position(on)).toBeUndefined()
  })

  test('goes on where it was over a new connection, and hello does not name it', async () => {
    await online()
    listen()
    parley.follow(on)
    await clock.pass(50)
    say()
    await clock.pass(50)
    server.socket.sever()
    say()
    await clock.pass(3_000)
    say()
    await clock.pass(50)
    expect(heard).toEqual([1, 2, 3])
    expect(server.asked('hello').at(-1)?.with.have).not.toHaveProperty([on])
    expect(server.asked('stream.follow').at(-1)?.with).toEqual({ streams: [on], have: { [on]: [1, 1] } })
    expect(parley.faults).toBe(0)
  })

  test('is told to be read anew where it cannot go on', async () => {
    await online()
    listen()
    parley.follow(on)
    await clock.pass(50)
    server.socket.sever()
    server.reset(on, 2)
    await clock.pass(3_000)
    expect(heard).toMatchObject([{ on, reset: { epoch: 2 }, had: { epoch: 1, seq: 0 } }])
  })

  test('stays for a second seat when the first is given up, and is asked for once', async () => {
    await online()
    listen()
    const [one, two] = [parley.follow(on), parley.follow(on)]
    await clock.pass(50)
    one.leave()
    one.leave()
    say()
    await clock.pass(50)
    expect(heard).toEqual([1])
    two.leave()
    await clock.pass(50)
    expect(server.asked('stream.follow')).toHaveLength(1)
    expect(server.asked('stream.leave')).toHaveLength(1)
  })

  test('is asked for again while the server is in trouble, and not where there is none', async () => {
    await online()
    let refusals = 2
    server.troubleWith = ({ do: command }) =>
      command === 'stream.follow' && refusals-- > 0 ? { kind: 'refuse', name: 'UNAVAILABLE' } : undefined
    const seat = parley.follow(on)
    const none = parley.follow(roomStream(roomId(51)))
    const refused = none.ready.catch((error) => error)
    await clock.pass(10_000)
    await seat.ready
    expect(await refused).toMatchObject({ name: 'STREAM_NOT_FOUND' })
    expect(server.asked('stream.follow')).toHaveLength(3)
  })

  test('as a room has every event once and in order, also of those that come before the answer that it is followed', async () => {
    await online()
    server.names.set(roomId(50), 'Aside')
    say()
    const opening = parley.openRoom(roomId(50))
    await clock.pass(50)
    const { room: aside } = await opening
    void aside.loadOlder()
    await clock.pass(50)
    server.names.delete(roomId(50))
    server.troubleWith = ({ do: command }) =>
      command === 'stream.follow' ? { kind: 'dawdle', lateMs: 500 } : undefined
    server.socket.sever()
    for (let times = 0; times < 10; times++) {
      say()
      await clock.pass(400)
    }
    await clock.pass(3_000)
    server.names.set(roomId(50), 'Aside')
    void aside.loadOlder()
    await clock.pass(50)
    expect(aside.events.map(({ seq }) => seq)).toEqual(Array.from({ length: 11 }, (_, place) => place + 1))
  })

  test('that is a room of one’s own is that room, and goes on when the seat is given up', async () => {
    server.names.set(roomId(1), 'Own')
    server.asides.add(roomStream(roomId(1)))
    await online()
    const opening = parley.openRoom(roomId(1))
    await clock.pass(50)
    const { room: opened, leave } = await opening
    expect(opened).toBe(room())
    const say = () => server.emit(roomStream(roomId(1)), 'message.sent', said(), roomId(3))
    say()
    leave()
    await clock.pass(50)
    say()
    await clock.pass(50)
    server.socket.sever()
    say()
    await clock.pass(3_000)
    expect(room().events.map(({ seq }) => seq)).toEqual([1, 2, 3])
    expect(parley.faults).toBe(0)
  })

  test('is over when the server says so', async () => {
    await online()
    listen()
    parley.follow(on)
    await clock.pass(50)
    server.socket.tell({ on, ended: true })
    await clock.pass(50)
    expect(heard).toEqual([{ on }])
    server.socket.sever()
    await clock.pass(3_000)
    expect(server.asked('stream.follow')).toHaveLength(1)
  })
})

describe('what a server names in parts', () => {
  test('is known when all parts are there, and goes on where it was after a pause', async () => {
    server.inParts = 2
    server.openAfterMs = 200
    for (let number = 1; number <= 5; number++) server.room(number, 1)
    await online()
    expect(parley.state).toBe('online')
    expect(parley.trouble).toMatchObject({ name: 'UNAVAILABLE', message: expect.stringContaining('chat') })
    await clock.pass(500)
    await parley.ready
    expect(parley.trouble).toBeUndefined()
    expect(parley.rooms.size).toBe(5)
    const resets: unknown[] = []
    const texts: unknown[] = []
    parley.on('reset', (reset) => resets.push(reset))
    parley.on('event', ({ is }) => texts.push(is.text))
    server.say(roomId(1), 'one')
    await clock.pass(50)
    server.socket.sever()
    server.say(roomId(1), 'two')
    await clock.pass(3_000)
    const { head, unread } = room(1)
    expect({ head, unread }).toEqual({ head: server.head(roomStream(roomId(1))), unread: 3 })
    expect(texts).toEqual(['one', 'two'])
    expect(resets).toEqual([])
    expect(parley.faults).toBe(0)
  })

  test('is as it was until they are there, though the connection is lost in between', async () => {
    server.room(1, 1)
    await online()
    server.inParts = 1
    server.openAfterMs = 60_000
    server.socket.sever()
    await clock.pass(3_000)
    expect(parley.state).toBe('online')
    expect(parley.rooms.size).toBe(1)
    server.openAfterMs = 100
    server.say(roomId(1), 'missed')
    server.socket.sever()
    await clock.pass(3_000)
    expect(room(1)).toMatchObject({ unread: 2 })
    expect(server.asked('hello').at(-1)?.with.have).toHaveProperty([roomStream(roomId(1))])
  })

  test('keeps nobody from talking where it is of another service, and is no trouble then', async () => {
    server.opening = ['contacts']
    server.room(1, 1)
    await online()
    expect(parley.trouble).toBeUndefined()
    await parley.ready
    const sent = room(1).send('hello')
    await clock.pass(1_000)
    await sent
    expect(room(1).messages.map(({ state }) => state)).toEqual(['sent'])
  })
})
