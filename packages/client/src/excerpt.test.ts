import { describe, expect, test } from 'vitest'
import { clock, online, room, server, simulateForEachTest, texts } from '../test/simulated-parley.ts'
import { other, roomStream } from '../test/simulated-server.ts'

simulateForEachTest()

const within = async <T>(work: Promise<T>): Promise<T> => {
  await clock.pass(1_000)
  return work
}

/** A room with three hundred messages, of which the newest ten are loaded. */
const long = async () => {
  const id = server.room(1)
  const seqs = Array.from({ length: 300 }, (_, place) => server.say(id, `text ${place}`).seq)
  await online()
  await within(room(1).loadOlder(10))
  return { id, seqs }
}
const shown = () => room(1).excerpt?.messages.map(({ text }) => text)
const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, place) => `text ${from + place}`)

describe('a jump', () => {
  test('far back shows what surrounds the place, and leaves what is loaded as it is', async () => {
    const { seqs } = await long()
    expect(await within(room(1).jumpTo(seqs[100] as number, 20))).toBe(seqs[100])
    expect(room(1).excerpt?.target).toBe(seqs[100])
    expect(shown()).toEqual(range(91, 110))
    expect(texts()).toEqual(range(290, 299))
  })

  test('goes on in both directions, and is one with the newest where it meets them', async () => {
    const { seqs } = await long()
    await within(room(1).jumpTo(seqs[250] as number, 20))
    expect(await within(room(1).excerpt?.loadOlder(10) ?? Promise.reject())).toBe(true)
    expect(shown()).toEqual(range(231, 260))
    await within(room(1).excerpt?.loadNewer(20) ?? Promise.reject())
    expect(shown()).toEqual(range(231, 280))
    await within(room(1).excerpt?.loadNewer(20) ?? Promise.reject())
    expect(room(1).excerpt).toBeUndefined()
    expect(texts()).toEqual(range(231, 299))
  })

  test('to what is loaded, or right before it, needs no excerpt', async () => {
    const { seqs } = await long()
    await within(room(1).jumpTo(seqs[295] as number))
    expect(room(1).excerpt).toBeUndefined()
    await within(room(1).jumpTo(seqs[285] as number, 20))
    expect(room(1).excerpt).toBeUndefined()
    expect(texts()).toEqual(range(276, 299))
  })

  test('to a moment goes to the first message of then or later', async () => {
    const { id, seqs } = await long()
    const { at, seq } = server.stream(roomStream(id)).events.find((event) => event.seq === seqs[100]) ?? {
      at: 0,
      seq: 0,
    }
    const first = server.stream(roomStream(id)).events.find((event) => event.at >= at)?.seq
    expect(await within(room(1).jumpTo(new Date(at)))).toBe(first)
    expect(first).toBeLessThanOrEqual(seq)
  })

  test('stays where it was while messages come, and is left to go back to the newest', async () => {
    const { id, seqs } = await long()
    await within(room(1).jumpTo(seqs[100] as number, 20))
    server.say(id, 'news')
    await clock.pass(10)
    expect(shown()).toEqual(range(91, 110))
    expect(texts().at(-1)).toBe('news')
    room(1).leaveExcerpt()
    expect(room(1).excerpt).toBeUndefined()
  })

  test('shows nothing that is taken back meanwhile, also where the page was under way', async () => {
    const { id, seqs } = await long()
    await within(room(1).jumpTo(seqs[100] as number, 4))
    server.emit(roomStream(id), 'message.deleted', { seq: seqs[100] }, other)
    await clock.pass(10)
    expect(shown()).toEqual(['text 99', 'text 101', 'text 102'])
  })
})
