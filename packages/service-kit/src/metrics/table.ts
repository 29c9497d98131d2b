/**
 * What a process measures, as one typed table: a name is spelled in it once, and the process, the reference page, the
 * dashboard's test and the alerts' test all read it.
 */
export type MetricType = 'counter' | 'gauge' | 'histogram'

export interface Metric<Type extends MetricType = MetricType, Label extends string = string> {
  readonly type: Type
  readonly help: string
  /** Their values come from tables of ours, never from a client: each value is a series that lives as long as the process. */
  readonly labels: readonly Label[]
  /** Upper bounds of a histogram, ascending. */
  readonly buckets?: readonly number[]
}

/** By full name: `parley_…`, base units, and `_total` where it only grows. */
export type MetricTable = Readonly<Record<`parley_${string}`, Metric>>

export type LabelsOf<M> = M extends Metric<MetricType, infer Label> ? Readonly<Record<Label, string>> : never

export const counter = <const L extends string = never>(
  help: string,
  labels: readonly L[] = [],
): Metric<'counter', L> => ({
  type: 'counter',
  help,
  labels,
})

export const gauge = <const L extends string = never>(help: string, labels: readonly L[] = []): Metric<'gauge', L> => ({
  type: 'gauge',
  help,
  labels,
})

export const histogram = <const L extends string = never>(
  help: string,
  buckets: readonly number[],
  labels: readonly L[] = [],
): Metric<'histogram', L> => ({ type: 'histogram', help, labels, buckets })

/** Seconds that somebody waits for an answer: from a millisecond to ten seconds, where every command has timed out. */
export const waitBuckets = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]

/** How many things went together. */
export const sizeBuckets = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000]
