/** Streams whose owner is asked, while what somebody may see changes; over a real NATS. */
import { randomUUID } from 'node:crypto'
import { frameText, type ServerFrame, type StreamState } from '@parley/protocol'
import { type Bus, connectBus, makeLog, makeMetrics } from '@parley/service-kit'
import { encodeEvents, encodeSignals, type FollowQuestion, type ReaderSight, type StreamHead } from '@parley/wire'
import { afterAll, beforeAll, expect, inject, test } from 'vitest'
import { type AsideSide, followAsides } from '../src/asides.ts'
import type { Connection } from '../src/connection.ts'
import { encodings } from '../src/encoding.ts'
import { gatewayMetrics } from '../src/metrics.ts'
import { Streams } from '../src/streams.ts'
import { Traffic } from '../src/traffic.ts'
import { Turn } from '../src/turn.ts'

const log = makeLog('test', 'silent')
const scope = new AsyncDisposableStack()
afterAll(() => scope.disposeAsync())

const [own, room] = ['chat/user/ann', 'chat/room/aside']
const heads = new Map([
  [own, 0],
  [room, 0],
])
/** Of what was said so far the reader sees nothing up to here. */
let floor = 0
const stateOf = (on: string): StreamState => ({ on, epoch: 1, head: heads.get(on) ?? 0, floor, read: 0, unread: 0 })

let owner: Bus
let streams: Streams
const traffic = new Traffic(makeMetrics(gatewayMetrics))
/** How often it was asked who may follow what; the first times it answers when it is let, with what was so when it was asked. */
let asked = 0
let heldBack = 1
const answers: (() => void)[] = []
let mayFollow = true
/** Done when it has looked, before it answers. */
let meanwhile: () => void = () => {}
/** Whom the reader does not see, as each question finds it; those that are held back are answered one by one. */
let sightNow: Omit<ReaderSight, 'on' | 'audiences'> = { at: 1, hides: [] }
const heldSights: (() => void)[] = []
let holdsSights = false

beforeAll(async () => {
  const prefix = `t${randomUUID().slice(-12)}`
  const connect = async () => scope.use(await connectBus([inject('backing').natsUrl], prefix, log))
  owner = await connect()
  const answer = <Q, A>(name: 'follow' | 'heads' | 'sights', work: (questions: Q[]) => Promise<A[]>) =>
    owner.answer(owner.subjects.question('chat', name), 'chat', work)
  answer('follow', async (questions: FollowQuestion[]) => {
    const states = questions.map(({ on }) => (mayFollow ? stateOf(on) : null))
    meanwhile()
    const place = asked++
    if (place < heldBack) await new Promise<void>((resolve) => (answers[place] = resolve))
    return states
  })
  answer('heads', async (names: string[]) =>
    names.map((on): StreamHead => ({ epoch: 1, head: heads.get(on) ?? 0, floor: 0 })),
  )
  answer('sights', async (readers: string[]) => {
    const told = readers.map((reader): ReaderSight => ({ on: `chat/user/${reader}`, audiences: [], ...sightNow }))
    if (holdsSights) await new Promise<void>((resolve) => heldSights.push(resolve))
    return told
  })
  await owner.flush()
  const [bus, turn] = [await connect(), new Turn()]
  streams = new Streams({
    bus,
    turn,
    log,
    ringEvents: 10,
    resumeEvents: 10,
    traffic,
    mayDraw: () => true,
    lose: () => {},
  })
})

/** Keeps what it is sent. */
const connect = () => {
  const frames: ServerFrame[] = []
  const send = (frame: ServerFrame) => frames.push(frame)
  const encoding = encodings['parley.v1.json']
  const connection = {
    user: 'ann',
    encoding,
    closed: false,
    openedAt: 0,
    isFull: false,
    streams: new Set(),
    follow: () => {},
    unfollow: () => {},
    send,
    answer: (id: number, ok: unknown) => send({ id, ok } as ServerFrame),
    write: (bytes: Buffer) => frames.push({ bytes: bytes.toString() } as never),
    drained: async () => {},
  } as unknown as Connection
  return { connection, frames }
}

