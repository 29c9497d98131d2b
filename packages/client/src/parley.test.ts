import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { SimulatedClock, settled } from '../test/simulated-clock.ts'
import { me, other, ownStream, roomId, roomStream, SimulatedServer } from '../test/simulated-server.ts'
import type { ParleyOptions } from './options.ts'
import { memoryOutbox, type Pending } from './outbox-store.ts'
import { Parley } from './parley.ts'
import { ParleyError } from './parley-error.ts'
import type { Room } from './room.ts'

let clock: SimulatedClock
let server: SimulatedServer
let parley: Parley
let reports: unknown[]
let asked: { fresh: boolean }[]

const start = (options: Partial<ParleyOptions> = {}): Parley => {
  parley = new Parley({
    url: 'http://parley.test',
    token: async (wanted) => `jwt-${asked.push(wanted)}`,
    random: () => 0.5,
    report: (fault) => reports.push(fault),
    openSocket: server.openSocket,
    clock,
    ...options,
  })
  return parley
}

const online = async (options?: Partial<ParleyOptions>): Promise<Parley> => {
  start(options)
  await clock.pass(100)
  expect(parley.state).toBe('online')
  return parley
}

const room = (number = 1): Room => parley.rooms.get(roomId(number)) as Room
const texts = (): string[] => room().messages.map((message) => message.text)
const states = (): string[] => room().messages.map((message) => message.state)

beforeEach(() => {
  clock = new SimulatedClock()
  server = new SimulatedServer(clock)
  reports = []
  asked = []
})
afterEach(async () => {
  await parley.close()
  await clock.pass(60_000)
  expect(clock.timers).toBe(0)
})

describe('connecting', () => {
  test('offers the subprotocol and the token, and knows the rooms soon after', async () => {
    server.room(1)
    start()
    expect(parley.state).toBe('connecting')
    await clock.pass(100)
    expect(parley.state).toBe('online')
    await parley.ready
    expect(server.socket.protocols).toEqual(['parley.v1.json', 'bearer.jwt-1'])
    expect(parley.user).toBe(me)
    expect([...parley.rooms.keys()]).toEqual([roomId(1)])
    expect(room()).toMatchObject({ name: 'Room 1', kind: 'group', role: 'member', head: 1, unread: 0 })
  })

  test('waits longer after each refusal, and half a minute at most', async () => {
    server.isUp = false
    start()
    await clock.pass(20)
    expect(parley.state).toBe('waiting')
    expect(parley.retryAt).toBe(clock.now() - 15 + 250)
    await clock.pass(2_000)
    expect(server.sockets.length).toBe(4)
    await clock.pass(600_000)
    const tries = server.sockets.length
    await clock.pass(300_000)
    expect(server.sockets.length - tries).toBeGreaterThan(18)
    expect(server.sockets.length - tries).toBeLessThan(22)
    server.isUp = true
    await clock.pass(20_000)
    expect(parley.state).toBe('online')
  })

  test('asks for another token when a handshake was refused, and not again when that one is refused too', async () => {
    server.isUp = false
    start()
    await clock.pass(2_000)
    expect(asked.map(({ fresh }) => fresh)).toEqual([false, true, false, true])
    server.isUp = true
    await clock.pass(5_000)
    expect(parley.state).toBe('online')
  })

  test('tries again when the token cannot be had, and ends when the session is over', async () => {
    const failures: Error[] = [new TypeError('fetch failed')]
    const over = new ParleyError({ code: 1109, name: 'REFRESH_INVALID', text: 'Log in again.' })
    start({ token: async () => Promise.reject(failures.shift() ?? over) })
    await settled()
    expect(parley.state).toBe('waiting')
    await clock.pass(1_000)
    expect(parley.state).toBe('ended')
    expect(parley.error).toBe(over)
    await expect(parley.ready).rejects.toBe(over)
    await expect(parley.call('room.list', {})).rejects.toBe(over)
  })

  test('ends when the server says not to come back', async () => {
    await online()
    server.socket.cut(4501)
    await clock.pass(60_000)
    expect(parley.state).toBe('ended')
    expect(parley.error).toMatchObject({ name: 'SESSION_ENDED', body: { close_code: 4501 } })
    expect(server.sockets).toHaveLength(1)
  })

  test('comes back with another token when the token ran out', async () => {
    await online()
    server.socket.cut(4005)
    await clock.pass(1_000)
    expect(asked).toEqual([{ fresh: false }, { fresh: true }])
    expect(parley.state).toBe('online')
  })

  test('is for one user: a token of somebody else ends it', async () => {
    await online()
    server.user = other
    server.socket.cut(4000)
    await clock.pass(1_000)
    expect(parley.state).toBe('ended')
    expect(parley.error?.name).toBe('TOKEN_OF_ANOTHER')
  })

  test('notices a dead line by silence', async () => {
    await online()
    const opened = server.sockets.length
    server.isDeaf = true
    await clock.pass(24_800)
    expect(parley.state).toBe('online')
    await clock.pass(5_200)
    expect(parley.state).toBe('waiting')
    server.isDeaf = false
    await clock.pass(1_000)
    expect(parley.state).toBe('online')
    expect(server.sockets.length).toBe(opened + 1)
  })

  test('pings while it only listens, as the server wants to hear of it too', async () => {
    const id = server.room(1)
    await online()
    for (let second = 0; second < 60; second++) {
      server.say(id, 'hello')
      await clock.pass(1_000)
    }
    expect(server.asked('ping')).toHaveLength(2)
  })

  test('renews the token ahead of its end, again and again', async () => {
    await online()
    await clock.pass(3_600_000)
    expect(server.sockets).toHaveLength(1)
    expect(server.asked('token.renew').map((request) => request.with.token)).toEqual([
      'jwt-2',
      'jwt-3',
      'jwt-4',
      'jwt-5',
    ])
  })

  test('lets go of an answer that is no answer, and comes back', async () => {
    await online()
    server.socket.onmessage?.({ data: '{"id":' })
    expect(parley.state).toBe('waiting')
    expect(reports).toHaveLength(1)
    await clock.pass(1_000)
    expect(parley.state).toBe('online')
  })
})

