import { randomUUID } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import { uuid7 } from '@parley/client'
import pg from 'pg'
import { password, postTo } from '../../setup/world.ts'
import { type Parley, type Person, startParleyWithPage } from '../contestants/parley.ts'
import { fillRoom } from '../load/fill-room.ts'
import { type Reader, startReader } from '../load/reader.ts'
import { defineScenario, figureOf, type Measured } from './scenario.ts'

interface Size {
  readonly messages: number
  /** How often the long conversation is opened. */
  readonly opened: number
  readonly perSecond: number
  readonly ms: number
}

const texts = [
  'Yes.',
  'a message of ordinary length, as people send them',
  'Shall we meet at **four**? See [the plan](https://example.org/plan).',
  'What I think of it:\n- it is short\n- it is `simple`\n- and it holds',
  `A longer one: ${'words and '.repeat(20)}that is all.`,
  'ok',
  'On my way 🙂',
  'I have read it twice now, and I still do not see where the second one comes from.',
]

const opening = 'opening it, ms'
const scrolling = 'scrolling back, s'
const longest = 'longest task, ms'
const elsewhere = 'script % of a core, messages elsewhere'
const inIt = 'script % of a core, messages in it'

/** One who reads, and others who write in a conversation with a past and in one without. */
interface Stage {
  readonly parley: Parley
  readonly reader: Reader
  readonly writer: Person
  readonly long: string
  readonly other: string
}

const setStage = async (scope: AsyncDisposableStack, parley: Parley, { messages }: Size): Promise<Stage> => {
  const { people } = await parley.make({ people: 5, rooms: [] })
  const [writer, ...others] = people as [Person, ...Person[]]
  const username = `u${randomUUID().slice(0, 18)}`
  const account = await postTo(parley.url, 'account.create', { username, password, name: 'Reader' })
  const members = [account.user, ...others.map(({ user }) => user)]
  const group = (name: string) => parley.post('room.create', { kind: 'group', name, members }, writer)
  const [{ room: long }, { room: other }] = [await group('Long'), await group('Other')]
  const client = new pg.Client({ connectionString: parley.postgres.url, options: '-c search_path=chat' })
  await client.connect()
  await fillRoom(client, { room: long, authors: people.map(({ user }) => user), texts, messages })
  await client.end()
  await readAll(parley, account.access, long)
  return { parley, reader: scope.use(await startReader(parley.url, username)), writer, long, other }
}

/** Else it opens where it was read up to. */
const readAll = async ({ url }: Parley, token: string, room: string): Promise<void> => {
  const { head } = await postTo(url, 'room.get', { room }, token)
  await postTo(url, 'cursor.move', { room, seq: head }, token)
}

/** By the clock. */
const write = async ({ parley, writer }: Stage, room: string, { perSecond, ms }: Size): Promise<void> => {
  const begin = performance.now()
  const sent: Promise<unknown>[] = []
  for (let passed = 0; passed < ms; await pause(5)) {
    passed = performance.now() - begin
    while (sent.length < (passed * perSecond) / 1_000) {
      const text = texts[sent.length % texts.length] as string
      sent.push(parley.post('message.send', { room, id: uuid7(), text }, writer))
    }
  }
  await Promise.all(sent)
}

const median = (values: readonly number[]): number => values.toSorted((a, b) => a - b)[values.length >> 1] ?? Number.NaN

const openAgainAndAgain = async ({ reader, long, other }: Stage, times: number): Promise<number> => {
  const took: number[] = []
  while (took.length < times) {
    await reader.open(other)
    await pause(300) // what opening it left to do is done
    took.push(await reader.open(long))
  }
  return median(took)
}

const measure = async (stage: Stage, size: Size): Promise<Measured> => {
  const { reader, long, other } = stage
  await write(stage, other, { ...size, ms: 300 })
  await reader.open(long)
  const back = { seconds: Number.NaN, longest: Number.NaN }
  const scrolled = await reader.loadDuring(async () => void Object.assign(back, await reader.scrollBack()))
  const opened = await openAgainAndAgain(stage, size.opened)
  const away = await reader.loadDuring(() => write(stage, other, size))
  const here = await reader.loadDuring(() => write(stage, long, size))
  return {
    figures: {
      [opening]: opened,
      [scrolling]: back.seconds,
      'scrolling back, CPU s': scrolled.seconds,
      [longest]: back.longest,
      [elsewhere]: away.script,
      'main thread % of a core, messages elsewhere': away.all,
      [inIt]: here.script,
      'main thread % of a core, messages in it': here.all,
      'elements on the page': await reader.elements(),
    },
  }
}

export const page = defineScenario({
  name: 'page',
  about:
    'The web page in a browser without a window. Somebody scrolls back through a long conversation, by a screen in each ' +
    'frame, until all of it is loaded; then opens it again and again from another one; then messages come by the clock, ' +
    'first in another conversation than the one that is open, then in it. Figures of the load are of the main thread.',
  sizes: {
    full: { messages: 5_000, opened: 7, perSecond: 50, ms: 10_000 },
    short: { messages: 150, opened: 1, perSecond: 20, ms: 300 },
  },
  run: async (size, lend) => {
    await using scope = new AsyncDisposableStack()
    const parley = scope.use(await lend(startParleyWithPage, 1))
    const ours = { name: 'Parley', ...(await measure(await setStage(scope, parley, size), size)) }
    return {
      title: `The page: a conversation of ${size.messages.toLocaleString('en')} messages, ${size.perSecond} messages/s`,
      rows: [ours],
      targets: [
        { what: elsewhere, reached: figureOf(ours, elsewhere), most: 10 },
        { what: opening, reached: figureOf(ours, opening), most: 300 },
        { what: scrolling, reached: figureOf(ours, scrolling), most: 10 },
        { what: longest, reached: figureOf(ours, longest), most: 200 },
      ],
      plotted: [opening, elsewhere],
    }
  },
})