/** Appended by the owner, and told. */
const emit = (on: string, ev: string, is: object) => {
  const seq = (heads.get(on) ?? 0) + 1
  heads.set(on, seq)
  const frame = frameText(on, seq, ev, 'bob', 0, JSON.stringify(is))
  owner.publish(owner.subjects.events(on), encodeEvents(1, seq, true, [frame], [undefined]))
}
const until = (holds: () => boolean) => expect.poll(holds).toBe(true)

const admission = { mayResume: () => true, greeted: () => {} } as unknown as AsideSide['admission']
const sideOf = (): AsideSide => ({ admission, streams, mostAsides: 10, mostMissed: 10, traffic })

/** Asks for the room; before that is answered, they learn that what they see has changed, and something is said in the room. */
const askMeanwhile = async () => {
  asked = 0
  mayFollow = true
  const { connection, frames } = connect()
  streams.follow(connection, own, heads.get(own) ?? 0, stateOf(own))
  await streams.begin([stateOf(room)])
  const following = followAsides(connection, 7, { streams: [room] }, sideOf())
  await until(() => asked === 1)
  const changed = async (sees: boolean) => {
    mayFollow = sees
    const known = frames.length
    emit(own, 'room.left', { room: randomUUID(), on: 'chat/room/other' })
    await until(() => frames.length > known)
    emit(room, 'message.sent', { id: randomUUID(), text: 'meanwhile' })
    await until(() => streams.find(room)?.position === heads.get(room))
    answers[0]?.()
    await following
    return frames.slice(known)
  }
  return changed
}

const ofRoom = (frames: readonly ServerFrame[]) => frames.filter((frame) => JSON.stringify(frame).includes(room))

test('nothing of a stream comes before the answer that says from where it is followed', async () => {
  const frames = await (await askMeanwhile())(true)
  expect(ofRoom(frames)).toEqual([
    { id: 7, ok: { streams: [{ ...stateOf(room), from: heads.get(room) }], unknown: [] } },
  ])
})

test('what one may see no more by the time of the answer is not followed, whatever was said of it before', async () => {
  const frames = await (await askMeanwhile())(false)
  expect(ofRoom(frames)).toEqual([{ id: 7, ok: { streams: [], unknown: [room] } }])
})

test('of a stream that was asked for again meanwhile, and comes from where that answer says, no older answer says anything', async () => {
  asked = 0
  mayFollow = true
  const { connection, frames } = connect()
  const first = followAsides(connection, 7, { streams: [room] }, sideOf())
  await until(() => asked === 1)
  await followAsides(connection, 8, { streams: [room] }, sideOf())
  emit(room, 'message.sent', { id: randomUUID(), text: 'said' })
  await until(() => JSON.stringify(frames).includes('said'))
  answers[0]?.()
  await first
  expect(frames.at(-1)).toEqual({ id: 7, ok: { streams: [], unknown: [] } })
})

test('who asks again is sent what was on its way before the answer, and behind it everything once', async () => {
  asked = 1
  mayFollow = true
  const { connection, frames } = connect()
  await followAsides(connection, 7, { streams: [room] }, sideOf())
  meanwhile = () => emit(room, 'message.sent', { id: randomUUID(), text: 'on its way' })
  await followAsides(connection, 8, { streams: [room] }, sideOf())
  meanwhile = () => {}
  const isAnswer = (frame: ServerFrame) => 'id' in frame && frame.id === 8
  await until(() => ofRoom(frames).findIndex(isAnswer) < ofRoom(frames).length - 1)
  emit(room, 'message.sent', { id: randomUUID(), text: 'last' })
  await until(() => JSON.stringify(frames).includes('last'))
  const behind = JSON.stringify(ofRoom(frames).slice(ofRoom(frames).findIndex(isAnswer) + 1))
  expect(behind.split('on its way')).toHaveLength(2)
})

