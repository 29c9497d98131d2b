import { setTimeout as sleep } from 'node:timers/promises'
import { type Child, type Launch, spawnChild } from './child.ts'
import type { Env } from './env.ts'
import { endFormer } from './former-process.ts'
import { freePort } from './free-port.ts'
import { type LogFile, logFile } from './log-file.ts'
import { privateFolder } from './private-files.ts'

/** A server run as a child process. It ends with this process, also when this process is killed. */
export interface Server extends AsyncDisposable {
  readonly url: string
  readonly pid: number
  readonly port: number
  readonly dataDir: string
  /** The file of what it says. */
  readonly log: string
  /** Asks it to end and waits; what hangs for ten seconds is killed. */
  stop(signal?: NodeJS.Signals): Promise<void>
  /** Starts it again after `stop` or `kill`, on the same port and on what is left of its data. */
  start(): Promise<void>
  /** Ends it with SIGKILL, as a crash would. */
  kill(): Promise<void>
}

export interface ServerOptions {
  dataDir: string
  /** A free one when not given. */
  port?: number
  env?: Env
  /** Called with its last words each time that it ends without having been asked to. */
  ended?: (lastWords: string) => void
}

/** What differs from one kind of server to the next. How they live and die is the same for all. */
export interface Recipe {
  readonly name: string
  readonly stopSignal: NodeJS.Signals
  launch(port: number): Launch | Promise<Launch>
  url(port: number): string
  /**
   * What it says once it listens. It is not asked on its port, as another program may have taken that first, and would be sent
   * our password.
   */
  readonly ready: string
}

const startDeadlineMs = 60_000
/** How long a port, or the shared memory of a Postgres that was killed, may stay taken before that is a fault. */
const takenForMs = 10_000

type Wishes = Pick<ServerOptions, 'port' | 'ended'>

export async function startServer(recipe: Recipe, dataDir: string, wishes: Wishes): Promise<Server> {
  const server = new ChildServer(recipe, dataDir, wishes)
  await server.start()
  return server
}

class ChildServer implements Server {
  readonly dataDir: string
  readonly #recipe: Recipe
  readonly #log: LogFile
  readonly #ended: (lastWords: string) => void
  #port: number | undefined
  #child: Child | undefined
  /** The last one whose end was asked for. */
  #asked: Child | undefined

  constructor(recipe: Recipe, dataDir: string, { port, ended = () => {} }: Wishes) {
    this.dataDir = dataDir
    this.#recipe = recipe
    this.#port = port
    this.#ended = ended
    this.#log = logFile(dataDir, recipe.name)
  }

  get port(): number {
    return this.#port ?? 0
  }

  get url(): string {
    return this.#recipe.url(this.port)
  }

  get pid(): number {
    return this.#child?.pid ?? 0
  }

  get log(): string {
    return this.#log.path
  }

  async start(): Promise<void> {
    if (this.#child && !this.#child.ended) return
    await privateFolder(this.dataDir)
    await endFormer(this.dataDir, this.#recipe.name, this.#recipe.stopSignal)
    const begun = performance.now()
    for (;;) {
      const port = this.#port ?? (await freePort())
      const failure = await this.#attempt(port)
      if (failure === undefined) return
      const taken = /in use/i.test(failure) && performance.now() - begun < takenForMs
      if (!taken) throw new Error(`${this.#recipe.name} did not start: ${failure}`)
      await sleep(200)
    }
  }

  async stop(signal = this.#recipe.stopSignal): Promise<void> {
    const child = this.#child
    this.#asked = child
    await child?.end(signal)
  }

  async kill(): Promise<void> {
    await this.stop('SIGKILL')
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop()
  }

  /** Resolves to what went wrong, or to nothing once the server listens. */
  async #attempt(port: number): Promise<string | undefined> {
    const child = await spawnChild(await this.#recipe.launch(port), this.#recipe.stopSignal, this.dataDir, this.#log)
    this.#child = child
    const deadline = performance.now() + startDeadlineMs
    while (!child.ended && performance.now() < deadline) {
      if ((await this.#log.said()).includes(this.#recipe.ready)) {
        this.#port = port
        void child.exited.then(() => this.#tellEnd(child))
        return undefined
      }
      await Promise.race([child.exited, sleep(25)])
    }
    await child.end('SIGKILL')
    return (await this.#log.tail()) || 'it ended without a word'
  }

  async #tellEnd(child: Child): Promise<void> {
    if (this.#asked === child) return
    const words = await this.#log.tail().catch(() => '')
    this.#ended(words.split('\n').at(-1) ?? '')
  }
}
