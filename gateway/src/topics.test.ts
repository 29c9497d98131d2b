/** Topics that connections watch, at an owner of the test's, which answers when and as it is let. */
import { frameText, isTopic, type Signal, signals } from '@parley/protocol'
import { makeMetrics } from '@parley/service-kit'
import { encodeSignals, type TopicQuestion, type TopicState } from '@parley/wire'
import { afterAll, expect, test } from 'vitest'
import type { Connection } from './connection.ts'
import { encodings } from './encoding.ts'
import { gatewayMetrics } from './metrics.ts'
import { Topics } from './topics.ts'
import { Traffic } from './traffic.ts'

const idOf = (place: number) => `0000000${place}-0000-4000-8000-000000000000`
const [ann, bob] = [idOf(1), idOf(2)]
/** The signal of a topic, whichever it is. */
const [ev, { stream }] = Object.entries<Signal>(signals).find(([, entry]) => isTopic(`${entry.stream}/`)) as [
  string,
  Signal,
]
const topicOf = (user: string) => `${stream}/${user}`
const frameOf = (user: string, version: number, state: string) =>
  frameText(topicOf(user), undefined, ev, user, version, JSON.stringify({ version, state }))

const scope = new DisposableStack()
afterAll(() => scope.dispose())

const begin = (most = 10) => {
  const heard = new Map<string, (message: { data: Uint8Array }) => void>()
  const due: { flush(): void }[] = []
  const asked: TopicQuestion[] = []
  const state = {
    answer: ({ on }: TopicQuestion): TopicState | null => ({ frame: frameOf(on.slice(-36), 1, 'offline') }),
    meanwhile: async () => {},
  }
  const bus = {
    subjects: { events: (on: string) => on, question: () => 'topics' },
    mostBytes: () => 1_048_576,
    flush: async () => {},
    onReconnect: () => {},
    listen: (subject: string, take: (message: { data: Uint8Array }) => void) => {
      heard.set(subject, take)
      return { unsubscribe: () => heard.delete(subject) }
    },
    ask: async (_subject: string, questions: TopicQuestion[]) => {
      asked.push(...questions)
      await state.meanwhile()
      return questions.map(state.answer)
    },
  }
  const turn = { flushStream: (stream: { flush(): void }) => void due.push(stream) }
  const log = { debug: () => {} }
  const traffic = new Traffic(makeMetrics(gatewayMetrics))
  const topics = scope.use(new Topics({ bus, turn, log, traffic, most } as never))
  /** Its owner says so, in one turn with whatever else it says. */
  const tell = (...frames: string[]) => {
    for (const frame of frames) heard.get(JSON.parse(frame).on)?.({ data: Buffer.from(encodeSignals([frame])) })
    for (const stream of due.splice(0)) stream.flush()
  }
  const connect = () => {
    const states: string[] = []
    const connection = {
      user: bob,
      closed: false,
      isFull: false,
      topics: undefined as Set<string> | undefined,
      encoding: {
        ...encodings['parley.v1.json'],
        writeTexts: (texts: Uint8Array[]) => Buffer.from(texts.map((text) => Buffer.from(text)).join('\n')),
      },
      write: (bytes: Buffer) =>
        states.push(
          ...bytes
            .toString()
            .split('\n')
            .map((text) => `${JSON.parse(text).is.version} ${JSON.parse(text).is.state}`),
        ),
    }
    return { connection: connection as unknown as Connection, states }
  }
  return { topics, state, asked, tell, connect }
}

test('who watches is told how it stands, then changes alone: nothing that says the same with a later version', async () => {
  const { topics, tell, connect } = begin()
  const { connection, states } = connect()
  expect(await topics.watch(connection, [topicOf(ann)])).toEqual({ topics: [topicOf(ann)], unknown: [] })
  expect(states).toEqual(['1 offline'])
  tell(frameOf(ann, 2, 'offline'))
  tell(frameOf(ann, 1, 'online'))
  tell(frameOf(ann, 3, 'online'), frameOf(ann, 4, 'idle'), frameOf(ann, 5, 'idle'))
  tell(frameOf(ann, 6, 'online'))
  expect(states).toEqual(['1 offline', '5 idle', '6 online'])
})

test('who comes later is told as it stands by then, and its owner asked whether there is a later state', async () => {
  const { topics, state, asked, tell, connect } = begin()
  const [one, other] = [connect(), connect()]
  await topics.watch(one.connection, [topicOf(ann)])
  tell(frameOf(ann, 7, 'online'))
  state.answer = () => ({})
  await topics.watch(other.connection, [topicOf(ann)])
  expect(asked.at(-1)).toEqual({ on: topicOf(ann), known: 7, reader: bob })
  expect(other.states).toEqual(['7 online'])
  topics.leaveAll(one.connection)
  tell(frameOf(ann, 8, 'idle'))
  expect([one.states.at(-1), other.states.at(-1)]).toEqual(['7 online', '8 idle'])
})

test('who may not watch, has left meanwhile, or names what is no topic is told nothing', async () => {
  const { topics, state, tell, connect } = begin()
  const { connection, states } = connect()
  state.answer = ({ on }) => (on === topicOf(ann) ? null : { frame: frameOf(bob, 1, 'online') })
  state.meanwhile = async () => topics.leave(connection, topicOf(bob))
  const strange = `chat/room/${ann}`
  const names = [topicOf(ann), topicOf(bob), strange]
  expect(await topics.watch(connection, names)).toEqual({ topics: [], unknown: names })
  tell(frameOf(ann, 2, 'idle'), frameOf(bob, 2, 'idle'))
  expect(states).toEqual([])
  expect(connection.topics?.size).toBe(0)
})

test('two questions at once watch no more than one after the other could', async () => {
  const { topics, connect } = begin(3)
  const { connection } = connect()
  const [first, second] = await Promise.allSettled([
    topics.watch(connection, [1, 2].map(idOf).map(topicOf)),
    topics.watch(connection, [3, 4].map(idOf).map(topicOf)),
  ])
  expect([first.status, second.status]).toEqual(['fulfilled', 'rejected'])
  expect(connection.topics?.size).toBe(2)
})