describe('rooms', () => {
  test('come and go with the events that say so', async () => {
    await online()
    const id = server.join(7)
    await clock.pass(10)
    expect(room(7).name).toBe('Room 7')
    server.say(id, 'welcome')
    await clock.pass(10)
    expect(room(7)).toMatchObject({ unread: 1, head: 2 })
    server.leave(id)
    await clock.pass(10)
    expect(parley.rooms.size).toBe(0)
  })

  test('that came and went while offline are known after, with what is unread in them', async () => {
    const left = server.room(1)
    await online()
    server.socket.sever()
    server.leave(left)
    const joined = server.join(2)
    server.say(joined, 'one')
    server.say(joined, 'two')
    await clock.pass(1_000)
    expect([...parley.rooms.keys()]).toEqual([joined])
    expect(room(2)).toMatchObject({ name: 'Room 2', head: 3, unread: 2 })
    server.say(joined, 'three')
    await clock.pass(10)
    expect(room(2)).toMatchObject({ head: 4, unread: 3 })
    expect(parley.faults).toBe(0)
    expect(server.sockets).toHaveLength(2)
  })

  test('that are left while their list is on its way do not come back with it', async () => {
    const id = server.room(1)
    server.troubleWith = (request) => (request.do === 'room.list' ? { kind: 'swallow' } : undefined)
    await online()
    server.leave(id)
    server.join(2)
    await clock.pass(10)
    const list = server.asked('room.list')[0]
    const stale = {
      room: id,
      kind: 'group',
      name: 'Room 1',
      role: 'member',
      on: roomStream(id),
      epoch: 1,
      head: 1,
      floor: 0,
      read: 0,
      unread: 0,
    }
    server.socket.tell({ id: list?.id, ok: { rooms: [stale], more: false } })
    await clock.pass(10)
    expect([...parley.rooms.keys()]).toEqual([roomId(2)])
  })

  test('are asked for until they are known', async () => {
    server.room(1)
    let refusals = 3
    server.troubleWith = ({ do: command }) =>
      command === 'room.list' && refusals-- > 0 ? { kind: 'refuse', name: 'INTERNAL' } : undefined
    await online()
    expect(parley.rooms.size).toBe(0)
    await clock.pass(10_000)
    await parley.ready
    expect(parley.rooms.size).toBe(1)
  })

  test('made by us are there at once and go on with the events', async () => {
    await online()
    const made = parley.createGroup('Team', [other])
    await clock.pass(50)
    const group = await made
    expect(parley.rooms.get(group.id)).toBe(group)
    expect(group.members.map((member) => member.user)).toEqual([me, other])
    server.say(group.id, 'hi')
    await clock.pass(10)
    expect(group.messages.map((message) => message.text)).toEqual(['hi'])
  })

  test('keep their members true once loaded', async () => {
    const id = server.room(1)
    await online()
    const loading = room().load()
    await clock.pass(20)
    await loading
    const third = roomId(3)
    server.emit(roomStream(id), 'member.joined', { user: third, name: 'Cid', role: 'member' }, other)
    server.emit(roomStream(id), 'role.changed', { user: me, role: 'owner' }, other)
    server.emit(roomStream(id), 'member.left', { user: other }, other)
    await clock.pass(10)
    expect(room().members.map(({ user, role }) => [user, role])).toEqual([
      [me, 'owner'],
      [third, 'member'],
    ])
    expect(room().role).toBe('owner')
  })
})

