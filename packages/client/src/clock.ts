/** Time as the SDK uses it, so that tests can let hours pass in a moment. */
export interface Clock {
  /** Milliseconds that only grow, from any beginning. Every span is measured with them: the time of day may jump. */
  now(): number
  /** Milliseconds since 1970, as this device believes: for what people read, and for ids. */
  date(): number
  /** Calls `then` after `ms`, unless what it returns is called before. */
  after(ms: number, then: () => void): () => void
}

/** A longer timer would fire at once. */
const longestMs = 2 ** 31 - 1

/** The clock of this machine. */
export const systemClock: Clock = {
  now: () => performance.now(),
  date: () => Date.now(),
  after(ms, then) {
    const timer = setTimeout(then, Math.min(Math.max(ms, 0), longestMs))
    return () => clearTimeout(timer)
  },
}

/** Less is a clock being corrected a little. */
const noticeableMs = 2_000

/**
 * Notices that the device slept: in some browsers and systems the growing clock and all timers stand still meanwhile,
 * and the time of day does not. A time of day that is set ahead looks the same, and is taken for sleep.
 */
export class SleepWatch {
  readonly #clock: Clock
  #now: number
  #date: number

  constructor(clock: Clock) {
    this.#clock = clock
    this.#now = clock.now()
    this.#date = clock.date()
  }

  /** Milliseconds slept since it was asked last; 0 for none. */
  slept(): number {
    const [now, date] = [this.#clock.now(), this.#clock.date()]
    const ms = date - this.#date - (now - this.#now)
    this.#now = now
    this.#date = date
    return ms >= noticeableMs ? ms : 0
  }
}

export interface Elapsed {
  /** Milliseconds for sure; the device may have slept besides. */
  least(): number
  /** With sleep, and with what the time of day was set ahead. */
  most(): number
}

/** What has passed since this call. */
export const stopwatch = (clock: Clock): Elapsed => {
  const [now, date] = [clock.now(), clock.date()]
  const least = () => clock.now() - now
  return { least, most: () => Math.max(least(), clock.date() - date) }
}
