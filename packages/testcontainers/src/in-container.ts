import { type ReadyEngine, runContainer } from '@parley/backing'
import type { Running, RunOptions } from './runtime.ts'

/** Where the image serves everything. */
const port = 8080

/** The image `standalone`: the platform and the servers that it stands on in one container. */
export async function startInContainer(ready: ReadyEngine, options: RunOptions): Promise<Running> {
  const { image, settings, startupMs, forContainer, report } = options
  const running = await runContainer(ready, {
    what: image,
    image,
    port,
    startupMs,
    prepare: (container, { Wait }) => {
      container.withEnvironment({ ...settings }).withWaitStrategy(Wait.forHttp('/ready', port).forStatusCode(200))
      for (const prepare of forContainer) prepare(container)
    },
  })
  report(`${image} is up in a container on port ${running.port}`)
  return {
    runtime: 'container',
    url: `http://${running.host}:${running.port}`,
    output: () => running.output(),
    [Symbol.asyncDispose]: () => running[Symbol.asyncDispose](),
  }
}