describe('history', () => {
  test('loads older pages until there is nothing older, and joins what came live', async () => {
    const id = server.room(1, 120)
    await online()
    server.say(id, 'live')
    await clock.pass(10)
    expect(texts()).toEqual(['live'])
    const pages: boolean[] = []
    for (let page = 0; page < 4; page++) {
      const loading = room().loadOlder()
      await clock.pass(20)
      pages.push(await loading)
    }
    expect(pages).toEqual([true, true, false, false])
    expect(room().events.map((event) => event.seq)).toEqual(Array.from({ length: 122 }, (_, place) => place + 1))
    expect(server.asked('room.history')).toHaveLength(3)
  })

  test('asked for twice at once is loaded once, unless more is asked for', async () => {
    server.room(1, 120)
    await online()
    const all = Promise.all([room().loadOlder(10), room().loadOlder(5), room().loadOlder(), room().loadOlder()])
    await clock.pass(40)
    expect(await all).toEqual([true, true, true, true])
    expect(server.asked('room.history').map((request) => request.with.limit)).toEqual([10, 50])
    expect(room().events).toHaveLength(60)
  })

  test('goes on where it was after a pause', async () => {
    const id = server.room(1)
    await online()
    server.say(id, 'one')
    await clock.pass(10)
    server.socket.sever()
    server.say(id, 'two')
    server.say(id, 'three')
    await clock.pass(1_000)
    expect(texts()).toEqual(['one', 'two', 'three'])
    expect(server.asked('hello')[1]?.with).toEqual({ have: { [ownStream]: [1, 0], [roomStream(id)]: [1, 2] } })
  })

  test.each(['while connected', 'while away'])('that cannot be continued is read anew, lost %s', async (when) => {
    const id = server.room(1, 3)
    await online()
    const loading = room().loadOlder()
    await clock.pass(20)
    await loading
    const resets: unknown[] = []
    parley.on('reset', (reset) => resets.push(reset))
    if (when === 'while away') server.socket.sever()
    server.reset(roomStream(id), 2)
    server.say(id, 'after')
    await clock.pass(1_000)
    expect(texts()).toEqual(['after'])
    expect(resets).toHaveLength(1)
    expect(room()).toMatchObject({ head: 5, unread: 1 })
    expect(parley.faults).toBe(0)
  })

  test('of our own stream that cannot be continued makes everything be asked anew', async () => {
    server.room(1)
    await online()
    server.reset(ownStream, 2)
    server.room(2)
    await clock.pass(1_000)
    expect([...parley.rooms.keys()]).toEqual([roomId(1), roomId(2)])
    expect(parley.state).toBe('online')
  })

  test('never repeats what the server repeats', async () => {
    const id = server.room(1)
    await online()
    server.copies = () => 2
    server.say(id, 'one')
    server.say(id, 'two')
    await clock.pass(10)
    expect(texts()).toEqual(['one', 'two'])
    expect(parley.faults).toBe(0)
  })

  test('never skips what the server skips: it comes back for it', async () => {
    const id = server.room(1)
    await online()
    const seen: number[] = []
    parley.on('event', (event) => seen.push(event.seq))
    server.copies = () => 0
    server.say(id, 'one')
    server.copies = () => 1
    server.say(id, 'two')
    await clock.pass(1_000)
    expect(texts()).toEqual(['one', 'two'])
    expect(seen).toEqual([2, 3])
    expect(parley.faults).toBe(1)
  })

  test('keeps the newest in memory, and older pages as long as they are looked at', async () => {
    const id = server.room(1)
    await online({ keep: 20 })
    for (let count = 1; count <= 100; count++) server.say(id, String(count))
    await clock.pass(10)
    expect(texts().at(-1)).toBe('100')
    expect(texts().length).toBeLessThanOrEqual(25)
    const loading = room().loadOlder(50)
    await clock.pass(20)
    await loading
    expect(texts().length).toBeGreaterThanOrEqual(70)
    const seqs = room().events.map((event) => event.seq)
    expect(seqs).toEqual(seqs.map((_, place) => (seqs[0] ?? 0) + place))
  })
})

