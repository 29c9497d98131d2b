/** Runs one load on each contestant. */
import type { Client, Contestant, Joining, Lend, Open, Start } from '../contestants/contestant.ts'
import type { Population } from '../contestants/population.ts'
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

/** Measures the contestants one after the other, each with one process that holds the sockets. */
export const compare = async <Key extends string>(
  lend: Lend,
  starts: Readonly<Record<Key, Start>>,
  population: Population,
  measure: Measure,
): Promise<Record<Key, Row>> => {
  const rows: Partial<Record<Key, Row>> = {}
  for (const key of Object.keys(starts) as Key[]) {
    await using contestant = await lend(starts[key], 1)
    rows[key] = await measureOn(contestant, population, measure)
  }
  return rows as Record<Key, Row>
}
