import { type Startable, startAllOrNone } from './all-or-none.ts'
import type { ServerName, Started, StartOptions } from './backing.ts'
import { connectEngine, type Engine, type Library, pullImages } from './container-engine.ts'
import { images, plans } from './container-plans.ts'
import { containerName, removeContainer, removeFormerContainers, tenancyLabels } from './container-tenancy.ts'
import { watchContainers } from './container-watchdog.ts'
import { loopback, type OwnContainer, ownContainer } from './own-container.ts'

const upMs = 60_000

/** Runs the wanted servers as containers. They are removed when this process is gone, for whatever reason. */
export async function startContainers(wanted: ServerName[], options: StartOptions): Promise<Started> {
  const connected = await connectEngine()
  await removeFormerContainers(connected.engine, options.dataDir)
  await pullImages(
    connected,
    wanted.map((name) => images[name]),
    options.report,
  )
  watchContainers()
  return startAllOrNone(wanted, (name) => startContainer(name, connected, options))
}

async function startContainer(
  name: ServerName,
  { library, engine }: { library: Library; engine: Engine },
  options: StartOptions,
): Promise<Startable> {
  const plan = await plans[name](options)
  const container = ownContainer(library, engine, images[name])
  plan.prepare(container, library)
  container
    .withName(containerName(name, options.dataDir))
    .withLabels(tenancyLabels(options.dataDir))
    .withExposedPorts(plan.port)
    .withStartupTimeout(upMs)
    // The library's own reaper is one more image to pull, and needs the engine's socket inside a container.
    .withAutoCleanup(false)
  const starting = Promise.race([container.start(), container.ended])
  const started = await starting.catch(async (error: Error) => {
    throw new Error(`${name} did not start: ${await clearAway(engine, container, error)}`)
  })
  const port = started.getMappedPort(plan.port)
  await plan.keep?.()
  options.report(`${name} is up in a container on port ${port}`)
  return {
    // By number, because "localhost" may lead to another program on the IPv6 port of the same number.
    url: plan.url(`${loopback(engine) ? '127.0.0.1' : started.getHost()}:${port}`),
    [Symbol.asyncDispose]: () => removeContainer(engine, started.getId()),
  }
}

/** Removes what was made of it, and resolves to the last that it said, or else to the engine's complaint. */
async function clearAway(engine: Engine, { id }: OwnContainer, error: Error): Promise<string> {
  if (!id) return error.message.trim()
  const words = await lastWords(engine, id).catch(() => '')
  await removeContainer(engine, id)
  return words || error.message.trim()
}

async function lastWords(engine: Engine, id: string): Promise<string> {
  const container = engine.container.getById(id)
  await container.stop({ t: 0 }).catch(() => {})
  const output = textOf(await container.logs({ stdout: true, stderr: true, tail: 20 }))
  return output.trim().split('\n').at(-1)?.trim() ?? ''
}

/** Out of the engine's frames: eight bytes, of which the last four are the length, and then so much text. */
function textOf(frames: Buffer): string {
  let text = ''
  for (let at = 0; at + 8 <= frames.length; ) {
    const end = at + 8 + frames.readUInt32BE(at + 4)
    text += frames.toString('utf8', at + 8, end)
    at = end
  }
  return text
}
