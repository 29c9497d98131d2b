import { describe, expect, test } from 'vitest'
import { clock, online, parley, room, server, simulateForEachTest, start, texts } from '../test/simulated-parley.ts'
import { me, other, ownStream, roomId, roomStream } from '../test/simulated-server.ts'

simulateForEachTest()

/** Of three messages in a room the last two come while the line is lost; then it is back. */
const missTwo = async (): Promise<string> => {
  const id = server.room(1)
  await online()
  server.say(id, 'one')
  await clock.pass(10)
  server.socket.sever()
  server.say(id, 'two')
  server.say(id, 'three')
  await clock.pass(1_000)
  return id
}

describe('rooms', () => {
  test('that are listed for the first time have what was read and kept of them while the list was on its way', async () => {
    const id = server.room(1, 3)
    server.troubleWith = ({ do: command }) => (command === 'room.list' ? { kind: 'dawdle', lateMs: 100 } : undefined)
    start()
    await clock.pass(50)
    server.move({ room: id, seq: 4 })
    server.keep('preference.set', { room: id, favourite: true })
    await clock.pass(1_000)
    expect(room()).toMatchObject({ head: 4, read: 4, unread: 0, favourite: true })
  })

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

  test('keep what has come since when a list from before comes late', async () => {
    const id = server.room(1)
    await online()
    server.troubleWith = ({ do: command }) => (command === 'room.list' ? { kind: 'dawdle', lateMs: 5_000 } : undefined)
    server.socket.cut(1006)
    server.room(2)
    await clock.pass(2_000)
    expect(parley.state).toBe('online')
    server.emit(roomStream(id), 'role.changed', { user: me, role: 'owner' }, other)
    await clock.pass(100)
    expect(room().role).toBe('owner')
    await clock.pass(10_000)
    expect([room().role, parley.rooms.size]).toEqual(['owner', 2])
  })

  test('know of the head that an answer told when an answer from before it comes late', async () => {
    const id = server.room(1)
    await online()
    server.troubleWith = ({ do: command }) => (command === 'room.get' ? { kind: 'dawdle', lateMs: 100 } : undefined)
    const loading = room().load()
    await clock.pass(20)
    server.signal('cursor.moved', { room: id, head: 9, read: 9, unread: 0 })
    await clock.pass(10)
    expect(room()).toMatchObject({ head: 9, read: 9, unread: 0 })
    await clock.pass(200)
    await loading
    expect(room()).toMatchObject({ head: 9, read: 9, unread: 0 })
  })

  test('load their members page by page, and count them all from the first one on', async () => {
    const id = server.room(1)
    server.membersAtOnce = 2
    const join = (place: number) =>
      server.emit(roomStream(id), 'member.joined', { user: roomId(place), name: '', role: 'member' }, other)
    for (let place = 2; place < 5; place++) join(place)
    await online()
    const within = async <T>(loading: Promise<T>) => (await Promise.all([loading, clock.pass(20)]))[0]
    await within(room().load())
    const names = () => room().members.map(({ user }) => user)
    expect([names(), room().memberCount]).toEqual([[me, other], 5])
    join(5)
    await clock.pass(10)
    expect([names(), room().memberCount]).toEqual([[me, other, roomId(5)], 6])
    expect(await within(room().loadMembers())).toBe(true)
    expect(await within(room().loadMembers())).toBe(false)
    expect([names(), room().memberCount]).toEqual([[me, other, roomId(2), roomId(3), roomId(4), roomId(5)], 6])
  })

  test('keep the members that are loaded when the first page is loaded again', async () => {
    const id = server.room(1)
    server.membersAtOnce = 2
    for (let place = 2; place < 5; place++)
      server.emit(roomStream(id), 'member.joined', { user: roomId(place), name: '', role: 'member' }, other)
    await online()
    for (const load of [() => room().load(), () => room().loadMembers(), () => room().load()])
      await Promise.all([load(), clock.pass(20)])
    expect(room().members).toHaveLength(4)
  })
})

