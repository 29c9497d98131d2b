import { randomUUID } from 'node:crypto'
import type { EventFrame } from '@parley/protocol'
import type { OpenPage, OpenQuestion } from '@parley/wire'
import fc from 'fast-check'
import { beforeAll, describe, expect, test } from 'vitest'
import { answerStreams, fitReaders, type OpenReaders } from '../src/stream-answers.ts'
import { heads, type PageQuestion, page, ranges, readStreams } from '../src/streams.ts'
import { epoch, type Kit, type Process, useKit } from './kit.ts'

const events = 60
const bytes = (text: string) => Buffer.byteLength(text)
/** Some short, some as long as a text gets: 24 KB of JSON. */
const textOf = (place: number) => (place % 4 === 3 ? '\u0001'.repeat(4_000) : `text ${place}`)

let kit: Kit
let process: Process
let streams: string[]
let stored: EventFrame[][]
beforeAll(async () => {
  kit = await useKit()
  process = await kit.open()
  streams = await kit.streams(3)
  await process.db.transaction(async (tx) => {
    const locked = await tx.lock(streams)
    for (let place = 0; place < events; place++)
      for (const id of streams)
        tx.emit(locked.of('chat/room', id), 'message.sent', randomUUID(), { id: randomUUID(), text: textOf(place) })
  })
  stored = await Promise.all(streams.map((id) => kit.stored(id)))
})
/** Of the first stream, for a reader who hides nobody. */
const pageOf = (asked: Omit<PageQuestion, 'on' | 'sight'>) =>
  page(process.db, { ...asked, on: nameOf(0), sight: undefined })
const nameOf = (at: number) => `chat/room/${streams[at]}`
const parsed = (frames: readonly string[]) => frames.map((frame) => JSON.parse(frame) as EventFrame)

describe('heads', () => {
  test('are told in the order asked, and nothing of a stream that is not there or of another kind', async () => {
    const nobody = `chat/room/${randomUUID()}`
    const head = { epoch, head: events, floor: 0 }
    expect(await heads(process.db, [nameOf(1), nobody, nameOf(0), `chat/user/${streams[0]}`, nameOf(1)])).toEqual([
      head,
      null,
      head,
      null,
      head,
    ])
  })
})

describe('ranges', () => {
  const question = fc.record({ at: fc.nat(3), after: fc.nat(events + 3), limit: fc.integer({ min: 1, max: 2_000 }) })

  test('hold what comes after each position, without gap, each question at least one event, below the limit of a message', () =>
    fc.assert(
      fc.asyncProperty(fc.array(question, { minLength: 1, maxLength: 20 }), async (questions) => {
        const nowhere = `chat/room/${randomUUID()}`
        const asked = questions.map(({ at, ...rest }) => ({ ...rest, on: streams[at] ? nameOf(at) : nowhere }))
        const told = await ranges(process.db, asked)
        for (const [place, { at, after, limit }] of questions.entries()) {
          const range = told[place]
          if (!streams[at]) {
            expect(range).toBeNull()
            continue
          }
          expect(range).toMatchObject({ epoch, head: events, floor: 0 })
          const frames = parsed(range?.frames ?? [])
          expect(frames).toEqual(stored[at]?.slice(after, after + frames.length))
          expect(frames.length).toBeLessThanOrEqual(limit)
          expect(frames.length > 0).toBe(after < events)
        }
        expect(bytes(JSON.stringify(told))).toBeLessThan(1_048_576)
      }),
      { numRuns: 40 },
    ))

  test('begin after the floor, below which nothing is held', async () => {
    const [id = ''] = await kit.streams(1)
    await process.db.transaction(async (tx) => {
      const locked = (await tx.lock([id])).of('chat/room', id)
      for (let place = 0; place < 5; place++)
        tx.emit(locked, 'message.sent', null, { id: randomUUID(), text: `${place}` })
    })
    await kit.sql('update stream set floor = 3 where id = $1', [id])
    await kit.sql('delete from event where stream = $1 and seq <= 3', [id])
    const [range] = await ranges(process.db, [{ on: `chat/room/${id}`, after: 0, limit: 10 }])
    expect(range).toMatchObject({ head: 5, floor: 3 })
    expect(parsed(range?.frames ?? []).map(({ seq }) => seq)).toEqual([4, 5])
  })

  test('of whole streams are read by other services, however long they are', async () => {
    using _ = answerStreams(process.bus, 'chat', process.db, process.history)
    await process.bus.flush()
    const nobody = `chat/user/${randomUUID()}`
    const many = Array.from({ length: 40 }, () => nobody)
    const read = await readStreams(process.bus, 'chat', [...many, nameOf(2), nobody, nameOf(0), ...many])
    const frames = read.map(({ epoch: _, ...frame }) => frame)
    expect(Map.groupBy(frames, ({ on }) => on)).toEqual(
      new Map([
        [nameOf(2), stored[2]],
        [nameOf(0), stored[0]],
      ]),
    )
  })
})

