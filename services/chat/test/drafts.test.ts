import { mostDrafts } from '@parley/protocol'
import { describe, expect, test } from 'vitest'
import { type Person, until, useChat } from './running-chat.ts'
import { uuid7 } from './uuid7.ts'

const { ok, error, people, group, published, events, sql, lines, hold, untilWaiting } = await useChat()

const say = (person: Person, room: string) => ok(person, 'message.send', { room, id: uuid7(), text: 'said' })
const signals = ({ user }: Person) =>
  published.filter(({ ev, on }) => ev === 'draft.changed' && on === `chat/user/${user}`).map(({ is }) => is)

describe('a draft', () => {
  test('is there on all devices, with what it answers, and is told to them without its text', async () => {
    const [ann, bob] = await people('Ann', 'Bob')
    const { room } = await group(ann, bob)
    const { version } = await ok(ann, 'draft.set', { room, text: 'half a thou', reply: 3 })
    expect(await ok(ann, 'draft.get', { room })).toEqual({ text: 'half a thou', reply: 3, version })
    expect(await ok(ann, 'draft.list', {})).toEqual({
      drafts: [{ room, text: 'half a thou', reply: 3, version }],
      more: false,
    })
    await until(() => signals(ann).length > 0)
    expect(signals(ann)).toEqual([{ room, version }])
  })

  test('is nobody else’s: not in their lists, not in any stream, not in a log', async () => {
    const [ann, bob] = await people('Ann', 'Bob')
    const { room } = await group(ann, bob)
    await ok(ann, 'draft.set', { room, text: 'zwischen uns gesagt' })
    expect(await ok(bob, 'draft.list', {})).toEqual({ drafts: [], more: false })
    expect(await ok(bob, 'draft.get', { room })).toEqual({ text: '', version: 0 })
    for (const id of [room, ann.user, bob.user])
      expect(JSON.stringify(await events(id))).not.toContain('zwischen uns gesagt')
    expect(JSON.stringify(published)).not.toContain('zwischen uns gesagt')
    expect(lines.join()).not.toContain('zwischen uns gesagt')
  })

  test('takes the place of the one that was known, and of no later one', async () => {
    const [ann] = await people('Ann')
    const { room } = await group(ann)
    const first = await ok(ann, 'draft.set', { room, text: 'one' })
    const second = await ok(ann, 'draft.set', { room, text: 'two', version: first.version })
    expect(second.version).toBeGreaterThan(first.version)
    const later = { saved: false, text: 'two', version: second.version }
    expect(await ok(ann, 'draft.set', { room, text: 'other', version: first.version })).toEqual(later)
    expect(await ok(ann, 'draft.set', { room, text: 'other' })).toEqual(later)
    expect(await ok(ann, 'draft.set', { room, text: '', version: first.version })).toEqual(later)
    expect(await ok(ann, 'draft.get', { room })).toMatchObject({ text: 'two' })
  })

  test('that two devices save at once is that of one of them, and the other is told', async () => {
    const [ann] = await people('Ann')
    const { room } = await group(ann)
    const { version } = await ok(ann, 'draft.set', { room, text: 'before' })
    const both = await Promise.all(['one', 'other'].map((text) => ok(ann, 'draft.set', { room, text, version })))
    expect(both.map(({ saved }) => saved).toSorted()).toEqual([false, true])
    expect(both[0]?.text).toBe(both[1]?.text)
  })

  test('has a version that no clock takes back', async () => {
    const [ann] = await people('Ann')
    const { room } = await group(ann)
    const ahead = Date.now() + 86_400_000
    await ok(ann, 'draft.set', { room, text: 'one' })
    await sql('update draft set version = $2 where room = $1', [room, ahead])
    const next = await ok(ann, 'draft.set', { room, text: 'two', version: ahead })
    expect(next).toMatchObject({ saved: true, version: ahead + 1 })
    expect(await ok(ann, 'draft.set', { room, text: '', version: ahead + 1 })).toMatchObject({ version: ahead + 2 })
  })

  test('can be changed whatever version a client has given it', async () => {
    const [ann] = await people('Ann')
    const { room } = await group(ann)
    const most = Number.MAX_SAFE_INTEGER
    const { version: ended } = await ok(ann, 'draft.set', { room, text: 'one', version: most })
    for (const text of ['two', '']) {
      const { saved, version } = await ok(ann, 'draft.set', { room, text, version: most })
      expect({ saved, isLater: version > ended, isTold: Number.isSafeInteger(version) }).toEqual({
        saved: true,
        isLater: true,
        isTold: true,
      })
    }
  })

  test('ends when it is emptied, and with a message of one’s own, on whatever device', async () => {
    const [ann, bob] = await people('Ann', 'Bob')
    const { room } = await group(ann, bob)
    const { version } = await ok(ann, 'draft.set', { room, text: 'one' })
    expect(await ok(ann, 'draft.set', { room, text: '', version })).toMatchObject({ saved: true, text: '' })
    expect(await ok(ann, 'draft.set', { room, text: '', version })).toMatchObject({ saved: true, text: '' })
    expect(await sql('select 1 from draft where room = $1', [room])).toEqual([])

    await ok(ann, 'draft.set', { room, text: 'two' })
    await say(bob, room)
    expect(await ok(ann, 'draft.get', { room })).toMatchObject({ text: 'two' })
    await say(ann, room)
    expect(await ok(ann, 'draft.get', { room })).toMatchObject({ text: '' })
    expect(await ok(ann, 'draft.list', {})).toEqual({ drafts: [], more: false })
    const known = await ok(ann, 'draft.get', { room })
    expect(await ok(ann, 'draft.set', { room, text: 'three', version: known.version })).toMatchObject({ saved: true })
  })

  test('is not ended by an edit of one’s own that was taken back with its message', async () => {
    const [ann] = await people('Ann')
    const { room } = await group(ann)
    const { seq } = await say(ann, room)
    await ok(ann, 'draft.set', { room, text: 'half a thou' })
    await ok(ann, 'message.edit', { room, seq, id: uuid7(), text: 'said otherwise' })
    await ok(ann, 'message.delete', { room, seq })
    expect(await ok(ann, 'draft.get', { room })).toMatchObject({ text: 'half a thou' })
    expect((await ok(ann, 'draft.list', {})).drafts).toHaveLength(1)
  })

  test('is of a room that one is in, and goes when one leaves', async () => {
    const [ann, bob] = await people('Ann', 'Bob')
    const { room } = await group(ann, bob)
    await ok(bob, 'draft.set', { room, text: 'mine' })
    await ok(bob, 'room.leave', { room })
    expect(await sql('select 1 from draft where room = $1', [room])).toEqual([])
    for (const text of ['more', ''])
      expect(await error(bob, 'draft.set', { room, text })).toMatchObject({ name: 'ROOM_NOT_FOUND' })
    expect(await error(bob, 'draft.get', { room })).toMatchObject({ name: 'ROOM_NOT_FOUND' })
  })

  test('that is saved while one is taken out of the room does not stay behind', async () => {
    const [ann, bob] = await people('Ann', 'Bob')
    const { room } = await group(ann, bob)
    const leaving = await hold('delete from membership where room = $1 and person = $2', [room, bob.user])
    const saved = error(bob, 'draft.set', { room, text: 'mine' })
    await untilWaiting(1)
    await leaving.commit()
    expect(await saved).toMatchObject({ name: 'ROOM_NOT_FOUND' })
    expect(await sql('select 1 from draft where room = $1', [room])).toEqual([])
  })

  test('more than so many are refused, and one that is sent or emptied makes room', async () => {
    const [ann] = await people('Ann')
    // A few at a time: on a busy machine the last of hundreds would wait for longer than anybody waits for an answer.
    const rooms: string[] = []
    while (rooms.length < mostDrafts) {
      const some = await Promise.all(Array.from({ length: 10 }, () => group(ann).then(({ room }) => room)))
      await Promise.all(some.map((room) => ok(ann, 'draft.set', { room, text: 'x'.repeat(4_000) })))
      rooms.push(...some)
    }
    expect(rooms).toHaveLength(mostDrafts)
    const { room: last } = await group(ann)
    expect(await error(ann, 'draft.set', { room: last, text: 'one more' })).toMatchObject({
      name: 'TOO_MANY_DRAFTS',
      most: mostDrafts,
    })
    const [first = ''] = rooms
    const { version } = await ok(ann, 'draft.get', { room: first })
    await ok(ann, 'draft.set', { room: first, text: 'shorter', version })
    const found: string[] = []
    for (let after: string | undefined, more = true; more; after = found.at(-1)) {
      const page = await ok(ann, 'draft.list', after ? { after } : {})
      found.push(...page.drafts.map(({ room }) => room))
      more = page.more
    }
    expect(found).toEqual(rooms.toSorted())
    await ok(ann, 'draft.set', { room: first, text: '', version: Number.MAX_SAFE_INTEGER - 1 })
    await ok(ann, 'draft.set', { room: last, text: 'one more' })
    await say(ann, rooms[1] as string)
    await ok(ann, 'draft.set', { room: first, text: 'and one' })
    expect(await sql('select room from draft where person = $1', [ann.user])).toHaveLength(mostDrafts)
    for (const room of [first, last])
      await ok(ann, 'draft.set', { room, text: '', version: Number.MAX_SAFE_INTEGER - 1 })
    const three = [first, last, rooms[1] as string]
    await Promise.allSettled(three.map((room) => ok(ann, 'draft.set', { room, text: 'at once' })))
    expect(await sql('select room from draft where person = $1', [ann.user])).toHaveLength(mostDrafts)
  })
})