describe('the newest event of a room', () => {
  const said = (number: number) => room(number).newest?.is.text

  test('comes with the list of rooms, and nothing is loaded with it', async () => {
    server.room(1, 3)
    const quiet = server.room(2)
    await online()
    expect(said(1)).toBe('message 3')
    expect(room(2).newest?.ev).toBe('room.created')
    server.say(quiet, 'one')
    await clock.pass(10)
    expect(said(2)).toBe('one')
    expect([room(1).events, room(1).messages]).toEqual([[], []])
    expect(server.asked('room.history')).toEqual([])
  })

  test('is not known where another came while the list was on its way, until the next comes', async () => {
    const id = server.room(1, 3)
    server.troubleWith = ({ do: command }) => (command === 'room.list' ? { kind: 'dawdle', lateMs: 500 } : undefined)
    await online()
    server.say(id, 'four')
    await clock.pass(1_000)
    expect(room(1).newest).toBeUndefined()
    server.say(id, 'five')
    await clock.pass(10)
    expect(said(1)).toBe('five')
  })

  test('is read anew with the list when one hides somebody, and nothing else is', async () => {
    const ids = [server.room(1, 3), server.room(2, 3)]
    await online()
    server.withhold(ids[0] as string, 'message 3')
    server.emit(ownStream, 'author.hidden', { user: other }, me)
    await clock.pass(1_000)
    expect([room(1).newest?.ev, said(2)]).toEqual(['redacted', 'message 3'])
    expect(server.asked('room.list')).toHaveLength(2)
    expect(server.asked('room.history')).toEqual([])
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
    const id = await missTwo()
    expect(texts()).toEqual(['one', 'two', 'three'])
    expect(server.asked('hello')[1]?.with).toEqual({
      have: { [ownStream]: [1, 0], [roomStream(id)]: [1, 2] },
      opened: true,
    })
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
    expect(room()).toMatchObject({ head: 5, unread: 4 })
    expect(parley.faults).toBe(0)
  })

  describe('of a server that has lost what was shown, in the same epoch, is read anew', () => {
    const show = async (...said: string[]) => {
      const id = server.room(1, 60)
      await online()
      for (const text of said) server.say(id, text)
      await clock.pass(10)
      const resets: unknown[] = []
      parley.on('reset', (reset) => resets.push(reset))
      return { id, resets }
    }
    /** Whatever it is for, no promise may stay behind or fail. */
    const within = async (work: Promise<unknown>) => {
      await Promise.all([work, clock.pass(5_000)])
    }
    const expectAnew = async (resets: readonly unknown[], ...said: string[]) => {
      expect(resets).toMatchObject([{ on: roomStream(roomId(1)), had: { seq: 64 } }])
      await within(room().loadOlder())
      expect(texts().slice(-said.length - 1)).toEqual(['message 60', ...said])
      expect(room().events.at(-1)?.seq).toBe(server.head(roomStream(roomId(1))))
      expect(parley.state).toBe('online')
    }

    test('when older pages are loaded', async () => {
      const { resets } = await show('kept', 'lost 1', 'lost 2')
      server.failOver(2)
      await within(room().loadOlder())
      await expectAnew(resets, 'kept')
    })

    test('when the room or its members are loaded', async () => {
      const { resets } = await show('kept', 'lost 1', 'lost 2')
      server.failOver(2)
      await within(room().loadMembers())
      await expectAnew(resets, 'kept')
    })

    test('when the cursor moves to what is lost', async () => {
      const { resets } = await show('kept', 'lost 1', 'lost 2')
      server.failOver(2)
      await within(room().markRead())
      await expectAnew(resets, 'kept')
      expect(room().read).toBeLessThanOrEqual(room().head)
    })

    test('when a message of ours gets the number of one that was shown, and is not shown twice', async () => {
      const { resets } = await show('kept', 'lost 1', 'lost 2')
      server.failOver(2)
      const sent = room().send('mine')
      await within(sent)
      expect(await sent).toMatchObject({ seq: 63 })
      await expectAnew(resets, 'kept', 'mine')
      expect(texts().filter((text) => text === 'mine')).toHaveLength(1)
    })

    test('when it is asked again after the line was lost', async () => {
      const { resets } = await show('kept', 'lost 1', 'lost 2')
      server.failOver(2)
      server.socket.sever()
      await clock.pass(2_000)
      await expectAnew(resets, 'kept')
    })
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
    server.signal('cursor.moved', { room: id, head: 4, read: 3, unread: 1 })
    await clock.pass(10)
    expect(room()).toMatchObject({ read: 3, unread: 1 })
    server.signal('cursor.moved', { room: id, head: 4, read: 2, unread: 2 })
    await clock.pass(10)
    expect(room()).toMatchObject({ read: 3, unread: 1 })
  })

  test('counts what was missed once', async () => {
    await missTwo()
    expect(room().unread).toBe(3)
  })
})
