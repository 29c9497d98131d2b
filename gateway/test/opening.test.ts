/** What somebody follows, asked of its owner over a real NATS. */
import { randomUUID } from 'node:crypto'
import type { StreamState } from '@parley/protocol'
import { type Bus, connectBus, makeLog, makeMetrics } from '@parley/service-kit'
import type { OpenPage, OpenQuestion, ReaderSight, StreamHead } from '@parley/wire'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { gatewayMetrics } from '../src/metrics.ts'
import { Streams } from '../src/streams.ts'
import { Traffic } from '../src/traffic.ts'
import { Turn } from '../src/turn.ts'

const log = makeLog('test', 'silent')
const scope = new AsyncDisposableStack()
afterAll(() => scope.disposeAsync())

let owner: Bus
let asked: OpenQuestion[] = []
let answer: (question: OpenQuestion) => OpenPage
let streams: Streams
let makeStreams: () => Streams
/** Streams that were begun. */
let all = 20_000
/** Streams in each question about heads. */
const compared: number[] = []

beforeAll(async () => {
  const prefix = `t${randomUUID().slice(-12)}`
  const connect = async () => scope.use(await connectBus([inject('backing').natsUrl], prefix, log))
  owner = await connect()
  const bus = await connect()
  owner.answer(owner.subjects.question('chat', 'open'), 'chat', async (questions: OpenQuestion[]) => {
    asked.push(...questions)
    return questions.map((question) => answer(question))
  })
  owner.answer(owner.subjects.question('chat', 'heads'), 'chat', async (names: string[]): Promise<StreamHead[]> => {
    compared.push(names.length)
    return names.map(() => ({ epoch: 1, head: 1, floor: 0 }))
  })
  owner.answer(owner.subjects.question('chat', 'sights'), 'chat', async (readers: string[]) =>
    readers.map((reader): ReaderSight => ({ on: `chat/user/${reader}`, at: 1, hides: ['bob'], audiences: [] })),
  )
  await owner.flush()
  makeStreams = () =>
    new Streams({
      bus,
      turn: new Turn(),
      log,
      ringEvents: 10,
      resumeEvents: 10,
      traffic: new Traffic(makeMetrics(gatewayMetrics)),
      owners: ['chat'],
      mayDraw: () => true,
      lose: () => {},
    })
  streams = makeStreams()
})

const stateOf = (on: string): StreamState => ({ on, epoch: 1, head: 1, floor: 0, read: 1, unread: 0 })
const statesOf = (count: number) => Array.from({ length: count }, () => stateOf(`chat/room/${randomUUID()}`))

describe('a list of streams', () => {
  test('of many pages is put together from where each page ended', async () => {
    const all = statesOf(25)
    answer = ({ after }) => {
      const from = after === undefined ? 0 : all.findIndex(({ on }) => on === after) + 1
      return { streams: all.slice(from, from + 10), more: from + 10 < all.length }
    }
    asked = []
    expect((await streams.open('ann')).states).toEqual(all)
    expect(asked).toEqual([
      { reader: 'ann', sees: true, rules: true },
      { reader: 'ann', sees: true, rules: true, after: all[9]?.on },
      { reader: 'ann', sees: true, rules: true, after: all[19]?.on },
    ])
  })

  test('comes with whom the reader hides, which is asked of those alone who hide somebody', async () => {
    const own = makeStreams()
    answer = ({ reader }) => ({ streams: statesOf(1), more: false, hides: reader === 'ann' })
    expect([...((await own.open('ann')).sight?.hides ?? [])]).toEqual(['bob'])
    expect((await own.open('cid')).sight).toBeUndefined()
  })

  test('that does not say whether the reader hides anybody is refused once one has said it: it is of the release before', async () => {
    const own = makeStreams()
    answer = () => ({ streams: statesOf(1), more: false })
    expect((await own.open('ann')).sight).toBeUndefined()
    answer = () => ({ streams: statesOf(1), more: false, hides: false })
    await own.open('ann')
    answer = () => ({ streams: statesOf(1), more: false })
    await expect(own.open('ann')).rejects.toMatchObject({ body: { name: 'UNAVAILABLE' } })
  })

  test('that does not go on is refused, and not asked for without end', async () => {
    answer = () => ({ streams: [], more: true })
    asked = []
    await expect(streams.open('ann')).rejects.toMatchObject({ body: { name: 'UNAVAILABLE' } })
    expect(asked).toHaveLength(1)
  })

  test('of twenty thousand is begun a part at a time: all others have their turn in between', async () => {
    let turns = 0
    let begun = false
    const count = () => {
      turns++
      if (!begun) setImmediate(count)
    }
    setImmediate(count)
    const before = streams.size
    await streams.begin(statesOf(20_000))
    begun = true
    expect(streams.size - before).toBe(20_000)
    expect(turns).toBeGreaterThanOrEqual(99)
  })

  test('of ten people at the same time takes no more of each turn than that of one', async () => {
    let turns = 0
    let begun = false
    const count = () => {
      turns++
      if (!begun) setImmediate(count)
    }
    setImmediate(count)
    await Promise.all(Array.from({ length: 10 }, () => streams.begin(statesOf(5_000))))
    begun = true
    expect(turns).toBeGreaterThanOrEqual(240)
    all += 50_000
  })

  test('is compared with its owner in questions that NATS takes, every stream of it', async () => {
    await expect.poll(() => compared.reduce((sum, names) => sum + names, 0)).toBe(all)
    expect(Math.max(...compared)).toBeLessThanOrEqual(2_000)
  })
})
