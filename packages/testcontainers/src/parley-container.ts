import type { StartedNetwork } from 'testcontainers'
import { generous } from './generous.ts'
import { isRuntime, type RunOptions, type Runtime, run } from './runtime.ts'
import { checkSettings, type Settings } from './settings.ts'
import { StartedParley } from './started-parley.ts'

const defaultImage = 'parley:standalone'
const startupMs = 60_000
/** Enough is logged to be searched, a machine that is busy with tests is no fault, and any name of a network will do. */
const defaults = { ...generous, LOG_LEVEL: 'info', CALL_TIMEOUT_MS: '15000', ALLOWED_HOSTS: '*' }

/** One Parley with everything that it needs, for the tests of a program that uses it. */
export class ParleyContainer {
  #image: string | undefined
  #settings: Settings = defaults
  #runtime: Runtime | undefined
  #startupMs = startupMs
  #report: (line: string) => void = () => {}
  readonly #forContainer: RunOptions['forContainer'][number][] = []

  /** `image`: `PARLEY_IMAGE` or else `parley:standalone` where it is not given. */
  constructor(image?: string) {
    this.#image = image
  }

  /** Settings of any process (docs/configuration.md), over generous limits. */
  withEnvironment(settings: Settings): this {
    this.#settings = { ...this.#settings, ...settings }
    return this
  }

  /** `PARLEY_RUNTIME` or else what can be had where it is not given: a container, then this process. */
  withRuntime(runtime: Runtime): this {
    this.#runtime = runtime
    return this
  }

  /** Of other containers, which reach it there on port 8080. A container is then the only way. */
  withNetwork(network: StartedNetwork): this {
    this.#forContainer.push((container) => container.withNetwork(network))
    return this
  }

  /** Its names in that network. */
  withNetworkAliases(...aliases: string[]): this {
    this.#forContainer.push((container) => container.withNetworkAliases(...aliases))
    return this
  }

  /** How long a container may take until it is ready; a minute where it is not given. */
  withStartupTimeout(ms: number): this {
    this.#startupMs = ms
    return this
  }

  /** Is told a line for each thing that is up, and why something else was not taken. */
  withReport(report: (line: string) => void): this {
    this.#report = report
    return this
  }

  /** Resolves when it serves. Rejects with one sentence, and with nothing left behind. */
  async start(): Promise<StartedParley> {
    checkSettings(this.#settings)
    const { env } = process
    const running = await run(this.#runtime ?? runtimeIn(env.PARLEY_RUNTIME), {
      settings: this.#settings,
      image: this.#image ?? (env.PARLEY_IMAGE || defaultImage),
      startupMs: this.#startupMs,
      forContainer: this.#forContainer,
      report: this.#report,
      env,
    })
    return new StartedParley(running)
  }
}

function runtimeIn(name: string | undefined): Runtime | undefined {
  if (!name) return undefined
  if (isRuntime(name)) return name
  throw new Error(`PARLEY_RUNTIME is "${name}", but it can only be container or in-process.`)
}
