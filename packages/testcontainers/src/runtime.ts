import { readyEngine } from '@parley/backing'
import type { GenericContainer } from 'testcontainers'
import { startInContainer } from './in-container.ts'
import { startInProcess } from './in-process.ts'
import type { Settings } from './settings.ts'

const runtimes = ['container', 'in-process'] as const
/** `in-process` is the same platform in this process, on a Postgres, a NATS and a Redis of its own. */
export type Runtime = (typeof runtimes)[number]

/** The platform, however it runs. */
export interface Running extends AsyncDisposable {
  readonly runtime: Runtime
  /** Of the gateway, as `http://127.0.0.1:40123`. */
  readonly url: string
  /** Everything that it and its servers have logged so far. */
  output(): Promise<string>
}

export interface RunOptions {
  readonly settings: Settings
  readonly image: string
  readonly startupMs: number
  /** What the test asks of the container besides; nothing else can do it. */
  readonly forContainer: readonly ((container: GenericContainer) => void)[]
  readonly report: (line: string) => void
  /** Of this process. */
  readonly env: NodeJS.ProcessEnv
}

export const isRuntime = (name: string): name is Runtime => (runtimes as readonly string[]).includes(name)

/** As a container where an engine answers and has the image or can pull it, else in this process; `forced` leaves one alone. */
export async function run(forced: Runtime | undefined, options: RunOptions): Promise<Running> {
  const needsContainer = options.forContainer.length > 0
  if (forced === 'in-process' && needsContainer) throw new Error(noNetwork)
  if (forced === 'in-process') return await startInProcess(options)
  const ready = await readyEngine([options.image], options.report).catch((error: Error) => error)
  if (!(ready instanceof Error)) return await startInContainer(ready, options)
  if (forced || needsContainer) throw new Error(noContainer(ready.message, options.image))
  options.report(`not as a container: ${ready.message}`)
  return await startInProcess(options)
}

const noNetwork =
  'Cannot start Parley in this process (a network of containers is asked for): leave withNetwork out, or set PARLEY_RUNTIME to container.'

const noContainer = (why: string, image: string) =>
  `Cannot start Parley as a container (${why}): run a container engine such as Docker, and build or pull the image ` +
  `${image} or name another one in PARLEY_IMAGE; or set PARLEY_RUNTIME to in-process, which needs neither.`
