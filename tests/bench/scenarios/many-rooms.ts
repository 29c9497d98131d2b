import { setTimeout as sleep } from 'node:timers/promises'
import { uuid7 } from '@parley/client'
import type { Output } from '@parley/protocol'
import { putRooms } from '../../setup/many-rooms.ts'
import { connectRaw, type Positions, type RawClient } from '../../setup/raw-client.ts'
import { type Parley, type Person, startParley } from '../contestants/parley.ts'
import { meter } from '../load/usage.ts'
import { defineScenario, figureOf } from './scenario.ts'

interface Size {
  readonly rooms: number
  /** Rooms in which something is missed. */
  readonly moved: number
  /** How often each is done; the median counts. */
  readonly times: number
  /** For so long the positions of all rooms are compared with their heads, and nothing else happens. */
  readonly quietMs: number
}

/** What positions a frame of the client names. */
const partSize = 500
/** Gateways compare all positions so often. */
const compareMs = 2_000
/** For the arithmetic: so many such people at once. */
const crowd = 10_000

const bytesOf = (frames: readonly unknown[]): number[] =>
  frames.map((frame) => Buffer.byteLength(JSON.stringify(frame)))
const sum = (numbers: readonly number[]) => numbers.reduce((all, one) => all + one, 0)
const median = (numbers: readonly number[]) =>
  numbers.toSorted((one, other) => one - other)[numbers.length >> 1] ?? Number.NaN

const partsOf = (have: Positions): Positions[] => {
  const all = Object.entries(have)
  const count = Math.max(1, Math.ceil(all.length / partSize))
  return Array.from({ length: count }, (_, part) =>
    Object.fromEntries(all.slice(part * partSize, (part + 1) * partSize)),
  )
}

interface Came {
  readonly ms: number
  readonly said: number
  readonly got: readonly number[]
  readonly client: RawClient
}

/** Until all streams are named. */
const comeIn = async ({ url }: Parley, { token }: Person, have: Positions = {}): Promise<Came> => {
  const [first = {}, ...rest] = partsOf(have)
  const begun = performance.now()
  const early = rest.map((part) => ({ do: 'stream.have' as const, with: { have: part } }))
  const client = await connectRaw(url, token, { have: first, early, opened: true })
  if (client.hello.opening) await client.opened('chat')
  return { ms: performance.now() - begun, said: sum(bytesOf([have])), got: bytesOf(client.frames), client }
}

const readList = async ({ post }: Parley, person: Person): Promise<{ ms: number; bytes: number }> => {
  const begun = performance.now()
  let [bytes, after]: [number, string | undefined] = [0, undefined]
  for (let more = true; more; ) {
    const page: Output<'room.list'> = await post('room.list', { limit: 1_000, ...(after ? { after } : {}) }, person)
    bytes += sum(bytesOf([page]))
    after = page.rooms.at(-1)?.room
    more = page.more
  }
  return { ms: performance.now() - begun, bytes }
}

const measure = async (parley: Parley, { rooms: count, moved, times, quietMs }: Size) => {
  const { people } = await parley.make({ people: 1, rooms: [] })
  const person = people[0] as Person
  const rooms = await putRooms(parley.postgres.url, person.user, count)
  const [hellos, resumes, lists]: [Came[], Came[], { ms: number; bytes: number }[]] = [[], [], []]
  let missed = 0
  for (let time = 0; time < times; time++) {
    const hello = await comeIn(parley, person)
    hellos.push(hello)
    const have = hello.client.positions()
    await hello.client[Symbol.asyncDispose]()
    for (const room of rooms.slice(0, moved))
      await parley.post('message.send', { room, id: uuid7(), text: 'a message' }, person)
    const resume = await comeIn(parley, person, have)
    await resume.client.until(() => resume.client.frames.filter((frame) => 'seq' in frame).length >= moved)
    missed += resume.client.frames.filter((frame) => 'seq' in frame).length - moved + resume.client.resets.length
    resumes.push(resume)
    await resume.client[Symbol.asyncDispose]()
    lists.push(await readList(parley, person))
  }
  await using _quiet = (await comeIn(parley, person)).client
  const used = meter(parley.processes)
  await sleep(quietMs)
  const comparison = used().micros / (quietMs / compareMs)
  return {
    figures: {
      'hello, ms': median(hellos.map(({ ms }) => ms)),
      'hello, bytes': median(hellos.map(({ got }) => sum(got))),
      'resume, ms': median(resumes.map(({ ms }) => ms)),
      'resume, bytes said': median(resumes.map(({ said }) => said)),
      'resume, bytes got': median(resumes.map(({ got }) => sum(got))),
      'largest frame, bytes': Math.max(...[...hellos, ...resumes].flatMap(({ got }) => got)),
      'room.list, ms': median(lists.map(({ ms }) => ms)),
      'room.list, bytes': median(lists.map(({ bytes }) => bytes)),
      'CPU µs per comparison': comparison,
      lost: Math.abs(missed),
      refused: 0,
      'out of order': 0,
    },
    note: `${crowd.toLocaleString('en')} such people, each in rooms of their own, would take ${((crowd * comparison) / (compareMs * 1_000)).toFixed(1)} cores for comparisons; whatever else the platform does while it is quiet is in it`,
  }
}

export const manyRooms = defineScenario({
  name: 'many-rooms',
  about:
    'Somebody in very many rooms comes in, is away while something is said in some of them, comes back with the positions ' +
    'where they stood, and reads the list of their rooms with the last event of each. Then nothing happens but that the positions of all rooms are ' +
    'compared with their heads. Sizes are of the JSON texts.',
  sizes: {
    full: { rooms: 1_000, moved: 100, times: 15, quietMs: 20_000 },
    short: { rooms: 150, moved: 3, times: 1, quietMs: 200 },
  },
  run: async (size, lend) => {
    await using scope = new AsyncDisposableStack()
    const parley = scope.use(await lend(startParley, 1))
    const ours = { name: 'Parley', ...(await measure(parley, size)) }
    return {
      title: `Many rooms: somebody in ${size.rooms.toLocaleString('en')}, ${size.moved} of which moved`,
      rows: [ours],
      targets: [
        { what: 'bytes of the largest frame', reached: figureOf(ours, 'largest frame, bytes'), most: 34_000 },
        { what: 'missing after a resume', reached: figureOf(ours, 'lost'), most: 0 },
      ],
      plotted: ['hello, ms', 'resume, ms', 'room.list, ms'],
    }
  },
})
