import { mostEdits, mostEmoji, mostPins } from '@parley/protocol'
import { describe, expect, test } from 'vitest'
import { type Person, useChat } from './running-chat.ts'
import { uuid7 } from './uuid7.ts'

const { ok, error, people, crowd, group, events, sql } = await useChat()

const say = async (person: Person, room: string, text = 'said') =>
  (await ok(person, 'message.send', { room, id: uuid7(), text })).seq
const edit = (person: Person, room: string, seq: number, text: string, id = uuid7()) =>
  ok(person, 'message.edit', { room, seq, id, text })

/** What has become of a message, as this person is told. */
const stateOf = async (person: Person, room: string, seq: number) => {
  const { states = [] } = await ok(person, 'room.history', { room, before: seq + 1, limit: 1 })
  return states.find((state) => state.seq === seq)
}

/** A group of Ann, who owns it, and Bob and Cid, with a message of Bob's. */
const begin = async () => {
  const [ann, bob, cid] = await people('Ann', 'Bob', 'Cid')
  const { room } = await group(ann, bob, cid)
  return { ann, bob, cid, room, seq: await say(bob, room, 'first words') }
}

/** Everything that Postgres holds of a room, as text. */
const stored = async (room: string) => {
  const rows = await Promise.all(
    ['event where stream', 'message_state where room', 'reaction where room', 'reaction_count where room'].map((from) =>
      sql(`select * from ${from} = $1`, [room]),
    ),
  )
  return JSON.stringify(rows)
}

describe('an edit', () => {
  test('by the author is an event with the new text, and what the message says from then on', async () => {
    const { ann, bob, room, seq } = await begin()
    const edited = await edit(bob, room, seq, 'other words')
    expect((await events(room)).at(-1)).toMatchObject({
      seq: edited.seq,
      ev: 'message.edited',
      by: bob.user,
      is: { seq, text: 'other words' },
    })
    expect(await stateOf(ann, room, seq)).toEqual({
      seq,
      edited: { seq: edited.seq, at: expect.any(Number), text: 'other words' },
    })
    expect(await ok(ann, 'room.get', { room })).toMatchObject({ unread: 1 })
  })

  test('leaves what was said before to be listed, a page at a time, to who sees the message, until it is taken back', async () => {
    const { ann, bob, cid, room, seq } = await begin()
    const texts = ['first words', 'second', 'third', 'first words']
    const seqs = [seq]
    for (const text of texts.slice(1)) seqs.push((await edit(bob, room, seq, text)).seq)
    const other = await say(bob, room, 'other words')
    await edit(bob, room, other, 'other still')
    const { versions, more } = await ok(ann, 'edit.list', { room, seq })
    expect(versions).toEqual(texts.map((text, place) => ({ seq: seqs[place], at: expect.any(Number), text })))
    expect(more).toBe(false)
    const first = await ok(ann, 'edit.list', { room, seq, limit: 3 })
    expect(first).toEqual({ versions: versions.slice(0, 3), more: true })
    const after = first.versions.at(-1)?.seq ?? 0
    expect(await ok(ann, 'edit.list', { room, seq, after })).toEqual({ versions: versions.slice(3), more: false })
    const plain = await say(ann, room, 'plain')
    expect((await ok(bob, 'edit.list', { room, seq: plain })).versions).toMatchObject([{ seq: plain, text: 'plain' }])
    const notFound = { name: 'MESSAGE_NOT_FOUND' }
    expect(await error(ann, 'edit.list', { room, seq: seqs[1] ?? 0 })).toMatchObject(notFound)
    await ok(cid, 'author.hide', { user: bob.user })
    expect(await error(cid, 'edit.list', { room, seq })).toMatchObject(notFound)
    await ok(bob, 'message.delete', { room, seq })
    expect(await error(ann, 'edit.list', { room, seq })).toMatchObject(notFound)
  })

  test('by anybody else is refused, also by the owner, and by an author who has left', async () => {
    const { ann, bob, cid, room, seq } = await begin()
    for (const other of [ann, cid])
      expect(await error(other, 'message.edit', { room, seq, id: uuid7(), text: 'no' })).toMatchObject({
        name: 'NOT_ALLOWED',
      })
    await ok(bob, 'room.leave', { room })
    expect(await error(bob, 'message.edit', { room, seq, id: uuid7(), text: 'no' })).toMatchObject({
      name: 'ROOM_NOT_FOUND',
    })
  })

  test('repeated is the same edit, also after a later one, at once and when the message is gone', async () => {
    const { bob, room, seq } = await begin()
    const id = uuid7()
    const all = await Promise.all(Array.from({ length: 4 }, () => edit(bob, room, seq, 'second', id)))
    await edit(bob, room, seq, 'third')
    all.push(await edit(bob, room, seq, 'second', id))
    expect((await stateOf(bob, room, seq))?.edited?.text).toBe('third')
    await ok(bob, 'message.delete', { room, seq })
    all.push(await edit(bob, room, seq, 'second', id))
    expect(new Set(all.map((answer) => answer.seq)).size).toBe(1)
    expect((await events(room)).filter(({ ev }) => ev === 'message.edited')).toHaveLength(0)
  })

  test('to what the message says already changes nothing', async () => {
    const { bob, room, seq } = await begin()
    const { head } = await ok(bob, 'room.get', { room })
    expect(await edit(bob, room, seq, 'first words')).toEqual({ seq: head })
    await edit(bob, room, seq, 'other words')
    await edit(bob, room, seq, 'other words')
    expect(await ok(bob, 'room.get', { room })).toMatchObject({ head: head + 1 })
  })

  test('has an id that nothing else has', async () => {
    const { bob, cid, room, seq } = await begin()
    const id = String((await events(room)).at(-1)?.is.id)
    expect(await error(bob, 'message.edit', { room, seq, id, text: 'no' })).toMatchObject({ name: 'MESSAGE_ID_TAKEN' })
    const own = uuid7()
    await edit(bob, room, seq, 'yes', own)
    const other = await say(cid, room)
    expect(await error(cid, 'message.edit', { room, seq: other, id: own, text: 'no' })).toMatchObject({
      name: 'MESSAGE_ID_TAKEN',
    })
  })

  test('is refused once a message has been edited so often', async () => {
    const { bob, room, seq } = await begin()
    await edit(bob, room, seq, 'once')
    await sql('update message_state set edits = array_fill(edits[1], array[$2::int]) where room = $1', [
      room,
      mostEdits,
    ])
    expect(await error(bob, 'message.edit', { room, seq, id: uuid7(), text: 'no' })).toMatchObject({
      name: 'TOO_MANY_EDITS',
      most: mostEdits,
    })
  })
})

