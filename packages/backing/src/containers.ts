import { type Startable, startAllOrNone } from './all-or-none.ts'
import type { ServerName, Started, StartOptions } from './backing.ts'
import { images, plans } from './container-plans.ts'
import { containerName } from './container-tenancy.ts'
import { type ReadyEngine, readyEngine, runContainer } from './run-container.ts'

/** Runs the wanted servers as containers. They are removed when this process is gone, for whatever reason. */
export async function startContainers(wanted: ServerName[], options: StartOptions): Promise<Started> {
  const { dataDir, report } = options
  const ready = await readyEngine(
    wanted.map((name) => images[name]),
    report,
    dataDir,
  )
  return startAllOrNone(wanted, (name) => startContainer(name, ready, options))
}

async function startContainer(name: ServerName, ready: ReadyEngine, options: StartOptions): Promise<Startable> {
  const { dataDir, report } = options
  const plan = await plans[name](options)
  const running = await runContainer(ready, {
    what: name,
    image: images[name],
    port: plan.port,
    name: containerName(name, dataDir),
    folder: dataDir,
    prepare: (container, library) => plan.prepare(container, library),
  })
  const url = plan.url(`${running.host}:${running.port}`)
  await plan.keep?.(url)
  report(`${name} is up in a container on port ${running.port}`)
  return {
    url,
    [Symbol.asyncDispose]: () => running[Symbol.asyncDispose](),
  }
}
