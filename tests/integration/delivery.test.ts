import { randomUUID } from 'node:crypto'
import { uuid7 } from '@parley/client'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { startWorld, type World } from '../setup/world.ts'

let world: World
beforeAll(async () => {
  world = await startWorld(inject('backing'), { gateways: 2, chats: 2 })
})
afterAll(() => world[Symbol.asyncDispose]())

const pair = async () => {
  const [ann, bob] = await Promise.all([world.person('Ann'), world.person('Bob')])
  const room = await world.post('room.create', { kind: 'direct', user: bob.user }, ann.token)
  return { ann, bob, room: room.room, on: room.on, head: room.head }
}

describe('messages between two people', () => {
  test('arrive at the other, through another gateway, with the position that the sender was told', async () => {
    const { ann, bob, room, on } = await pair()
    await using a = await world.connect(ann)
    await using b = await world.connect(bob, { gateway: 1 })
    const { seq, at } = await a.call('message.send', { room, id: uuid7(), text: 'Hello **Bob**' })
    const event = await b.waitFor(on, seq)
    expect(event).toMatchObject({ ev: 'message.sent', by: ann.user, at, is: { text: 'Hello **Bob**' } })
    expect(await a.waitFor(on, seq)).toEqual(event)
  })

  test('sent one after another on one connection are numbered in that order, without waiting for answers', async () => {
    const { ann, room, on, head } = await pair()
    await using a = await world.connect(ann)
    const texts = Array.from({ length: 300 }, (_, place) => `message ${place}`)
    await Promise.all(texts.map((text) => a.call('message.send', { room, id: uuid7(), text })))
    await a.waitFor(on, head + 300)
    expect(a.events(on).map((event) => event.is.text)).toEqual(texts)
  })

  test('sent twice at once with one id, through different gateways, are one message with one answer', async () => {
    const { ann, room, on, head } = await pair()
    await using a = await world.connect(ann)
    await using again = await world.connect(ann, { gateway: 1 })
    const sends = Array.from({ length: 50 }, () => ({ room, id: uuid7(), text: 'once' }))
    const answers = await Promise.all(
      sends.flatMap((send) => [a.call('message.send', send), again.call('message.send', send)]),
    )
    for (let place = 0; place < answers.length; place += 2) expect(answers[place]).toEqual(answers[place + 1])
    await a.waitFor(on, head + 50)
    const { events } = await a.call('room.history', { room, limit: 200 })
    expect(events.filter((event) => event.ev === 'message.sent').map((event) => event.seq)).toEqual(
      sends.map((_, place) => head + 1 + place),
    )
  })

  test('with an id that another has used are refused, and nothing is lost by it', async () => {
    const { ann, bob, room } = await pair()
    const id = uuid7()
    await world.post('message.send', { room, id, text: 'mine' }, ann.token)
    await expect(world.post('message.send', { room, id, text: 'yours' }, bob.token)).rejects.toMatchObject({
      name: 'MESSAGE_ID_TAKEN',
    })
    const both = { room, id: uuid7(), text: 'both' }
    const outcomes = await Promise.allSettled([
      world.post('message.send', both, ann.token),
      world.post('message.send', both, bob.token),
    ])
    expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
  })
})

describe('somebody who is not a member', () => {
  test('can neither read, follow, send to, nor learn of the room', async () => {
    const { room, on } = await pair()
    const eve = await world.person('Eve')
    await using e = await world.connect(eve)
    expect(e.hello.streams.map((stream) => stream.on)).toEqual([`chat/user/${eve.user}`, `contacts/user/${eve.user}`])
    const nowhere = randomUUID()
    for (const id of [room, nowhere]) {
      await expect(e.call('room.get', { room: id })).rejects.toMatchObject({ code: 1200 })
      await expect(e.call('room.history', { room: id })).rejects.toMatchObject({ code: 1200 })
      await expect(e.call('message.send', { room: id, id: uuid7(), text: 'hi' })).rejects.toMatchObject({ code: 1200 })
      await expect(e.call('cursor.move', { room: id, seq: 0 })).rejects.toMatchObject({ code: 1200 })
      await expect(e.call('member.add', { room: id, users: [eve.user] })).rejects.toMatchObject({ code: 1200 })
      await expect(e.call('member.remove', { room: id, user: eve.user })).rejects.toMatchObject({ code: 1200 })
      await expect(e.call('room.leave', { room: id })).rejects.toMatchObject({ code: 1200 })
    }
    expect((await e.call('room.list', {})).rooms).toEqual([])
    await using again = await world.connect(eve, { have: { [on]: [e.hello.streams[0]?.epoch ?? 0, 1] } })
    expect(again.hello.unknown).toEqual([on])
    expect(again.events(on)).toEqual([])
  })
})

describe('a group', () => {
  test('shows each member who comes, who goes, and what is said while they are in it', async () => {
    const [ann, bob, cid] = await Promise.all([world.person('Ann'), world.person('Bob'), world.person('Cid')])
    await using a = await world.connect(ann)
    await using b = await world.connect(bob, { gateway: 1 })
    await using c = await world.connect(cid)
    const { room, on, head } = await a.call('room.create', { kind: 'group', name: 'Team', members: [bob.user] })
    const joined = await b.until(() => b.events(`chat/user/${bob.user}`).find((event) => event.ev === 'room.joined'))
    expect(joined.is).toMatchObject({ room, on, head, name: 'Team' })
    await a.call('message.send', { room, id: uuid7(), text: 'one' })
    await b.waitFor(on, head + 1)
    await a.call('member.add', { room, users: [cid.user] })
    await c.until(() => c.events(`chat/user/${cid.user}`).find((event) => event.ev === 'room.joined'))
    await b.call('message.send', { room, id: uuid7(), text: 'two' })
    await c.waitFor(on, head + 3)
    const { seq } = await a.call('member.remove', { room, user: cid.user })
    await c.waitFor(on, seq)
    await a.call('message.send', { room, id: uuid7(), text: 'three' })
    await b.waitFor(on, seq + 1)
    expect(c.events(on).map((event) => event.ev)).toEqual(['message.sent', 'member.left'])
    await expect(c.call('message.send', { room, id: uuid7(), text: 'late' })).rejects.toMatchObject({
      name: 'ROOM_NOT_FOUND',
    })
    await a.call('room.leave', { room })
    expect(await b.call('room.get', { room })).toMatchObject({ role: 'owner' })
  })
})

describe('a message to nobody', () => {
  test('is refused, and comes back once to every device of its sender', async () => {
    const ann = await world.person('Ann')
    await using a = await world.connect(ann)
    await using other = await world.connect(ann, { gateway: 1 })
    const lost = { user: randomUUID(), id: uuid7(), text: 'anybody there?' }
    await expect(a.call('direct.send', lost)).rejects.toMatchObject({ name: 'USER_NOT_FOUND' })
    await expect(a.call('direct.send', lost)).rejects.toMatchObject({ name: 'USER_NOT_FOUND' })
    const own = `chat/user/${ann.user}`
    for (const device of [a, other]) {
      const note = await device.waitFor(own, 1)
      expect(note).toMatchObject({ ev: 'message.returned', is: { ...lost, why: 'USER_NOT_FOUND' } })
      expect(device.events(own)).toHaveLength(1)
    }
  })
})