describe.each([
  ['is no message', (seq: number) => seq - 1],
  ['is not there', () => 1_000],
  ['never was', () => 0],
])('what %s', (_, place) => {
  test('is neither edited, nor reacted to, nor pinned', async () => {
    const { ann, room, seq: sent } = await begin()
    const seq = place(sent)
    const emoji = '👍'
    const missing = { name: 'MESSAGE_NOT_FOUND' }
    expect(await error(ann, 'message.edit', { room, seq, id: uuid7(), text: 'no' })).toMatchObject(missing)
    expect(await error(ann, 'reaction.add', { room, seq, emoji })).toMatchObject(missing)
    expect(await error(ann, 'reaction.remove', { room, seq, emoji })).toMatchObject(missing)
    expect(await error(ann, 'reaction.list', { room, seq, emoji })).toMatchObject(missing)
    expect(await error(ann, 'message.pin', { room, seq })).toMatchObject(missing)
    expect(await error(ann, 'message.unpin', { room, seq })).toMatchObject(missing)
  })
})

describe('taking back a message', () => {
  test('takes back all of its edits, and nothing of it remains in Postgres or in the history', async () => {
    const { ann, bob, room, seq } = await begin()
    const edits = []
    for (const text of ['second words', 'third words']) edits.push((await edit(bob, room, seq, text)).seq)
    await ok(ann, 'reaction.add', { room, seq, emoji: '👍' })
    await ok(ann, 'message.pin', { room, seq })
    await ok(bob, 'message.delete', { room, seq })
    expect((await events(room)).at(-1)).toMatchObject({ ev: 'message.deleted', is: { seq, also: edits } })
    expect(await stored(room)).not.toContain('words')
    const { events: seen, states } = await ok(ann, 'room.history', { room })
    expect(JSON.stringify(seen)).not.toContain('words')
    expect(seen.filter(({ ev }) => ev === 'redacted')).toEqual([
      { on: `chat/room/${room}`, seq, ev: 'redacted' },
      ...edits.map((place) => ({ on: `chat/room/${room}`, seq: place, ev: 'redacted', counts: false })),
    ])
    expect(states).toBeUndefined()
    expect((await ok(ann, 'pin.list', { room })).pins).toEqual([])
    expect(
      await sql('select 1 from message_state where room = $1 union all select 1 from reaction where room = $1', [room]),
    ).toEqual([])
  })

  test('is done by the owner of a group for what others have said, and by nobody else', async () => {
    const { ann, bob, cid, room, seq } = await begin()
    const own = await say(ann, room)
    expect(await error(cid, 'message.delete', { room, seq })).toMatchObject({ name: 'NOT_ALLOWED' })
    expect(await error(bob, 'message.delete', { room, seq: own })).toMatchObject({ name: 'NOT_ALLOWED' })
    await ok(ann, 'message.delete', { room, seq })
    expect((await events(room)).at(-1)).toMatchObject({ ev: 'message.deleted', by: ann.user, is: { seq } })
  })

  test('in a direct room is for the author alone', async () => {
    const [ann, bob] = await people('Ann', 'Bob')
    const { room } = await ok(ann, 'room.create', { kind: 'direct', user: bob.user })
    const seq = await say(ann, room)
    expect(await error(bob, 'message.delete', { room, seq })).toMatchObject({ name: 'NOT_ALLOWED' })
  })

  test('takes a hundred at once, each once, those that are gone left as they are', async () => {
    const { ann, bob, room, seq } = await begin()
    const seqs = [seq]
    for (let count = 1; count < 100; count++) seqs.push(await say(bob, room))
    await ok(bob, 'message.delete', { room, seq })
    const deleted = await ok(ann, 'message.delete', {
      room,
      seqs: [...seqs.slice(1), ...seqs.slice(0, 1)].toReversed(),
    })
    const last = (await events(room)).slice(-99)
    expect(last.map(({ ev, is }) => [ev, is.seq])).toEqual(seqs.slice(1).map((place) => ['message.deleted', place]))
    expect(deleted.seq).toBe(last.at(-1)?.seq)
    expect(await ok(ann, 'message.delete', { room, seqs: [seq, seq] })).toEqual(deleted)
  })

  test('takes back none of several where one may not be', async () => {
    const { bob, cid, room, seq } = await begin()
    const other = await say(cid, room)
    expect(await error(bob, 'message.delete', { room, seqs: [seq, other] })).toMatchObject({ name: 'NOT_ALLOWED' })
    expect(await error(bob, 'message.delete', { room, seqs: [seq, 1] })).toMatchObject({ name: 'MESSAGE_NOT_FOUND' })
    expect((await events(room)).map(({ ev }) => ev)).not.toContain('message.deleted')
  })

  test('by a process of the release before leaves nothing of its edits either', async () => {
    const { bob, room, seq } = await begin()
    await edit(bob, room, seq, 'other words')
    await sql(`update event set ev = 'redacted', body = '{}' where stream = $1 and seq = $2`, [room, seq])
    expect(await stored(room)).not.toContain('words')
  })
})