describe('sending', () => {
  test('shows the message at once and the position when the server has it', async () => {
    server.room(1)
    await online()
    const sending = room().send('hello')
    expect(room().messages).toMatchObject([{ text: 'hello', by: me, state: 'sending', seq: undefined }])
    await clock.pass(20)
    const { seq, at } = await sending
    expect(room().messages).toMatchObject([{ text: 'hello', by: me, state: 'sent', seq, at }])
    expect(room()).toMatchObject({ unread: 0, read: seq })
  })

  test('shows the message once, whichever of answer and event comes first', async () => {
    const id = server.room(1)
    await online()
    server.copies = () => 0
    const sending = room().send('hello')
    await clock.pass(20)
    const { seq } = await sending
    expect(states()).toEqual(['sent'])
    expect(room().head).toBe(seq)
    server.socket.tell(server.stream(roomStream(id)).events[seq - 1])
    await clock.pass(10)
    expect(room().messages).toMatchObject([{ text: 'hello', seq, state: 'sent' }])
  })

  test('keeps the order and the id when the connection is lost in between', async () => {
    const id = server.room(1)
    await online()
    let severed = false
    server.troubleWith = ({ do: command }) => {
      if (command !== 'message.send' || severed) return undefined
      severed = true
      return { kind: 'sever', acted: true }
    }
    const sends = ['one', 'two', 'three'].map((text) => room().send(text))
    await clock.pass(2_000)
    expect((await Promise.all(sends)).map(({ seq }) => seq)).toEqual([2, 3, 4])
    expect(server.texts(id)).toEqual(['one', 'two', 'three'])
    expect(texts()).toEqual(['one', 'two', 'three'])
  })

  test('is confirmed by the event where the answer is lost', async () => {
    server.room(1)
    await online()
    server.troubleWith = ({ do: command }) => (command === 'message.send' ? { kind: 'swallow', lateMs: 0 } : undefined)
    const sending = room().send('hello')
    await clock.pass(50)
    expect(await sending).toMatchObject({ seq: 2 })
  })

  test.each(['TIMEOUT', 'UNAVAILABLE', 'RATE_LIMITED', 'TOO_MANY_IN_FLIGHT'] as const)(
    'is tried again after %s, before what comes behind',
    async (name) => {
      const id = server.room(1)
      await online()
      let refusals = 3
      server.troubleWith = ({ do: command }) =>
        command === 'message.send' && refusals-- > 0 ? { kind: 'refuse', name, retry_ms: 700 } : undefined
      void room().send('one')
      void room().send('two')
      await clock.pass(2_000)
      expect(server.texts(id)).toEqual([])
      await clock.pass(3_000)
      expect(server.texts(id)).toEqual(['one', 'two'])
      expect(new Set(server.asked('message.send').map((request) => request.with.id)).size).toBe(2)
    },
  )

  test('fails for good where the server says so, and lets the next pass', async () => {
    server.room(1)
    await online()
    server.troubleWith = (request) =>
      request.with.text === 'bad' ? { kind: 'refuse', name: 'MESSAGE_ID_TAKEN' } : undefined
    const bad = room().send('bad')
    void room().send('good')
    await clock.pass(50)
    await expect(bad).rejects.toMatchObject({ name: 'MESSAGE_ID_TAKEN' })
    expect(room().messages).toMatchObject([
      { text: 'good', state: 'sent' },
      { text: 'bad', state: 'failed', error: { code: 1202 } },
    ])
    expect(parley.unsent).toHaveLength(1)
  })

  test('that failed can be tried again or forgotten', async () => {
    server.room(1)
    await online()
    server.troubleWith = ({ do: command }) =>
      command === 'message.send' ? { kind: 'refuse', name: 'INTERNAL' } : undefined
    void room().send('one')
    void room().send('two')
    await clock.pass(50)
    expect(states()).toEqual(['failed', 'failed'])
    server.troubleWith = () => undefined
    const [one, two] = room().messages
    const again = room().retry(one?.id ?? '')
    room().discard(two?.id ?? '')
    expect(() => room().discard(one?.id ?? '')).toThrow(RangeError)
    await clock.pass(50)
    expect(await again).toMatchObject({ seq: 2 })
    expect(room().messages).toMatchObject([{ id: one?.id, text: 'one', state: 'sent' }])
  })

  test('that failed in a room one is no longer in can still be forgotten', async () => {
    const id = server.room(1)
    const outbox = memoryOutbox()
    await online({ outbox })
    server.troubleWith = ({ do: command }) =>
      command === 'message.send' ? { kind: 'refuse', name: 'ROOM_NOT_FOUND' } : undefined
    void room().send('late')
    server.leave(id)
    await clock.pass(50)
    expect(parley.rooms.size).toBe(0)
    expect(parley.unsent).toMatchObject([{ room: id, text: 'late', error: { name: 'ROOM_NOT_FOUND' } }])
    const { version } = parley
    parley.discard(parley.unsent[0]?.id ?? '')
    await clock.pass(1)
    expect(parley.unsent).toEqual([])
    expect(parley.version).toBeGreaterThan(version)
    expect(await outbox.load()).toEqual([])
  })

  test('of what the server would not take is refused here', async () => {
    server.room(1)
    await online()
    for (const text of ['', '  \n ', 'a'.repeat(4001)]) {
      await expect(room().send(text)).rejects.toMatchObject({ name: 'BAD_INPUT', body: { at: '/text' } })
    }
    expect(room().messages).toEqual([])
    const sending = room().send('😀'.repeat(4000))
    await clock.pass(20)
    await sending
  })

  test('survives a reload: what was unsent goes out, in order, before what is new', async () => {
    const id = server.room(1)
    const outbox = memoryOutbox()
    await online({ outbox })
    server.socket.sever()
    server.isUp = false
    void room().send('one')
    const two = room().send('two')
    await parley.close()
    await expect(two).rejects.toMatchObject({ name: 'UNAVAILABLE' })
    await outbox.save({ ...((await outbox.load())[0] as Pending), id: roomId(9), by: other, text: 'not mine' })
    server.isUp = true
    await online({ outbox })
    void room().send('three')
    await clock.pass(100)
    expect(server.texts(id)).toEqual(['one', 'two', 'three'])
    expect((await outbox.load()).map((pending) => pending.text)).toEqual(['not mine'])
  })

  test('goes on when the store does not work', async () => {
    const id = server.room(1)
    const broken = async () => Promise.reject(new Error('disk full'))
    await online({ outbox: { load: broken, save: broken, remove: broken } })
    const sending = room().send('hello')
    await clock.pass(50)
    await sending
    expect(server.texts(id)).toEqual(['hello'])
    expect(reports.map((fault) => (fault as Error).message)).toEqual(['disk full', 'disk full', 'disk full'])
  })
})

