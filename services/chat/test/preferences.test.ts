import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Person, useChat } from './running-chat.ts'
import { uuid7 } from './uuid7.ts'

const { ok, error, ask, people, group, events, forget, sql, hold, untilWaiting } = await useChat()

const say = (person: Person, room: string) => ok(person, 'message.send', { room, id: uuid7(), text: 'said' })
const told = async ({ user }: Person) => (await events(user)).filter(({ ev }) => ev === 'preference.changed')
const unset = { level: 'all', muted: false, favourite: false }

describe('what somebody keeps about a room', () => {
  test('is theirs alone: their stream tells it, their list has it, and nobody else learns of it', async () => {
    const [ann, bob] = await people('Ann', 'Bob')
    const { room } = await group(ann, bob)
    const preference = await ok(ann, 'preference.set', { room, favourite: true, folder: 'Work', place: 3 })
    expect(preference).toEqual({ ...unset, favourite: true, folder: 'Work', place: 3 })
    expect((await told(ann)).map(({ is }) => is)).toEqual([{ room, ...preference }])
    expect((await ok(ann, 'room.list', {})).rooms).toMatchObject([{ room, preference }])
    expect(await ok(ann, 'room.get', { room })).toMatchObject({ preference })
    expect(await ok(bob, 'room.get', { room })).not.toHaveProperty('preference')
    expect(await told(bob)).toEqual([])
    expect(JSON.stringify(await events(room))).not.toContain('Work')
  })

  test('changes by the members that are given, and by nothing that stays as it is', async () => {
    const [ann] = await people('Ann')
    const { room } = await group(ann)
    await ok(ann, 'preference.set', { room, level: 'mentions', muted: true })
    expect(await ok(ann, 'preference.set', { room, favourite: true })).toEqual({
      level: 'mentions',
      muted: true,
      favourite: true,
    })
    await ok(ann, 'preference.set', { room, favourite: true })
    await ok(ann, 'preference.set', { room })
    expect(await told(ann)).toHaveLength(2)
  })

  test('is muted until a time by the clock of the server', async () => {
    const [ann] = await people('Ann')
    const { room } = await group(ann)
    const before = Date.now()
    const { muted_until = 0 } = await ok(ann, 'preference.set', { room, muted_ms: 60_000 })
    expect(muted_until).toBeGreaterThanOrEqual(before + 60_000)
    expect(muted_until).toBeLessThanOrEqual(Date.now() + 60_000)
  })

  test('that two devices change at the same moment has what both have said', async () => {
    const [ann] = await people('Ann')
    const { room } = await group(ann)
    const one = await hold('select from stream where id = $1 for update', [ann.user])
    const both = [
      ok(ann, 'preference.set', { room, favourite: true }),
      ok(ann, 'preference.set', { room, level: 'none' }),
      ok(ann, 'preference.set', { room, folder: 'Work' }),
    ]
    await untilWaiting(1)
    await one.commit()
    await Promise.all(both)
    expect((await ok(ann, 'room.get', { room })).preference).toEqual({
      level: 'none',
      muted: false,
      favourite: true,
      folder: 'Work',
    })
  })

  test.each([
    ['preference.set', { favourite: true }],
    ['unread.mark', {}],
    ['unread.clear', {}],
  ] as const)('%s is refused in a room that one is not in, as in none', async (command, input) => {
    const [ann, eve] = await people('Ann', 'Eve')
    const { room } = await group(ann)
    expect(await error(eve, command, { room, ...input })).toMatchObject({ name: 'ROOM_NOT_FOUND' })
    expect(await error(eve, command, { room: uuid7(), ...input })).toMatchObject({ name: 'ROOM_NOT_FOUND' })
    expect(await told(eve)).toEqual([])
  })

  test('is gone when they have left, and does not come back with them', async () => {
    const [ann, bob] = await people('Ann', 'Bob')
    const { room } = await group(ann, bob)
    await ok(bob, 'preference.set', { room, favourite: true })
    await ok(ann, 'preference.set', { room, muted: true })
    await ok(bob, 'room.leave', { room })
    expect(await sql('select person from preference where room = $1', [room])).toEqual([{ person: ann.user }])
    await ok(ann, 'member.add', { room, users: [bob.user] })
    expect(await ok(bob, 'room.get', { room })).not.toHaveProperty('preference')
  })
})

