import { randomUUID } from 'node:crypto'
import { mentionToken } from '@parley/markdown'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Person, until, useChat } from './running-chat.ts'
import { uuid7 } from './uuid7.ts'

const { ok, error, ask, send, sql, hold, untilWaiting, people, group, events, expectSound, published, lines } =
  await useChat()

const call = (person: Person, input: object, command = 'message.send') => ({
  do: command,
  with: input,
  user: person.user,
  session: 's',
})

describe('a text', () => {
  test.each([
    ['emoji of several parts', '👩‍👩‍👧‍👦🏳️‍🌈'],
    ['4,000 characters outside the basic plane', '😀'.repeat(4_000)],
    ['half of a surrogate pair', 'a \ud800 b \udc00 c'],
    ['text from right to left', 'שלום \u202eabc\u202c עולם'],
    ['letters in two parts', 'e\u0301 é'],
    ['control characters', '\u0001\u0008\u001b[31m\u007f'],
    ['line ends of all kinds', 'a\nb\r\nc\u2028d\u2029e\u0085f'],
    ['what looks like JSON, SQL and a path', `{"a":"\\u0000"}'); drop table event; -- \\ / ../`],
    ['blanks around it', '  \n x \t '],
  ])('comes back unchanged, live and later: %s', async (_, text) => {
    const [ann, bob] = await people('Ann', 'Bob')
    const { room, on } = await group(ann, bob)
    const id = uuid7()
    const { seq, at } = await ok(ann, 'message.send', { room, id, text })
    const event = { on, seq, ev: 'message.sent', by: ann.user, at, is: { id, text } }
    await until(() => published.some((frame) => frame.on === on && frame.seq === seq))
    expect(published.find((frame) => frame.on === on && frame.seq === seq)).toEqual(event)
    expect((await ok(bob, 'room.history', { room, limit: 1 })).events).toEqual([event])
    expect(await ok(ann, 'message.send', { room, id, text })).toEqual({ seq, at })
  })

  test('comes back unchanged, whatever it is made of', () =>
    fc.assert(
      fc.asyncProperty(
        fc.array(fc.string({ unit: 'binary', minLength: 1, maxLength: 50 }), { minLength: 1, maxLength: 20 }),
        async (given) => {
          const texts = given.map((text) => text.replaceAll('\u0000', '\ud83d'))
          const [ann] = await people('Ann')
          const { room } = await group(ann)
          await send(texts.map((text) => call(ann, { room, id: uuid7(), text })))
          expect((await events(room)).slice(2).map(({ is }) => is.text)).toEqual(texts)
        },
      ),
      { numRuns: 20 },
    ))
})