describe('the cursor', () => {
  test('moves to what has come, also when that has to be said again', async () => {
    const id = server.room(1, 5)
    await online()
    expect(room().unread).toBe(5)
    let lost = false
    server.troubleWith = ({ do: command }) => {
      if (command !== 'cursor.move' || lost) return undefined
      lost = true
      return { kind: 'sever', acted: false }
    }
    const marking = room().markRead()
    expect(room()).toMatchObject({ unread: 0, read: 6 })
    await clock.pass(2_000)
    await marking
    expect(server.stream(roomStream(id)).read).toBe(6)
    server.say(id, 'new')
    await clock.pass(10)
    expect(room()).toMatchObject({ unread: 1, read: 6 })
  })

  test('follows what another device has read, and never goes back', async () => {
    const id = server.room(1)
    await online()
    for (const text of ['one', 'two', 'three']) server.say(id, text)
    await clock.pass(10)
    expect(room().unread).toBe(3)
    server.signal('cursor.moved', { room: id, read: 3, unread: 1 })
    await clock.pass(10)
    expect(room()).toMatchObject({ read: 3, unread: 1 })
    server.signal('cursor.moved', { room: id, read: 2, unread: 2 })
    await clock.pass(10)
    expect(room()).toMatchObject({ read: 3, unread: 1 })
  })

  test('counts what was missed once', async () => {
    const id = server.room(1)
    await online()
    server.say(id, 'one')
    await clock.pass(10)
    server.socket.sever()
    server.say(id, 'two')
    server.say(id, 'three')
    await clock.pass(1_000)
    expect(room().unread).toBe(3)
  })
})

