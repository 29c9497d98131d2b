import { describe, expect, test } from 'vitest'
import {
  clock,
  online,
  parley,
  reports,
  room,
  server,
  simulateForEachTest,
  states,
  texts,
} from '../test/simulated-parley.ts'
import { me, other, roomId, roomStream } from '../test/simulated-server.ts'
import { memoryUnsent, type Pending } from './unsent-store.ts'

simulateForEachTest()

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
    const unsent = memoryUnsent()
    await online({ unsent })
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
    expect(await unsent.load()).toEqual([])
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
    const unsent = memoryUnsent()
    await online({ unsent })
    server.socket.sever()
    server.isUp = false
    void room().send('one')
    const two = room().send('two')
    await parley.close()
    await expect(two).rejects.toMatchObject({ name: 'UNAVAILABLE' })
    await unsent.save({ ...((await unsent.load())[0] as Pending), id: roomId(9), by: other, text: 'not mine' })
    server.isUp = true
    await online({ unsent })
    void room().send('three')
    await clock.pass(100)
    expect(server.texts(id)).toEqual(['one', 'two', 'three'])
    expect((await unsent.load()).map((pending) => pending.text)).toEqual(['not mine'])
  })

  test('goes on when the browser blocks its storage, and that is heard of once', async () => {
    server.room(1)
    const blockedBy = new Error('blocked')
    await online({ unsent: { ...memoryUnsent(), blockedBy } })
    const sending = room().send('hello')
    await clock.pass(50)
    await sending
    expect(reports).toEqual([blockedBy])
  })

  test('goes on when the store does not work', async () => {
    const id = server.room(1)
    const broken = async () => Promise.reject(new Error('disk full'))
    await online({ unsent: { load: broken, save: broken, remove: broken } })
    const sending = room().send('hello')
    await clock.pass(50)
    await sending
    expect(server.texts(id)).toEqual(['hello'])
    expect(reports.map((fault) => (fault as Error).message)).toEqual(['disk full', 'disk full', 'disk full'])
  })
})
