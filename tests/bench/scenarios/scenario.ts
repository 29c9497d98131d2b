/** What every scenario is and gives. */
import type { Lend } from '../contestants/contestant.ts'

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

export const figureOf = ({ figures }: Row, what: string): number => figures[what] ?? Number.NaN

/** Of two contestants' same figure. */
export const ratio = (one: Row, other: Row, what: string): number => figureOf(one, what) / figureOf(other, what)

export const isReached = (target: Target): boolean =>
  'most' in target ? target.reached <= target.most : target.reached >= target.least

/** Of ours nothing may be refused, missing or out of order. */
export const nothingLost = (row: Row): Target => ({
  what: `${row.name}: refused, lost and out of order`,
  reached: figureOf(row, 'refused') + figureOf(row, 'lost') + figureOf(row, 'out of order'),
  most: 0,
})