describe('a message sent again', () => {
  test('gets the first answer, whoever of its process is asked, at once or later, and whatever it says now', async () => {
    const [ann] = await people('Ann')
    const { room } = await group(ann)
    const input = { room, id: uuid7(), text: 'first' }
    const sent = await Promise.all(Array.from({ length: 10 }, () => ok(ann, 'message.send', input)))
    const later = await ok(ann, 'message.send', { ...input, text: 'changed' })
    expect(new Set([...sent, later].map((answer) => JSON.stringify(answer))).size).toBe(1)
    expect((await events(room)).slice(2).map(({ is }) => is.text)).toEqual(['first'])
    await expectSound(room)
  })

  test('gets the first answer also when its sender is no longer in the room', async () => {
    const [ann, bob] = await people('Ann', 'Bob')
    const { room } = await group(ann, bob)
    const input = { room, id: uuid7(), text: 'said' }
    const answer = await ok(bob, 'message.send', input)
    await ok(bob, 'room.leave', { room })
    expect(await ok(bob, 'message.send', input)).toEqual(answer)
    expect(await error(bob, 'message.send', { ...input, id: uuid7() })).toMatchObject({ name: 'ROOM_NOT_FOUND' })
  })

  test('in another room is another message', async () => {
    const [ann] = await people('Ann')
    const [one, other] = [await group(ann), await group(ann)]
    const input = { id: uuid7(), text: 'said' }
    expect(await ok(ann, 'message.send', { ...input, room: one.room })).toMatchObject({ seq: 3 })
    expect(await ok(ann, 'message.send', { ...input, room: other.room })).toMatchObject({ seq: 3 })
  })

  test('with the id of another’s message is refused; of two at once one is taken', async () => {
    const [ann, bob] = await people('Ann', 'Bob')
    const { room } = await group(ann, bob)
    const id = uuid7()
    const results = await send([ann, bob, ann, bob].map((person) => call(person, { room, id, text: person.name })))
    expect(results.map((result) => 'ok' in result)).toEqual([true, false, true, false])
    expect(results[1]).toMatchObject({ error: { name: 'MESSAGE_ID_TAKEN' } })
    expect(results[2]).toEqual(results[0])
    await expectSound(room)
  })

  test('while the first try still waits for a lock is one message', async () => {
    const [ann] = await people('Ann')
    const { room, head } = await group(ann)
    const input = { room, id: uuid7(), text: 'slow' }
    const lock = await hold('select 1 from stream where id = $1 for update', [room])
    const sends = Array.from({ length: 6 }, () => ok(ann, 'message.send', input))
    await untilWaiting(1)
    await lock.commit()
    expect((await Promise.all(sends)).map(({ seq }) => seq)).toEqual(Array(6).fill(head + 1))
    await expectSound(room)
  })
})

test('other services read of messages that answer or name somebody, and of those between two people, and of no others', async () => {
  const [ann, bob] = await people('Ann', 'Bob')
  const { room } = await group(ann, bob)
  const [plain, naming, answering, between] = [uuid7(), uuid7(), uuid7(), uuid7()]
  const told = () =>
    sql<{ key: string }>(
      `select event.key from outbox cross join unnest(streams, firsts, lasts) as part (stream, first, last)
       join event on event.stream = part.stream and event.seq between part.first and part.last
       where event.key = any($1) order by event.key`,
      [[plain, naming, answering, between]],
    )
  const { seq } = await ok(ann, 'message.send', { room, id: plain, text: 'nobody in particular' })
  const rows = () => sql('select from outbox')
  const before = (await rows()).length
  await ok(ann, 'message.send', { room, id: uuid7(), text: 'nor this' })
  expect(await rows()).toHaveLength(before + 1)
  await send([
    call(ann, { room, id: uuid7(), text: 'beside' }),
    call(ann, { room, id: naming, text: mentionToken(bob.user) }),
    call(bob, { room, id: answering, text: 'yes', reply: seq }),
  ])
  await ok(ann, 'direct.send', { user: bob.user, id: between, text: 'you' })
  expect((await told()).map(({ key }) => key)).toEqual([naming, answering, between].toSorted())
})

describe('messages of many rooms in one batch', () => {
  test('are numbered in the order they came, room by room, without a hole where some are refused', async () => {
    const [ann, bob] = await people('Ann', 'Bob')
    const rooms = await Promise.all(Array.from({ length: 5 }, () => group(ann)))
    const once = uuid7()
    const calls = Array.from({ length: 100 }, (_, place) => {
      const room = rooms[(place * 3) % 5]?.room
      if (place % 7 === 3) return call(bob, { room, id: uuid7(), text: 'not a member' })
      if (place % 11 === 5) return call(ann, { room: randomUUID(), id: uuid7(), text: 'no room' })
      return call(ann, { room, id: place % 13 === 6 ? once : uuid7(), text: `${place}` })
    })
    const results = await send(calls)
    for (const [place, result] of results.entries()) {
      const refused = place % 7 === 3 || place % 11 === 5
      expect('error' in result && result.error.name, `${place}`).toBe(refused ? 'ROOM_NOT_FOUND' : false)
    }
    for (const { room } of rooms) {
      const texts = (await events(room)).slice(2).map(({ is }) => Number(is.text))
      expect(texts).toEqual(texts.toSorted((a, b) => a - b))
      await expectSound(room)
    }
  })

  test('do not fail with one that Postgres refuses', async () => {
    const [ann] = await people('Ann')
    const { room } = await group(ann)
    const calls = Array.from({ length: 20 }, (_, place) =>
      call(ann, { room: place === 7 ? 'no-uuid' : room, id: uuid7(), text: `${place}` }),
    )
    const results = await send(calls)
    expect(results.flatMap((result, place) => ('error' in result ? [[place, result.error.name]] : []))).toEqual([
      [7, 'INTERNAL'],
    ])
    expect(await events(room)).toHaveLength(2 + 19)
    expect(lines.join()).toContain('a command failed')
    await expectSound(room)
  })

  test('do not wait for a room that is held up', async () => {
    const [ann] = await people('Ann')
    const [held, free] = [await group(ann), await group(ann)]
    const lock = await hold('select 1 from stream where id = $1 for update', [held.room])
    const waiting = ok(ann, 'message.send', { room: held.room, id: uuid7(), text: 'held' })
    await untilWaiting(1)
    for (let count = 0; count < 5; count++)
      await ok(ann, 'message.send', { room: free.room, id: uuid7(), text: 'free' })
    await lock.commit()
    await waiting
    await expectSound(held.room)
  })
})