describe('a reply', () => {
  test('names the message by its position alone, in a room and to a person', async () => {
    const { ann, bob, room, seq } = await begin()
    await ok(ann, 'message.send', { room, id: uuid7(), text: 'an answer', reply: seq })
    expect((await events(room)).at(-1)?.is).toMatchObject({ text: 'an answer', reply: seq })
    await ok(bob, 'message.delete', { room, seq })
    expect(await stored(room)).not.toContain('first words')
    const direct = await ok(ann, 'direct.send', { user: bob.user, id: uuid7(), text: 'hi' })
    await ok(bob, 'direct.send', { user: ann.user, id: uuid7(), text: 'hello', reply: direct.seq })
    expect((await events(direct.room)).at(-1)?.is).toMatchObject({ reply: direct.seq })
  })
})

describe('a reaction', () => {
  test('is counted and told, once for each person, with and without U+FE0F and from two devices at once', async () => {
    const { ann, bob, cid, room, seq } = await begin()
    const added = await Promise.all(
      ['❤', '❤\ufe0f', '❤', '❤\ufe0f'].map((emoji) => ok(ann, 'reaction.add', { room, seq, emoji })),
    )
    expect(new Set(added.map((answer) => answer.seq)).size).toBe(1)
    await ok(bob, 'reaction.add', { room, seq, emoji: '🎉' })
    await ok(cid, 'reaction.add', { room, seq, emoji: '❤' })
    expect((await events(room)).filter(({ ev }) => ev === 'reaction.added').map(({ by, is }) => [by, is])).toEqual([
      [ann.user, { seq, emoji: '❤\ufe0f' }],
      [bob.user, { seq, emoji: '🎉' }],
      [cid.user, { seq, emoji: '❤\ufe0f' }],
    ])
    expect((await stateOf(bob, room, seq))?.reactions).toEqual([
      { emoji: '❤\ufe0f', count: 2 },
      { emoji: '🎉', count: 1, own: true },
    ])
    expect(await ok(ann, 'room.get', { room })).toMatchObject({ unread: 1 })
  })

  test('is taken back by who has reacted, once', async () => {
    const { ann, bob, room, seq } = await begin()
    const thumb = { room, seq, emoji: '👍' }
    await ok(ann, 'reaction.add', thumb)
    await ok(bob, 'reaction.add', thumb)
    const removed = await Promise.all([1, 2, 3].map(() => ok(ann, 'reaction.remove', thumb)))
    expect(new Set(removed.map((answer) => answer.seq)).size).toBe(1)
    expect((await stateOf(ann, room, seq))?.reactions).toEqual([{ emoji: '👍', count: 1 }])
    await ok(bob, 'reaction.remove', thumb)
    expect(await stateOf(ann, room, seq)).toBeUndefined()
    expect((await events(room)).filter(({ ev }) => ev === 'reaction.removed')).toHaveLength(2)
  })

  test('with one emoji more than a message may have is refused, and joining one of them is not', async () => {
    const { ann, bob, room, seq } = await begin()
    const emoji = Array.from({ length: mostEmoji + 1 }, (_, place) => String.fromCodePoint(0x1f600 + place))
    for (const one of emoji.slice(0, -1)) await ok(ann, 'reaction.add', { room, seq, emoji: one })
    const another = { room, seq, emoji: emoji.at(-1) ?? '' }
    expect(await error(bob, 'reaction.add', another)).toMatchObject({ name: 'TOO_MANY_EMOJI', most: mostEmoji })
    await ok(bob, 'reaction.add', { ...another, emoji: emoji[0] ?? '' })
    await ok(ann, 'reaction.remove', { ...another, emoji: emoji[1] ?? '' })
    await ok(bob, 'reaction.add', another)
  })

  test('is listed with who has reacted, a page at a time', async () => {
    const { ann, room, seq } = await begin()
    const many = await crowd(5)
    await ok(ann, 'member.add', { room, users: many.map(({ user }) => user) })
    for (const person of many) await ok(person, 'reaction.add', { room, seq, emoji: '👍' })
    const found = []
    for (let after = 0, more = true; more; after = found.at(-1)?.added ?? after) {
      const page = await ok(ann, 'reaction.list', { room, seq, emoji: '👍', after, limit: 2 })
      found.push(...page.users)
      more = page.more
    }
    expect(found.map(({ user, name }) => ({ user, name }))).toEqual(many)
    expect(await ok(ann, 'reaction.list', { room, seq, emoji: '🎉' })).toMatchObject({ users: [], more: false })
  })
})