describe('a hidden room', () => {
  test('stands where it was hidden, by the position that was seen, so that what comes at that moment is new', async () => {
    const [ann, bob] = await people('Ann', 'Bob')
    const { room, head } = await group(ann, bob)
    const { seq } = await say(ann, room)
    await say(ann, room)
    const hidden = async (input: object) => (await ok(bob, 'preference.set', { room, hidden: true, ...input })).hidden
    expect(await hidden({})).toEqual({ read: head, unread: 2 })
    expect(await hidden({ seen: seq })).toEqual({ read: head, unread: 1 })
    expect(await hidden({ seen: 0 })).toEqual({ read: head, unread: 0 })
    expect(await ok(bob, 'room.get', { room })).toMatchObject({ read: head, unread: 2 })
  })
})

describe('a room that is marked unread', () => {
  test('is so from the message on that is named, and the cursor stays where it is', async () => {
    const [ann, bob] = await people('Ann', 'Bob')
    const { room } = await group(ann, bob)
    const said = [await say(ann, room), await say(ann, room), await say(ann, room)].map(({ seq }) => seq)
    const read = said[2] as number
    await ok(bob, 'cursor.move', { room, seq: read })
    const { marked } = await ok(bob, 'unread.mark', { room, seq: said[1] as number })
    expect(marked).toEqual({ seq: said[1], read, unread: 2 })
    expect(await ok(bob, 'room.get', { room })).toMatchObject({ read, unread: 0, preference: { marked } })
    expect((await ok(bob, 'unread.mark', { room })).marked).toEqual({ seq: read, read, unread: 1 })
  })

  test('has the mark until it is taken away, or the cursor is elsewhere', async () => {
    const [ann, bob] = await people('Ann', 'Bob')
    const { room } = await group(ann, bob)
    const { seq } = await say(ann, room)
    await ok(bob, 'cursor.move', { room, seq })
    await ok(bob, 'unread.mark', { room })
    expect(await ok(bob, 'unread.clear', { room })).toEqual(unset)
    expect(await ok(bob, 'unread.clear', { room })).toEqual(unset)
    const { marked } = await ok(bob, 'unread.mark', { room })
    const own = await say(bob, room)
    expect((await ok(bob, 'room.get', { room })).read).toBe(own.seq)
    expect(marked?.read).toBe(seq)
  })

  test.each([
    ['before the first', 0],
    ['behind the last', 1_000],
  ])('cannot be from a position %s on', async (_, seq) => {
    const [ann] = await people('Ann')
    const { room } = await group(ann)
    expect(await error(ann, 'unread.mark', { room, seq })).toMatchObject({ name: 'MESSAGE_NOT_FOUND' })
  })

  test('without any message is marked all the same', async () => {
    const [ann] = await people('Ann')
    const { room, head } = await group(ann)
    expect((await ok(ann, 'unread.mark', { room })).marked).toEqual({ seq: head, read: head, unread: 0 })
  })

  test('counts exactly what is unread, after any mix of sending, taking back, reading, forgetting and marking', () =>
    fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.constantFrom('say', 'say', 'say', 'own', 'read', 'back', 'forget', 'join'), fc.nat(15)), {
          minLength: 3,
          maxLength: 20,
        }),
        fc.nat(20),
        async (steps, from) => {
          const [ann, bob, cid] = await people('Ann', 'Bob', 'Cid')
          const { room } = await group(ann, bob)
          for (const [what, far] of steps) {
            if (what === 'say') await say(ann, room)
            else if (what === 'own') await say(bob, room)
            else if (what === 'read') await ask(bob, 'cursor.move', { room, seq: far })
            else if (what === 'back') await ask(ann, 'message.delete', { room, seq: far })
            else if (what === 'join') await ask(ann, 'member.add', { room, users: [cid.user] })
            else {
              const { head, floor } = await ok(bob, 'room.get', { room })
              await forget(room, Math.max(floor, Math.min(head - 1, far)))
            }
          }
          const { read, head, floor } = await ok(bob, 'room.get', { room })
          const seq = Math.min(head, 1 + from)
          const { marked } = await ok(bob, 'unread.mark', { room, seq })
          const held = (await events(room)).filter(({ ev }) => ev === 'message.sent' || ev === 'redacted')
          const unread = held.filter((event) => event.seq >= seq && event.seq <= read).length
          expect(marked).toEqual({ seq: Math.min(seq, read + 1), read, unread: floor >= read ? 0 : unread })
        },
      ),
      { numRuns: 15 },
    ))
})