describe('a message to a person', () => {
  test('reaches them in the direct room, which is made where there was none', async () => {
    const [ann, bob] = await people('Ann', 'Bob')
    const input = { user: bob.user, id: uuid7(), text: 'hello' }
    const sent = await ok(ann, 'direct.send', input)
    expect(await ok(ann, 'direct.send', input)).toEqual(sent)
    expect((await ok(bob, 'room.list', {})).rooms).toMatchObject([
      { room: sent.room, name: 'Ann', unread: 1, head: sent.seq },
    ])
    await expectSound(sent.room)
  })

  test('who does not exist comes back once, however often and wherever it is tried', async () => {
    const [ann] = await people('Ann')
    const nobody = { user: randomUUID(), id: uuid7(), text: 'anybody?' }
    const refused = await Promise.all(Array.from({ length: 8 }, () => error(ann, 'direct.send', nobody)))
    expect(new Set(refused.map(({ name }) => name))).toEqual(new Set(['USER_NOT_FOUND']))
    const notes = (await events(ann.user)).filter(({ ev }) => ev === 'message.returned')
    expect(notes).toMatchObject([{ is: { ...nobody, why: 'USER_NOT_FOUND' } }])
    expect(notes[0]).not.toHaveProperty('by')
    expect(await sql('select 1 from room where creator = $1', [ann.user])).toEqual([])
  })

  test('who is oneself is refused, and does not come back', async () => {
    const [ann] = await people('Ann')
    expect(await error(ann, 'direct.send', { user: ann.user, id: uuid7(), text: 'me?' })).toMatchObject({
      name: 'ROOM_WITH_YOURSELF',
    })
    expect(await events(ann.user)).toEqual([])
  })
})

test('what the caller is told of a fault is that there was one; its cause is in the log', async () => {
  const [ann] = await people('Ann')
  const failed = await ask(ann, 'room.get', { room: 'no-uuid' })
  expect(failed).toMatchObject({ error: { name: 'INTERNAL', trace: expect.any(String) } })
  expect(JSON.stringify(failed)).not.toContain('uuid:')
  expect(lines.join()).toContain(String((failed as Extract<typeof failed, { error: unknown }>).error.trace))
})

test('who is taken out of a room while their message waits for it says nothing there', async () => {
  const [ann, bob] = await people('Ann', 'Bob')
  const { room } = await group(ann, bob)
  const removal = await hold(
    `with locked as materialized (select id from stream where id = $1 for update)
     delete from membership using locked where room = locked.id and person = $2`,
    [room, bob.user],
  )
  const said = error(bob, 'message.send', { room, id: uuid7(), text: 'still here' })
  await untilWaiting(1)
  await removal.commit()
  expect(await said).toMatchObject({ name: 'ROOM_NOT_FOUND' })
})