describe('calls', () => {
  test('wait for a connection, but not for ever', async () => {
    server.room(1)
    server.isUp = false
    start()
    const hopeless = parley.call('room.list', {}).catch((error: ParleyError) => error)
    await clock.pass(15_000)
    expect(await hopeless).toMatchObject({ name: 'UNAVAILABLE' })
    const patient = parley.call('room.get', { room: roomId(1) })
    server.isUp = true
    await clock.pass(15_000)
    expect(await patient).toMatchObject({ name: 'Room 1' })
  })

  test('that read are repeated after a passing trouble, others are not', async () => {
    await online()
    let refusals = 2
    server.troubleWith = () => (refusals-- > 0 ? { kind: 'refuse', name: 'UNAVAILABLE' } : undefined)
    const reading = parley.call('room.list', {})
    await clock.pass(5_000)
    expect(await reading).toEqual({ rooms: [], more: false })
    refusals = 1
    const leaving = parley.call('room.leave', { room: roomId(1) }).catch((error: ParleyError) => error)
    await clock.pass(5_000)
    expect(await leaving).toMatchObject({ name: 'UNAVAILABLE', code: 1005 })
  })

  test('whose answer was lost with the connection say that nobody knows', async () => {
    await online()
    server.troubleWith = () => ({ kind: 'sever', acted: true })
    const leaving = parley.call('room.leave', { room: roomId(1) }).catch((error: ParleyError) => error)
    await clock.pass(100)
    expect(await leaving).toMatchObject({ name: 'TIMEOUT' })
  })
})

describe('those who listen', () => {
  test('hear once of all that changed in one go, and see the version grow', async () => {
    const id = server.room(1)
    await online()
    let calls = 0
    const stop = parley.subscribe(() => calls++)
    const before = parley.version
    for (const text of ['one', 'two', 'three']) server.say(id, text)
    await clock.pass(10)
    expect(calls).toBeGreaterThan(0)
    expect(parley.version).toBeGreaterThan(before)
    stop()
    const heard = calls
    server.say(id, 'four')
    await clock.pass(10)
    expect(calls).toBe(heard)
  })

  test('may throw without harm', async () => {
    const id = server.room(1)
    await online()
    parley.subscribe(() => {
      throw new Error('view')
    })
    parley.on('event', () => {
      throw new Error('bot')
    })
    const heard: string[] = []
    parley.on('event', (event) => heard.push(event.ev))
    server.say(id, 'one')
    await clock.pass(10)
    expect(heard).toEqual(['message.sent'])
    expect(reports.map((fault) => (fault as Error).message).sort()).toEqual(['bot', 'view'])
    expect(parley.state).toBe('online')
  })

  test('see the same arrays and messages until something changes', async () => {
    const id = server.room(1)
    await online()
    server.say(id, 'one')
    await clock.pass(10)
    const { events, messages } = room()
    void room().markRead()
    await clock.pass(50)
    expect(room().events).toBe(events)
    expect(room().messages).toBe(messages)
    server.say(id, 'two')
    await clock.pass(10)
    expect(room().messages).not.toBe(messages)
    expect(room().messages[0]).toBe(messages[0])
  })

  test('hear of states and of returned messages', async () => {
    const heard: unknown[] = []
    start()
    parley.on('state', (state) => heard.push(state))
    parley.on('returned', ({ text, why }) => heard.push([text, why]))
    await clock.pass(100)
    server.emit(ownStream, 'message.returned', { id: roomId(5), user: other, text: 'hi', why: 'USER_NOT_FOUND' }, me)
    await clock.pass(10)
    server.socket.cut(4000)
    await clock.pass(1_000)
    await parley.close()
    expect(heard).toEqual(['online', ['hi', 'USER_NOT_FOUND'], 'waiting', 'connecting', 'online', 'ended'])
  })
})
