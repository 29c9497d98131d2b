import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Person, until, useChat } from './running-chat.ts'
import { uuid7 } from './uuid7.ts'

const { ok, error, ask, people, group, events, published, hold, forget, sql, untilWaiting } = await useChat()

const say = (person: Person, room: string) => ok(person, 'message.send', { room, id: uuid7(), text: 'said' })
const move = (person: Person, room: string, seq: number) => ok(person, 'cursor.move', { room, seq })

describe('a cursor', () => {
  test('moves forward only, and says how much is unread behind it', async () => {
    const [ann, bob] = await people('Ann', 'Bob')
    const { room, head } = await group(ann, bob)
    for (let count = 0; count < 4; count++) await say(ann, room)
    expect(await ok(bob, 'room.get', { room })).toMatchObject({ read: head, unread: 4 })
    expect(await move(bob, room, head + 3)).toEqual({ head: head + 4, read: head + 3, unread: 1 })
    expect(await move(bob, room, head + 1)).toEqual({ head: head + 4, read: head + 3, unread: 1 })
    expect(await move(bob, room, 0)).toEqual({ head: head + 4, read: head + 3, unread: 1 })
    expect(await move(bob, room, head + 4)).toEqual({ head: head + 4, read: head + 4, unread: 0 })
  })

  test('cannot stand behind the last event, and stays where it was', async () => {
    const [ann] = await people('Ann')
    const { room, head } = await group(ann)
    expect(await error(ann, 'cursor.move', { room, seq: head + 1 })).toMatchObject({ name: 'CURSOR_AHEAD', head })
    expect(await error(ann, 'cursor.move', { room, seq: Number.MAX_SAFE_INTEGER })).toMatchObject({
      name: 'CURSOR_AHEAD',
    })
    expect(await ok(ann, 'room.get', { room })).toMatchObject({ read: head, unread: 0 })
  })

  test('counts the same whether the first event that is held is a message, was one, or was the edit of one', async () => {
    const [ann, bob] = await people('Ann', 'Bob')
    const { room, head } = await group(ann, bob)
    for (let count = 0; count < 2; count++) await say(ann, room)
    await ok(ann, 'message.edit', { room, seq: head + 2, id: uuid7(), text: 'said otherwise' })
    await say(ann, room)
    await ok(ann, 'message.delete', { room, seq: head + 2 })
    for (const [gone, unread] of [
      [head, 3],
      [head + 1, 2],
      [head + 2, 1],
    ] as const) {
      const { user } = bob
      await sql('delete from cursor where room = $1 and person = $2', [room, user])
      await forget(room, gone)
      expect(await move(bob, room, head + 1)).toMatchObject({ unread: Math.min(unread, 2) })
    }
  })

  test('below what retention has left stands where that begins, and what is gone is not unread', async () => {
    const [ann, bob] = await people('Ann', 'Bob')
    const { room, head } = await group(ann, bob)
    for (let count = 0; count < 6; count++) await say(ann, room)
    await forget(room, head + 4)
    expect(await move(bob, room, head + 1)).toMatchObject({ read: head + 4, unread: 2 })
    expect(await move(bob, room, head + 5)).toMatchObject({ read: head + 5, unread: 1 })
    await forget(room, head + 6)
    expect(await move(bob, room, head + 6)).toMatchObject({ read: head + 6, unread: 0 })
  })

  test('is one for all devices: the furthest counts, and each move that counts is told to them', async () => {
    const [ann, bob] = await people('Ann', 'Bob')
    const { room, head } = await group(ann, bob)
    for (let count = 0; count < 20; count++) await say(ann, room)
    const moves = await Promise.all(
      Array.from({ length: 20 }, (_, place) => move(bob, room, head + 1 + ((place * 7) % 20))),
    )
    expect(await ok(bob, 'room.get', { room })).toMatchObject({ read: head + 20, unread: 0 })
    for (const { read, unread } of moves) expect(unread).toBe(head + 20 - read)
    await until(() =>
      published.some(
        ({ ev, is, on }) => ev === 'cursor.moved' && on === `chat/user/${bob.user}` && is.read === head + 20,
      ),
    )
    const told = published.filter(({ ev, on }) => ev === 'cursor.moved' && on === `chat/user/${bob.user}`)
    for (const signal of told) {
      expect(signal).toMatchObject({
        by: bob.user,
        is: { room, head: head + 20, unread: head + 20 - Number(signal.is.read) },
      })
      expect(signal).not.toHaveProperty('seq')
    }
    expect(await events(bob.user)).toHaveLength(1)
  })

  test('that another device moves further at the same moment is answered with where it stands', async () => {
    const [ann, bob] = await people('Ann', 'Bob')
    const { room, head } = await group(ann, bob)
    for (let count = 0; count < 10; count++) await say(ann, room)
    for (let round = 1; round < 10; round++) {
      const [far, near] = [head + round + 1, head + round]
      const answers = await Promise.all([
        move(bob, room, far),
        move(bob, room, near),
        move(bob, room, far),
        move(bob, room, near),
      ])
      for (const [place, { read }] of answers.entries()) expect(read).toBeGreaterThanOrEqual(place % 2 ? near : far)
    }
  })

  test('that waits for another move of it is answered with where it stands then', async () => {
    const [ann, bob] = await people('Ann', 'Bob')
    const { room, head } = await group(ann, bob)
    for (let count = 0; count < 3; count++) await say(ann, room)
    const further = await hold('insert into cursor (room, person, read, read_tally) values ($1, $2, $3, 3)', [
      room,
      bob.user,
      head + 3,
    ])
    const moved = move(bob, room, head + 1)
    await untilWaiting(1)
    await further.commit()
    expect(await moved).toEqual({ head: head + 3, read: head + 3, unread: 0 })
  })

  test('moves with what one sends: who writes has read', async () => {
    const [ann, bob] = await people('Ann', 'Bob')
    const { room } = await group(ann, bob)
    for (let count = 0; count < 3; count++) await say(ann, room)
    const { seq } = await say(bob, room)
    expect(await ok(bob, 'room.get', { room })).toMatchObject({ read: seq, unread: 0 })
    expect(await ok(ann, 'room.get', { room })).toMatchObject({ read: seq - 1, unread: 1 })
  })

  test('does not move with a message that is repeated or refused', async () => {
    const [ann, bob] = await people('Ann', 'Bob')
    const { room } = await group(ann, bob)
    const mine = { room, id: uuid7(), text: 'mine' }
    const { seq } = await ok(bob, 'message.send', mine)
    const taken = { room, id: uuid7(), text: 'taken' }
    await ok(ann, 'message.send', taken)
    await ok(bob, 'message.send', mine)
    await error(bob, 'message.send', taken)
    expect(await ok(bob, 'room.get', { room })).toMatchObject({ read: seq, unread: 1 })
  })
})