/** A reader of a room that says something else for newcomers twice, before the owner has answered what that is for them. */
const changeTwice = async (since: readonly [number, number]) => {
  const group = `chat/room/${randomUUID()}`
  const { connection, frames } = connect()
  heads.set(group, 0)
  streams.follow(connection, group, 0, { epoch: 1, head: 0, floor: 0 })
  heldBack = 0
  await streams.ask('bob', [own]) // until it listens
  ;[asked, heldBack] = [0, 2]
  for (let count = 0; count < 3; count++) emit(group, 'message.sent', { id: randomUUID(), text: 'said' })
  for (const [place, own] of since.entries()) {
    floor = own
    emit(group, 'room.changed', { newcomers: own > 0 ? 'since_joining' : 'all' })
    await until(() => asked === place + 1)
  }
  ;[floor, heldBack] = [0, 1]
  /** Until what comes after it is there too, which the owner is asked later. */
  const answer = async (place: number) => {
    answers[place]?.()
    await streams.ask('bob', [own])
  }
  /** Whether what somebody says more of the first message comes as it is. */
  const sees = async () => {
    emit(group, 'message.edited', { seq: 1, id: randomUUID(), text: 'better' })
    const seq = heads.get(group)
    const told = () => frames.map((frame) => JSON.stringify(frame)).find((text) => text.includes(`\\"seq\\":${seq},`))
    await until(() => told() !== undefined)
    return !told()?.includes('redacted')
  }
  return { answer, sees }
}

test.each([
  ['that shows them all', [2, 0], true],
  ['that hides what was before', [0, 2], false],
] as const)(
  'what newcomers see is what the last change %s says, whichever answer comes first',
  async (_, since, last) => {
    const inOrder = await changeTwice(since)
    await inOrder.answer(0)
    expect(await inOrder.sees(), 'while the second is asked about').toBe(false)
    await inOrder.answer(1)
    expect(await inOrder.sees()).toBe(last)
    const late = await changeTwice(since)
    await late.answer(1)
    expect(await late.sees()).toBe(last)
    await late.answer(0)
    expect(await late.sees(), 'when the first answer comes last').toBe(last)
  },
)

/** A reader of whose own stream the owner has said that they see another thing, as often as this; the answers are held back. */
const lookAgain = async (found: readonly Partial<typeof sightNow>[]) => {
  const { connection } = connect()
  const position = heads.get(own) ?? 0
  streams.follow(connection, own, position, stateOf(own))
  await streams.ask('bob', [own]) // until it listens
  heldSights.length = 0
  holdsSights = true
  for (const [place, sight] of found.entries()) {
    sightNow = { at: position, hides: [], ...sight }
    owner.publish(owner.subjects.events(own), encodeSignals([]))
    await until(() => heldSights.length === place + 1)
  }
  holdsSights = false
  sightNow = { at: 1, hides: [] }
  /** Until what it says has come. */
  const answer = async (place: number) => {
    heldSights[place]?.()
    await streams.ask('bob', [own])
  }
  return { connection, answer }
}

test('whom one hides while the owner is asked what one sees stays hidden, whatever the answer was before', async () => {
  heldBack = 0
  const { connection, answer } = await lookAgain([{}])
  emit(own, 'author.hidden', { user: 'bob' })
  await until(() => connection.sight?.hides.has('bob') === true)
  await answer(0)
  expect([...(connection.sight?.hides ?? [])]).toEqual(['bob'])
})

test('by whom one is blocked is what the owner said to the last question, whichever answer comes first', async () => {
  heldBack = 0
  const { connection, answer } = await lookAgain([{ misses: ['bob'] }, { misses: [] }])
  await answer(1)
  await until(() => connection.sight !== undefined)
  await answer(0)
  expect([...(connection.sight?.misses ?? [])]).toEqual([])
})
