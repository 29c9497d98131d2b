/** Chance that comes again with the same seed. */

export interface Chance {
  /** From 0 up to 1. */
  (): number
  /** A whole number from `least` to `most`, both included. */
  whole(least: number, most: number): number
  one<T>(of: readonly T[]): T
  /** Each as often as its weight says among all. */
  weighted<T>(of: readonly (readonly [one: T, weight: number])[]): T
  /** True so often. */
  happens(share: number): boolean
}

/** Small and good enough to be unpredictable to the code under test (mulberry32). */
export const seeded = (seed: number): Chance => {
  let state = seed >>> 0
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  const whole = (least: number, most: number) => least + Math.floor(next() * (most - least + 1))
  return Object.assign(next, {
    whole,
    one: <T>(of: readonly T[]) => of[whole(0, of.length - 1)] as T,
    weighted: <T>(of: readonly (readonly [T, number])[]) => {
      const ends: number[] = []
      for (const [, weight] of of) ends.push((ends.at(-1) ?? 0) + weight)
      const place = next() * (ends.at(-1) ?? 0)
      return (of[ends.findIndex((end) => place < end)] as readonly [T, number])[0]
    },
    happens: (share: number) => next() < share,
  })
}
