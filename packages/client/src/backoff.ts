/**
 * How long to wait before the next try: a random part of a span that doubles with each failure. All of the span is
 * random, so that a thousand clients cut off together do not come back together.
 */
const baseMs = 500
const capMs = 30_000

/** `random` lies in [0, 1); `failures` counts those before. */
export const fullJitter = (failures: number, random: number): number => random * Math.min(capMs, baseMs * 2 ** failures)

/** `retryMs` is the least the server asked for. */
export const retryDelay = (failures: number, random: number, retryMs = 0): number =>
  retryMs + fullJitter(failures, random)
