import { describe, expect, test } from 'vitest'
import { clock, online, parley, room, server, simulateForEachTest, texts } from '../test/simulated-parley.ts'
import { me, other, roomStream } from '../test/simulated-server.ts'

simulateForEachTest()

/** A room with two messages, loaded. */
const loaded = async () => {
  const id = server.room(1)
  const [first, second] = ['one', 'two'].map((text) => server.say(id, text).seq) as [number, number]
  await online()
  const loading = room(1).loadOlder()
  await clock.pass(1_000)
  await loading
  const tell = async (ev: string, is: Record<string, unknown>, by = other) => {
    server.emit(roomStream(id), ev, is, by)
    await clock.pass(10)
  }
  return { id, first, second, tell }
}

describe('a message', () => {
  test('says what it was edited to, and says when', async () => {
    const { first, tell } = await loaded()
    await tell('message.edited', { seq: first, text: 'once' })
    expect(texts()).toEqual(['once', 'two'])
    expect(room(1).message(first)).toMatchObject({ text: 'once', edited: room(1).events.at(-1)?.at })
  })

  test('has reactions with counts, the first one first, and tells which are own', async () => {
    const { first, tell } = await loaded()
    await tell('reaction.added', { seq: first, emoji: '👍' })
    await tell('reaction.added', { seq: first, emoji: '🎉' }, me)
    await tell('reaction.added', { seq: first, emoji: '👍' }, me)
    await tell('reaction.removed', { seq: first, emoji: '🎉' }, me)
    expect(room(1).message(first)?.reactions).toEqual([{ emoji: '👍', count: 2, own: true }])
  })

  test('that is a poll has counts as its votes make them, and tells which are own, until it is closed', async () => {
    const { id, tell } = await loaded()
    const is = { id: 'x', text: 'Well?', poll: { answers: ['yes', 'no'], closes: 9 } }
    const seq = server.emit(roomStream(id), 'message.sent', is, other).seq
    await clock.pass(10)
    const standing = () => room(1).message(seq)?.poll
    expect(standing()).toMatchObject({ voters: 0, closed: false, closes: 9, multiple: false })
    await tell('poll.voted', { seq, answers: [1], before: [] })
    await tell('poll.voted', { seq, answers: [1], before: [] }, me)
    await tell('poll.voted', { seq, answers: [0], before: [1] })
    expect(standing()?.answers).toEqual([
      { text: 'yes', count: 1, own: false },
      { text: 'no', count: 1, own: true },
    ])
    await tell('poll.voted', { seq, answers: [], before: [1] }, me)
    await tell('poll.closed', { seq })
    expect(standing()).toMatchObject({ voters: 1, closed: true })
    expect(standing()?.answers[1]).toEqual({ text: 'no', count: 0, own: false })
  })

  test('that expires tells when', async () => {
    const { id } = await loaded()
    const { seq, at } = server.emit(
      roomStream(id),
      'message.sent',
      { id: 'x', text: 'soon', expires_ms: 60_000 },
      other,
    )
    await clock.pass(10)
    expect(room(1).message(seq)?.expires).toBe(at + 60_000)
  })

  test('has what its links lead to, until it says something else or that is taken away', async () => {
    const { first, tell } = await loaded()
    const previews = [{ link: 'https://example.org/', title: 'Example' }]
    const shown = () => room(1).message(first)?.previews
    await tell('message.previewed', { seq: first, previews })
    expect(shown()).toEqual(previews)
    await tell('message.edited', { seq: first, text: 'once' })
    expect(shown()).toBeUndefined()
    await tell('message.previewed', { seq: first, previews })
    await tell('message.unpreviewed', { seq: first })
    expect(shown()).toBeUndefined()
  })

  test('is pinned until it is not', async () => {
    const { first, tell } = await loaded()
    await tell('message.pinned', { seq: first })
    expect(room(1).message(first)?.pinned).toBe(true)
    await tell('message.unpinned', { seq: first })
    expect(room(1).message(first)?.pinned).toBeUndefined()
  })

  test('that is taken back takes its edits with it', async () => {
    const { first, tell } = await loaded()
    await tell('message.edited', { seq: first, text: 'once' })
    const { seq } = room(1).events.at(-1) ?? { seq: 0 }
    await tell('message.deleted', { seq: first, also: [seq] })
    expect(texts()).toEqual(['two'])
    expect(JSON.stringify(room(1).events)).not.toContain('once')
    expect(room(1).message(first)).toBeUndefined()
  })

  test('of which nothing has become is the same object as before', async () => {
    const { first, tell } = await loaded()
    const [, before] = room(1).messages
    await tell('reaction.added', { seq: first, emoji: '👍' })
    expect(room(1).messages[1]).toBe(before)
  })

  test('is answered by its position, in the queue as on the server', async () => {
    const { id, first } = await loaded()
    void room(1).send('an answer', { reply: first })
    expect(room(1).messages.at(-1)).toMatchObject({ state: 'sending', reply: first })
    await clock.pass(1_000)
    expect(server.asked('message.send').at(-1)).toMatchObject({ with: { room: id, reply: first } })
  })

  test('that is loaded alone is kept true, and is gone when it is taken back', async () => {
    const { id, first } = await loaded()
    for (let count = 0; count < 60; count++) server.say(id, 'more')
    await clock.pass(10)
    await parley.close()
    await online()
    const loading = room(1).loadMessage(first)
    await clock.pass(1_000)
    expect(await loading).toMatchObject({ text: 'one' })
    server.emit(roomStream(id), 'message.edited', { seq: first, text: 'once' }, other)
    await clock.pass(10)
    const edited = room(1).message(first)
    expect(edited).toMatchObject({ text: 'once' })
    expect(room(1).message(first)).toBe(edited)
    server.emit(roomStream(id), 'message.deleted', { seq: first }, other)
    await clock.pass(10)
    expect(room(1).message(first)).toBeUndefined()
  })
})

test('what does not count as unread does not when it is withheld either', async () => {
  const { id } = await loaded()
  const { unread } = room(1)
  server.socket.tell({ on: roomStream(id), seq: room(1).head + 1, ev: 'redacted', counts: false } as never)
  await clock.pass(10)
  expect([room(1).unread, parley.faults]).toEqual([unread, 0])
})
