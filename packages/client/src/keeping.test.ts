import { describe, expect, test } from 'vitest'
import { clock, online, parley, room, server, simulateForEachTest } from '../test/simulated-parley.ts'
import { me, roomId, roomStream } from '../test/simulated-server.ts'

simulateForEachTest()

describe('what one keeps about a room', () => {
  test('is known from the list on, and follows what another device changes', async () => {
    const id = server.room(1)
    server.keep('preference.set', { room: id, favourite: true, folder: 'Work' })
    await online()
    expect(room()).toMatchObject({ favourite: true, level: 'all', muted: false, preference: { folder: 'Work' } })
    server.keep('preference.set', { room: id, level: 'none', favourite: false })
    await clock.pass(10)
    expect(room()).toMatchObject({ favourite: false, level: 'none', preference: { folder: 'Work' } })
  })

  test('that changed while one was away is known after', async () => {
    const id = server.room(1)
    await online()
    server.socket.sever()
    server.keep('preference.set', { room: id, favourite: true })
    await clock.pass(1_000)
    expect(room().favourite).toBe(true)
  })

  test('is gone with the room that one has left, also when one is back in it when the connection is', async () => {
    const id = server.room(1)
    await online()
    await Promise.all([room().keep({ favourite: true }), clock.pass(100)])
    server.socket.sever()
    server.leave(id)
    server.stream(roomStream(id)).preference = undefined
    server.join(1)
    await clock.pass(1_000)
    expect(room().favourite).toBe(false)
  })

  test('is not forgotten for the answer of a server of the release before, which does not tell it', async () => {
    const id = server.room(1)
    await online()
    await Promise.all([room().keep({ favourite: true }), clock.pass(100)])
    server.stream(roomStream(id)).preference = undefined
    await Promise.all([room().load(), clock.pass(100)])
    expect(room().favourite).toBe(true)
  })

  test('that changes while the list is on its way is not undone by it', async () => {
    const id = server.room(1)
    await online()
    server.socket.sever()
    const other = server.join(2)
    server.troubleWith = ({ do: command }) => (command === 'room.list' ? { kind: 'dawdle', lateMs: 5_000 } : undefined)
    await clock.pass(1_000)
    server.keep('preference.set', { room: id, favourite: true })
    await clock.pass(5_000)
    expect([room().favourite, parley.rooms.has(other)]).toEqual([true, true])
  })

  test('is changed by what is given alone, and is there when the call resolves', async () => {
    server.room(1)
    await online()
    const kept = [room().keep({ favourite: true }), room().keep({ level: 'mentions' })]
    await clock.pass(100)
    await Promise.all(kept)
    expect(room()).toMatchObject({ favourite: true, level: 'mentions' })
    const { preference } = room()
    await Promise.all([room().load(), clock.pass(100)])
    expect(room().preference).toBe(preference)
  })

  test('is muted for a while by the clock of the server, and that it is over shows by itself', async () => {
    server.room(1)
    await online()
    const shown: boolean[] = []
    room().subscribe(() => shown.push(room().muted))
    await Promise.all([room().keep({ muted_ms: 60_000 }), clock.pass(100)])
    expect(room().muted).toBe(true)
    clock.setDate(3_600_000)
    await clock.pass(59_000)
    expect(room().muted).toBe(true)
    await clock.pass(2_000)
    expect([room().muted, shown.at(-1)]).toEqual([false, false])
  })
})

describe('a hidden room', () => {
  const hide = async (): Promise<void> => {
    await online()
    await Promise.all([room().keep({ hidden: true }), clock.pass(100)])
    expect(room().hidden).toBe(true)
  }

  test('comes back with what is said in it, and not with what has been unread before', async () => {
    const id = server.room(1, 3)
    await hide()
    expect(room().unread).toBe(3)
    server.say(id, 'new')
    await clock.pass(10)
    expect(room().hidden).toBe(false)
  })

  test('that was read since stays back when one comes anew', async () => {
    const id = server.room(1, 3)
    await hide()
    server.say(id, 'new')
    await clock.pass(10)
    await Promise.all([room().markRead(), clock.pass(100)])
    await parley.close()
    await online()
    expect(room()).toMatchObject({ hidden: false, unread: 0 })
  })

  test('comes back when one writes in it, or shows it', async () => {
    const id = server.room(1, 1)
    await hide()
    await Promise.all([room().keep({ hidden: false }), clock.pass(100)])
    expect(room().hidden).toBe(false)
    await Promise.all([room().keep({ hidden: true }), clock.pass(100)])
    expect(room().hidden).toBe(true)
    await Promise.all([room().send('mine'), clock.pass(100)])
    expect([room().hidden, server.texts(id).at(-1)]).toEqual([false, 'mine'])
  })

  test('that is muted for good stays away whatever is said in it', async () => {
    const id = server.room(1)
    await hide()
    await Promise.all([room().keep({ muted: true }), clock.pass(100)])
    server.say(id, 'new')
    await clock.pass(10)
    expect(room()).toMatchObject({ hidden: true, unread: 1 })
  })
})

describe('a room that is marked unread', () => {
  const readAll = () => Promise.all([room().markRead(), clock.pass(100)])
  const mark = (seq?: number) => Promise.all([room().markUnread(seq), clock.pass(100)])

  test('counts from the mark on, with what comes after it, until it is read', async () => {
    const id = server.room(1, 4)
    await online()
    await readAll()
    await mark(4)
    expect(room()).toMatchObject({ markedUnread: true, unread: 2, read: 5 })
    server.say(id, 'new')
    await clock.pass(10)
    expect(room()).toMatchObject({ markedUnread: true, unread: 3 })
    await readAll()
    expect(room()).toMatchObject({ markedUnread: false, unread: 0, read: 6 })
    expect(server.asked('unread.clear')).toHaveLength(0)
  })

  test('is read where there is nothing new to move the cursor to', async () => {
    server.room(1, 2)
    await online()
    await readAll()
    await mark()
    expect(room()).toMatchObject({ markedUnread: true, unread: 1 })
    await readAll()
    expect(room()).toMatchObject({ markedUnread: false, unread: 0 })
    expect(server.asked('unread.clear')).toHaveLength(1)
  })

  test('is so on another device, and read by what that reads or sends', async () => {
    const id = server.room(1, 2)
    await online()
    await readAll()
    server.keep('unread.mark', { room: id })
    await clock.pass(10)
    expect(room()).toMatchObject({ markedUnread: true, unread: 1 })
    server.say(id, 'from my phone', me)
    await clock.pass(10)
    expect(room()).toMatchObject({ markedUnread: false, unread: 0 })
    expect(parley.rooms.get(roomId(1))?.read).toBe(4)
  })
})