describe('a pin', () => {
  test('is set and taken away by the owner of a group, once, and by no member', async () => {
    const { ann, bob, room, seq } = await begin()
    const pinned = await Promise.all([1, 2].map(() => ok(ann, 'message.pin', { room, seq })))
    expect(new Set(pinned.map((answer) => answer.seq)).size).toBe(1)
    expect(await stateOf(bob, room, seq)).toEqual({ seq, pinned: pinned[0]?.seq })
    for (const command of ['message.pin', 'message.unpin'] as const)
      expect(await error(bob, command, { room, seq })).toMatchObject({ name: 'NOT_ALLOWED' })
    for (let time = 0; time < 2; time++) await ok(ann, 'message.unpin', { room, seq })
    expect(await stateOf(bob, room, seq)).toBeUndefined()
    const told = (await events(room)).filter(({ ev }) => /pinned/.test(ev))
    expect(told.map(({ ev }) => ev)).toEqual(['message.pinned', 'message.unpinned'])
  })

  test('is set by both people of a direct room', async () => {
    const [ann, bob] = await people('Ann', 'Bob')
    const { room } = await ok(ann, 'room.create', { kind: 'direct', user: bob.user })
    const seqs = [await say(ann, room), await say(bob, room)]
    await ok(ann, 'message.pin', { room, seq: seqs[1] ?? 0 })
    await ok(bob, 'message.pin', { room, seq: seqs[0] ?? 0 })
    expect((await ok(ann, 'pin.list', { room })).pins.map(({ event }) => event.seq)).toEqual(seqs)
  })

  test('is listed with the message and what has become of it, the last one first, in pages', async () => {
    const { ann, bob, room } = await begin()
    const seqs: number[] = []
    for (let count = 0; count < 7; count++) seqs.push(await say(bob, room, `text ${count}`))
    for (const seq of seqs) await ok(ann, 'message.pin', { room, seq })
    await edit(bob, room, seqs[0] ?? 0, 'edited')
    const found = []
    const states = []
    for (let before: number | undefined, more = true; more; before = found.at(-1)?.pinned) {
      const page = await ok(ann, 'pin.list', { room, limit: 3, ...(before ? { before } : {}) })
      found.push(...page.pins)
      states.push(...(page.states ?? []))
      more = page.more
    }
    expect(found.map(({ event }) => event.seq)).toEqual(seqs.toReversed())
    expect(states.find(({ seq }) => seq === seqs[0])?.edited?.text).toBe('edited')
  })

  test('more than a room may have is refused', async () => {
    const { ann, room, seq } = await begin()
    await sql(
      'insert into message_state (room, seq, pinned) select $1, 1000 + n, 1000 + n from generate_series(1, $2::int) n',
      [room, mostPins],
    )
    expect(await error(ann, 'message.pin', { room, seq })).toMatchObject({ name: 'TOO_MANY_PINS', most: mostPins })
  })
})

