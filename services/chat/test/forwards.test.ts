/** Messages that say once more what another one said. */
import { decodeEvents, type Mark } from '@parley/wire'
import { describe, expect, test } from 'vitest'
import { type Person, until, useChat } from './running-chat.ts'
import { uuid7 } from './uuid7.ts'

const { ok, error, people, group, events, sql, bus, environment } = await useChat()

/** Of what was published: who its authors are, for whoever hides one of them. */
const marks = new Map<string, Mark | undefined>()
bus.listen(`${environment.prefix}.ev.>`, ({ data }) => {
  const batch = decodeEvents(data)
  batch.frames.forEach((frame, place) => {
    const { on, seq } = JSON.parse(Buffer.from(frame).toString()) as { on: string; seq: number }
    marks.set(`${on} ${seq}`, batch.marks?.at(place))
  })
})
await bus.flush()

interface Place {
  readonly room: string
  readonly seq: number
}

const say = async (person: Person, room: string, text: string, more: object = {}): Promise<Place> => ({
  room,
  seq: (await ok(person, 'message.send', { room, id: uuid7(), text, ...more })).seq,
})
const forward = async (person: Person, from: Place, room: string): Promise<Place> => {
  const { sent } = await ok(person, 'message.forward', { from, to: [{ room, id: uuid7() }] })
  return { room, seq: sent[0]?.seq ?? 0 }
}
const refused = async (person: Person, from: Place, room: string) =>
  (await ok(person, 'message.forward', { from, to: [{ room, id: uuid7() }] })).refused[0]?.error.name

/** What stands there for somebody who reads. */
const read = async (person: Person, { room, seq }: Place) =>
  (await ok(person, 'room.history', { room, before: seq + 1, limit: 1 })).events[0]

/** Ann and Bob are in one group, where Ann has said something; Bob and Cid in another. */
const begin = async () => {
  const [ann, bob, cid] = await people('Ann', 'Bob', 'Cid')
  const [{ room: first }, { room: second }] = await Promise.all([group(ann, bob), group(bob, cid)])
  const said = await say(ann, first, 'مرحبا 👋🏽, harbour', { subject: 'A greeting', tone: 'genuine' })
  return { ann, bob, cid, first, second, said }
}

