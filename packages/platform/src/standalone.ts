/** Everything on one machine, the servers included: what `npm start` and the image for trials run. */
import { gatewayConfig } from '@parley/gateway'
import { type Environment, readConfig, runProcess, text } from '@parley/service-kit'
import { startServers } from './own-servers.ts'
import { type Platform, type PlatformOptions, prepareDatabase, startPlatform } from './platform.ts'
import { step } from './step.ts'

export { type OwnServers, startServers } from './own-servers.ts'
export { step }

export interface StandaloneOptions {
  /** Where the servers keep data and logs; made when it is missing. */
  readonly dataDir: string
  /** Settings of all processes; a server whose URL is among them is used and not started. */
  readonly env: Environment
  /** Asked once the servers are up. */
  readonly edge: () => Promise<Pick<PlatformOptions, 'port' | 'webRoot'>>
}

/** Starts all of it, or nothing, and tells its steps on the console. Disposing it stops the gateway first and the servers last. */
export const startStandalone = async ({ dataDir, env, edge }: StandaloneOptions): Promise<Platform> => {
  await using scope = new AsyncDisposableStack()
  const report = (line: string) => console.log(`     ${line}`)
  const servers = scope.use(
    await step('Postgres, NATS and Redis', () => startServers({ dataDir, prefer: 'embedded', report, env })),
  )
  await step('database', () => prepareDatabase(servers, report))
  const at = await edge()
  const { port } = scope.use(await step('services and gateway', () => startPlatform({ ...at, servers, env })))
  const running = scope.move()
  return { port, [Symbol.asyncDispose]: () => running.disposeAsync() }
}

const standaloneConfig = {
  PARLEY_DATA: text({ about: 'the folder of the data', default: '.parley' }),
  HTTP_PORT: gatewayConfig.HTTP_PORT,
  WEB_ROOT: gatewayConfig.WEB_ROOT,
}

const start = async (env: Environment): Promise<Platform> => {
  const { PARLEY_DATA: dataDir, HTTP_PORT: port, WEB_ROOT: webRoot } = readConfig(standaloneConfig, env)
  const platform = await startStandalone({ dataDir, env, edge: async () => ({ port, webRoot }) })
  console.log(`Parley is at port ${platform.port}`)
  return platform
}

/** As a process, until it is asked to stop. */
export const standalone = (): Promise<void> => runProcess(start)