describe('whoever hides somebody', () => {
  test('sees nothing of their messages, edits and reactions, nor that they reacted', async () => {
    const { ann, bob, cid, room, seq } = await begin()
    const own = await say(ann, room)
    await edit(bob, room, seq, 'other words')
    for (const person of [bob, cid]) await ok(person, 'reaction.add', { room, seq: own, emoji: '👍' })
    await ok(bob, 'reaction.add', { room, seq: own, emoji: '🎉' })
    await ok(ann, 'message.pin', { room, seq })
    await ok(cid, 'author.hide', { user: bob.user })
    const page = await ok(cid, 'room.history', { room })
    expect(page.states).toEqual([{ seq: own, reactions: [{ emoji: '👍', count: 1, own: true }] }])
    const hidden = page.events.filter(({ ev }) => ev === 'redacted')
    expect(hidden.map((event) => ('counts' in event ? event.counts : true))).toEqual([true, false, false, false])
    expect(JSON.stringify(page)).not.toContain('words')
    expect((await ok(cid, 'pin.list', { room })).pins).toMatchObject([{ event: { seq, ev: 'redacted' } }])
    expect((await ok(cid, 'reaction.list', { room, seq: own, emoji: '👍' })).users.map(({ user }) => user)).toEqual([
      cid.user,
    ])
    expect(await error(cid, 'reaction.list', { room, seq, emoji: '👍' })).toMatchObject({ name: 'MESSAGE_NOT_FOUND' })
    await ok(cid, 'author.show', { user: bob.user })
    expect((await stateOf(cid, room, seq))?.edited?.text).toBe('other words')
  })
})

test('what a message said before comes in parts that fit, and leads on', async () => {
  const { bob, room, seq } = await begin()
  const long = (place: number) => `${place} ${'𒀀'.repeat(3_990)}`
  const texts = ['first words', ...Array.from({ length: 60 }, (_, place) => long(place))]
  for (const text of texts.slice(1)) await edit(bob, room, seq, text)
  const found: string[] = []
  for (let after = 0, more = true, pages = 0; more; pages++) {
    const page = await ok(bob, 'edit.list', { room, seq, after, limit: 200 })
    found.push(...page.versions.map(({ text }) => text))
    after = page.versions.at(-1)?.seq ?? Number.MAX_SAFE_INTEGER
    more = page.more
    expect(pages).toBeLessThan(60)
  }
  expect(found).toEqual(texts)
})

/** Of the events that come at once, 256 KiB, and what has become of them. */
test('a page of messages that were edited to the longest text comes in parts that fit, and leads on', async () => {
  const [ann] = await people('Ann')
  const { room } = await group(ann)
  const longest = '\u0001'.repeat(3_999)
  const seqs = []
  for (let count = 0; count < 12; count++) seqs.push(await say(ann, room, `${longest}a`))
  for (const seq of seqs) await edit(ann, room, seq, `${longest}b`)
  const found = []
  for (let before: number | undefined, more = true; more; ) {
    const page = await ok(ann, 'room.history', { room, limit: 200, ...(before ? { before } : {}) })
    expect(Buffer.byteLength(JSON.stringify(page))).toBeLessThan(300 * 1024)
    found.unshift(...(page.states ?? []))
    before = page.events[0]?.seq
    more = page.more
  }
  expect(found.map(({ seq }) => seq)).toEqual(seqs)
})