describe('a forwarded message', () => {
  test('says what was said, by whom and when, and nothing of the room that it comes from', async () => {
    const { ann, bob, cid, first, second, said } = await begin()
    const { at } = (await events(first)).at(-1) ?? {}
    const there = await forward(bob, said, second)
    const event = (await events(second)).at(-1)
    expect(event).toMatchObject({ ev: 'message.sent', by: bob.user, seq: there.seq })
    const { id: _, ...is } = event?.is ?? {}
    expect(is).toEqual({
      text: 'مرحبا 👋🏽, harbour',
      subject: 'A greeting',
      tone: 'genuine',
      forwarded: { by: ann.user, at },
    })
    expect(JSON.stringify(await read(cid, there))).not.toContain(first)
    expect((await ok(cid, 'room.get', { room: second })).unread).toBe(1)
    const { hits } = await ok(cid, 'message.search', { text: 'harbour' })
    expect(hits.map(({ event: { on, seq } }) => [on, seq])).toEqual([[`chat/room/${second}`, there.seq]])
  })

  test('stays as it is when the first one is edited or taken back, and says an edit that came before', async () => {
    const { ann, bob, cid, first, second, said } = await begin()
    await ok(ann, 'message.edit', { room: first, seq: said.seq, id: uuid7(), text: 'harbour, better' })
    const there = await forward(bob, said, second)
    await ok(ann, 'message.edit', { room: first, seq: said.seq, id: uuid7(), text: 'otherwise' })
    await ok(ann, 'message.delete', { room: first, seq: said.seq })
    expect(await read(cid, there)).toMatchObject({ is: { text: 'harbour, better', forwarded: { by: ann.user } } })
    expect(await refused(bob, said, second)).toBe('MESSAGE_NOT_FOUND')
  })

  test('forwarded again tells who said it first and when, and not who passed it on', async () => {
    const { ann, bob, cid, second, said } = await begin()
    const there = await forward(bob, said, second)
    const { room } = await ok(cid, 'room.create', { kind: 'direct', user: ann.user })
    const again = await forward(cid, there, room)
    const { forwarded } = (await events(second)).at(-1)?.is ?? {}
    expect(await read(ann, again)).toMatchObject({ by: cid.user, is: { forwarded } })
    expect(await ok(ann, 'message.origin', again)).toEqual(said)
    expect(await error(cid, 'message.origin', again)).toMatchObject({ name: 'MESSAGE_NOT_FOUND' })
  })

  test('tells where it comes from to those alone who see that room, for as long as they do', async () => {
    const { bob, cid, first, second, said } = await begin()
    const there = await forward(bob, said, second)
    expect(await ok(bob, 'message.origin', there)).toEqual(said)
    expect(await error(cid, 'message.origin', there)).toMatchObject({ name: 'MESSAGE_NOT_FOUND' })
    await ok(bob, 'room.leave', { room: first })
    expect(await error(bob, 'message.origin', there)).toMatchObject({ name: 'MESSAGE_NOT_FOUND' })
    expect(await read(bob, there)).toMatchObject({ is: { forwarded: {} } })
    await ok(bob, 'message.delete', there)
    expect(await sql('select from forward where room = $1', [second])).toEqual([])
  })

  test('is sent once, also by a repeat that finds the first one taken back', async () => {
    const { ann, bob, second, said } = await begin()
    const once = { from: said, to: [{ room: second, id: uuid7() }] }
    const all = await Promise.all(Array.from({ length: 4 }, () => ok(bob, 'message.forward', once)))
    await ok(ann, 'message.delete', said)
    all.push(await ok(bob, 'message.forward', once))
    expect(new Set(all.map(({ sent: [one] }) => `${one?.seq} ${one?.at}`)).size).toBe(1)
    expect((await events(second)).filter(({ ev }) => ev === 'message.sent')).toHaveLength(1)
  })

  test('mentions nobody, and its author does not edit what somebody else has said', async () => {
    const { ann, bob, cid, first, second } = await begin()
    const said = await say(ann, first, `<@${cid.user}> <@${bob.user}> @everyone`)
    const there = await forward(bob, said, second)
    expect((await ok(cid, 'room.get', { room: second })).mentions).toBeUndefined()
    const edit = { ...there, id: uuid7(), text: 'never said' }
    expect(await error(bob, 'message.edit', edit)).toMatchObject({ name: 'FORWARD_FIXED', code: 1235 })
    await ok(bob, 'message.pin', there)
    const asBefore = `insert into message_state (room, seq, edits) values ($1, $2, '{9}')
      on conflict (room, seq) do update set edits = message_state.edits || excluded.edits`
    await expect(sql(asBefore, [there.room, there.seq])).rejects.toThrow('not edited')
  })

  test('expires when the first one does', async () => {
    const { ann, bob, first, second } = await begin()
    const said = await say(ann, first, 'for a while', { expires_ms: 3_600_000 })
    await forward(bob, said, second)
    const [due, other] = await sql<{ due: number }>(
      'select due::float8 from expiry where room = any($1) order by room = $2',
      [[first, second], second],
    )
    expect(Math.abs((due?.due ?? 0) - (other?.due ?? 0))).toBeLessThan(10_000)
    await sql('update expiry set due = 0 where room = $1', [first])
    expect(await refused(bob, said, second)).toBe('MESSAGE_NOT_FOUND')
  })
})

