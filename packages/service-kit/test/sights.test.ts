import { randomUUID } from 'node:crypto'
import type { OpenPage, OpenQuestion, ReaderSight } from '@parley/wire'
import { beforeAll, describe, expect, test } from 'vitest'
import { answerHeld, answerStreams, type OpenReaders, type ReadSights } from '../src/stream-answers.ts'
import { page, ranges } from '../src/streams.ts'
import { epoch, type Kit, type Process, useKit } from './kit.ts'

let kit: Kit
let process: Process
beforeAll(async () => {
  kit = await useKit()
  process = await kit.open()
})

const author = randomUUID()
const nameOf = (stream: string) => `chat/room/${stream}`
const twinOf = (stream: string, seq: number) => JSON.stringify({ on: nameOf(stream), seq, ev: 'redacted' })

/** A stream in which the author has said something to all, and something to the staff. */
const talk = async () => {
  const [stream] = (await kit.streams(1)) as [string]
  await process.db.transaction(async (tx) => {
    const locked = (await tx.lock([stream])).of('chat/room', stream)
    tx.emit(locked, 'message.sent', author, { id: randomUUID(), text: 'to all' })
    tx.emit(locked, 'message.sent', author, { id: randomUUID(), text: 'to some' }, undefined, 'staff')
  })
  return stream
}
const takeBack = (stream: string, seq: number) =>
  process.db.transaction(async (tx) => {
    const locked = (await tx.lock([stream])).of('chat/room', stream)
    tx.emit(locked, 'message.deleted', author, { seq })
  })
const rangeOf = async (stream: string, more: { sees?: true } = {}) => {
  const [range] = await ranges(process.db, [{ on: nameOf(stream), after: 0, limit: 10, ...more }])
  return range?.frames ?? []
}

describe('what an event says that is for some', () => {
  test('is told to a gateway with the mark that says so, and to nobody who does not read marks', async () => {
    const stream = await talk()
    const [range] = await ranges(process.db, [{ on: nameOf(stream), after: 0, limit: 10, sees: true }])
    expect(JSON.parse(range?.marks ?? '')).toEqual({
      marks: [{ by: author }, { by: author, for: 'staff' }],
      of: [0, 1],
    })
    expect(range?.frames.join()).toContain('to some')
    expect((await rangeOf(stream)).at(1)).toBe(twinOf(stream, 2))
    expect((await rangeOf(stream)).at(0)).toContain('to all')
  })

  test.each<[string, readonly string[], readonly string[], readonly boolean[]]>([
    ['among them', [], ['staff'], [true, true]],
    ['not among them', [], ['guests'], [true, false]],
    ['among them and hides its author', [author], ['staff'], [false, false]],
  ])('is in a page of a reader who is %s as they see it', async (_, hides, audiences, isShown) => {
    const stream = await talk()
    const sight = { hides: new Set(hides), audiences: new Set(audiences) }
    const asked = { on: nameOf(stream), direction: 'after', seq: 0, limit: 10, sight } as const
    const { frames } = await page(process.db, asked)
    expect(frames.map((frame, place) => frame !== twinOf(stream, place + 1))).toEqual(isShown)
  })
})

describe('what was taken back', () => {
  test('is gone from the log, and from everything that is read of it; its number and its key stay', async () => {
    const stream = await talk()
    await takeBack(stream, 1)
    expect((await rangeOf(stream, { sees: true })).at(0)).toBe(twinOf(stream, 1))
    const rows = await kit.sql<{ body: string; by: string }>(
      'select body::text as body, by from event where stream = $1',
      [stream],
    )
    expect(rows.map(({ body }) => body).join()).not.toContain('to all')
    expect(rows.map(({ by }) => by)).toEqual([author, author, author])
  })

  test('does not make it another history for whoever had it delivered', async () => {
    const stream = await talk()
    const [frame = ''] = await rangeOf(stream, { sees: true })
    await takeBack(stream, 1)
    const held = { on: nameOf(stream), epoch, seq: 1, frame }
    expect(await answerHeld(process.db, process.history, [held])).toEqual([epoch])
    expect(process.history.epoch).toBe(epoch)
  })

  test('goes out with an event that says so, and for gateways of the release before as what makes them forget', async () => {
    const stream = await talk()
    const heard: string[] = []
    const subscription = process.bus.listen(process.bus.subjects.events(nameOf(stream)), (message) =>
      heard.push(message.string()),
    )
    await process.bus.flush()
    await takeBack(stream, 1)
    await process.bus.flush()
    await expect.poll(() => heard.at(-1)).toContain('former')
    subscription.unsubscribe()
    expect(heard.at(-2)?.split('\n')[0]).toBe(`${epoch} 3 1`)
    expect(heard.at(-1)).toBe(`${epoch} 1 0 former\n${twinOf(stream, 1)}`)
  })
})

describe('a reader who hides somebody', () => {
  const states = [{ on: `chat/user/${author}`, epoch, head: 1, floor: 0, read: 1, unread: 0 }]
  const open: OpenReaders = async (asked) =>
    asked.map(({ reader }) => ({ streams: states, more: false, hides: reader === 'hiding' }))
  const sights: ReadSights = async (readers) =>
    readers.map((reader) => ({ on: `chat/user/${reader}`, at: 1, hides: [author], audiences: [] }))
  const openFor = async (question: OpenQuestion) => {
    const subject = process.bus.subjects.question('chat', 'open')
    return (await process.bus.ask<OpenQuestion[], OpenPage[]>(subject, [question]))[0]
  }

  test('comes in by a gateway that knows of it, and not by one of the release before; everybody else by both', async () => {
    using _ = answerStreams(process.bus, 'chat', process.db, process.history, { openReaders: open, readSights: sights })
    await process.bus.flush()
    expect(await openFor({ reader: 'hiding', sees: true })).toEqual({ streams: states, more: false, hides: true })
    expect(await openFor({ reader: 'hiding' })).toEqual({ streams: [], more: true })
    expect(await openFor({ reader: 'other' })).toEqual({ streams: states, more: false, hides: false })
  })

  test('is told of with whom they hide', async () => {
    using _ = answerStreams(process.bus, 'chat', process.db, process.history, { openReaders: open, readSights: sights })
    await process.bus.flush()
    const subject = process.bus.subjects.question('chat', 'sights')
    const told = await process.bus.ask<string[], ReaderSight[]>(subject, ['hiding'])
    expect(told).toEqual([{ on: 'chat/user/hiding', at: 1, hides: [author], audiences: [] }])
  })
})

test('whoever follows a stream that rules others comes in by a gateway that knows what that means, and not by one of the release before', async () => {
  const own = { on: `chat/user/${author}`, epoch, head: 1, floor: 0, read: 1, unread: 0 }
  const ruler = { ...own, on: `chat/space/${author}` }
  const readers: OpenReaders = async (asked) =>
    asked.map(({ after }) => ({ streams: after ? [ruler] : [own], more: after === undefined }))
  using _ = answerStreams(process.bus, 'chat', process.db, process.history, { openReaders: readers })
  await process.bus.flush()
  const subject = process.bus.subjects.question('chat', 'open')
  const ask = (question: Partial<OpenQuestion>) =>
    process.bus.ask<OpenQuestion[], OpenPage[]>(subject, [{ reader: author, sees: true, ...question }])
  const [first, second] = await Promise.all([ask({}), ask({ after: own.on })])
  expect([first[0]?.streams, second]).toEqual([[own], [{ streams: [], more: true }]])
  expect(await ask({ after: own.on, rules: true })).toEqual([{ streams: [ruler], more: false }])
})
