import { asEvent, type EventFrame, type Input } from '@parley/protocol'
import { describe, expect, test } from 'vitest'
import { type Person, useChat } from './running-chat.ts'
import { uuid7 } from './uuid7.ts'

const { ok, people, group, events, forget } = await useChat()

/** 24 KB of JSON: six bytes for each of 4,000 characters. */
const longest = '\u0001'.repeat(4_000)

const fill = async (owner: Person, texts: readonly string[]) => {
  const { room } = await group(owner)
  for (const text of texts) await ok(owner, 'message.send', { room, id: uuid7(), text })
  return { room, stored: await events(room) }
}

const [ann] = await people('Ann')
const short = await fill(
  ann,
  Array.from({ length: 70 }, (_, place) => `text ${place}`),
)
const long = await fill(
  ann,
  Array.from({ length: 40 }, () => longest),
)

const page = (input: Input<'room.history'>) => ok(ann, 'room.history', input)

/** All pages in one direction, each from where the one before it ended. */
const walk = async (room: string, direction: 'before' | 'after', start: number | undefined, limit: number) => {
  const pages: EventFrame[][] = []
  for (let from = start, more = true; more; ) {
    const { events: found, more: further } = await page({
      room,
      limit,
      ...(from === undefined ? {} : { [direction]: from }),
    })
    expect(found.length).toBeGreaterThan(0)
    expect(found.length).toBeLessThanOrEqual(limit)
    expect(found.map(({ seq }) => seq)).toEqual(found.map((_, place) => (found[0]?.seq ?? 0) + place))
    if (direction === 'before') pages.unshift(found.map(asEvent))
    else pages.push(found.map(asEvent))
    from = direction === 'before' ? found[0]?.seq : found.at(-1)?.seq
    more = further
  }
  return pages
}

describe('history', () => {
  test('without a position is the newest page, 50 events', async () => {
    const { stored, room } = short
    const newest = await page({ room })
    expect(newest).toMatchObject({ head: stored.length, floor: 0, more: true })
    expect(newest.events).toEqual(stored.slice(-50))
  })

  test.each([1, 7, 36, 72, 200])('read backwards and forwards in pages of %i covers everything once', async (limit) => {
    const { stored, room } = short
    expect((await walk(room, 'before', undefined, limit)).flat()).toEqual(stored)
    expect((await walk(room, 'after', 0, limit)).flat()).toEqual(stored)
  })

  test('of the longest messages comes in smaller pages, which still lead on in both directions', async () => {
    const { stored, room } = long
    for (const [direction, start] of [
      ['before', undefined],
      ['after', 0],
    ] as const) {
      const pages = await walk(room, direction, start, 200)
      expect(pages.length).toBeGreaterThan(3)
      expect(pages.flat()).toEqual(stored)
      for (const found of pages) expect(Buffer.byteLength(JSON.stringify(found))).toBeLessThan(512 * 1024)
    }
  })

  test('before and after any position are its neighbours', async () => {
    const { stored, room } = short
    for (const seq of [0, 1, 2, 35, 71, 72, 73, 1_000, Number.MAX_SAFE_INTEGER]) {
      const before = await page({ room, before: seq, limit: 10 })
      expect(before.events).toEqual(stored.filter((event) => event.seq < seq).slice(-10))
      expect(before.more).toBe(seq > 11)
      const after = await page({ room, after: seq, limit: 10 })
      expect(after.events).toEqual(stored.filter((event) => event.seq > seq).slice(0, 10))
      expect(after.more).toBe(seq < stored.length - 10)
    }
  })

  test('between two positions is what lies between them, a page at a time', async () => {
    const { stored, room } = short
    for (const [after, before] of [
      [0, 1],
      [5, 5],
      [9, 3],
      [10, 12],
      [10, 20],
      [10, 21],
      [10, 22],
      [65, 1_000],
    ] as const) {
      const between = stored.filter(({ seq }) => seq > after && seq < before)
      const found = await page({ room, after, before, limit: 10 })
      expect(found.events).toEqual(between.slice(0, 10))
      expect(found.more).toBe(between.length > 10)
    }
  })

  test('holds what was said before somebody came', async () => {
    const [bob] = await people('Bob')
    const { room } = await fill(ann, ['before'])
    await ok(ann, 'member.add', { room, users: [bob.user] })
    expect((await ok(bob, 'room.history', { room })).events.map(({ ev }) => ev)).toEqual([
      'room.created',
      'member.joined',
      'message.sent',
      'member.joined',
    ])
  })

  test('begins behind the position asked for or behind the floor it tells, also while retention goes on', async () => {
    const { room, stored } = await fill(
      ann,
      Array.from({ length: 200 }, (_, place) => `text ${place}`),
    )
    const first = stored[0]?.seq ?? 0
    let isOver = false
    const read = async () => {
      for (let after = first; !isOver; ) {
        const { floor, events: found } = await page({ room, after, limit: 5 })
        expect(found[0]?.seq).toBe(Math.max(after, floor) + 1)
        after = floor
      }
    }
    const reading = Promise.all([read(), read(), read()])
    reading.catch(() => {})
    for (let last = first; last < first + 150; last++) await forget(room, last)
    isOver = true
    await reading
  })
})

describe('history around a position', () => {
  test.each([1, 2, 35, 36, 71, 72, 500])('has as much before %i as after it, as far as there is', async (around) => {
    const { stored, room } = short
    const found = await page({ room, around, limit: 20 })
    const middle = Math.min(around, stored.length)
    expect(found.events).toEqual(stored.filter(({ seq }) => seq > middle - 10 && seq <= middle + 10))
    expect(found).toMatchObject({ head: stored.length, more: middle > 10 })
  })

  test('fits an answer, however long the events are, and has the one in the middle', async () => {
    const { events: found } = await page({ room: long.room, around: 20 })
    expect(found.map(({ seq }) => seq)).toContain(20)
    expect(found.map(({ seq }) => seq)).toEqual(found.map((_, place) => (found[0]?.seq ?? 0) + place))
  })

  test('begins behind what is no longer held', async () => {
    const { room } = await fill(ann, ['a', 'b', 'c', 'd'])
    await forget(room, 4)
    expect((await page({ room, around: 1 })).events.map(({ seq }) => seq)).toEqual([5, 6])
  })
})

describe('the place of a moment', () => {
  test('is its first event, the next one where there was none, and the last one after all of them', async () => {
    const { room, stored } = short
    for (const at of [0, ...stored.flatMap((event) => [event.at, event.at + 1]), Date.now() + 1e6]) {
      const wanted = stored.find((event) => event.at >= at) ?? stored.at(-1)
      expect((await ok(ann, 'room.at', { room, at })).seq).toBe(wanted?.seq)
    }
  })

  test('is told to nobody who is not in the room', async () => {
    const [eve] = await people('Eve')
    await expect(ok(eve, 'room.at', { room: short.room, at: 0 })).rejects.toMatchObject({ name: 'ROOM_NOT_FOUND' })
  })
})
