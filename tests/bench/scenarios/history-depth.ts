import { type Database, page } from '@parley/service-kit'
import pg from 'pg'
import { type Parley, type Person, startParley } from '../contestants/parley.ts'
import { fillRoom } from '../load/fill-room.ts'
import { meter, type Processes } from '../load/usage.ts'
import { defineScenario, figureOf, type Measured } from './scenario.ts'

interface Size {
  readonly messages: number
  /** Messages on a page. */
  readonly limit: number
  /** For so long each page is asked for again and again. */
  readonly ms: number
}

/** A long conversation, and a look at it past the service. */
interface Conversation {
  readonly parley: Parley
  readonly client: pg.Client
  readonly room: string
  readonly member: Person
  readonly head: number
}

const fill = async (parley: Parley, client: pg.Client, messages: number): Promise<Conversation> => {
  const { people, rooms } = await parley.make({ people: 2, rooms: [[0, 1]] })
  const [room] = rooms as [string]
  const texts = ['a message of ordinary length, as people send them']
  const head = await fillRoom(client, { room, authors: [room], texts, messages })
  return { parley, client, room, member: people[0] as Person, head }
}

interface Explained {
  readonly Plan: { readonly 'Shared Hit Blocks': number; readonly 'Shared Read Blocks': number }
}

type Reading = Pick<Database, 'query' | 'read'>

/** Pages of Postgres that the statements of `work` look at; they give no rows. */
const buffersOf = async (client: pg.Client, work: (db: Reading) => Promise<unknown>): Promise<number> => {
  let buffers = 0
  await work({
    query: async (sql, values = []) => {
      const { rows } = await client.query(`explain (analyze, buffers, format json) ${sql}`, [...values])
      const [{ Plan: plan }] = rows[0]['QUERY PLAN'] as [Explained]
      buffers += plan['Shared Hit Blocks'] + plan['Shared Read Blocks']
      return []
    },
    read: () => 0,
  })
  return buffers
}

/** Asks again and again, and resolves to the microseconds of CPU for one. */
const cpuOf = async (processes: Processes, ms: number, ask: () => Promise<unknown>): Promise<number> => {
  const used = meter(processes)
  let asked = 0
  for (const end = performance.now() + ms; performance.now() < end; asked++) await ask()
  return used().micros / asked
}

const growth = 'buffers at the end over first'

const figures = (buffers: readonly [number, number], cpu: readonly [number, number]): Measured['figures'] => ({
  'buffers, first page': buffers[0],
  'buffers at the end': buffers[1],
  [growth]: buffers[1] / buffers[0],
  'CPU µs, first page': cpu[0],
  'CPU µs at the end': cpu[1],
})

/** The statement of our service as it stands, and the answer of the whole platform over HTTP. */
const measureOurs = async (
  { parley, client, room, member, head }: Conversation,
  { limit, ms }: Size,
): Promise<Measured> => {
  const buffers = (before: number) =>
    buffersOf(client, (db) =>
      page(db, { on: `chat/room/${room}`, direction: 'before', seq: before, limit, sight: undefined }),
    )
  const cpu = (before: number) =>
    cpuOf(parley.processes, ms, () => parley.post('room.history', { room, before, limit }, member))
  const [first, last] = [head + 1, limit + 1]
  return { figures: figures([await buffers(first), await buffers(last)], [await cpu(first), await cpu(last)]) }
}

const offsetSql = `
  select seq, ev, by, body::text, at from chat.event where stream = $1 order by seq desc offset $2 limit $3`

/** The same pages of the same table by their distance from the newest, in Postgres alone. */
const measureOffset = async (
  { parley: { postgres }, client, room, head }: Conversation,
  { limit, ms }: Size,
): Promise<Measured> => {
  const valuesFor = (offset: number) => [room, offset, limit]
  const ask = (offset: number) => client.query({ name: 'offset', text: offsetSql, values: valuesFor(offset) })
  const buffers = (offset: number) => buffersOf(client, (db) => db.query(offsetSql, valuesFor(offset)))
  const cpu = (offset: number) => cpuOf({ postgres: postgres.pid }, ms, () => ask(offset))
  const last = head - limit
  return { figures: figures([await buffers(0), await buffers(last)], [await cpu(0), await cpu(last)]) }
}

export const historyDepth = defineScenario({
  name: 'history-depth',
  about:
    'A conversation is filled with messages, and a page of it is read at its newest end and at its beginning: the ' +
    "pages of Postgres that the service's statement looks at, and the CPU of the platform's answer over HTTP. Beside " +
    'it paging by offset, as it is often written, on the same table and without a server in front of Postgres.',
  sizes: {
    full: { messages: 1_000_000, limit: 50, ms: 2_000 },
    short: { messages: 2_000, limit: 20, ms: 100 },
  },
  run: async (size, lend) => {
    await using scope = new AsyncDisposableStack()
    const parley = scope.use(await lend(startParley, 1))
    const client = new pg.Client({ connectionString: parley.postgres.url, options: '-c search_path=chat' })
    await client.connect()
    scope.defer(() => client.end())
    const conversation = await fill(parley, client, size.messages)
    const ours = { name: 'Parley', ...(await measureOurs(conversation, size)) }
    const byOffset = { name: 'by offset', ...(await measureOffset(conversation, size)) }
    return {
      title: `History: pages of ${size.limit} in a conversation of ${size.messages.toLocaleString('en')} messages`,
      rows: [ours, byOffset],
      targets: [{ what: growth, reached: figureOf(ours, growth), most: 1.15 }],
      plotted: ['CPU µs, first page', 'CPU µs at the end'],
    }
  },
})
