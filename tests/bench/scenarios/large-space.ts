import pg from 'pg'
import { type Parley, startParley } from '../contestants/parley.ts'
import { makeLarge, makeSmall, type Side } from '../contestants/space-sides.ts'
import { endSeats } from '../load/crowd.ts'
import { watchPostgres } from '../load/postgres-cost.ts'
import { settledFigures } from '../load/settle.ts'
import { defineScenario, figureOf, nothingLost, type Row, ratio } from './scenario.ts'
import { measureBusy, measureChanges, measureConnected, measureLists, type Sized } from './space-figures.ts'

type Make = (parley: Parley, client: pg.Client, size: Sized) => Promise<Side>

const measure = async (name: string, parley: Parley, make: Make, size: Sized): Promise<Row> => {
  const client = new pg.Client({ connectionString: parley.postgres.url })
  await client.connect()
  try {
    const side = await make(parley, client, size)
    await client.query('vacuum analyze')
    await client.query('checkpoint')
    const measuring = { parley, client, side, size, cost: await watchPostgres(client, size.tellMs) }
    const connected = await measureConnected(measuring)
    endSeats(connected.crowd.seats.slice(0, size.readers))
    const busy = await measureBusy(measuring)
    endSeats(connected.crowd.seats.slice(size.readers))
    const figures = {
      ...busy.figures,
      ...connected.figures,
      ...(await measureChanges(measuring)),
      ...(await measureLists(measuring)),
      ...settledFigures(...busy.settled),
    }
    return { name: `${parley.name}, ${name}`, figures, note: busy.note }
  } finally {
    await client.end()
  }
}

/**
 * What may not grow with the space: of the large one over the small one. It would grow a hundredfold and more; what lies below differs from
 * run to run, with what waits to be collected in a gateway and what Postgres does by itself.
 */
const bounds: Readonly<Record<string, number>> = {
  'CPU µs per delivery': 1.3,
  'world: CPU µs per delivery': 1.3,
  'WAL records per send': 1.2,
  'buffers per send': 2,
  'hello, bytes': 1.1,
  'KB per connection': 2,
  'join: buffers': 2,
}

export const largeSpace = defineScenario<Sized>({
  name: 'large-space',
  about:
    'A space of very many residents, rooms and threads, in which some are connected: what one message costs in a busy room of it, where one ' +
    'of the readers sends by the clock, and in a room of a whole world; what a connection costs; when everybody who looks at a room has lost it, ' +
    'as the role of everyone lets see nothing any more; and coming in, time-outs, being taken out, changes of that role and pages of residents, each ' +
    'over HTTP. Beside it the same people in spaces of ten, and the same messages in groups. Buffers are pages of ' +
    'Postgres of 8 KiB; but for those of a send, they are all that its database looks at.',
  sizes: {
    full: {
      residents: 100_000,
      rooms: 200,
      threads: 100_000,
      connected: 2_000,
      readers: 1_000,
      world: 5_000,
      times: 100,
      perSecond: 50,
      worldPerSecond: 20,
      warmUpMs: 1_000,
      ms: 5_000,
      tellMs: 11_000,
    },
    short: {
      residents: 200,
      rooms: 4,
      threads: 20,
      connected: 20,
      readers: 10,
      world: 20,
      times: 2,
      perSecond: 50,
      worldPerSecond: 20,
      warmUpMs: 100,
      ms: 400,
      tellMs: 0,
    },
  },
  run: async (size, lend) => {
    const row = async (name: string, make: Make): Promise<Row> => {
      await using parley = await lend(startParley, 1)
      return await measure(name, parley, make, size)
    }
    const large = await row(`a space of ${size.residents.toLocaleString('en')}`, makeLarge)
    const small = await row('groups and spaces of ten', makeSmall)
    const grows = (what: string) => ({ what: `${what}, over the small ones'`, reached: ratio(large, small, what) })
    return {
      title: `Large space: ${size.residents.toLocaleString('en')} residents, ${size.rooms} rooms, ${size.connected.toLocaleString('en')} connected`,
      rows: [large, small],
      targets: [
        ...Object.entries(bounds).map(([what, most]) => ({ ...grows(what), most })),
        { what: 'ms until a role is felt', reached: figureOf(large, 'ms until a role is felt'), most: 1_000 },
        {
          what: 'buffers of a page far behind over the first',
          reached: figureOf(large, 'list, deep: buffers') / figureOf(large, 'list, first: buffers'),
          most: 1.3,
        },
        { what: 'buffers of a kick', reached: figureOf(large, 'kick: buffers'), most: 5_000 },
        nothingLost(large),
        nothingLost(small),
      ],
      plotted: ['CPU µs per delivery', 'world: CPU µs per delivery'],
    }
  },
})