describe('what readers follow', () => {
  const state = { on: `chat/room/${randomUUID()}`, epoch, head: 1, floor: 0, read: 1, unread: 0 }
  /** Of so many streams, for a reader of that name. */
  const open: OpenReaders = async (asked, most) =>
    asked.map(({ reader, after }) => {
      const streams = Array(after ? 0 : Math.min(Number(reader), most)).fill(state)
      return { streams, more: streams.length < Number(reader) && !after }
    })
  const ask = <Tell>(...asked: (OpenQuestion | string)[]) =>
    process.bus.ask<typeof asked, Tell[]>(process.bus.subjects.question('chat', 'open'), asked)

  test('is whole for everybody whose list is short, and of a long one as much as fits', async () => {
    using _ = answerStreams(process.bus, 'chat', process.db, process.history, { openReaders: open })
    await process.bus.flush()
    const readers = [...Array(100).fill('3'), ...Array(20).fill('1000000')]
    const pages = await ask<OpenPage>(...readers.map((reader) => ({ reader })))
    for (const { streams, more } of pages.slice(0, 100)) expect([streams.length, more]).toEqual([3, false])
    for (const { streams, more } of pages.slice(100)) {
      expect(streams.length).toBeGreaterThan(100)
      expect(more).toBe(true)
    }
  })

  test('is told to a gateway of the release before as it takes it: whole, or to be asked for again', async () => {
    using _ = answerStreams(process.bus, 'chat', process.db, process.history, { openReaders: open })
    await process.bus.flush()
    expect(await ask('2', '1000000')).toEqual([[state, state], null])
  })

  test('fits the answer, and everybody gets on, whoever asks together', () =>
    fc.assert(
      fc.property(
        fc.array(fc.nat(3_000), { minLength: 1, maxLength: 50 }),
        fc.integer({ min: 12_000, max: 600_000 }),
        (counts, bytesAtMost) => {
          const pages = counts.map((count) => ({ streams: Array(count).fill(state), more: false }))
          const fitted = fitReaders(pages, bytesAtMost)
          expect(bytes(JSON.stringify(fitted))).toBeLessThanOrEqual(bytesAtMost)
          for (const [place, { streams, more }] of fitted.entries()) {
            const count = counts[place] as number
            expect(more).toBe(streams.length < count)
            if (count > 0) expect(streams.length).toBeGreaterThan(0)
            if (counts.every((other) => other >= count) && count * counts.length * 225 <= bytesAtMost)
              expect(streams).toHaveLength(count)
          }
        },
      ),
      { numRuns: 200 },
    ))
})

describe('pages', () => {
  const walk = async (direction: 'before' | 'after', limit: number) => {
    const pages: EventFrame[][] = []
    for (let seq = direction === 'before' ? events + 1 : 0, more = true; more; ) {
      const found = await pageOf({ direction, seq, limit })
      const frames = parsed(found.frames)
      expect(frames.length).toBeLessThanOrEqual(limit)
      expect(bytes(found.frames.join())).toBeLessThan(512 * 1024)
      if (direction === 'before') pages.unshift(frames)
      else pages.push(frames)
      seq = (direction === 'before' ? frames[0]?.seq : frames.at(-1)?.seq) ?? seq
      more = found.more
    }
    return pages.flat()
  }

  test.each(['before', 'after'] as const)(
    'going on with what comes %s cover everything once, in ascending order',
    async (direction) => {
      for (const limit of [1, 7, events, 200]) expect(await walk(direction, limit)).toEqual(stored[0])
    },
  )

  test('beyond either end are empty', async () => {
    expect(await pageOf({ direction: 'before', seq: 1, limit: 10 })).toEqual({ epoch, more: false, frames: [] })
    expect(await pageOf({ direction: 'after', seq: events, limit: 10 })).toEqual({ epoch, more: false, frames: [] })
    expect(await pageOf({ direction: 'after', seq: Number.MAX_SAFE_INTEGER, limit: 10 })).toEqual({
      epoch,
      more: false,
      frames: [],
    })
  })
})
