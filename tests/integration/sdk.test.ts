import { randomUUID } from 'node:crypto'
import { type Message, memoryUnsent, type Parley, uuid7 } from '@parley/client'
import { type Link, layLink } from '@parley/testcontainers/link'
import { afterAll, afterEach, beforeAll, describe, expect, inject, test } from 'vitest'
import { connect, enter, roomOf, said, until } from '../setup/sdk.ts'
import { startWorld, type World } from '../setup/world.ts'

let world: World
let reports: unknown[]
beforeAll(async () => {
  world = await startWorld(inject('backing'), { gateways: 2, chats: 2 })
  reports = []
})
afterAll(() => world[Symbol.asyncDispose]())
afterEach(() => expect(reports).toEqual([]))

const report = (fault: unknown) => reports.push(fault)
const gateway = (place: number): string => world.urls[place] as string
const numbered = (count: number, word: string): string[] =>
  Array.from({ length: count }, (_, place) => `${word} ${place}`)

describe.each(['json', 'msgpack'] as const)('the SDK, speaking %s', (encoding) => {
  test('shows two people the same conversation in the same order, through two gateways', async () => {
    await using ann = await enter(gateway(0), 'Ann', { encoding, report })
    await using bob = await enter(gateway(1), 'Bob', { encoding, report })
    const room = await ann.parley.createDirect(bob.user)
    const theirs = await roomOf(bob.parley, room.id)
    expect([room.name, theirs.name]).toEqual(['Bob', 'Ann'])
    await Promise.all(
      numbered(50, 'message').flatMap((text) => [room.send(`${text} 😀`), theirs.send(`${text} from Bob`)]),
    )
    await until(ann.parley, () => said(room).length === 100)
    await until(bob.parley, () => said(theirs).length === 100)
    expect(theirs.messages).toEqual(room.messages)
    expect(said(room).filter((text) => text.endsWith('😀'))).toEqual(
      numbered(50, 'message').map((text) => `${text} 😀`),
    )
    const lastOfBob = theirs.messages.findLastIndex(({ by }) => by === bob.user)
    expect(theirs.unread).toBe(99 - lastOfBob)
    await theirs.markRead()
    expect(theirs).toMatchObject({ unread: 0, read: theirs.head })
    expect([ann.parley.faults, bob.parley.faults]).toEqual([0, 0])
  })

  test('shows a message at once, and it becomes what its own event says, never two', async () => {
    await using ann = await enter(gateway(0), 'Ann', { encoding, report })
    await using bob = await enter(gateway(1), 'Bob', { encoding, report })
    const room = await ann.parley.createDirect(bob.user)
    const sights: Message[][] = []
    ann.parley.subscribe(() => sights.push([...room.messages]))
    const sending = room.send('hello')
    expect(room.messages).toMatchObject([{ text: 'hello', state: 'sending', seq: undefined, by: ann.user }])
    const { seq, at } = await sending
    await until(ann.parley, () => room.events.some((event) => event.seq === seq))
    expect(room.messages).toMatchObject([{ text: 'hello', state: 'sent', seq, at, by: ann.user }])
    for (const sight of sights) expect(sight).toMatchObject([{ id: room.messages[0]?.id, text: 'hello' }])
  })
})

