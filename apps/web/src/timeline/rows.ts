import type { Entry } from './entries.ts'

/** A line of the timeline: what stands above it all, or an entry. */
export type Row = { readonly kind: 'above'; readonly key: string } | Entry

/** What stands above all is another row where other entries follow it: a row that stays is not measured again in another place. */
export const rowsOf = (entries: readonly Entry[]): readonly Row[] => [
  { kind: 'above', key: `above ${entries[0]?.key ?? ''}` },
  ...entries,
]

/** Whether rows were put before those that there were, or taken from there: then the reader stays by their distance from the end. */
export const isOtherAbove = (before: readonly Row[], now: readonly Row[]): boolean =>
  before.length > 1 && before[1]?.key !== now[1]?.key
