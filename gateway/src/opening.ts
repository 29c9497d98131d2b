/**
 * Asks one owner what those who come in follow, so that it delays nobody when it is slow or down: whoever waited long enough goes on
 * without it, and it is asked again until it answers.
 */
import { setTimeout as sleep } from 'node:timers/promises'

/** An owner that takes longer is not waited for; in a healthy one a question takes some milliseconds. */
const patienceMs = 500
/** How soon an owner that stays away is asked again, and how seldom in the end. */
const firstPauseMs = 100
const longestPauseMs = 2_000

/** No reason for a process that stops to live on. */
const pauseFor = (ms: number) => sleep(ms, undefined, { ref: false })

/** Somebody who waits for the owner. */
export interface Waiting {
  readonly user: string
  readonly closed: boolean
}

/** Undefined where it answered that this one has to ask again. Rejects where it does not answer. */
type Ask<Told> = (user: string) => Promise<Told | undefined>

export class Opening<Told> {
  readonly #ask: Ask<Told>
  readonly #tellAway: () => void
  readonly #pause: (ms: number) => Promise<unknown>
  readonly #waiting = new Set<Waiting>()
  /** Those who would rather go on without it than wait long. */
  readonly #impatient = new Set<() => void>()
  #isAway = false
  #return: Promise<void> | undefined

  /** `tellAway` hears of it when it no longer answers in time; `pause` is given by tests. */
  constructor(ask: Ask<Told>, tellAway: () => void = () => {}, pause: (ms: number) => Promise<unknown> = pauseFor) {
    this.#ask = ask
    this.#tellAway = tellAway
    this.#pause = pause
  }

  /** Resolves when it has answered, however long that takes; with nothing where whoever waited is gone. */
  async of(who: Waiting): Promise<Told | undefined> {
    this.#waiting.add(who)
    try {
      return await this.#insist(who)
    } finally {
      this.#waiting.delete(who)
    }
  }

  /** The same, or undefined where it is not there in time. */
  inTime(told: Promise<Told | undefined>): Promise<Told | undefined> {
    if (this.#isAway) return Promise.resolve(undefined)
    return new Promise((resolve) => {
      const settle = (answer?: Told) => {
        clearTimeout(timer)
        this.#impatient.delete(settle)
        resolve(answer)
      }
      const timer = setTimeout(() => this.#away(), patienceMs)
      this.#impatient.add(settle)
      void told.then(settle)
    })
  }

  async #insist(who: Waiting): Promise<Told | undefined> {
    while (!who.closed) {
      if (this.#isAway) await this.#returned()
      if (who.closed) break
      const told = await this.#ask(who.user).catch(() => this.#away())
      if (told) {
        this.#isAway = false
        return told
      }
      if (!this.#isAway) await this.#pause(firstPauseMs)
    }
    return undefined
  }

  #away(): void {
    if (!this.#isAway) this.#tellAway()
    this.#isAway = true
    for (const settle of [...this.#impatient]) settle()
  }

  /** One question at a time, however many wait for the owner. */
  #returned(): Promise<void> {
    this.#return ??= this.#lookForIt().finally(() => {
      this.#return = undefined
    })
    return this.#return
  }

  async #lookForIt(): Promise<void> {
    for (let pause = firstPauseMs; this.#isAway; pause = Math.min(2 * pause, longestPauseMs)) {
      await this.#pause(pause * (0.75 + Math.random() / 2))
      const who = [...this.#waiting].find(({ closed }) => !closed)
      if (!who) return
      this.#isAway = await this.#ask(who.user).then(
        () => false,
        () => true,
      )
    }
  }
}