test('what is unread is exactly what counts behind the cursor, after any mix of sending, reading, coming and going', () =>
  fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(fc.constantFrom('say', 'say', 'read', 'leave', 'add'), fc.nat(2), fc.nat(30)), {
        minLength: 5,
        maxLength: 50,
      }),
      fc.integer({ min: 1, max: 8 }),
      async (steps, atOnce) => {
        const all = await people('a', 'b', 'c')
        const { room } = await group(...all)
        const act = ([what, who, far]: [string, number, number]) => {
          const person = all[who] as Person
          if (what === 'say') return ask(person, 'message.send', { room, id: uuid7(), text: 'said' })
          if (what === 'read') return ask(person, 'cursor.move', { room, seq: far })
          if (what === 'leave') return ask(person, 'room.leave', { room })
          return ask(all[(who + 1) % 3] as Person, 'member.add', { room, users: [person.user] })
        }
        for (let start = 0; start < steps.length; start += atOnce)
          await Promise.all(steps.slice(start, start + atOnce).map(act))
        const stored = await events(room)
        for (const person of all) {
          const found = await ask(person, 'room.get', { room })
          if (!('ok' in found)) continue
          const { read, unread, head } = found.ok as { read: number; unread: number; head: number }
          expect(head).toBe(stored.length)
          expect(unread).toBe(stored.filter(({ seq, ev }) => seq > read && ev === 'message.sent').length)
          const own = stored.findLast(
            ({ by, ev, is }) =>
              (ev === 'message.sent' && by === person.user) || (ev === 'member.joined' && is.user === person.user),
          )
          expect(read).toBeGreaterThanOrEqual(own?.seq ?? 0)
        }
      },
    ),
    { numRuns: 15 },
  ))