describe('a connection that is lost', () => {
  let link: Link
  beforeAll(async () => {
    link = await layLink(world.urls)
  })
  afterAll(() => link[Symbol.asyncDispose]())
  afterEach(() => {
    link.isPlugged = true
  })

  const unplug = async (parley: Parley): Promise<void> => {
    link.isPlugged = false
    link.cut()
    await until(parley, () => parley.state === 'waiting')
  }

  test('keeps what is sent meanwhile, in order, until it is back', async () => {
    await using ann = await enter(link.url, 'Ann', { report })
    await using bob = await enter(gateway(1), 'Bob', { encoding: 'msgpack', report })
    const room = await ann.parley.createDirect(bob.user)
    const theirs = await roomOf(bob.parley, room.id)
    await unplug(ann.parley)
    const sending = numbered(20, 'offline').map((text) => room.send(text))
    expect(room.messages.map(({ state }) => state)).toEqual(Array(20).fill('sending'))
    expect(ann.parley.unsent).toHaveLength(20)
    await theirs.send('where are you?')
    link.isPlugged = true
    await Promise.all(sending)
    await until(bob.parley, () => said(theirs).length === 21)
    expect(said(theirs)).toEqual(['where are you?', ...numbered(20, 'offline')])
    await until(ann.parley, () => said(room).length === 21)
    expect(room.messages).toEqual(theirs.messages)
    expect(ann.parley.unsent).toEqual([])
  })

  test('is resumed: everything missed is heard once, in order, and nothing is loaded anew', async () => {
    await using ann = await enter(link.url, 'Ann', { report })
    await using bob = await enter(gateway(1), 'Bob', { encoding: 'msgpack', report })
    const room = await ann.parley.createDirect(bob.user)
    const theirs = await roomOf(bob.parley, room.id)
    await theirs.send('before')
    await until(ann.parley, () => said(room).length === 1)
    const heard: number[] = []
    ann.parley.on('event', ({ on, seq }) => on.endsWith(room.id) && heard.push(seq))
    ann.parley.on('reset', (reset) => expect(reset).toBeUndefined())
    const { head } = room
    for (let round = 0; round < 3; round++) {
      await unplug(ann.parley)
      await Promise.all(numbered(40, `round ${round}`).map((text) => theirs.send(text)))
      link.isPlugged = true
      await until(ann.parley, () => room.head === head + 40 * (round + 1))
    }
    expect(heard).toEqual(Array.from({ length: 120 }, (_, place) => head + 1 + place))
    expect(room.messages).toEqual(theirs.messages)
    expect(room.unread).toBe(121)
    expect(ann.parley.faults).toBe(0)
  })

  test('brings the rooms that were made, and takes those that were left, meanwhile', async () => {
    await using ann = await enter(link.url, 'Ann', { report })
    await using bob = await enter(gateway(1), 'Bob', { report })
    const old = await bob.parley.createGroup('Old', [ann.user])
    await roomOf(ann.parley, old.id)
    await unplug(ann.parley)
    const fresh = await bob.parley.createGroup('Fresh', [ann.user])
    await fresh.send('welcome')
    await bob.parley.call('member.remove', { room: old.id, user: ann.user })
    link.isPlugged = true
    const theirs = await roomOf(ann.parley, fresh.id)
    await until(ann.parley, () => !ann.parley.rooms.has(old.id))
    await until(ann.parley, () => theirs.unread === 1)
    await theirs.loadOlder()
    expect(said(theirs)).toEqual(['welcome'])
  })
})

describe('a send that is refused', () => {
  test('fails, says why, and holds nothing up', async () => {
    await using bob = await enter(gateway(1), 'Bob', { report })
    await using ann = await enter(gateway(0), 'Ann', { report })
    const room = await ann.parley.createDirect(bob.user)
    const taken = { id: uuid7(), room: room.id }
    await bob.parley.call('message.send', { ...taken, text: 'mine' })
    const unsent = memoryUnsent()
    await unsent.save({ ...taken, by: ann.user, at: Date.now(), text: 'yours' })
    await using device = await connect(gateway(0), ann.session, { unsent, report })
    const here = await roomOf(device, room.id)
    await here.send('next')
    expect(device.unsent).toMatchObject([{ id: taken.id, error: { name: 'MESSAGE_ID_TAKEN' } }])
    expect(here.messages.at(-1)).toMatchObject({ text: 'yours', state: 'failed', error: { name: 'MESSAGE_ID_TAKEN' } })
    await expect(here.retry(taken.id)).rejects.toMatchObject({ name: 'MESSAGE_ID_TAKEN' })
    here.discard(taken.id)
    expect(device.unsent).toEqual([])
    await expect.poll(() => unsent.load()).toEqual([])
  })

  test('because one was removed can be forgotten though its room is gone', async () => {
    await using link = await layLink([gateway(0)])
    await using bob = await enter(gateway(1), 'Bob', { report })
    await using ann = await enter(link.url, 'Ann', { report })
    const group = await bob.parley.createGroup('Team', [ann.user])
    const room = await roomOf(ann.parley, group.id)
    link.isPlugged = false
    link.cut()
    const late = room.send('late')
    await bob.parley.call('member.remove', { room: room.id, user: ann.user })
    link.isPlugged = true
    await expect(late).rejects.toMatchObject({ name: 'ROOM_NOT_FOUND' })
    await until(ann.parley, () => !ann.parley.rooms.has(room.id))
    expect(ann.parley.unsent).toMatchObject([{ text: 'late', error: { name: 'ROOM_NOT_FOUND' } }])
    ann.parley.discard(ann.parley.unsent[0]?.id ?? '')
    expect(ann.parley.unsent).toEqual([])
  })

  test('to nobody comes back as a note to every device', async () => {
    await using ann = await enter(gateway(0), 'Ann', { report })
    await using device = await connect(gateway(1), ann.session, { encoding: 'msgpack', report })
    const notes = [ann.parley, device].map(
      (parley) => new Promise((resolve) => void parley.on('returned', (note) => resolve(note))),
    )
    const lost = { user: randomUUID(), id: uuid7(), text: 'anybody?' }
    await expect(ann.parley.call('direct.send', lost)).rejects.toMatchObject({ name: 'USER_NOT_FOUND' })
    for (const note of await Promise.all(notes)) expect(note).toMatchObject({ ...lost, why: 'USER_NOT_FOUND' })
  })
})

