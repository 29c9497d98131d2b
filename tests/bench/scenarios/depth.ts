import type { CommandName, Input } from '@parley/protocol'
import pg from 'pg'
import { type Person, startParley } from '../contestants/parley.ts'
import { blocksOf } from '../load/blocks.ts'
import { untilCovered } from '../load/covered.ts'
import { fillRoom } from '../load/fill-room.ts'
import { defineScenario, figureOf, type Row } from './scenario.ts'

interface Size {
  readonly messages: number
  /** Messages on a page. */
  readonly limit: number
  readonly times: number
  /** See blocks.ts; in a short run the figures say nothing. */
  readonly tellMs: number
  /** Whether it waits until search is made ready for all of them. */
  readonly covered: boolean
}

/** Between two messages of a filled room. */
const apartMs = 20_000

export const depth = defineScenario<Size>({
  name: 'depth',
  about:
    'In a conversation that is filled with messages: a page of history, a page around a message, the place of a moment, and a page of a search ' +
    'for a word that is in every message, at the newest end and close to the beginning. What Postgres looks at for one whole answer over HTTP, ' +
    'in its pages of 8 KiB, with rights and read positions in it.',
  sizes: {
    full: { messages: 1_000_000, limit: 50, times: 1_000, tellMs: 11_000, covered: true },
    short: { messages: 500, limit: 20, times: 2, tellMs: 0, covered: false },
  },
  run: async ({ messages, limit, times, tellMs, covered }, lend) => {
    await using scope = new AsyncDisposableStack()
    const parley = scope.use(await lend(startParley, 1))
    const client = new pg.Client({ connectionString: parley.postgres.url, options: '-c search_path=chat' })
    await client.connect()
    scope.defer(() => client.end())
    const { people, rooms } = await parley.make({ people: 2, rooms: [[0, 1]] })
    const [[person], [room]] = [people as [Person], rooms as [string]]
    const texts = ['a message of ordinary length, as people send them']
    const head = await fillRoom(client, { room, authors: [person.user], texts, messages })
    if (covered) await untilCovered(client, rooms)
    const now = Date.now()
    const asking =
      <C extends CommandName>(command: C, input: Input<C>) =>
      () =>
        parley.post(command, input, person)
    const [newest, oldest] = [head, 2 * limit]
    const at = (seq: number) => now - (head - seq) * apartMs
    const questions: Readonly<Record<string, (seq: number) => () => Promise<unknown>>> = {
      page: (seq) => asking('room.history', { room, before: seq, limit }),
      'page around': (seq) => asking('room.history', { room, around: seq - limit, limit }),
      moment: (seq) => asking('room.at', { room, at: at(seq - limit) }),
      search: (seq) => asking('message.search', { text: 'ordinary', rooms: [room], before: at(seq), limit: 25 }),
    }
    const read = async (name: string, seq: number): Promise<Row> => {
      const figures: Record<string, number> = {}
      for (const [what, ask] of Object.entries(questions))
        figures[`${what}, buffers`] = await blocksOf(client, { times, tellMs }, ask(seq))
      return { name, figures }
    }
    const [first, last] = [await read('Parley, newest', newest), await read('Parley, oldest', oldest)]
    const figures = Object.keys(first.figures)
    return {
      title: `Depth: a conversation of ${messages.toLocaleString('en')} messages`,
      rows: [first, last],
      targets: figures.map((what) => ({
        what: `${what}: oldest over newest`,
        reached: figureOf(last, what) / figureOf(first, what),
        most: 1.15,
      })),
      plotted: figures,
    }
  },
})
