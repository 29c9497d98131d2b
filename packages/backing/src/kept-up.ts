import { setTimeout as sleep } from 'node:timers/promises'
import type { Startable } from './all-or-none.ts'
import type { Server } from './server.ts'

export interface KeptUpOptions {
  report(line: string): void
  /** Called once, with a sentence, when the server does not stay up. */
  lose(reason: Error): void
}

/** One that ends more often than this within a minute would end again. */
const mostStarts = 3
const withinMs = 60_000

const lastLine = ({ message }: Error): string => message.split('\n').at(-1) ?? ''

/** A server that is started again when it ends without having been asked to, on the same port and its own data. */
export class KeptUp implements Startable {
  readonly #name: string
  readonly #options: KeptUpOptions
  #server: Server | undefined
  #ends: number[] = []
  #starting: Promise<void> | undefined
  #isOver = false

  constructor(name: string, options: KeptUpOptions) {
    this.#name = name
    this.#options = options
  }

  get url(): string {
    return this.#server?.url ?? ''
  }

  get port(): number {
    return this.#server?.port ?? 0
  }

  async startBy(start: (ended: (lastWords: string) => void) => Promise<Server>): Promise<void> {
    this.#server = await start((lastWords) => {
      this.#starting = this.#startAgain(lastWords)
    })
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#isOver = true
    await this.#starting
    await this.#server?.stop()
  }

  async #startAgain(lastWords: string): Promise<void> {
    const server = this.#server
    let why = lastWords
    while (server && this.#mayStart()) {
      this.#options.report(`${this.#name} has ended (${why || 'without a word'}): it is started again`)
      const failure = await server.start().then(() => undefined, lastLine)
      if (failure === undefined) return
      why = failure
      await sleep(200)
    }
    if (!this.#isOver) this.#giveUp(why)
  }

  #mayStart(): boolean {
    const now = performance.now()
    this.#ends = [...this.#ends.filter((at) => now - at < withinMs), now]
    return !this.#isOver && this.#ends.length <= mostStarts
  }

  #giveUp(why: string): void {
    this.#isOver = true
    const times = `${mostStarts + 1} times within a minute`
    const log = this.#server?.log
    this.#options.lose(new Error(`${this.#name} has ended ${times} (${why || 'without a word'}): see ${log}.`))
  }
}
