import { describe, expect, test } from 'vitest'
import { clock, online, parley, room, server, simulateForEachTest, texts } from '../test/simulated-parley.ts'
import { me, other, ownStream, roomStream } from '../test/simulated-server.ts'

simulateForEachTest()

/** A room with three messages, loaded. */
const loaded = async () => {
  const id = server.room(1)
  const seqs = ['one', 'two', 'three'].map((text) => server.say(id, text).seq)
  await online()
  const loading = room(1).loadOlder()
  await clock.pass(1_000)
  await loading
  return { id, seqs: seqs as [number, number, number] }
}

describe('a message that is taken back', () => {
  test('is no longer among the messages, and redacted among the events', async () => {
    const { id, seqs } = await loaded()
    server.emit(roomStream(id), 'message.deleted', { seq: seqs[1] }, other)
    await clock.pass(10)
    expect(texts()).toEqual(['one', 'three'])
    expect(room(1).events.find(({ seq }) => seq === seqs[1])).toEqual({
      on: roomStream(id),
      seq: seqs[1],
      ev: 'redacted',
      at: 0,
      is: {},
    })
  })

  test('is known to be taken back by who was away when it was', async () => {
    const { id, seqs } = await loaded()
    server.socket.sever()
    server.emit(roomStream(id), 'message.deleted', { seq: seqs[2] }, other)
    await clock.pass(5_000)
    expect(texts()).toEqual(['one', 'two'])
  })

  test('may come as redacted from the start: it counts, as it does for the server', async () => {
    const { id } = await loaded()
    const { unread } = room(1)
    server.socket.tell({ on: roomStream(id), seq: room(1).head + 1, ev: 'redacted' } as never)
    await clock.pass(10)
    expect(texts()).toEqual(['one', 'two', 'three'])
    expect([room(1).unread, parley.faults]).toEqual([unread + 1, 0])
  })
})

test.each(['author.hidden', 'author.shown'])(
  'when %s says that one sees other things, what is loaded is read again',
  async (ev) => {
    const { id } = await loaded()
    server.withhold(id, 'two')
    server.emit(ownStream, ev, { user: other }, me)
    await clock.pass(1_000)
    expect(texts()).toEqual(['one', 'three'])
  },
)
