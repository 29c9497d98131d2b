/** What every scenario is and gives. */
import type { Client, Contestant, Joining, Lend, Open, Start } from '../contestants/contestant.ts'
import type { Population } from '../contestants/population.ts'

export interface Measured {
  /** By what they are, with the unit; each contestant of a scenario has the same ones. */
  readonly figures: Readonly<Record<string, number>>
  /** What the figures do not say. */
  readonly note?: string
}

export interface Row extends Measured {
  readonly name: string
}

/** A figure is to be at most or at least this. */
export type Target = { readonly what: string; readonly reached: number } & (
  | { readonly most: number }
  | { readonly least: number }
)

export interface Result {
  /** What was run, with its sizes. */
  readonly title: string
  readonly rows: readonly Row[]
  readonly targets: readonly Target[]
  /** The figures that are drawn. */
  readonly plotted: readonly string[]
}

/** `short` shows in a moment, with few clients, that everything works; its figures say nothing. */
export type Mode = 'full' | 'short'

export interface Scenario {
  readonly name: string
  /** What is measured, and how, in sentences. */
  readonly about: string
  run(mode: Mode, lend: Lend): Promise<Result>
}

interface Sized<Size> extends Omit<Scenario, 'run'> {
  readonly sizes: Readonly<Record<Mode, Size>>
  run(size: Size, lend: Lend): Promise<Result>
}

/** The modes differ by their sizes alone. */
export const defineScenario = <Size>({ name, about, sizes, run }: Sized<Size>): Scenario => ({
  name,
  about,
  run: (mode, lend) => run(sizes[mode], lend),
})

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

export const figureOf = ({ figures }: Row, what: string): number => figures[what] ?? Number.NaN

/** Of two contestants' same figure. */
export const ratio = (one: Row, other: Row, what: string): number => figureOf(one, what) / figureOf(other, what)

export const isReached = (target: Target): boolean =>
  'most' in target ? target.reached <= target.most : target.reached >= target.least

/** Of ours nothing may be refused, missing or out of order. */
export const nothingLost = (row: Row): Target => ({
  what: 'refused, lost and out of order',
  reached: figureOf(row, 'refused') + figureOf(row, 'lost') + figureOf(row, 'out of order'),
  most: 0,
})
