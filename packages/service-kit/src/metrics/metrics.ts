/** Measuring with plain numbers: whoever counts adds to one, and nothing else happens until somebody asks for them all. */
import { once } from 'node:events'
import { type Metric as ClientMetric, collectDefaultMetrics, type MetricValue, Registry } from 'prom-client'
import type { LabelsOf, Metric, MetricTable } from './table.ts'

/** One series. Whoever counts often holds on to it. */
export interface Series {
  value: number
}

type Values = Readonly<Record<string, string>>
type Read = () => number | Promise<number>
type Sample = MetricValue<string>

/** A number that takes longer is left out, so that one which hangs keeps no other from being told. */
const readWithinMs = 1_000

const inTime = async (read: Read): Promise<number> => {
  const value = read()
  if (typeof value === 'number') return value
  const late = AbortSignal.timeout(readWithinMs)
  return Promise.race([value, once(late, 'abort').then(() => Promise.reject(new Error('too late')))])
}

const keyOf = (labels: Values) => JSON.stringify(Object.entries(labels).sort())

/** By the values of its labels, each from a table of ours. */
class Family<Labels extends Values, Kept> {
  readonly #make: () => Kept
  readonly #byLabels = new Map<string, { readonly labels: Labels; kept: Kept }>()

  constructor(make: () => Kept) {
    this.#make = make
  }

  /** It exists from the first call on, so that the first thing counted shows as a change. */
  of(labels: Labels): Kept {
    const known = this.#byLabels.get(keyOf(labels))
    if (known) return known.kept
    return this.put(labels, this.#make())
  }

  put(labels: Labels, kept: Kept): Kept {
    this.#byLabels.set(keyOf(labels), { labels, kept })
    return kept
  }

  get all() {
    return [...this.#byLabels.values()]
  }
}

type Given<Labels> = [keyof Labels] extends [never] ? [] : [labels: Labels]

/** A counter or a gauge. */
export class Count<Labels extends Values = Values> {
  readonly #series = new Family<Labels, Series>(() => ({ value: 0 }))
  readonly #watched = new Family<Labels, Read>(() => () => 0)

  of(...[labels]: Given<Labels>): Series {
    return this.#series.of(labels ?? ({} as Labels))
  }

  /** Reads the number when it is asked for. What cannot be read then is left out. */
  watch(read: Read, ...[labels]: Given<Labels>): void {
    this.#watched.put(labels ?? ({} as Labels), read)
  }

  async samples(): Promise<Sample[]> {
    const read = async ({ labels, kept }: { labels: Labels; kept: Read }) => ({ labels, value: await inTime(kept) })
    const told = await Promise.allSettled(this.#watched.all.map(read))
    const watched = told.flatMap((outcome) => (outcome.status === 'fulfilled' ? [outcome.value] : []))
    return [...this.#series.all.map(({ labels, kept }) => ({ labels, value: kept.value })), ...watched]
  }
}

/** One series of a histogram. */
export class Distribution {
  readonly #bounds: readonly number[]
  readonly #counts: number[]
  #sum = 0

  constructor(bounds: readonly number[]) {
    this.#bounds = bounds
    this.#counts = new Array(bounds.length + 1).fill(0)
  }

  observe(value: number): void {
    let place = 0
    while (place < this.#bounds.length && value > (this.#bounds[place] as number)) place++
    ;(this.#counts[place] as number)++
    this.#sum += value
  }

  samples(name: string, labels: Values): Sample[] {
    let count = 0
    const buckets = this.#counts.map((own, place) => {
      count += own
      return { metricName: `${name}_bucket`, labels: { ...labels, le: this.#bounds[place] ?? '+Inf' }, value: count }
    })
    return [
      ...buckets,
      { metricName: `${name}_sum`, labels, value: this.#sum },
      { metricName: `${name}_count`, labels, value: count },
    ] as Sample[]
  }
}

/** A histogram. */
export class Histogram<Labels extends Values = Values> {
  readonly #series: Family<Labels, Distribution>

  constructor(bounds: readonly number[]) {
    this.#series = new Family<Labels, Distribution>(() => new Distribution(bounds))
  }

  of(...[labels]: Given<Labels>): Distribution {
    return this.#series.of(labels ?? ({} as Labels))
  }

  samples(name: string): Sample[] {
    return this.#series.all.flatMap(({ labels, kept }) => kept.samples(name, labels))
  }
}

export type Metrics<T extends MetricTable> = {
  readonly [Name in keyof T]: T[Name] extends { readonly type: 'histogram' }
    ? Histogram<LabelsOf<T[Name]>>
    : Count<LabelsOf<T[Name]>>
}

export const makeMetrics = <const T extends MetricTable>(table: T): Metrics<T> =>
  Object.fromEntries(
    Object.entries(table).map(([name, { type, buckets = [] }]) => [
      name,
      type === 'histogram' ? new Histogram(buckets) : new Count(),
    ]),
  ) as unknown as Metrics<T>

const toClientMetric = (name: string, { type, help }: Metric, kept: Count | Histogram): ClientMetric => {
  const samples = async () => (kept instanceof Histogram ? kept.samples(name) : await kept.samples())
  const told = { name, help, get: async () => ({ name, help, type, values: await samples() }) }
  return told as unknown as ClientMetric
}

/** The metrics of the table, and those of Node, all with the label `process`. */
export const makeRegistry = <T extends MetricTable>(process: string, table: T, metrics: Metrics<T>): Registry => {
  const registry = new Registry()
  registry.setDefaultLabels({ process })
  collectDefaultMetrics({ register: registry })
  for (const [name, metric] of Object.entries(table))
    registry.registerMetric(toClientMetric(name, metric, metrics[name as keyof T] as Count | Histogram))
  return registry
}