describe('two devices of one person', () => {
  test('agree on rooms, messages and what has been read', async () => {
    await using bob = await enter(gateway(1), 'Bob', { report })
    await using ann = await enter(gateway(0), 'Ann', { report })
    await using phone = await connect(gateway(1), ann.session, { encoding: 'msgpack', report })
    const room = await ann.parley.createDirect(bob.user)
    const there = await roomOf(phone, room.id)
    const theirs = await roomOf(bob.parley, room.id)
    await theirs.send('one')
    await theirs.send('two')
    for (const [parley, own] of [[ann.parley, room] as const, [phone, there] as const])
      await until(parley, () => own.unread === 2)
    await there.markRead()
    await until(ann.parley, () => room.unread === 0 && room.read === there.read)
    await room.send('from the desk')
    await until(phone, () => said(there).length === 3)
    expect(there.messages).toEqual(room.messages)
    expect(there.unread).toBe(0)

    const group = await phone.createGroup('Team', [bob.user])
    await roomOf(ann.parley, group.id)
    await ann.parley.call('room.leave', { room: group.id })
    await until(phone, () => !phone.rooms.has(group.id))
    expect([...phone.rooms.keys()]).toEqual([...ann.parley.rooms.keys()])
  })
})

describe('a display name that somebody changes', () => {
  const family = '\u{1f469}\u{1f3fd}\u200d\u2764\ufe0f\u200d\u{1f48b}\u200d\u{1f469}\u{1f3fb}'

  test('is seen by their other devices and by whoever is in a room with them, in every script', async () => {
    await using ann = await enter(gateway(0), 'Ann', { report })
    await using phone = await connect(gateway(1), ann.session, { encoding: 'msgpack', report })
    await using bob = await enter(gateway(1), 'Bob', { report })
    const direct = await bob.parley.createDirect(ann.user)
    const group = await bob.parley.createGroup('Team', [ann.user])
    await until(phone, () => phone.rooms.size === 2)
    for (const name of ['Countess', 'محمد', `Ann ${family}`]) {
      await ann.parley.changeName(name)
      expect(ann.parley.people.get(ann.user)?.name).toBe(name)
      await until(phone, () => phone.people.get(ann.user)?.name === name)
      await until(bob.parley, () => bob.parley.people.get(ann.user)?.name === name && direct.name === name)
      expect(group.members.find(({ user }) => user === ann.user)?.name).toBe(name)
    }
    expect(direct.events.map(({ is }) => is.name)).not.toContain('Countess')
  })

  test('is refused, with what is wrong, where it is blank, hides something, turns text around, or is too long', async () => {
    await using ann = await enter(gateway(0), 'Ann', { report })
    for (const name of ['', '   ', ' Ann', 'Ann\u0007', 'Ann\u202eboB', 'n'.repeat(65)]) {
      const refusal = { name: 'BAD_INPUT', body: { at: '/name', why: expect.any(String) } }
      await expect(ann.parley.changeName(name)).rejects.toMatchObject(refusal)
    }
    expect((await ann.parley.call('account.get', {})).name).toBe('Ann')
  })

  test('is seen after a connection was lost meanwhile, when a view shows what they say next', async () => {
    await using link = await layLink([gateway(0)])
    await using bob = await enter(link.url, 'Bob', { report })
    await using ann = await enter(gateway(1), 'Ann', { report })
    const theirs = await bob.parley.createDirect(ann.user)
    const room = await roomOf(ann.parley, theirs.id)
    link.isPlugged = false
    link.cut()
    await until(bob.parley, () => bob.parley.state === 'waiting')
    await ann.parley.changeName('Countess')
    await room.send('do you know me?')
    link.isPlugged = true
    await until(bob.parley, () => said(theirs).length === 1)
    bob.parley.people.want([theirs.messages.at(-1)?.by ?? ''])
    await until(bob.parley, () => theirs.name === 'Countess')
  })
})
