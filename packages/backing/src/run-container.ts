import { randomUUID } from 'node:crypto'
import { connectEngine, type Engine, type Library, pullImages } from './container-engine.ts'
import { removeContainer, removeFormerContainers, tenancyLabels } from './container-tenancy.ts'
import { watchContainers } from './container-watchdog.ts'
import { lastWords, textOf } from './engine-output.ts'
import { loopback, type OwnContainer, ownContainer } from './own-container.ts'

const upMs = 60_000

/** An engine that answers and has the images. */
export interface ReadyEngine {
  readonly library: Library
  readonly engine: Engine
}

export interface ContainerRun {
  /** How errors name it. */
  readonly what: string
  readonly image: string
  /** In the container; on this machine it is another one. */
  readonly port: number
  /** The engine gives a name once; made up where none is wanted. */
  readonly name?: string
  /** Whose it is, besides this process: a later run with the same folder is refused while this one lives. */
  readonly folder?: string
  readonly startupMs?: number
  prepare(container: OwnContainer, library: Library): void
}

export interface RunningContainer extends AsyncDisposable {
  /** Where the port is reached from here. */
  readonly host: string
  readonly port: number
  /** Everything that it has printed so far. */
  output(): Promise<string>
}

/** Connects to the engine, within bounded times, and has it pull what it lacks. Rejects with why that cannot be had. */
export async function readyEngine(
  images: string[],
  report: (line: string) => void,
  folder?: string,
): Promise<ReadyEngine> {
  const connected = await connectEngine()
  await removeFormerContainers(connected.engine, folder)
  await pullImages(connected, images, report)
  return connected
}

/**
 * Runs one container whose port is this machine's alone. Where it does not start, the error has its last words and
 * nothing of it is left. It is removed by disposal, and when this process is gone, for whatever reason.
 */
export async function runContainer({ library, engine }: ReadyEngine, run: ContainerRun): Promise<RunningContainer> {
  watchContainers()
  const container = ownContainer(library, engine, run.image)
  run.prepare(container, library)
  container
    .withName(run.name ?? `parley-${randomUUID().slice(0, 12)}`)
    .withLabels(tenancyLabels(run.folder))
    .withExposedPorts(run.port)
    .withStartupTimeout(run.startupMs ?? upMs)
    // The library's own reaper is one more image to pull, and needs the engine's socket inside a container.
    .withAutoCleanup(false)
  const starting = Promise.race([container.start(), container.ended])
  const started = await starting.catch(async (error: Error) => {
    throw new Error(`${run.what} did not start: ${await clearAway(engine, container, error)}`)
  })
  container.hearNoMore()
  return {
    // By number, because "localhost" may lead to another program on the IPv6 port of the same number.
    host: loopback(engine) ? '127.0.0.1' : started.getHost(),
    port: started.getMappedPort(run.port),
    output: () => outputOf(engine, started.getId()),
    [Symbol.asyncDispose]: () => removeContainer(engine, started.getId()),
  }
}

/** Removes what was made of it, and resolves to the last that it said, or else to the engine's complaint. */
async function clearAway(engine: Engine, container: OwnContainer, error: Error): Promise<string> {
  if (!container.id) return error.message.trim()
  await removeContainer(engine, container.id)
  return lastWords(await container.heard()) || error.message.trim()
}

async function outputOf(engine: Engine, id: string): Promise<string> {
  return textOf(await engine.container.getById(id).logs({ stdout: true, stderr: true }))
}
