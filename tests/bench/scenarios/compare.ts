/** Runs one load on each contestant. */
import type { Client, Contestant, Joining, Lend, Open, Start } from '../contestants/contestant.ts'
import { startParley } from '../contestants/parley.ts'
import type { Population } from '../contestants/population.ts'
import { startSocketIo } from '../contestants/socket-io.ts'
import type { Measured, Row } from './scenario.ts'

/** Clients are opened through `open`, and ended with it. */
const makeEnding = (open: Open): Disposable & { open: Open } => {
  const clients: Client[] = []
  return {
    open: async (joining: Joining) => {
      const client = await open(joining)
      clients.push(client)
      return client
    },
    [Symbol.dispose]: () => {
      for (const client of clients) client.end()
    },
  }
}

export type Measure = (contestant: Contestant, open: Open) => Promise<Measured>

export const measureOn = async (contestant: Contestant, population: Population, measure: Measure): Promise<Row> => {
  using clients = makeEnding(await contestant.populate(population))
  return { name: contestant.name, ...(await measure(contestant, clients.open)) }
}

export interface Compared {
  readonly ours: Row
  readonly bare: Row
  readonly socketIo: Row
}

/** Measures Parley, the bare baseline and Socket.IO one after the other, each with one process that holds the sockets. */
export const compare = async (
  lend: Lend,
  startBare: Start,
  population: Population,
  measure: Measure,
): Promise<Compared> => {
  const measured = async (start: Start): Promise<Row> => {
    await using contestant = await lend(start, 1)
    return await measureOn(contestant, population, measure)
  }
  return {
    ours: await measured(startParley),
    bare: await measured(startBare),
    socketIo: await measured(startSocketIo),
  }
}