describe('forwarding', () => {
  test('is for who sees the message and may send there: others learn of neither', async () => {
    const { ann, bob, cid, first, second, said } = await begin()
    expect(await refused(cid, said, second)).toBe('ROOM_NOT_FOUND')
    expect(await refused(ann, said, second)).toBe('ROOM_NOT_FOUND')
    expect(await refused(bob, { ...said, seq: 1 }, second)).toBe('MESSAGE_NOT_FOUND')
    await ok(bob, 'author.hide', { user: ann.user })
    expect(await refused(bob, said, second)).toBe('MESSAGE_NOT_FOUND')
    await ok(bob, 'author.show', { user: ann.user })
    await ok(bob, 'room.leave', { room: first })
    expect(await refused(bob, said, second)).toBe('ROOM_NOT_FOUND')
  })

  test('goes into threads and out of them, also into one that is archived', async () => {
    const { ann, bob, second, said } = await begin()
    const { room: thread } = await ok(ann, 'thread.create', said)
    await ok(ann, 'thread.change', { room: thread, archived: true })
    const there = await forward(bob, said, thread)
    expect(await read(ann, there)).toMatchObject({ is: { forwarded: { by: ann.user } } })
    expect(await read(bob, await forward(bob, there, second))).toMatchObject({ by: bob.user })
    expect(await ok(ann, 'thread.get', { room: thread })).toMatchObject({ replies: 1 })
  })

  test('goes to several rooms at once, each decided by itself, and a repeat sends what was refused alone', async () => {
    const { ann, bob, cid, first, second, said } = await begin()
    const [{ room: slow }, { room: hushed }, { room: others }] = await Promise.all([
      group(ann, bob),
      group(ann, bob),
      group(ann, cid),
    ])
    await ok(ann, 'room.change', { room: slow, slow_seconds: 3_600 })
    await ok(ann, 'room.change', { room: hushed, posting: 'admins' })
    await say(bob, slow, 'a moment ago')
    const taken = uuid7()
    await ok(ann, 'message.send', { room: first, id: taken, text: 'by somebody else' })
    const rooms = [second, slow, hushed, others, first, second]
    const to = rooms.map((room) => ({ room, id: room === first ? taken : uuid7() }))
    const { sent, refused } = await ok(bob, 'message.forward', { from: said, to })
    expect(sent).toMatchObject([to[0], to[5]])
    expect(refused).toMatchObject([
      { ...to[1], error: { name: 'SLOW_MODE', code: 1257, retry_ms: expect.any(Number) } },
      { ...to[2], error: { name: 'NOT_ALLOWED', code: 1203 } },
      { ...to[3], error: { name: 'ROOM_NOT_FOUND', code: 1200 } },
      { ...to[4], error: { name: 'MESSAGE_ID_TAKEN', code: 1202 } },
    ])
    await ok(ann, 'room.change', { room: hushed, posting: 'members' })
    const again = await ok(bob, 'message.forward', { from: said, to })
    expect(again.sent.filter(({ room }) => room === second)).toEqual(sent)
    expect(again.sent.map(({ room }) => room)).toEqual([second, hushed, second])
    expect((await events(second)).filter(({ ev }) => ev === 'message.sent')).toHaveLength(2)
  })

  test('leaves polls where people vote', async () => {
    const { ann, bob, first, second } = await begin()
    const asked = { room: first, id: uuid7(), question: 'When?', answers: ['today', 'tomorrow'] }
    const poll = { room: first, seq: (await ok(ann, 'poll.create', asked)).seq }
    expect(await refused(bob, poll, second)).toBe('POLL_NOT_FORWARDED')
  })
})

describe('whoever hides the one who said it first', () => {
  test('does not see it either: in history, live, in search, nor reacts to it, bookmarks it or passes it on', async () => {
    const { ann, bob, cid, second, said } = await begin()
    await ok(cid, 'author.hide', { user: ann.user })
    const there = await forward(bob, said, second)
    expect(await read(cid, there)).toEqual({ on: `chat/room/${second}`, seq: there.seq, ev: 'redacted' })
    expect(await read(bob, there)).toMatchObject({ ev: 'message.sent' })
    const live = `chat/room/${second} ${there.seq}`
    await until(() => marks.has(live))
    expect(marks.get(live)).toEqual({ by: bob.user, of: ann.user })
    expect((await ok(cid, 'message.search', { text: 'harbour' })).hits).toEqual([])
    expect(await error(cid, 'reaction.add', { ...there, emoji: '👍' })).toMatchObject({ name: 'MESSAGE_NOT_FOUND' })
    expect(await error(cid, 'bookmark.add', there)).toMatchObject({ name: 'MESSAGE_NOT_FOUND' })
    expect(await refused(cid, there, second)).toBe('MESSAGE_NOT_FOUND')
    await ok(cid, 'author.show', { user: ann.user })
    expect(await read(cid, there)).toMatchObject({ ev: 'message.sent' })
  })
})
