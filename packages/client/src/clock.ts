/** Time as the SDK uses it, so that tests can let hours pass in a moment. */
export interface Clock {
  /** Milliseconds since 1970. */
  now(): number
  /** Calls `then` after `ms`, unless what it returns is called before. */
  after(ms: number, then: () => void): () => void
}

/** A longer timer would fire at once. */
const longestMs = 2 ** 31 - 1

export const systemClock: Clock = {
  now: () => Date.now(),
  after(ms, then) {
    const timer = setTimeout(then, Math.min(Math.max(ms, 0), longestMs))
    return () => clearTimeout(timer)
  },
}
